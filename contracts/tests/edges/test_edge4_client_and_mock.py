"""Edge 4: the client and the mock, which share nothing but the spec, understand each other over a real socket, sync and async."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from msgraph_vpptokens import AuthenticatedClient, errors
from msgraph_vpptokens.api.vpp_tokens import sync_license_counts, sync_licenses
from msgraph_vpptokens.models import VppToken
from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.mock.state import Quota
from msgraph_vpptokens_contracts.mock.tenant import Settings
from msgraph_vpptokens_contracts.spec import CONTRACT, Document

SPEC = Document.load(CONTRACT)
DOCUMENTED = SPEC.get(("components", "examples", "SyncLicensesDocumented", "value", "value"))
STATUSES = {
    int(status): response["$ref"].rpartition("/")[2]
    for status, response in SPEC.get(("paths", "/deviceAppManagement/vppTokens/syncLicenseCounts", "post", "responses")).items()
    if status.isdecimal() and "$ref" in response
}
Call = Callable[..., Any]


@pytest.fixture(params=["sync", "asyncio"])
def call(request: pytest.FixtureRequest) -> Call:
    """Call an operation in one of the two ways."""

    def call(operation: Any, *arguments: Any, client: AuthenticatedClient) -> Any:
        if request.param == "sync":
            with client:
                return operation.sync(*arguments, client=client)

        async def run() -> Any:
            async with client:
                return await operation.asyncio(*arguments, client=client)

        return asyncio.run(run())

    return call


def client_of(mock: RunningMock, **options: Any) -> AuthenticatedClient:
    # There is no TLS here, and loading the certificates takes longer than a call.
    defaults = {"base_url": mock.base_url, "token": mock.token, "max_retries": 0, "httpx_args": {"verify": False}}
    return AuthenticatedClient(**{**defaults, **options})


@pytest.mark.parametrize("shape", ["documented", "bare"])
def test_the_documented_token_arrives_as_it_is_documented(call: Call, vpptokens_mock: RunningMock, shape: str) -> None:
    vpptokens_mock.fail_next(shape=shape)
    token = call(sync_licenses, DOCUMENTED["id"], client=client_of(vpptokens_mock))
    assert isinstance(token, VppToken)
    assert {name: value for name, value in token.to_dict().items() if name != "@odata.context"} == DOCUMENTED


def test_the_counts_give_nothing(call: Call, vpptokens_mock: RunningMock) -> None:
    assert call(sync_license_counts, client=client_of(vpptokens_mock)) is None
    (request,) = vpptokens_mock.requests
    assert (request.method, request.path) == ("POST", "/beta/deviceAppManagement/vppTokens/syncLicenseCounts")


@pytest.mark.parametrize(("status", "name"), STATUSES.items(), ids=STATUSES.values())
@pytest.mark.parametrize("operation", [sync_licenses, sync_license_counts], ids=["syncLicenses", "syncLicenseCounts"])
def test_each_documented_error_is_raised_as_its_own_class(
    call: Call, vpptokens_mock: RunningMock, operation: Any, status: int, name: str
) -> None:
    vpptokens_mock.fail_next(status)
    arguments = [DOCUMENTED["id"]] if operation is sync_licenses else []
    with pytest.raises(errors.ApiStatusError) as caught:
        call(operation, *arguments, client=client_of(vpptokens_mock))
    assert (type(caught.value).__name__, caught.value.status_code) == (name, status)
    assert caught.value.code
    assert caught.value.request_id


@pytest.mark.parametrize("status", [413, 499, 500, 502, 503, 509, 520])
def test_any_other_error_is_raised_with_its_status(call: Call, vpptokens_mock: RunningMock, status: int) -> None:
    vpptokens_mock.fail_next(status, body="html")
    with pytest.raises(errors.ApiStatusError) as caught:
        call(sync_license_counts, client=client_of(vpptokens_mock))
    kind = errors.ServerError if status >= 500 else errors.ApiStatusError
    assert (type(caught.value), caught.value.status_code) == (kind, status)


def test_a_token_that_is_not_accepted_is_told_so(call: Call, vpptokens_mock: RunningMock) -> None:
    with pytest.raises(errors.Unauthorized) as caught:
        call(sync_license_counts, client=client_of(vpptokens_mock, token="expired"))
    assert caught.value.code == "InvalidAuthenticationToken"


def test_an_id_that_the_tenant_does_not_have_is_told_so(call: Call, vpptokens_mock: RunningMock) -> None:
    with pytest.raises(errors.NotFound) as caught:
        call(sync_licenses, "another", client=client_of(vpptokens_mock))
    assert caught.value.code == "ResourceNotFound"


def test_an_answer_that_the_caller_does_not_accept_is_refused(call: Call, vpptokens_mock: RunningMock) -> None:
    with pytest.raises(errors.NotAcceptable):
        call(sync_license_counts, client=client_of(vpptokens_mock, headers={"Accept": "application/xml"}))


def test_a_token_without_the_permission_is_told_so(call: Call) -> None:
    with RunningMock(Settings(bearers={"permitted": None, "forbidden": ()})) as mock, pytest.raises(errors.Forbidden) as caught:
        call(sync_license_counts, client=client_of(mock, token="forbidden"))
    assert caught.value.code == "Forbidden"


def test_a_call_over_the_quota_is_told_when_to_try_again(call: Call) -> None:
    with RunningMock(Settings(quota=Quota(app=1, tenant=1, seconds=20))) as mock:
        call(sync_license_counts, client=client_of(mock))
        with pytest.raises(errors.TooManyRequests) as caught:
            call(sync_license_counts, client=client_of(mock))
    assert caught.value.retry_after
    assert 0 < caught.value.retry_after <= 20


def test_a_throttled_call_succeeds_in_the_next_try(call: Call, vpptokens_mock: RunningMock) -> None:
    vpptokens_mock.fail_next(429, retry_after=0)
    assert call(sync_license_counts, client=client_of(vpptokens_mock, max_retries=1)) is None
    assert [request.status for request in vpptokens_mock.requests] == [429, 204]


def test_a_sync_ends_after_a_while(call: Call, vpptokens_mock: RunningMock) -> None:
    vpp_token_id = vpptokens_mock.add_token(lastSyncStatus="completed")
    synced = call(sync_licenses, vpp_token_id, client=client_of(vpptokens_mock))
    assert synced.last_sync_status == "inProgress"


@pytest.mark.parametrize("body", ["html", "empty", "cut", "not-json"])
def test_a_success_that_is_no_token_is_no_success(call: Call, vpptokens_mock: RunningMock, body: str) -> None:
    vpptokens_mock.fail_next(200, body=body)
    with pytest.raises((errors.InvalidResponseError, errors.ApiConnectionError)):
        call(sync_licenses, DOCUMENTED["id"], client=client_of(vpptokens_mock))


def test_growth_of_the_service_is_kept(call: Call, vpptokens_mock: RunningMock) -> None:
    vpptokens_mock.fail_next(properties={"state": "paused", "color": "blue"})
    token = call(sync_licenses, DOCUMENTED["id"], client=client_of(vpptokens_mock))
    assert (token.state, token.to_dict()["color"]) == ("paused", "blue")
