"""The journal and the control API: what tests use to change the mock's state and to see what happened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from mock_calls import COUNTS, SPEC, UNKNOWN_ID, calling, sync_path

from msgraph_vpptokens_contracts.mock.journal import Journal
from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.mock.tenant import Settings

DOCUMENTED = SPEC.get(("components", "examples", "SyncLicensesDocumented", "value", "value"))
SECRET = "opens-sesame"


@pytest.fixture
def client(vpptokens_mock: RunningMock) -> Iterator[httpx.Client]:
    with calling(vpptokens_mock) as client:
        yield client


@pytest.fixture
def control(vpptokens_mock: RunningMock) -> Iterator[httpx.Client]:
    with calling(vpptokens_mock, bearer="") as client:
        client.base_url = httpx.URL(vpptokens_mock.base_url.removesuffix("/beta"))
        yield client


def reason(response: httpx.Response) -> str:
    assert response.headers["content-type"] == "application/json"
    return str(response.json()["error"]["message"])


def test_the_journal_shows_each_request_and_no_bearer(vpptokens_mock: RunningMock, client: httpx.Client, control: httpx.Client) -> None:
    client.post(f"{COUNTS}?secret=1", headers=[("X-Many", "one"), ("X-Many", "two"), ("Cookie", "a=b"), ("Accept", "*/*")])
    client.post(sync_path(UNKNOWN_ID), headers={"Authorization": "wrong"})
    answered = control.get("/_mock/requests")
    first, second = answered.json()["requests"]
    assert first["method"] == "POST"
    assert first["path"] == f"/beta{COUNTS}"
    assert first["headers"]["x-many"] == "one, two"
    assert first["headers"]["authorization"] == "Bearer ***"
    assert first["headers"]["cookie"] == "***"
    assert (first["status"], first["operation"], first["started"]) == (204, "syncLicenseCounts", "licenseCountRefresh")
    assert first["time"] < second["time"]
    assert (second["status"], second["operation"], second["started"]) == (401, "syncLicenses", None)
    assert second["headers"]["authorization"] == "***"
    for shown in (answered.text, repr(vpptokens_mock.requests)):
        assert vpptokens_mock.token not in shown
        assert "wrong" not in shown
        assert "secret" not in shown


def test_the_journal_keeps_the_last_requests_and_counts_those_it_forgot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Journal, "LENGTH", 2)
    with RunningMock() as mock, calling(mock, transport=mock.transport) as client:
        for path in ("/1", "/2", "/3"):
            client.post(path)
        assert [recorded.path for recorded in mock.requests] == ["/beta/2", "/beta/3"]
        assert client.get(f"{mock.base_url}/../_mock/requests").json()["forgotten"] == 1


def test_the_journal_keeps_no_more_than_a_piece_of_a_large_request(vpptokens_mock: RunningMock, client: httpx.Client) -> None:
    client.post("/" + "p" * 5000, headers={"X-Large": "v" * 5000})
    (recorded,) = vpptokens_mock.requests
    assert len(recorded.path) == len(recorded.headers["x-large"]) == Journal.LARGEST


def test_a_fault_can_be_asked_for(client: httpx.Client, control: httpx.Client) -> None:
    fault = {"operation": "syncLicenseCounts", "status": 503, "times": 1, "retry_after": 2.5, "delay_ms": 1, "body": "html"}
    assert control.post("/_mock/faults", json=fault).status_code == 204
    response = client.post(COUNTS)
    assert (response.status_code, response.headers["retry-after"], response.headers["content-type"]) == (503, "2.5", "text/html")
    assert control.post("/_mock/faults", json={"shape": "bare"}).status_code == 204
    assert "value" not in client.post(sync_path(DOCUMENTED["id"])).json()


def test_faults_can_be_asked_for_in_their_order(client: httpx.Client, control: httpx.Client) -> None:
    assert control.post("/_mock/faults", json=[{"status": 503}, {}, {"status": 429}]).status_code == 204
    assert [client.post(COUNTS).status_code for _ in range(4)] == [503, 204, 429, 204]
    assert control.post("/_mock/faults", json=[{"status": 503}, {"status": 42}]).status_code == 400
    assert client.post(COUNTS).status_code == 204


def test_a_fault_that_makes_no_sense_is_refused(control: httpx.Client) -> None:
    response = control.post("/_mock/faults", json={"status": 42})
    assert (response.status_code, reason(response)) == (400, "status: expected 200 to 599; got 42")


def test_the_clock_can_be_moved(client: httpx.Client, control: httpx.Client) -> None:
    client.post(sync_path(DOCUMENTED["id"]))
    now = control.post("/_mock/clock", json={"advance": 86_400}).json()["now"]
    token = control.get(f"/_mock/tokens/{DOCUMENTED['id']}").json()
    assert token["lastSyncStatus"] == "completed"
    assert token["lastSyncDateTime"] < now


@pytest.mark.parametrize("body", [{"advance": -1}, {"advance": True}, {"advance": "1"}, {}, {"advance": 1, "to": 2}, [], 5])
def test_the_clock_refuses_what_is_no_time(control: httpx.Client, body: Any) -> None:
    assert control.post("/_mock/clock", json=body).status_code == 400


def test_a_token_can_be_put_read_and_deleted(client: httpx.Client, control: httpx.Client) -> None:
    put = control.put("/_mock/tokens/mine", json={"state": "expired", "displayName": "Zoë"})
    assert put.status_code == 200
    assert put.json() == {**DOCUMENTED, "id": "mine", "state": "expired", "displayName": "Zoë"}
    assert control.get("/_mock/tokens/mine").json() == put.json()
    assert client.post(sync_path("mine")).json()["value"]["displayName"] == "Zoë"
    assert control.delete("/_mock/tokens/mine").status_code == 204
    assert control.get("/_mock/tokens/mine").status_code == 404
    assert control.delete("/_mock/tokens/mine").status_code == 404
    assert client.post(sync_path("mine")).status_code == 404


@pytest.mark.parametrize(
    ("path", "content", "wrong"),
    [
        ("mine", {"state": "gone"}, 'vppToken.state: "gone" is not one of'),
        ("mine", {"id": "yours"}, ".id: expected the id in the path; got 'yours'"),
        (".mine", {}, "vppToken.id: expected A-Z a-z 0-9 - . _ ~ only"),
        ("mine", [], "expected a vppToken as a JSON object"),
        ("mine", b"{", "the body: not JSON: line 1, column 2"),
        ("mine", b"\xff", "the body: not UTF-8: byte 0"),
        ("mine", b"[" * 100_000, "the body: not JSON that can be read"),
        ("mine", b'{"appleId": "\\ud800"}', "vppToken: cannot be sent as JSON"),
        ("mine", b'{"extra": NaN}', "vppToken: cannot be sent as JSON"),
    ],
)
def test_a_wrong_token_is_refused_by_its_property(control: httpx.Client, path: str, content: Any, wrong: str) -> None:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    response = control.put(f"/_mock/tokens/{path}", content=body)
    assert response.status_code == 400
    assert reason(response).startswith(wrong)
    assert control.get(f"/_mock/tokens/{path}").status_code == 404


def test_a_body_beyond_the_limit_is_refused(control: httpx.Client) -> None:
    assert control.put("/_mock/tokens/mine", content=bytes(1_048_577)).status_code == 413


def test_a_reset_returns_to_the_start(vpptokens_mock: RunningMock, client: httpx.Client, control: httpx.Client) -> None:
    control.put("/_mock/tokens/mine", json={})
    control.post("/_mock/faults", json={"status": 503})
    client.post(sync_path(DOCUMENTED["id"]), headers={"prefer": "code=500"})
    control.post("/_mock/clock", json={"advance": 1000})
    assert control.post("/_mock/reset").status_code == 204
    assert vpptokens_mock.requests == []
    assert control.get("/_mock/tokens/mine").status_code == 404
    assert client.post(COUNTS).status_code == 204
    assert control.get(f"/_mock/tokens/{DOCUMENTED['id']}").json() == DOCUMENTED


def test_the_spec_is_served(control: httpx.Client) -> None:
    response = control.get("/openapi.yaml")
    assert response.headers["content-type"].startswith("application/yaml")
    assert response.text == SPEC.text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/_mock/reset", 405), ("GET", "/_mock/none", 404), ("POST", "/_mock", 404)])
def test_what_is_no_part_of_the_control_api_is_refused(control: httpx.Client, method: str, path: str, status: int) -> None:
    assert control.request(method, path).status_code == status


def test_the_control_api_is_no_part_of_the_contract_s_paths(client: httpx.Client) -> None:
    assert client.post("/_mock/reset").status_code == 404


@pytest.mark.parametrize("headers", [{"Origin": "https://example.com"}, {"Host": "example.com"}, {"Host": "127.0.0.1.example.com"}])
def test_a_web_page_cannot_reach_the_control_api(control: httpx.Client, headers: dict[str, str]) -> None:
    response = control.post("/_mock/reset", headers=headers)
    assert response.status_code == 403
    assert "programs on this machine" in reason(response)


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.2", "[::1]:8080"])
def test_a_program_on_this_machine_reaches_it_by_any_of_its_names(control: httpx.Client, host: str) -> None:
    assert control.post("/_mock/reset", headers={"Host": host}).status_code == 204


def test_a_secret_is_asked_for_where_there_is_one() -> None:
    with RunningMock(Settings(control_secret=SECRET)) as mock, calling(mock, transport=mock.transport) as client:
        reset = f"{mock.base_url}/../_mock/reset"
        for authorization in ("", f"Bearer {mock.token}", f"Bearer {SECRET}x", SECRET):
            response = client.post(reset, headers={"Authorization": authorization})
            assert response.status_code == 401
            assert response.headers["www-authenticate"] == "Bearer"
            assert SECRET not in response.text
        # Who knows the secret may come from anywhere.
        for host in ("127.0.0.1", "mock.example.com"):
            assert client.post(reset, headers={"Authorization": f"Bearer {SECRET}", "Host": host}).status_code == 204


def test_without_a_secret_a_mock_beyond_this_machine_cannot_be_controlled() -> None:
    with RunningMock(Settings(controllable=False)) as mock, calling(mock, transport=mock.transport) as client:
        response = client.post(f"{mock.base_url}/../_mock/reset")
        assert response.status_code == 403
        assert "--control-secret" in reason(response)
        assert client.post(COUNTS).status_code == 204
