"""Microsoft's own Python SDK against the mock: `make test-sdk`. `make test` does not install the SDK, because it takes 735 MB."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from mock_calls import SPEC, UNKNOWN_ID

from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.mock.tenant import Settings

pytestmark = pytest.mark.filterwarnings("default")  # the SDK's own
DOCUMENTED = SPEC.get(("components", "examples", "SyncLicensesDocumented", "value", "value"))


@asynccontextmanager
async def sdk(mock: RunningMock, token: str) -> AsyncIterator[Any]:
    """Open the SDK's builder of requests for VPP tokens, without retries."""
    msgraph_beta = importlib.import_module("msgraph_beta")

    class Bearer:
        async def authenticate_request(self, request: Any, _: dict[str, Any] | None = None) -> None:
            request.headers.try_add("Authorization", f"Bearer {token}")

    # A client of our own: the SDK's would try again after 429 and wait for it.
    async with httpx.AsyncClient() as http:
        adapter = msgraph_beta.GraphRequestAdapter(Bearer(), client=http)
        adapter.base_url = mock.base_url
        yield msgraph_beta.GraphServiceClient(request_adapter=adapter).device_app_management.vpp_tokens


def test_both_calls_are_completed_and_the_token_is_read() -> None:
    with RunningMock(Settings(shape="bare")) as mock:

        async def call() -> Any:
            async with sdk(mock, mock.token) as tokens:
                assert await tokens.sync_license_counts.post() is None
                return await tokens.by_vpp_token_id(mock.vpp_token_id).sync_licenses.post()

        token = asyncio.run(call())
        assert [recorded.status for recorded in mock.requests] == [204, 200]
    assert token.id == DOCUMENTED["id"]
    assert token.last_sync_status.value == "inProgress"
    assert token.apple_id == DOCUMENTED["appleId"]


@pytest.mark.parametrize(
    ("bearer", "vpp_token_id", "status", "code"),
    [
        ("other", DOCUMENTED["id"], 401, "InvalidAuthenticationToken"),
        ("mock-token", UNKNOWN_ID, 404, "ResourceNotFound"),
        ("mock-token", DOCUMENTED["id"], 429, "TooManyRequests"),
    ],
)
def test_each_error_is_met_as_the_sdk_s_typed_one(
    vpptokens_mock: RunningMock, bearer: str, vpp_token_id: str, status: int, code: str
) -> None:
    typed = importlib.import_module("msgraph_beta.generated.models.o_data_errors.o_data_error").ODataError

    async def call() -> None:
        async with sdk(vpptokens_mock, bearer) as tokens:
            await tokens.by_vpp_token_id(vpp_token_id).sync_licenses.post()

    if status == 429:
        vpptokens_mock.fail_next(429)
    with pytest.raises(typed) as caught:
        asyncio.run(call())
    error: Any = caught.value
    assert error.response_status_code == status
    assert error.error.code == code
    assert error.error.inner_error.request_id
