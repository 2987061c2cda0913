# generated from openapi/openapi.yaml, do not edit; run make generate
"""Start a license sync for one VPP token."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ...client import AuthenticatedClient, Timeout
from ...errors import invalid_response_error, status_error
from ...models.o_data_error import ODataError
from ...models.vpp_token import VppToken
from ...types import UNSET, Mismatch, Response, Unset, unwrapped

_VPP_TOKEN_ID = re.compile(r"^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$")


def _path(
    vpp_token_id: str,
) -> str:
    if not isinstance(vpp_token_id, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may not check types
        raise TypeError(f"vppTokenId must be a string, not {type(vpp_token_id).__name__}")
    if not _VPP_TOKEN_ID.fullmatch(vpp_token_id):
        raise ValueError(f"vppTokenId {vpp_token_id!r} must match {_VPP_TOKEN_ID.pattern}")
    return f"/deviceAppManagement/vppTokens/{quote(vpp_token_id, safe='')}/syncLicenses"


def _headers(
    headers: Mapping[str, str] | None,
    client_request_id: str | Unset = UNSET,
) -> dict[str, str]:
    result = dict(headers or {})
    if not isinstance(client_request_id, Unset):
        result["client-request-id"] = client_request_id
    return result


def _read(content: bytes) -> VppToken | str:
    """Return what a 200 holds, or why it can't be read."""
    try:
        body = json.loads(content)
        body = unwrapped(body, "value", "id")
        return VppToken.from_dict(body)
    except Mismatch as error:
        return str(error)
    except (ValueError, RecursionError):
        return "the body is not JSON" if content else "there is no body"


def _parsed(response: Response[Any]) -> Response[ODataError | VppToken]:
    """Return the response with its body parsed, as far as the contract names a model for its status and the body fits it."""
    status = response.status_code
    if status == 200:
        read = _read(response.content)
        response.parsed = None if isinstance(read, str) else read
        return response
    if 400 <= status <= 499 or 500 <= status <= 599:
        try:
            response.parsed = ODataError.from_dict(json.loads(response.content))
        except (ValueError, RecursionError):  # a gateway's
            pass
    return response


def _result(response: Response[Any]) -> VppToken:
    """Return what a success promises; raises the error that anything else is."""
    status = response.status_code
    if status == 200:
        read = _read(response.content)
        if not isinstance(read, str):
            return read
        raise invalid_response_error(response, read)
    if 200 <= status < 300:
        raise invalid_response_error(response, "the documented success is 200")
    raise status_error(response)


def sync_detailed(
    vpp_token_id: str,
    *,
    client: AuthenticatedClient,
    client_request_id: str | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout | Unset = UNSET,
) -> Response[ODataError | VppToken]:
    """Start a license sync for one VPP token

    Asks Intune to fetch the licenses of one VPP token from Apple. The sync is asynchronous: the response comes at once, with
    `lastSyncStatus: inProgress` (D). To see how the sync ended, read the token later with
    [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta),
    `GET /deviceAppManagement/vppTokens/{vppTokenId}`. It shows `completed` or `failed` (O). That operation is not described
    here. You may call `syncLicenses` again while a sync runs (O).

    Do not send a request body (D).

    The bearer token needs **one** of these permissions, delegated (work or school account) or application (D, M). Personal
    Microsoft accounts are not supported (D).

    - `DeviceManagementServiceConfig.ReadWrite.All` (D, M): the least privileged one (M)
    - `DeviceManagementConfiguration.ReadWrite.All` (D 2023, M)
    - `DeviceManagementApps.ReadWrite.All` (D later; not in M)

    Args:
        vpp_token_id: The `id` of the VPP token. Two operations that are not described here return it:
            [List vppTokens](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list?view=graph-rest-beta),
            `GET /deviceAppManagement/vppTokens`, and
            [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta).

            It is a string (M), and a GUID in every known use (D, O). A valid id has only URL-unreserved characters and does not
            begin with a dot (P): HTTP clients would turn `..` into the path of another operation.
        client_request_id: A GUID that the caller chooses, to find this call in logs (M). The response repeats it. A value that is no GUID is not
            refused (P).
        client: Whom to call, and as whom.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the answer, of one try.

    Returns:
        The response that arrived, whatever its status; `parsed` is the VppToken of a 200, in either shape, or the error body, and None if there is none that
        can be read.

    Raises:
        TypeError, ValueError: An argument that the contract does not allow; nothing has been sent.
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or credential raises.
    """
    return _parsed(
        client.request(
            "syncLicenses",
            "POST",
            _path(vpp_token_id),
            _headers(
                headers,
                client_request_id,
            ),
            timeout,
        )
    )


