# generated from openapi/openapi.yaml, do not edit; run make generate
"""What the operations raise. `str()` of each is one line: status, code, message, request id; a bearer token or a
VPP token is in it only if the service repeats one."""

from ._runtime.errors import ApiConnectionError, ApiError, ApiStatusError, ApiTimeoutError, InvalidResponseError


class BadRequest(ApiStatusError):
    """400: The request has a body, or `vppTokenId` is not a valid id. Correct the request: the same one fails again.
    The error code is `BadRequest`."""


class Unauthorized(ApiStatusError):
    """401: The request has no bearer token, or one that the service does not accept. Get a new token and call again. The error code
    is `InvalidAuthenticationToken`."""


class Forbidden(ApiStatusError):
    """403: The bearer token is valid and holds none of the operation's permissions. The same call fails again until an administrator
    consents to one of them. The error code is `Forbidden`."""


class NotFound(ApiStatusError):
    """404: The tenant has no such VPP token, or the path is neither of the two. Compare the id with those that
    [List vppTokens](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list?view=graph-rest-beta) returns: the
    token may have been deleted or belong to another tenant. The error code is `ResourceNotFound`."""


class MethodNotAllowed(ApiStatusError):
    """405: The method is not POST. Use POST. The error code is `MethodNotAllowed`."""


class NotAcceptable(ApiStatusError):
    """406: The request's `Accept` rules out `application/json`, the only type of the service. Send `Accept: application/json`.
    The error code is `NotAcceptable`."""


class TooManyRequests(ApiStatusError):
    """429: Over the quota: 100 writes in 20 seconds for one app and tenant, 200 in 20 seconds for the tenant. Wait as long as
    `Retry-After` says; where it is absent, wait longer before each try. The error code is `TooManyRequests`."""


class ServerError(ApiStatusError):
    """5XX: The service, or a proxy or gateway in between, has failed, with any error code: `ServiceUnavailable`, for example. A proxy
    or gateway answers with HTML or no body, and without `request-id`. 509 (Microsoft's bandwidth throttle) and 520 have
    been seen. After 503 and 504, try again."""


BY_STATUS: dict[int, type[ApiStatusError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    429: TooManyRequests,
    **dict.fromkeys(range(500, 600), ServerError),
}
"""The class of each status; any other error status raises ApiStatusError itself."""

__all__ = [
    "BY_STATUS",
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
    "ServerError",
    "TooManyRequests",
    "Unauthorized",
]
