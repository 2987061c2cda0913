# copied from openapi/runtime/errors.py, do not edit; change it there and run make generate
"""What the operations raise. `str()` of each is one line: status, code, message, request id; none holds a bearer token or a VPP token."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http.client import responses
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from .types import is_object

if TYPE_CHECKING:
    from .responses import Response


E = TypeVar("E", bound="ApiError")


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
    body = _error_of(response.content)
    return _error(kind, response, _text(body.get("code")), _text(body.get("message")))


def invalid_response_error(response: Response[Any], reason: str) -> InvalidResponseError:
    """Return the error for a success that breaks the contract; `reason` says how."""
    return _error(InvalidResponseError, response, None, f"The response does not fit the contract: {reason}")


def _error(kind: type[E], response: Response[Any], code: str | None, message: str | None) -> E:
    return kind(
        _line(response, code, message),
        status_code=response.status_code,
        code=code,
        message=message,
        request_id=response.request_id,
        client_request_id=id_of(response, "client-request-id") or response.client_request_id or None,
        retry_after=retry_after(response.headers.get("retry-after")),
        response=response,
    )


def connection_error(error: httpx.HTTPError, client_request_id: str) -> ApiConnectionError:
    """Return the error for a call without a response."""
    timeout = isinstance(error, httpx.TimeoutException)
    message = f"{'No response in time' if timeout else 'No response'}: {str(error) or type(error).__name__}"
    text = f"{_one_line(message)} (client-request-id {client_request_id})"
    return (ApiTimeoutError if timeout else ApiConnectionError)(text, message=message, client_request_id=client_request_id)


def id_of(response: Response[Any], name: str) -> str | None:
    """Return the `request-id` or `client-request-id` of a response: the header's, else an error body's."""
    if name in response.headers:
        return response.headers[name]
    body = _error_of(response.content) if response.status_code >= 300 else dict[str, Any]()
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


def _error_of(content: bytes) -> Mapping[str, Any]:
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
        code = responses.get(status, "error")  # 509, say, is not registered
    line = f"{status} {code or ''}".rstrip()
    if message:
        line += f": {_one_line(message)}"
    return f"{line} (request-id {response.request_id or 'not given'})"


def _one_line(text: str) -> str:
    """Return a text of the server's without line breaks and other control characters, which could forge log lines."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
