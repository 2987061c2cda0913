# generated from openapi/openapi.yaml, do not edit; run make generate
"""What the operations raise. `str()` of each is one line: status, code, message, request id; none holds a bearer token or VPP token.

Pickle and copy leave out `response`, whose body may hold a secret.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, cast

from .types import Response


class ApiError(Exception):
    """A call that did not end as the contract promises; the parent of all others here. Attributes are None where there is nothing to tell."""

    status_code: int | None
    """The HTTP status, if a response arrived."""
    code: str | None
    """The service's name of the error, such as `ResourceNotFound` (M)."""
    message: str | None
    """The text for people: the service's (Intune puts JSON in it, O), else the client's own."""
    request_id: str | None
    """The service's id of the response, for Microsoft's support: the header `request-id`, else the body's (M)."""
    client_request_id: str | None
    """The id of the call: as the service repeats it, else as sent (M)."""
    retry_after: float | None
    """Seconds to wait before the next try, from `Retry-After` in any of its forms (RFC 9110, M)."""
    response: Response[Any] | None
    """The response, if one arrived; None after pickle and copy."""

    def __init__(
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
        return type(self), self.args, {**self.__dict__, "response": None}


class ApiConnectionError(ApiError):
    """No whole response arrived; the call may or may not have had its effect. `__cause__` is httpx's exception."""


class ApiTimeoutError(ApiConnectionError):
    """No whole response arrived in time: connecting, sending or the next piece of the answer took longer than `timeout`."""


class ApiStatusError(ApiError):
    """The service, or a gateway in between, answered with an error status; itself for a status without a class of its own."""


class InvalidResponseError(ApiError):
    """The service answered with success, and with a body that is not what the contract promises for it; `message` says where it differs."""


class BadRequest(ApiStatusError):
    """400: The request has a body, or `vppTokenId` is not a valid id (P). Correct the request: the same one fails again.
    The error code is `BadRequest` (P).
    """


class Unauthorized(ApiStatusError):
    """401: The request has no bearer token, or one that the service does not accept. Get a new token and call again. The error code
    is `InvalidAuthenticationToken` (P).
    """


class Forbidden(ApiStatusError):
    """403: The bearer token is valid and holds none of the operation's permissions. The same call fails again until an administrator
    consents to one of them. The error code is `Forbidden` (P).
    """


class NotFound(ApiStatusError):
    """404: The tenant has no such VPP token, or the path is neither of the two. Compare the id with those that
    [List vppTokens](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list?view=graph-rest-beta) returns: the
    token may have been deleted or belong to another tenant. The error code is `ResourceNotFound` (P).
    """


class MethodNotAllowed(ApiStatusError):
    """405: The method is not POST. Use POST. The error code is `MethodNotAllowed` (P)."""


class NotAcceptable(ApiStatusError):
    """406: The request's `Accept` rules out `application/json`, the only type of the service (D). Send `Accept: application/json`.
    The error code is `NotAcceptable` (P).
    """


class TooManyRequests(ApiStatusError):
    """429: Over the quota: 100 writes in 20 seconds for one app and tenant, 200 in 20 seconds for the tenant (M). Wait as long as
    `Retry-After` says; where it is absent (O), wait longer before each try. The error code is `TooManyRequests` (P).
    """


_BY_STATUS: dict[int, type[ApiStatusError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    429: TooManyRequests,
}


def status_error(response: Response[Any]) -> ApiStatusError:
    """Return the error for a response whose status is none of the documented successes."""
    body = _error_of(response.content)
    inner = _object(body.get("innerError")) or _object(body.get("innererror"))  # both spellings occur (O)
    headers = response.headers
    request_id = headers.get("request-id") or _text(inner.get("request-id"))
    code, message = _text(body.get("code")), _text(body.get("message"))
    return _BY_STATUS.get(response.status_code, ApiStatusError)(
        _line(response.status_code, code, message, request_id),
        status_code=response.status_code,
        code=code,
        message=message,
        request_id=request_id,
        client_request_id=headers.get("client-request-id")
        or _text(inner.get("client-request-id"))
        or response.client_request_id,
        retry_after=retry_after(headers.get("retry-after")),
        response=response,
    )


def invalid_response_error(response: Response[Any], reason: str) -> InvalidResponseError:
    """Return the error for a success that breaks the contract; `reason` says how."""
    request_id = response.headers.get("request-id")
    message = f"the answer is not what the contract promises: {reason}"
    return InvalidResponseError(
        _line(response.status_code, None, message, request_id),
        status_code=response.status_code,
        message=message,
        request_id=request_id,
        client_request_id=response.headers.get("client-request-id") or response.client_request_id,
        response=response,
    )


def connection_error(error: Exception, *, timeout: bool, client_request_id: str) -> ApiConnectionError:
    """Return the error for a call without a response; `error` is httpx's."""
    message = f"{'timeout' if timeout else 'no response'}: {str(error) or type(error).__name__}"
    return (ApiTimeoutError if timeout else ApiConnectionError)(
        f"{_one_line(message)} (client-request-id {client_request_id})",
        message=message,
        client_request_id=client_request_id,
    )


def retry_after(value: str | None) -> float | None:
    """Return the seconds that a `Retry-After` asks for: whole, fractional (M), or until an HTTP date (RFC 9110); None if it says neither."""
    if value is None:
        return None
    value = value.strip()
    if value.replace(".", "", 1).isdecimal() and value.isascii() and len(value) < 20:
        return float(value)
    import datetime
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return max(0.0, (moment - datetime.datetime.now(datetime.UTC)).total_seconds())


def _error_of(content: bytes) -> dict[str, Any]:
    """Return the `error` object of an OData error body (https://docs.oasis-open.org/odata/odata-json-format/v4.01/); empty if it is none."""
    try:
        return _object(_object(json.loads(content)).get("error"))
    except (ValueError, RecursionError):
        return {}


def _object(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _line(status: int, code: str | None, message: str | None, request_id: str | None) -> str:
    if code is None and message is None:
        try:
            code = HTTPStatus(status).phrase
        except ValueError:  # not registered, such as 509
            code = "error"
    line = f"{status} {code or ''}".rstrip()
    if message:
        line += f": {_one_line(message)}"
    return f"{line} (request-id {request_id or 'not given'})"


def _one_line(text: str) -> str:
    """Return a text of the server's without line breaks and other control characters, which could forge log lines."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


__all__ = [
    "ApiConnectionError",
    "ApiError",
    "ApiStatusError",
    "ApiTimeoutError",
    "BadRequest",
    "Forbidden",
    "InvalidResponseError",
    "MethodNotAllowed",
    "NotAcceptable",
    "NotFound",
    "TooManyRequests",
    "Unauthorized",
]
