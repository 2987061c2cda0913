# generated from openapi/openapi.yaml, do not edit; run make generate
"""Start a license sync for one VPP token. The letters are explained in the package's docstring.

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
"""

from collections.abc import Mapping

from ..._runtime.client import Call, Operation
from ...client import AuthenticatedClient
from ...models.o_data_error import ODataError
from ...models.vpp_token import VppToken
from ...types import UNSET, Response, Timeout, Unset

_OPERATION: Operation[VppToken] = Operation(
    name="syncLicenses",
    method="POST",
    path="/deviceAppManagement/vppTokens/{vppTokenId}/syncLicenses",
    patterns={
        "vppTokenId": r"^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$",
    },
    success=200,
    read=VppToken.from_dict,
    read_error=ODataError.from_dict,
    envelope=("value", "id"),
)


def sync_detailed(
    vpp_token_id: str,
    *,
    client: AuthenticatedClient,
    client_request_id: str | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout | Unset = UNSET,
) -> Response[ODataError | VppToken]:
    """Start a license sync for one VPP token.

    Asks Intune to fetch the licenses of one VPP token from Apple. The sync is asynchronous: the response comes at once, with
    `lastSyncStatus: inProgress`. To see how the sync ended, read the token later with
    [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta),
    `GET /deviceAppManagement/vppTokens/{vppTokenId}`. It shows `completed` or `failed`. That operation is not described
    here. You may call `syncLicenses` again while a sync runs.

    Do not send a request body.

    The bearer token needs **one** of these permissions, delegated (work or school account) or application. Personal
    Microsoft accounts are not supported.

    - `DeviceManagementServiceConfig.ReadWrite.All`: the least privileged one
    - `DeviceManagementConfiguration.ReadWrite.All`
    - `DeviceManagementApps.ReadWrite.All`

    Args:
        vpp_token_id: The `id` of the VPP token. Two operations that are not described here return it:
            [List vppTokens](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list?view=graph-rest-beta),
            `GET /deviceAppManagement/vppTokens`, and
            [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta).

            It is a string, and a GUID in every known use. A valid id has only URL-unreserved characters and does not
            begin with a dot: HTTP clients would turn `..` into the path of another operation.
        client_request_id: A GUID that the caller chooses, to find this call in logs. The response repeats it. A value that is no GUID is not
            refused.
        client: The client: server and credentials.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the response, of one try.

    Returns:
        The response that arrived, whatever its status. `parsed` is the VppToken of a 200, or the error body; None if there is none that can be read.

    Raises:
        ValueError: An argument that the contract does not allow, or a bearer token that no header can carry; nothing has been sent.
        TypeError: The token's function or the credential returns no string or, for sync and sync_detailed, is asynchronous.
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or the credential raises.
    """

    return client.request(
        Call(
            _OPERATION,
            {
                "vppTokenId": vpp_token_id,
            },
            {
                "client-request-id": client_request_id,
            },
            headers,
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
    """Start a license sync for one VPP token.

    Asks Intune to fetch the licenses of one VPP token from Apple. The sync is asynchronous: the response comes at once, with
    `lastSyncStatus: inProgress`. To see how the sync ended, read the token later with
    [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta),
    `GET /deviceAppManagement/vppTokens/{vppTokenId}`. It shows `completed` or `failed`. That operation is not described
    here. You may call `syncLicenses` again while a sync runs.

    Do not send a request body.

    The bearer token needs **one** of these permissions, delegated (work or school account) or application. Personal
    Microsoft accounts are not supported.

    - `DeviceManagementServiceConfig.ReadWrite.All`: the least privileged one
    - `DeviceManagementConfiguration.ReadWrite.All`
    - `DeviceManagementApps.ReadWrite.All`

    Args:
        vpp_token_id: The `id` of the VPP token. Two operations that are not described here return it:
            [List vppTokens](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list?view=graph-rest-beta),
            `GET /deviceAppManagement/vppTokens`, and
            [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta).

            It is a string, and a GUID in every known use. A valid id has only URL-unreserved characters and does not
            begin with a dot: HTTP clients would turn `..` into the path of another operation.
        client_request_id: A GUID that the caller chooses, to find this call in logs. The response repeats it. A value that is no GUID is not
            refused.
        client: The client: server and credentials.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the response, of one try.

    Returns:
        The VppToken of a 200, in either shape.

    Raises:
        ValueError: An argument that the contract does not allow, or a bearer token that no header can carry; nothing has been sent.
        TypeError: The token's function or the credential returns no string or, for sync and sync_detailed, is asynchronous.
        errors.ApiStatusError: The service, or a gateway in between, has answered with an error; a subclass for each documented status.
        errors.InvalidResponseError: The service has answered with success, but not with what the contract promises.
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or the credential raises.
    """

    return _OPERATION.result(
        client.request(
            Call(
                _OPERATION,
                {
                    "vppTokenId": vpp_token_id,
                },
                {
                    "client-request-id": client_request_id,
                },
                headers,
                timeout,
            )
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
    """Start a license sync for one VPP token.

    Asks Intune to fetch the licenses of one VPP token from Apple. The sync is asynchronous: the response comes at once, with
    `lastSyncStatus: inProgress`. To see how the sync ended, read the token later with
    [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta),
    `GET /deviceAppManagement/vppTokens/{vppTokenId}`. It shows `completed` or `failed`. That operation is not described
    here. You may call `syncLicenses` again while a sync runs.

    Do not send a request body.

    The bearer token needs **one** of these permissions, delegated (work or school account) or application. Personal
    Microsoft accounts are not supported.

    - `DeviceManagementServiceConfig.ReadWrite.All`: the least privileged one
    - `DeviceManagementConfiguration.ReadWrite.All`
    - `DeviceManagementApps.ReadWrite.All`

    Args:
        vpp_token_id: The `id` of the VPP token. Two operations that are not described here return it:
            [List vppTokens](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list?view=graph-rest-beta),
            `GET /deviceAppManagement/vppTokens`, and
            [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta).

            It is a string, and a GUID in every known use. A valid id has only URL-unreserved characters and does not
            begin with a dot: HTTP clients would turn `..` into the path of another operation.
        client_request_id: A GUID that the caller chooses, to find this call in logs. The response repeats it. A value that is no GUID is not
            refused.
        client: The client: server and credentials.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the response, of one try.

    Returns:
        The response that arrived, whatever its status. `parsed` is the VppToken of a 200, or the error body; None if there is none that can be read.

    Raises:
        ValueError: An argument that the contract does not allow, or a bearer token that no header can carry; nothing has been sent.
        TypeError: The token's function or the credential returns no string or, for sync and sync_detailed, is asynchronous.
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or the credential raises.
    """

    return await client.arequest(
        Call(
            _OPERATION,
            {
                "vppTokenId": vpp_token_id,
            },
            {
                "client-request-id": client_request_id,
            },
            headers,
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
    """Start a license sync for one VPP token.

    Asks Intune to fetch the licenses of one VPP token from Apple. The sync is asynchronous: the response comes at once, with
    `lastSyncStatus: inProgress`. To see how the sync ended, read the token later with
    [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta),
    `GET /deviceAppManagement/vppTokens/{vppTokenId}`. It shows `completed` or `failed`. That operation is not described
    here. You may call `syncLicenses` again while a sync runs.

    Do not send a request body.

    The bearer token needs **one** of these permissions, delegated (work or school account) or application. Personal
    Microsoft accounts are not supported.

    - `DeviceManagementServiceConfig.ReadWrite.All`: the least privileged one
    - `DeviceManagementConfiguration.ReadWrite.All`
    - `DeviceManagementApps.ReadWrite.All`

    Args:
        vpp_token_id: The `id` of the VPP token. Two operations that are not described here return it:
            [List vppTokens](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list?view=graph-rest-beta),
            `GET /deviceAppManagement/vppTokens`, and
            [Get vppToken](https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-get?view=graph-rest-beta).

            It is a string, and a GUID in every known use. A valid id has only URL-unreserved characters and does not
            begin with a dot: HTTP clients would turn `..` into the path of another operation.
        client_request_id: A GUID that the caller chooses, to find this call in logs. The response repeats it. A value that is no GUID is not
            refused.
        client: The client: server and credentials.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the response, of one try.

    Returns:
        The VppToken of a 200, in either shape.

    Raises:
        ValueError: An argument that the contract does not allow, or a bearer token that no header can carry; nothing has been sent.
        TypeError: The token's function or the credential returns no string or, for sync and sync_detailed, is asynchronous.
        errors.ApiStatusError: The service, or a gateway in between, has answered with an error; a subclass for each documented status.
        errors.InvalidResponseError: The service has answered with success, but not with what the contract promises.
        errors.ApiTimeoutError: No response arrived in time.
        errors.ApiConnectionError: No response arrived.
        Exception: Whatever the token's function or the credential raises.
    """

    return _OPERATION.result(
        await client.arequest(
            Call(
                _OPERATION,
                {
                    "vppTokenId": vpp_token_id,
                },
                {
                    "client-request-id": client_request_id,
                },
                headers,
                timeout,
            )
        )
    )


__all__ = ["asyncio", "asyncio_detailed", "sync", "sync_detailed"]
