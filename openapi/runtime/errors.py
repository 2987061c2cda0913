"""Responses that arrive, and what the operations raise. Neither bearer token nor VPP token is in `str()` or `repr()` of any of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http.client import responses
from typing import Any, Generic, Self, TypeVar

import httpx
from attrs import define, field

from .types import is_object

T = TypeVar("T")


@define(slots=False)
class ApiError(Exception):
    """A call that did not end as the contract promises; the parent of all others. An attribute is None where nothing is known."""

    text: str
    """Status, code, message and request id in one line."""
    status_code: int | None = None
    """The HTTP status, if a response arrived."""
    code: str | None = None
    """The service's name of the error, such as `ResourceNotFound`."""
    message: str | None = None
    """The text for people: the service's (Intune puts JSON in it), else the client's own."""
    request_id: str | None = None
    """The service's id of the response, for Microsoft's support: the header `request-id`, else the body's."""
    client_request_id: str | None = None
    """The id of the call: as the service repeats it, else as sent."""
    retry_after: float | None = None
    """Seconds to wait before the next try, from `Retry-After` in any of its forms."""
    response: Response[Any] | None = None
    """The response, if one arrived; its body may hold a secret. None after pickle and copy."""

    def __str__(self) -> str:
        return self.text

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.text,), {**vars(self), "response": None}


class ApiConnectionError(ApiError):
    """No whole response arrived; the call may or may not have had its effect. `__cause__` is httpx's exception."""


class ApiTimeoutError(ApiConnectionError):
    """No whole response arrived in time: connecting, sending or the next piece of the response took longer than `timeout`."""


class ApiStatusError(ApiError):
    """The service, or a gateway in between, answered with an error status, or with a redirect that was not followed.

    There is a subclass for each error status that the contract documents.
    """


class InvalidResponseError(ApiError):
    """The service answered with success, but not with what the contract promises for it; `message` says where it differs."""


@define
class Response(Generic[T]):
    """An HTTP response that arrived, whatever its status; `repr` leaves out headers and body, which may hold a secret."""

    status_code: int
    """The HTTP status; any three digits, registered or not."""
    content: bytes = field(repr=False)
    """The body as sent, after content decoding; empty if there is none."""
    headers: httpx.Headers = field(repr=False)
    """The response's headers; names in any case."""
    parsed: T | None
    """The body as the model that the contract names for this status; None if it names none, as for a redirect, or the body does not fit."""
    client_request_id: str = ""
    """The `client-request-id` that was sent, the same on every try of the call."""
    _error: type[ApiError] | None = field(default=None, alias="error", repr=False, kw_only=True)
    _breach: str | None = field(default=None, alias="breach", repr=False, kw_only=True)
    """How a success differs from the contract."""

    @property
    def request_id(self) -> str | None:
        """The service's id of this response, for Microsoft's support: the header `request-id`, else an error body's."""
        return self._id("request-id")

    def raise_for_status(self) -> Self:
        """Return the response itself, or raise what `sync` raises for it.

        Raises errors.ApiStatusError, in a subclass for each documented status, for an error; errors.InvalidResponseError for a success
        that is not what the contract promises.
        """
        if self._error is None:
            return self
        said = self._said()
        code = _text(said.get("code"))
        message = f"The response does not fit the contract: {self._breach}" if self._breach else _text(said.get("message"))
        name = responses.get(self.status_code, "error") if code is None and message is None else code or ""  # 509, say, is not registered
        line = f"{self.status_code} {name}".rstrip() + (f": {message}" if message else "")
        raise self._error(
            one_line(f"{line} (request-id {self.request_id or 'not given'})"),
            self.status_code,
            code,
            message,
            self.request_id,
            self._id("client-request-id") or self.client_request_id or None,
            retry_after(self.headers.get("retry-after")),
            self,
        )

    def _id(self, name: str) -> str | None:
        said = self._said()
        inner = _object(said.get("innerError")) or _object(said.get("innererror"))  # both spellings occur
        return self.headers.get(name) or _text(inner.get(name))

    def _said(self) -> Mapping[str, Any]:
        """Return the `error` object of an OData error body (OData JSON Format 4.01, section 21); empty if there is none."""
        try:
            return _object(_object(json.loads(self.content) if self.status_code >= 300 else None).get("error"))
        except (ValueError, RecursionError):
            return {}


def connection_error(error: httpx.HTTPError, client_request_id: str) -> ApiConnectionError:
    """Return the error for a call without a response."""
    kind, what = (
        (ApiTimeoutError, "No response in time") if isinstance(error, httpx.TimeoutException) else (ApiConnectionError, "No response")
    )
    message = f"{what}: {str(error) or type(error).__name__}"
    text = f"{one_line(message)} (client-request-id {client_request_id})"
    return kind(text, message=message, client_request_id=client_request_id)


def retry_after(value: str | None) -> float | None:
    """Return the seconds that `Retry-After` asks for: whole, fractional, or until an HTTP date (RFC 9110); None if it says neither."""
    value = (value or "").strip()
    if value.replace(".", "", 1).isdecimal() and value.isascii():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())


def _object(value: Any) -> Mapping[str, Any]:
    return value if is_object(value) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def one_line(text: str) -> str:
    """Return a text of the server's without line breaks and other control characters, which could forge log lines."""
    if text.isprintable():
        return text
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
