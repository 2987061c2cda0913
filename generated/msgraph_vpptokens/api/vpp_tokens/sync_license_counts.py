# generated from openapi/openapi.yaml, do not edit; run make generate
"""Start a sync of the license counts. The letters are explained in the package's docstring.

Starts a sync of the license counts; the response is empty. Microsoft's page calls the purpose of this operation not yet
documented (D). Its name is the best description there is.

Do not send a request body (D).

The bearer token needs **one** of these permissions, delegated (work or school account) or application (D, M). Personal
Microsoft accounts are not supported (D).

- `DeviceManagementServiceConfig.ReadWrite.All` (D, M): the least privileged one (M)
- `DeviceManagementConfiguration.ReadWrite.All` (D 2023, M)
"""

from collections.abc import Mapping

from ..._runtime.client import Call, Operation
from ...client import AuthenticatedClient
from ...models.o_data_error import ODataError
from ...types import UNSET, Response, Timeout, Unset

_OPERATION: Operation[None] = Operation(
    name="syncLicenseCounts",
    method="POST",
    path="/deviceAppManagement/vppTokens/syncLicenseCounts",
    patterns={},
    success=204,
    read=None,
    read_error=ODataError.from_dict,
)


def sync_detailed(
    *,
    client: AuthenticatedClient,
    client_request_id: str | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout | Unset = UNSET,
) -> Response[ODataError]:
    """Start a sync of the license counts.

    Starts a sync of the license counts; the response is empty. Microsoft's page calls the purpose of this operation not yet
    documented. Its name is the best description there is.

    Do not send a request body.

    The bearer token needs **one** of these permissions, delegated (work or school account) or application. Personal
    Microsoft accounts are not supported.

    - `DeviceManagementServiceConfig.ReadWrite.All`: the least privileged one
    - `DeviceManagementConfiguration.ReadWrite.All`

    Args:
        client_request_id: A GUID that the caller chooses, to find this call in logs. The response repeats it. A value that is no GUID is not
            refused.
        client: The client: server and credentials.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the response, of one try.

    Returns:
        The response that arrived, whatever its status. `parsed` is the error body; None if there is none that can be read.

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
            {},
            {
                "client-request-id": client_request_id,
            },
            headers,
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
    """Start a sync of the license counts.

    Starts a sync of the license counts; the response is empty. Microsoft's page calls the purpose of this operation not yet
    documented. Its name is the best description there is.

    Do not send a request body.

    The bearer token needs **one** of these permissions, delegated (work or school account) or application. Personal
    Microsoft accounts are not supported.

    - `DeviceManagementServiceConfig.ReadWrite.All`: the least privileged one
    - `DeviceManagementConfiguration.ReadWrite.All`

    Args:
        client_request_id: A GUID that the caller chooses, to find this call in logs. The response repeats it. A value that is no GUID is not
            refused.
        client: The client: server and credentials.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the response, of one try.

    Returns:
        None, once the service has answered 204.

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
                {},
                {
                    "client-request-id": client_request_id,
                },
                headers,
                timeout,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    client_request_id: str | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout | Unset = UNSET,
) -> Response[ODataError]:
    """Start a sync of the license counts.

    Starts a sync of the license counts; the response is empty. Microsoft's page calls the purpose of this operation not yet
    documented. Its name is the best description there is.

    Do not send a request body.

    The bearer token needs **one** of these permissions, delegated (work or school account) or application. Personal
    Microsoft accounts are not supported.

    - `DeviceManagementServiceConfig.ReadWrite.All`: the least privileged one
    - `DeviceManagementConfiguration.ReadWrite.All`

    Args:
        client_request_id: A GUID that the caller chooses, to find this call in logs. The response repeats it. A value that is no GUID is not
            refused.
        client: The client: server and credentials.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the response, of one try.

    Returns:
        The response that arrived, whatever its status. `parsed` is the error body; None if there is none that can be read.

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
            {},
            {
                "client-request-id": client_request_id,
            },
            headers,
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
    """Start a sync of the license counts.

    Starts a sync of the license counts; the response is empty. Microsoft's page calls the purpose of this operation not yet
    documented. Its name is the best description there is.

    Do not send a request body.

    The bearer token needs **one** of these permissions, delegated (work or school account) or application. Personal
    Microsoft accounts are not supported.

    - `DeviceManagementServiceConfig.ReadWrite.All`: the least privileged one
    - `DeviceManagementConfiguration.ReadWrite.All`

    Args:
        client_request_id: A GUID that the caller chooses, to find this call in logs. The response repeats it. A value that is no GUID is not
            refused.
        client: The client: server and credentials.
        headers: More headers of this call, in place of or besides the client's.
        timeout: Of this call, in place of the client's: seconds for each of connecting, sending, and every piece of the response, of one try.

    Returns:
        None, once the service has answered 204.

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
                {},
                {
                    "client-request-id": client_request_id,
                },
                headers,
                timeout,
            )
        )
    )


__all__ = ["asyncio", "asyncio_detailed", "sync", "sync_detailed"]
