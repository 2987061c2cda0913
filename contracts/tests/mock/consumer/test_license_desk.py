"""The project's own tests: nothing but the client, and the mock that comes with the wheel as a fixture."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from license_desk import sync_all

from msgraph_vpptokens import AuthenticatedClient
from msgraph_vpptokens.api.vpp_tokens import sync_license_counts


@pytest.fixture
def client(vpptokens_mock: Any) -> Iterator[AuthenticatedClient]:
    with AuthenticatedClient(base_url=vpptokens_mock.base_url, token=vpptokens_mock.token, max_retries=0) as client:
        yield client


def test_every_token_is_synced(vpptokens_mock: Any, client: AuthenticatedClient) -> None:
    ids = [vpptokens_mock.add_token(displayName=name) for name in ("Berlin", "Bonn")]
    assert sync_all(ids, client) == dict.fromkeys(ids, "inProgress")
    assert [request.started for request in vpptokens_mock.requests] == ["licenseSync"] * 2


def test_a_token_that_is_gone_does_not_stop_the_others(vpptokens_mock: Any, client: AuthenticatedClient) -> None:
    there = vpptokens_mock.add_token()
    assert sync_all(["gone", there], client) == {"gone": "no such token", there: "inProgress"}


def test_throttling_is_told_with_its_time(vpptokens_mock: Any, client: AuthenticatedClient) -> None:
    vpptokens_mock.fail_next(429, retry_after=2.5)
    there = vpptokens_mock.vpp_token_id
    assert sync_all([there], client) == {there: "throttled for 2.5 s"}


@pytest.mark.parametrize("fault", [{"status": 502, "body": "html"}, {"body": "cut"}, {"drop_connection": True}, {"status": 401}])
def test_whatever_else_goes_wrong_is_told(vpptokens_mock: Any, client: AuthenticatedClient, fault: dict[str, Any]) -> None:
    vpptokens_mock.fail_next(**fault)
    there = vpptokens_mock.vpp_token_id
    assert sync_all([there], client)[there] not in ("inProgress", "no such token")
    assert sync_all([there], client) == {there: "inProgress"}


def test_the_client_s_retries_carry_a_call_over_a_bad_moment(vpptokens_mock: Any) -> None:
    vpptokens_mock.fail_next(503, times=2, retry_after=0.01)
    with AuthenticatedClient(base_url=vpptokens_mock.base_url, token=vpptokens_mock.token) as client:
        sync_license_counts.sync(client=client)
    assert [request.status for request in vpptokens_mock.requests] == [503, 503, 204]


def test_any_http_client_will_do_and_httpx_needs_no_socket(vpptokens_mock: Any) -> None:
    with httpx.Client(base_url=vpptokens_mock.base_url, transport=vpptokens_mock.transport) as client:
        response = client.post(
            f"/deviceAppManagement/vppTokens/{vpptokens_mock.vpp_token_id}/syncLicenses",
            headers={"Authorization": f"Bearer {vpptokens_mock.token}"},
        )
    assert response.json()["value"]["lastSyncStatus"] == "inProgress"
    vpptokens_mock.advance(3600)
    assert vpptokens_mock.requests[0].path.endswith("/syncLicenses")