def sync(
    vpp_token_id: str,
    *,
    client: AuthenticatedClient,
    client_request_id: str | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout | Unset = UNSET,
) -> VppToken:
    """Start a license sync for one VPP token

    Asks Intune to fetch the licenses of one VPP token from Apple. The sync is asynchronous: the response comes at once, with
    `lastSyncStatus: inProgress` (D). To see how the sync ended, read the token later with
    [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta),
    `GET /deviceAppManagement/vppTokens/{vppTokenId}`. It shows `completed` or `failed` (O). That operation is not described
    here. You may call `syncLicenses` again while a sync runs (O).

    Do not send a request body (D).

    The bearer token needs **one** of these permissions, delegated (work or school account) or application (D, M). Personal
    Microsoft accounts are not supported (D).

    - `DeviceManagementServiceConfig.ReadWrite.All` (D, M): the least privileged one (M)
    - `DeviceManagementConfiguration.ReadWrite.All` (D 2023, M)
    - `DeviceManagementApps.ReadWrite.All` (D later; not in M)

    Args:
        vpp_token_id: The `id` of the VPP token. Two operations that are not described here return it:
            [List vppTokens](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list?view=graph-rest-beta),
            `GET /deviceAppManagement/vppTokens`, and
            [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta).

            It is a string (M), and a GUID in every known use (D, O). A valid id has only URL-unreserved characters and does not
            begin with a dot (P): HTTP clients would turn `..` into the path of another operation.
        client_request_id: A GUID that the caller chooses, to find this call in logs (M). The response repeats it. A value that is no GUID is not
            refused (P).
        client: Whom to call, and as whom.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the answer, of one try.

    Returns:
        The VppToken of a 200, whether wrapped or bare.

    Raises:
        TypeError, ValueError: An argument that the contract does not allow; nothing has been sent.
        errors.ApiStatusError: The service, or a gateway in between, has answered with an error; a subclass for each documented status.
        errors.InvalidResponseError: The service has answered with success, and not with what the contract promises.
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or credential raises.
    """
    return _result(
        client.request(
            "syncLicenses",
            "POST",
            _path(vpp_token_id),
            _headers(
                headers,
                client_request_id,
            ),
            timeout,
        )
    )


async def asyncio_detailed(
    vpp_token_id: str,
    *,
    client: AuthenticatedClient,
    client_request_id: str | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout | Unset = UNSET,
) -> Response[ODataError | VppToken]:
    """Start a license sync for one VPP token

    Asks Intune to fetch the licenses of one VPP token from Apple. The sync is asynchronous: the response comes at once, with
    `lastSyncStatus: inProgress` (D). To see how the sync ended, read the token later with
    [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta),
    `GET /deviceAppManagement/vppTokens/{vppTokenId}`. It shows `completed` or `failed` (O). That operation is not described
    here. You may call `syncLicenses` again while a sync runs (O).

    Do not send a request body (D).

    The bearer token needs **one** of these permissions, delegated (work or school account) or application (D, M). Personal
    Microsoft accounts are not supported (D).

    - `DeviceManagementServiceConfig.ReadWrite.All` (D, M): the least privileged one (M)
    - `DeviceManagementConfiguration.ReadWrite.All` (D 2023, M)
    - `DeviceManagementApps.ReadWrite.All` (D later; not in M)

    Args:
        vpp_token_id: The `id` of the VPP token. Two operations that are not described here return it:
            [List vppTokens](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list?view=graph-rest-beta),
            `GET /deviceAppManagement/vppTokens`, and
            [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta).

            It is a string (M), and a GUID in every known use (D, O). A valid id has only URL-unreserved characters and does not
            begin with a dot (P): HTTP clients would turn `..` into the path of another operation.
        client_request_id: A GUID that the caller chooses, to find this call in logs (M). The response repeats it. A value that is no GUID is not
            refused (P).
        client: Whom to call, and as whom.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the answer, of one try.

    Returns:
        The response that arrived, whatever its status; `parsed` is the VppToken of a 200, in either shape, or the error body, and None if there is none that
        can be read.

    Raises:
        TypeError, ValueError: An argument that the contract does not allow; nothing has been sent.
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or credential raises.
    """
    return _parsed(
        await client.arequest(
            "syncLicenses",
            "POST",
            _path(vpp_token_id),
            _headers(
                headers,
                client_request_id,
            ),
            timeout,
        )
    )


async def asyncio(
    vpp_token_id: str,
    *,
    client: AuthenticatedClient,
    client_request_id: str | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout | Unset = UNSET,
) -> VppToken:
    """Start a license sync for one VPP token

    Asks Intune to fetch the licenses of one VPP token from Apple. The sync is asynchronous: the response comes at once, with
    `lastSyncStatus: inProgress` (D). To see how the sync ended, read the token later with
    [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta),
    `GET /deviceAppManagement/vppTokens/{vppTokenId}`. It shows `completed` or `failed` (O). That operation is not described
    here. You may call `syncLicenses` again while a sync runs (O).

    Do not send a request body (D).

    The bearer token needs **one** of these permissions, delegated (work or school account) or application (D, M). Personal
    Microsoft accounts are not supported (D).

    - `DeviceManagementServiceConfig.ReadWrite.All` (D, M): the least privileged one (M)
    - `DeviceManagementConfiguration.ReadWrite.All` (D 2023, M)
    - `DeviceManagementApps.ReadWrite.All` (D later; not in M)

    Args:
        vpp_token_id: The `id` of the VPP token. Two operations that are not described here return it:
            [List vppTokens](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list?view=graph-rest-beta),
            `GET /deviceAppManagement/vppTokens`, and
            [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta).

            It is a string (M), and a GUID in every known use (D, O). A valid id has only URL-unreserved characters and does not
            begin with a dot (P): HTTP clients would turn `..` into the path of another operation.
        client_request_id: A GUID that the caller chooses, to find this call in logs (M). The response repeats it. A value that is no GUID is not
            refused (P).
        client: Whom to call, and as whom.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the answer, of one try.

    Returns:
        The VppToken of a 200, whether wrapped or bare.

    Raises:
        TypeError, ValueError: An argument that the contract does not allow; nothing has been sent.
        errors.ApiStatusError: The service, or a gateway in between, has answered with an error; a subclass for each documented status.
        errors.InvalidResponseError: The service has answered with success, and not with what the contract promises.
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or credential raises.
    """
    return _result(
        await client.arequest(
            "syncLicenses",
            "POST",
            _path(vpp_token_id),
            _headers(
                headers,
                client_request_id,
            ),
            timeout,
        )
    )


__all__ = ["asyncio", "asyncio_detailed", "sync", "sync_detailed"]
