"""The mock's faults, through a socket and in process, by each of the three ways to ask for one."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from mock_calls import COUNTS, SPEC, calling, code, sync_path

from msgraph_vpptokens_contracts.mock.faults import Fault
from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.spec import Schema

DOCUMENTED = SPEC.get(("components", "examples", "SyncLicensesDocumented", "value"))
Sync = Callable[..., httpx.Response]


@pytest.fixture(params=["socket", "in process"])
def client(vpptokens_mock: RunningMock, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    with calling(vpptokens_mock, transport=None if request.param == "socket" else vpptokens_mock.transport) as client:
        yield client


@pytest.fixture(autouse=True)
def nothing_goes_wrong_inside(vpptokens_mock: RunningMock, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A fault is what was asked for: the server behind it logs no error."""
    yield
    with calling(vpptokens_mock) as client:  # whatever was to be logged has been logged
        client.post("/none")
    assert [record for record in (*caplog.get_records("call"), *caplog.records) if record.levelno >= logging.ERROR] == []


@pytest.fixture
def sync(vpptokens_mock: RunningMock, client: httpx.Client) -> Sync:
    return lambda **headers: client.post(sync_path(vpptokens_mock.vpp_token_id), headers=headers)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 409, 413, 429, 499, 500, 502, 503, 504, 509, 520, 599])
def test_any_error_status_is_one_line_and_keeps_the_service_s_error_body(vpptokens_mock: RunningMock, sync: Sync, status: int) -> None:
    vpptokens_mock.fail_next(status)
    response = sync()
    assert response.status_code == status
    assert code(response)
    assert ("www-authenticate" in response.headers) == (status == 401)
    assert ("allow" in response.headers) == (status == 405)
    assert sync().status_code == 200


@pytest.mark.parametrize("given", [7, 2.128, "Wed, 21 Oct 2026 07:28:00 GMT", "soon"])
def test_retry_after_is_sent_as_given(vpptokens_mock: RunningMock, sync: Sync, given: float | str) -> None:
    vpptokens_mock.fail_next(429, retry_after=given)
    assert sync().headers["retry-after"] == str(given)


def test_a_fault_without_retry_after_sends_none(vpptokens_mock: RunningMock, sync: Sync) -> None:
    vpptokens_mock.fail_next(429)
    assert "retry-after" not in sync().headers


@pytest.mark.parametrize("status", [200, 499, 502, 520])
def test_a_gateway_answers_html_without_request_id(vpptokens_mock: RunningMock, sync: Sync, status: int) -> None:
    vpptokens_mock.fail_next(status, body="html")
    response = sync()
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html"
    assert response.text.startswith("<html>")
    assert "request-id" not in response.headers


def test_a_gateway_answers_nothing(vpptokens_mock: RunningMock, sync: Sync) -> None:
    vpptokens_mock.fail_next(502, body="empty")
    response = sync()
    assert (response.status_code, response.content) == (502, b"")
    assert "content-type" not in response.headers


@pytest.mark.parametrize("status", [None, 503])
def test_json_is_cut(vpptokens_mock: RunningMock, sync: Sync, status: int | None) -> None:
    vpptokens_mock.fail_next(status, body="cut")
    with pytest.raises(httpx.RemoteProtocolError):
        sync()
    assert sync().status_code == 200


def test_a_body_says_it_is_json_and_is_not(vpptokens_mock: RunningMock, sync: Sync) -> None:
    vpptokens_mock.fail_next(body="not-json")
    response = sync()
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    with pytest.raises(json.JSONDecodeError):
        response.json()


def test_a_connection_is_reset(vpptokens_mock: RunningMock, sync: Sync) -> None:
    vpptokens_mock.fail_next(drop_connection=True)
    with pytest.raises(httpx.ReadError):
        sync()
    assert [recorded.status for recorded in vpptokens_mock.requests] == [None]
    assert sync().status_code == 200


