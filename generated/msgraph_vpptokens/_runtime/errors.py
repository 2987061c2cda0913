# copied from openapi/runtime/errors.py, do not edit; change it there and run make generate
"""What the operations raise. `str()` of each is one line: status, code, message, request id; none holds a bearer token or a VPP token."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from .types import is_object

if TYPE_CHECKING:
    from .responses import Response


class ApiError(Exception):
    """A call that did not end as the contract promises; the parent of all others. An attribute is None where nothing is known."""

    status_code: int | None
    """The HTTP status, if a response arrived."""
    code: str | None
    """The service's name of the error, such as `ResourceNotFound`."""
    message: str | None
    """The text for people: the service's (Intune puts JSON in it), else the client's own."""
    request_id: str | None
    """The service's id of the response, for Microsoft's support: the header `request-id`, else the body's."""
    client_request_id: str | None
    """The id of the call: as the service repeats it, else as sent."""
    retry_after: float | None
    """Seconds to wait before the next try, from `Retry-After` in any of its forms."""
    response: Response[Any] | None
    """The response, if one arrived; its body may hold a secret. None after pickle and copy."""

    def __init__(  # noqa: PLR0913 - keywords, each an attribute
        self,
        text: str,
        *,
        status_code: int | None = None,
        code: str | None = None,
        message: str | None = None,
        request_id: str | None = None,
        client_request_id: str | None = None,
        retry_after: float | None = None,
        response: Response[Any] | None = None,
    ) -> None:
        super().__init__(text)
        self.status_code = status_code
        self.code = code
        self.message = message
        self.request_id = request_id
        self.client_request_id = client_request_id
        self.retry_after = retry_after
        self.response = response

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.args, {**vars(self), "response": None}


class ApiConnectionError(ApiError):
    """No whole response arrived; the call may or may not have had its effect. `__cause__` is httpx's exception."""


class ApiTimeoutError(ApiConnectionError):
    """No whole response arrived in time: connecting, sending or the next piece of the response took longer than `timeout`."""


class ApiStatusError(ApiError):
    """The service, or a gateway in between, answered with an error status; a subclass for each status that the contract documents."""


class InvalidResponseError(ApiError):
    """The service answered with success, but not with what the contract promises for it; `message` says where it differs."""


def status_error(response: Response[Any], kind: type[ApiStatusError]) -> ApiStatusError:
    """Return the error for a response with an error status; what the body does not say is None."""
    body = error_of(response.content)
    code, message = _text(body.get("code")), _text(body.get("message"))
    return kind(
        _line(response, code, message),
        status_code=response.status_code,
        code=code,
        message=message,
        request_id=response.request_id,
        client_request_id=_id(response, "client-request-id") or response.client_request_id or None,
        retry_after=retry_after(response.headers.get("retry-after")),
        response=response,
    )


def invalid_response_error(response: Response[Any], reason: str) -> InvalidResponseError:
    """Return the error for a success that breaks the contract; `reason` says how."""
    message = f"The response does not fit the contract: {reason}"
    return InvalidResponseError(
        _line(response, None, message),
        status_code=response.status_code,
        message=message,
        request_id=response.request_id,
        client_request_id=response.headers.get("client-request-id") or response.client_request_id or None,
        response=response,
    )


def connection_error(error: httpx.HTTPError, client_request_id: str) -> ApiConnectionError:
    """Return the error for a call without a response."""
    timeout = isinstance(error, httpx.TimeoutException)
    message = f"{'No response in time' if timeout else 'No response'}: {str(error) or type(error).__name__}"
    text = f"{_one_line(message)} (client-request-id {client_request_id})"
    return (ApiTimeoutError if timeout else ApiConnectionError)(text, message=message, client_request_id=client_request_id)


def request_id(response: Response[Any]) -> str | None:
    """Return the service's id of a response: the header's, else an error body's."""
    return _id(response, "request-id")


def _id(response: Response[Any], name: str) -> str | None:
    if name in response.headers:
        return response.headers[name]
    if response.status_code < 400:
        return None
    body = error_of(response.content)
    inner = _object(body.get("innerError")) or _object(body.get("innererror"))  # both spellings occur
    return _text(inner.get(name))


def retry_after(value: str | None) -> float | None:
    """Return the seconds that `Retry-After` asks for: whole, fractional, or until an HTTP date (RFC 9110); None if it says neither."""
    if value is None:
        return None
    value = value.strip()
    if value.replace(".", "", 1).isdecimal() and value.isascii() and len(value) < 20:
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())


def error_of(content: bytes) -> Mapping[str, Any]:
    """Return the `error` object of an OData error body (OData JSON Format 4.01, section 21); empty if it is none."""
    try:
        return _object(_object(json.loads(content)).get("error"))
    except (ValueError, RecursionError):
        return {}


def _object(value: Any) -> Mapping[str, Any]:
    return value if is_object(value) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _line(response: Response[Any], code: str | None, message: str | None) -> str:
    status = response.status_code
    if code is None and message is None:
        code = _phrase(status)
    line = f"{status} {code or ''}".rstrip()
    if message:
        line += f": {_one_line(message)}"
    return f"{line} (request-id {response.request_id or 'not given'})"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # not registered, such as 509
        return "error"


def _one_line(text: str) -> str:
    """Return a text of the server's without line breaks and other control characters, which could forge log lines."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
