"""The fixture `vpptokens_mock`, as other teams' tests use it."""

from __future__ import annotations

import asyncio
import logging
import re
import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from mock_calls import COUNTS, SPEC, calling, sync_path

from msgraph_vpptokens_contracts.mock.running import RunningMock

DOCUMENTED = SPEC.get(("components", "examples", "SyncLicensesDocumented", "value", "value"))


def test_what_every_run_of_pytest_imports_is_small() -> None:
    program = (
        "import sys, pytest; before = set(sys.modules)\n"
        "import msgraph_vpptokens_contracts.pytest_plugin\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - the program above
    assert ran.stdout.split() == ["msgraph_vpptokens_contracts", "msgraph_vpptokens_contracts.pytest_plugin"]


@pytest.mark.parametrize("run", ["first", "second"])
def test_no_test_sees_what_another_has_left(vpptokens_mock: RunningMock, run: str) -> None:
    assert vpptokens_mock.requests == []
    with calling(vpptokens_mock) as client:
        assert client.post(sync_path("left")).status_code == 404
        assert client.post(sync_path(DOCUMENTED["id"])).json() == {"value": DOCUMENTED}
        assert run in ("first", "second")
        vpptokens_mock.add_token(id="left")
        vpptokens_mock.fail_next(503, times=99)
        vpptokens_mock.advance(10_000)
        assert client.post(COUNTS).status_code == 503


def test_a_token_is_the_documented_one_but_for_what_is_given(vpptokens_mock: RunningMock) -> None:
    one, other = vpptokens_mock.add_token(displayName="One", state="expired"), vpptokens_mock.add_token()
    assert one != other
    with calling(vpptokens_mock) as client:
        assert client.post(sync_path(one)).json()["value"] == {**DOCUMENTED, "id": one, "displayName": "One", "state": "expired"}


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"state": "gone"}, r'^\.state: "gone" is not one of'),
        ({"id": ".x"}, r"^\.id: expected A-Z a-z 0-9 - \. _ ~ only, and no dot in front; got '\.x'"),
        ({"appleId": 1}, r"^\.appleId: "),
        ({"display_name": "x"}, r"^expected a documented property of vppToken; got display_name\. Did you mean displayName\?$"),
        ({"brandNew": 1}, "^expected a documented property of vppToken; got brandNew$"),
    ],
)
def test_a_token_that_does_not_fit_the_spec_is_refused(vpptokens_mock: RunningMock, properties: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        vpptokens_mock.add_token(**properties)


def test_an_annotation_and_an_undocumented_property_of_a_fault_may_be_anything(vpptokens_mock: RunningMock) -> None:
    vpp_token_id = vpptokens_mock.add_token(**{"@odata.note": 1, "displayName@odata.type": "#String"})
    vpptokens_mock.fail_next(properties={"brandNew": 1})
    with calling(vpptokens_mock) as client:
        token = client.post(sync_path(vpp_token_id)).json()["value"]
    assert (token["@odata.note"], token["displayName@odata.type"], token["brandNew"]) == (1, "#String", 1)


def test_a_sequence_of_answers_is_scripted_in_one_call(vpptokens_mock: RunningMock) -> None:
    vpptokens_mock.script(503, {"status": 429, "retry_after": 2, "times": 2}, None, {"body": "html", "operation": "syncLicenses"}, 500)
    with calling(vpptokens_mock) as client:
        responses = [client.post(COUNTS) for _ in range(6)]
        assert client.post(sync_path(DOCUMENTED["id"])).headers["content-type"] == "text/html"
    assert [response.status_code for response in responses] == [503, 429, 429, 204, 500, 204]
    assert [response.headers.get("retry-after") for response in responses] == [None, "2", "2", None, None, None]


@pytest.mark.parametrize(
    ("wrong", "reason"), [(42, "status: .*got 42"), ({"state": "x"}, "got 'state'"), ({"body": "xml"}, "body: .*got 'xml'")]
)
def test_a_script_with_a_wrong_answer_changes_nothing(vpptokens_mock: RunningMock, wrong: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        vpptokens_mock.script(503, wrong)
    with calling(vpptokens_mock) as client:
        assert client.post(COUNTS).status_code == 204


def test_a_quota_can_be_set_until_the_reset(vpptokens_mock: RunningMock) -> None:
    vpptokens_mock.set_quota(app=1, seconds=10, retry_after="fractional")
    with calling(vpptokens_mock) as client:
        assert client.post(COUNTS).status_code == 204
        refused = client.post(COUNTS)
        assert (refused.status_code, 9 < float(refused.headers["retry-after"]) <= 10) == (429, True)
        assert refused.json()["error"]["message"] == "The quota of 1 writes for an app, 200 for the tenant, in 10 seconds is used up."
        vpptokens_mock.reset()
        assert [client.post(COUNTS).status_code for _ in range(2)] == [204, 204]
        with pytest.raises(ValueError, match="at least one write"):
            vpptokens_mock.set_quota(0)


def test_the_test_in_the_readme_passes(vpptokens_mock: RunningMock) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (example,) = (block for block in re.findall(r"```python\n(.*?)```", readme, re.DOTALL) if "vpptokens_mock" in block)
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 - our own README
    names["test_a_sync_survives_a_bad_gateway"](vpptokens_mock)


def test_the_handle_shows_its_address_and_no_credential(vpptokens_mock: RunningMock) -> None:
    assert repr(vpptokens_mock) == f"<RunningMock at {vpptokens_mock.base_url}>"


def test_the_tests_log_has_no_record_of_the_mock(vpptokens_mock: RunningMock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with calling(vpptokens_mock) as client, RunningMock() as another, calling(another) as other:
        client.post(COUNTS)
        other.post(COUNTS)
        assert other.request("BREW", COUNTS).status_code == 400
    assert {record.name for record in caplog.records if record.name.startswith("uvicorn")} == set()
    logging.getLogger("uvicorn.access").info("what the consumer's own server says")
    assert "what the consumer's own server says" in caplog.text


@pytest.mark.parametrize("fault", [{"delay_ms": 800}, {"drip_ms": 800, "status": 500}, {"delay_ms": 800, "drop_connection": True}])
def test_a_caller_who_gives_up_on_a_slow_answer_leaves_nothing_in_the_log(fault: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    with RunningMock() as mock, calling(mock) as client:
        mock.fail_next(**fault)
        with pytest.raises(httpx.ReadTimeout):
            client.post(COUNTS, timeout=0.1)
    assert caplog.records == []


def test_a_mock_that_is_stopped_ends_the_calls_in_flight_and_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with ThreadPoolExecutor() as pool, RunningMock() as mock, calling(mock) as client:
        mock.fail_next(delay_ms=60_000)
        call = pool.submit(client.post, COUNTS, timeout=None)
        while not mock.requests:
            pass
        mock.stop()
        assert isinstance(call.exception(), httpx.TransportError)
    assert caplog.records == []


def test_the_mock_serves_asynchronous_clients_by_socket_and_in_process(vpptokens_mock: RunningMock) -> None:
    async def statuses(transport: httpx.AsyncBaseTransport | None) -> list[int]:
        headers = {"Authorization": f"Bearer {vpptokens_mock.token}"}
        async with httpx.AsyncClient(base_url=vpptokens_mock.base_url, headers=headers, transport=transport) as client:
            return [response.status_code for response in await asyncio.gather(*(client.post(COUNTS) for _ in range(20)))]

    for transport in (None, vpptokens_mock.transport):
        assert asyncio.run(statuses(transport)) == [204] * 20
    assert len(vpptokens_mock.requests) == 40


def test_a_synchronous_client_may_be_used_where_a_loop_runs(vpptokens_mock: RunningMock) -> None:
    async def status() -> int:
        with calling(vpptokens_mock, transport=vpptokens_mock.transport) as client:
            return client.post(COUNTS).status_code

    assert asyncio.run(status()) == 204


def test_the_in_process_mock_refuses_what_the_real_one_refuses(vpptokens_mock: RunningMock) -> None:
    with calling(vpptokens_mock, transport=vpptokens_mock.transport) as client:
        assert client.post(COUNTS, content=iter([b"chunk"])).status_code == 400
        assert client.post(COUNTS, content=iter([b""])).status_code == 204
        assert client.post(sync_path("a%2Fb")).status_code == 400
        assert client.post(f"{COUNTS}?a=b").status_code == 204
        assert client.head(COUNTS).content == b""


def test_many_threads_may_use_the_mock_and_its_handle_at_once(vpptokens_mock: RunningMock) -> None:
    def work(number: int) -> int:
        vpp_token_id = vpptokens_mock.add_token(displayName=str(number))
        vpptokens_mock.advance(1)
        with calling(vpptokens_mock) as client:
            body = client.post(sync_path(vpp_token_id)).json()
        assert vpptokens_mock.requests
        return int(body["value"]["displayName"])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(40))) == list(range(40))


def test_a_mock_that_has_been_stopped_leaves_nothing_open() -> None:
    before = threading.active_count()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with RunningMock() as mock, calling(mock) as client:
            mock.fail_next(delay_ms=60_000)
            with pytest.raises(httpx.ReadTimeout):
                client.post(COUNTS, timeout=0.05)
            url = mock.base_url
    assert threading.active_count() == before
    with pytest.raises(httpx.ConnectError):
        httpx.post(url)