def test_a_dropped_connection_is_reset_rather_than_closed(vpptokens_mock: RunningMock) -> None:
    vpptokens_mock.fail_next(drop_connection=True)
    url = httpx.URL(vpptokens_mock.base_url)
    with socket.create_connection((url.host, url.port or 80), timeout=5) as connection:
        connection.sendall(f"POST {url.path}{COUNTS} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_a_slow_answer_runs_into_the_caller_s_timeout(vpptokens_mock: RunningMock, client: httpx.Client) -> None:
    vpptokens_mock.fail_next(delay_ms=30_000)
    with pytest.raises(httpx.ReadTimeout):
        client.post(COUNTS, timeout=0.05)


def test_a_short_delay_changes_nothing_else(vpptokens_mock: RunningMock, sync: Sync) -> None:
    vpptokens_mock.fail_next(delay_ms=1)
    assert sync().json() == DOCUMENTED


def test_a_body_drips(vpptokens_mock: RunningMock) -> None:
    vpptokens_mock.fail_next(drip_ms=1)
    with calling(vpptokens_mock) as client, client.stream("POST", sync_path(vpptokens_mock.vpp_token_id)) as response:
        pieces = list(response.iter_raw())
    assert len(pieces) > 1
    assert json.loads(b"".join(pieces)) == DOCUMENTED


def test_the_other_shape(vpptokens_mock: RunningMock, sync: Sync) -> None:
    vpptokens_mock.fail_next(shape="bare")
    body = sync().json()
    assert body.pop("@odata.context")
    assert body == DOCUMENTED["value"]
    assert sync().json() == DOCUMENTED


def test_an_unknown_enum_member_and_an_undocumented_property(vpptokens_mock: RunningMock, sync: Sync) -> None:
    vpptokens_mock.fail_next(properties={"state": "brandNew", "undocumented": {"ä": 1}})
    body = sync().json()
    assert body == {"value": {**DOCUMENTED["value"], "state": "brandNew", "undocumented": {"ä": 1}}}
    schema = Schema(SPEC, ("components", "schemas", "VppTokenEnvelope"))
    assert [violation.at for violation in schema.violations(body)] == [("value", "state")]
    assert sync().json() == DOCUMENTED


def test_another_success_status(vpptokens_mock: RunningMock, sync: Sync, client: httpx.Client) -> None:
    vpptokens_mock.fail_next(202)
    response = sync()
    assert (response.status_code, response.json()) == (202, DOCUMENTED)
    vpptokens_mock.fail_next(204)
    response = sync()
    assert (response.status_code, response.content) == (204, b"")
    vpptokens_mock.fail_next(200)
    response = client.post(COUNTS)
    assert (response.status_code, response.content) == (200, b"")


def test_a_fault_for_one_operation_waits_for_it(vpptokens_mock: RunningMock, sync: Sync, client: httpx.Client) -> None:
    vpptokens_mock.fail_next(503, operation="syncLicenseCounts")
    assert sync().status_code == 200
    assert client.post(COUNTS).status_code == 503


def test_faults_come_in_the_order_they_were_asked_for_and_as_often(vpptokens_mock: RunningMock, client: httpx.Client) -> None:
    vpptokens_mock.fail_next(503, times=2)
    vpptokens_mock.fail_next(429)
    assert [client.post(COUNTS).status_code for _ in range(4)] == [503, 503, 429, 204]


def test_a_fault_comes_before_the_checks_but_not_before_path_and_method(vpptokens_mock: RunningMock, client: httpx.Client) -> None:
    vpptokens_mock.fail_next(503)
    assert client.post("/none").status_code == 404
    assert client.get(COUNTS).status_code == 405
    assert client.post(COUNTS, headers={"Authorization": ""}).status_code == 503


def test_a_fault_of_a_success_still_needs_a_request_that_succeeds(vpptokens_mock: RunningMock, client: httpx.Client) -> None:
    vpptokens_mock.fail_next(shape="bare")
    assert client.post(COUNTS, headers={"Authorization": ""}).status_code == 401


def test_a_reset_forgets_faults(vpptokens_mock: RunningMock, sync: Sync) -> None:
    vpptokens_mock.fail_next(503, times=9)
    vpptokens_mock.reset()
    assert sync().status_code == 200


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"operation": "sync"}, "operation: expected one of syncLicenses, syncLicenseCounts; got 'sync'"),
        ({"times": 0}, "times: expected a whole number from 1; got 0"),
        ({"times": True}, "times: expected a whole number from 1; got True"),
        ({"status": 101}, "status: expected 200 to 599; got 101"),
        ({"status": 600}, "status: expected 200 to 599; got 600"),
        ({"status": "503"}, "status: expected 200 to 599; got '503'"),
        ({"retry_after": "1\r\nx: y"}, "retry_after: expected seconds or a line of text; got '1"),
        ({"retry_after": -1}, "retry_after: expected seconds or a line of text; got -1"),
        ({"delay_ms": float("nan")}, "delay_ms: expected milliseconds from 0; got nan"),
        ({"drip_ms": None}, "drip_ms: expected milliseconds from 0; got None"),
        ({"body": "xml"}, "body: expected one of html, empty, cut, not-json; got 'xml'"),
        ({"drop_connection": 1}, "drop_connection: expected true or false; got 1"),
        ({"shape": "round"}, "shape: expected one of documented, bare; got 'round'"),
        ({"properties": []}, r"properties: expected an object; got \[\]"),
        ({"properties": {"x": float("inf")}}, "Out of range float"),
        ({"code": 503}, r"expected a property of a fault \(operation, times, .*\); got 'code'"),
        ({"example": "x"}, r"expected a property of a fault \(.*\); got 'example'"),
        ([], r"expected a fault as a JSON object; got \[\]"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_with_the_property(members: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        Fault.of(members)


# Prefer, as Prism takes it


@pytest.mark.parametrize("prefer", ["code=503", "code=503, dynamic=false", "dynamic=false; code=503", 'respond-async, Code="503"'])
def test_prefer_asks_for_a_status(sync: Sync, prefer: str) -> None:
    response = sync(prefer=prefer)
    assert (response.status_code, code(response)) == (503, "ServiceUnavailable")
    assert sync().status_code == 200


def test_prefer_asks_for_an_example_of_the_spec(sync: Sync) -> None:
    for name, component in (("minimal", "SyncLicensesMinimal"), ("full", "SyncLicensesFull"), ("documented", "SyncLicensesDocumented")):
        assert sync(prefer=f"example={name}").json() == SPEC.get(("components", "examples", component, "value"))
    gateway = sync(prefer="code=502, example=gateway")
    assert (gateway.status_code, gateway.headers["content-type"]) == (502, "text/html")
    assert gateway.text == SPEC.get(("components", "examples", "GatewayServerError", "value"))


def test_an_error_example_carries_the_ids_of_its_own_response(sync: Sync) -> None:
    response = sync(prefer="code=403, example=intuneMessage")
    assert (response.status_code, code(response)) == (403, "Forbidden")
    assert response.json()["error"]["message"] == SPEC.get(("components", "examples", "Forbidden", "value", "error", "message"))


@pytest.mark.parametrize(
    ("prefer", "reason"),
    [
        ("code=abc", "code: expected a status; got 'abc'"),
        ("code=", "code: expected a status; got ''"),
        ("code=99", "status: expected 200 to 599; got 99"),
        ("code=600", "status: expected 200 to 599; got 600"),
        ("code=404, example=none", "expected one of syncLicenses for status 404 (noSuchToken, noSuchPath); got 'none'"),
        ("code=302, example=none", "expected one of syncLicenses for status 302 (none); got 'none'"),
    ],
)
def test_prefer_for_what_does_not_exist_is_400_with_the_reason(sync: Sync, prefer: str, reason: str) -> None:
    response = sync(prefer=prefer)
    assert (response.status_code, code(response)) == (400, "BadRequest")
    assert reason in response.json()["error"]["message"]


@pytest.mark.parametrize("prefer", ["", "return=minimal", "odata.maxpagesize=5", "dynamic=true", ",;=,"])
def test_other_preferences_are_ignored(sync: Sync, prefer: str) -> None:
    assert sync(prefer=prefer).json() == DOCUMENTED


def test_prefer_goes_before_the_faults_that_wait(vpptokens_mock: RunningMock, sync: Sync) -> None:
    vpptokens_mock.fail_next(429)
    assert [sync(prefer="code=503").status_code, sync().status_code] == [503, 429]
