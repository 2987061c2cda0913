"""What a user's program looks like: held to strict types by `make typecheck`, and never run.

Where an error is expected, it is ignored by its name; both type checkers report an ignored error that is none.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true
from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

import attrs
import httpx
from azure.identity import DefaultAzureCredential
from azure.identity.aio import DefaultAzureCredential as AsyncDefaultAzureCredential

from msgraph_vpptokens import AuthenticatedClient, errors
from msgraph_vpptokens.api.vpp_tokens import sync_license_counts, sync_licenses
from msgraph_vpptokens.models import ODataError, VppToken, VppTokenRevokeLicensesActionResult, VppTokenState
from msgraph_vpptokens.types import UNSET, Response


def with_a_string(vpp_token_id: str) -> dt.timedelta:
    """Sync one token and say how long it will last."""
    with AuthenticatedClient(token=input(), timeout=10.0, max_retries=5, headers={"X-App": "sample"}) as client:
        token: VppToken = sync_licenses.sync(vpp_token_id, client=client)
        if token.state == VppTokenState.VALID and token.display_name is not None:
            print(token.display_name.upper(), token.state.value, token.token)
        for result in token.token_action_results:
            if isinstance(result, VppTokenRevokeLicensesActionResult):
                print(result.failed_licenses_count / result.total_licenses_count)
        if token.odata_type is not UNSET:
            print(token.odata_type)
        return token.expiration_date_time - dt.datetime.now(dt.UTC)


def with_attrs_and_match(vpp_token_id: str, client: AuthenticatedClient) -> str:
    """Use models and clients as attrs classes."""
    token = sync_licenses.sync(vpp_token_id, client=attrs.evolve(client, timeout=5.0, headers={"X-App": "sample"}))
    harmless = attrs.evolve(token, token=None, state=VppTokenState.VALID)
    print(attrs.asdict(harmless)["display_name"], [field.name for field in attrs.fields(VppToken)])
    match harmless:
        case VppToken(state=VppTokenState.VALID, display_name=str() as name):
            return name
        case VppToken(token_action_results=[VppTokenRevokeLicensesActionResult(failed_licenses_count=count), *_]):
            return str(count + 1)
        case _:
            return harmless.id


def errors_carry_what_there_is(client: AuthenticatedClient) -> float | None:
    """Handle what a call may raise."""
    try:
        sync_license_counts.sync(client=client, headers={"X-Run": "1"}, timeout=httpx.Timeout(5, connect=1))
    except errors.TooManyRequests as error:
        return error.retry_after
    except errors.ApiStatusError as error:
        print(error.status_code, error.code, error.message, error.request_id, error.client_request_id)
    except (errors.ApiTimeoutError, errors.ApiConnectionError, errors.InvalidResponseError) as error:
        print(error)
    return None


def detailed(client: AuthenticatedClient) -> int:
    """Look at a response as it arrived."""
    response: Response[VppToken | ODataError] = sync_licenses.sync_detailed("a", client=client, client_request_id="mine")
    if isinstance(response.parsed, VppToken):
        print(response.parsed.to_dict(), response.parsed.additional_properties)
    elif response.parsed is not None:
        print(response.parsed.error.code)
    print(response.raise_for_status().parsed, response.request_id)
    return len(response.content) + response.status_code + len(response.headers["request-id"])


async def with_credentials(vpp_token_id: str, fetch: Callable[[], Awaitable[str]], rotate: Callable[[], str]) -> list[VppToken]:
    """Authenticate in each of the other ways."""
    clients = [
        AuthenticatedClient(credential=AsyncDefaultAzureCredential(), base_url="https://graph.microsoft.us/beta"),
        AuthenticatedClient(credential=DefaultAzureCredential()),
        AuthenticatedClient(token=fetch),
        AuthenticatedClient(token=rotate, base_url="http://mock:8080/beta", allow_http=True),
        AuthenticatedClient(credential=DefaultAzureCredential(), base_url="https://gateway.example", scope="api://gateway/.default"),
    ]
    async with clients[0] as client:
        await sync_license_counts.asyncio(client=client.with_options(timeout=None, max_retries=0))
        return await asyncio.gather(*(sync_licenses.asyncio(vpp_token_id, client=each) for each in clients))


def what_is_wrong_is_seen(client: AuthenticatedClient) -> str:
    """Make the mistakes that types are for."""
    token = sync_licenses.sync(7, client=client)  # type: ignore[arg-type]
    AuthenticatedClient(token="a", timeout="5", headers={"a": 1})  # type: ignore[arg-type, dict-item]
    sync_license_counts.sync()  # type: ignore[call-arg]
    return token.display_name.upper()  # type: ignore[union-attr]
