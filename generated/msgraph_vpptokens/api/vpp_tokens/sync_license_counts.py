# generated from openapi/openapi.yaml, do not edit; run make generate
"""Start a sync of the license counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...client import AuthenticatedClient, Timeout
from ...errors import invalid_response_error, status_error
from ...models.o_data_error import ODataError
from ...types import UNSET, Response, Unset


def _path() -> str:
    return "/deviceAppManagement/vppTokens/syncLicenseCounts"


def _headers(
    headers: Mapping[str, str] | None,
    client_request_id: str | Unset = UNSET,
) -> dict[str, str]:
    result = dict(headers or {})
    if not isinstance(client_request_id, Unset):
        result["client-request-id"] = client_request_id
    return result


def _parsed(response: Response[Any]) -> Response[ODataError]:
    """Return the response with its body parsed, as far as the contract names a model for its status and the body fits it."""
    status = response.status_code
    if 400 <= status <= 499 or 500 <= status <= 599:
        try:
            response.parsed = ODataError.from_dict(json.loads(response.content))
        except (ValueError, RecursionError):  # a gateway's
            pass
    return response


def _result(response: Response[Any]) -> None:
    """Return what a success promises; raises the error that anything else is."""
    status = response.status_code
    if status == 204:
        return
    if 200 <= status < 300:
        raise invalid_response_error(response, "the documented success is 204")
    raise status_error(response)


def sync_detailed(
    *,
    client: AuthenticatedClient,
    client_request_id: str | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout | Unset = UNSET,
) -> Response[ODataError]:
    """Start a sync of the license counts

    Starts a sync of the license counts; the response is empty. Microsoft's page calls the purpose of this operation not yet
    documented (D). Its name is the best description there is.

    Do not send a request body (D).

    The bearer token needs **one** of these permissions, delegated (work or school account) or application (D, M). Personal
    Microsoft accounts are not supported (D).

    - `DeviceManagementServiceConfig.ReadWrite.All` (D, M): the least privileged one (M)
    - `DeviceManagementConfiguration.ReadWrite.All` (D 2023, M)

    Args:
        client_request_id: A GUID that the caller chooses, to find this call in logs (M). The response repeats it. A value that is no GUID is not
            refused (P).
        client: Whom to call, and as whom.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the answer, of one try.

    Returns:
        The response that arrived, whatever its status, or the error body, and None if there is none that
        can be read.

    Raises:
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or credential raises.
    """
    return _parsed(
        client.request(
            "syncLicenseCounts",
            "POST",
            _path(),
            _headers(
                headers,
                client_request_id,
            ),
            timeout,
        )
    )


def sync(
    *,
    client: AuthenticatedClient,
    client_request_id: str | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout | Unset = UNSET,
) -> None:
    """Start a sync of the license counts

    Starts a sync of the license counts; the response is empty. Microsoft's page calls the purpose of this operation not yet
    documented (D). Its name is the best description there is.

    Do not send a request body (D).

    The bearer token needs **one** of these permissions, delegated (work or school account) or application (D, M). Personal
    Microsoft accounts are not supported (D).

    - `DeviceManagementServiceConfig.ReadWrite.All` (D, M): the least privileged one (M)
    - `DeviceManagementConfiguration.ReadWrite.All` (D 2023, M)

    Args:
        client_request_id: A GUID that the caller chooses, to find this call in logs (M). The response repeats it. A value that is no GUID is not
            refused (P).
        client: Whom to call, and as whom.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the answer, of one try.

    Returns:
        None, once the service has answered 204.

    Raises:
        errors.ApiStatusError: The service, or a gateway in between, has answered with an error; a subclass for each documented status.
        errors.InvalidResponseError: The service has answered with success, and not with what the contract promises.
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or credential raises.
    """
    return _result(
        client.request(
            "syncLicenseCounts",
            "POST",
            _path(),
            _headers(
                headers,
                client_request_id,
            ),
            timeout,
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    client_request_id: str | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout | Unset = UNSET,
) -> Response[ODataError]:
    """Start a sync of the license counts

    Starts a sync of the license counts; the response is empty. Microsoft's page calls the purpose of this operation not yet
    documented (D). Its name is the best description there is.

    Do not send a request body (D).

    The bearer token needs **one** of these permissions, delegated (work or school account) or application (D, M). Personal
    Microsoft accounts are not supported (D).

    - `DeviceManagementServiceConfig.ReadWrite.All` (D, M): the least privileged one (M)
    - `DeviceManagementConfiguration.ReadWrite.All` (D 2023, M)

    Args:
        client_request_id: A GUID that the caller chooses, to find this call in logs (M). The response repeats it. A value that is no GUID is not
            refused (P).
        client: Whom to call, and as whom.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the answer, of one try.

    Returns:
        The response that arrived, whatever its status, or the error body, and None if there is none that
        can be read.

    Raises:
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or credential raises.
    """
    return _parsed(
        await client.arequest(
            "syncLicenseCounts",
            "POST",
            _path(),
            _headers(
                headers,
                client_request_id,
            ),
            timeout,
        )
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    client_request_id: str | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout | Unset = UNSET,
) -> None:
    """Start a sync of the license counts

    Starts a sync of the license counts; the response is empty. Microsoft's page calls the purpose of this operation not yet
    documented (D). Its name is the best description there is.

    Do not send a request body (D).

    The bearer token needs **one** of these permissions, delegated (work or school account) or application (D, M). Personal
    Microsoft accounts are not supported (D).

    - `DeviceManagementServiceConfig.ReadWrite.All` (D, M): the least privileged one (M)
    - `DeviceManagementConfiguration.ReadWrite.All` (D 2023, M)

    Args:
        client_request_id: A GUID that the caller chooses, to find this call in logs (M). The response repeats it. A value that is no GUID is not
            refused (P).
        client: Whom to call, and as whom.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the answer, of one try.

    Returns:
        None, once the service has answered 204.

    Raises:
        errors.ApiStatusError: The service, or a gateway in between, has answered with an error; a subclass for each documented status.
        errors.InvalidResponseError: The service has answered with success, and not with what the contract promises.
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or credential raises.
    """
    return _result(
        await client.arequest(
            "syncLicenseCounts",
            "POST",
            _path(),
            _headers(
                headers,
                client_request_id,
            ),
            timeout,
        )
    )


__all__ = ["asyncio", "asyncio_detailed", "sync", "sync_detailed"]
