"""`vpptokens-contracts mock` as a process: its options, its lines, how it starts and ends."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from mock_calls import COUNTS, SPEC, UNKNOWN_ID, sync_path
from scripted_server import scripted

DOCUMENTED = SPEC.get(("components", "examples", "SyncLicensesDocumented", "value", "value"))
MINIMAL = SPEC.get(("components", "examples", "SyncLicensesMinimal", "value"))
MOCK = (sys.executable, "-m", "msgraph_vpptokens_contracts.cli", "mock")


class Served:
    """A mock in a process of its own, from its readiness line on."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("listening on "):
                break
        self.base_url = self.lines[-1].removeprefix("listening on ")

    def post(self, path: str, bearer: str = "mock-token") -> httpx.Response:
        return httpx.post(self.base_url + path, headers={"Authorization": f"Bearer {bearer}"})

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal and return exit code and stderr."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors


@contextlib.contextmanager
def serving(*options: str, environment: dict[str, str] | None = None) -> Iterator[Served]:
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*MOCK, "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    with process:
        try:
            yield Served(process)
        finally:
            process.kill()


def run(*options: str) -> tuple[int, str, str]:
    ran = subprocess.run([*MOCK, *options], capture_output=True, text=True, check=False, timeout=30)  # noqa: S603 - our own command
    return ran.returncode, ran.stdout, ran.stderr


def test_it_says_bearer_and_address_and_serves_from_that_moment_on_loopback() -> None:
    with serving() as mock:
        assert mock.lines[0] == "bearer token: mock-token"
        assert re.fullmatch(r"listening on http://127\.0\.0\.1:[0-9]+/beta", mock.lines[1])
        assert mock.post(sync_path(DOCUMENTED["id"])).json() == {"value": DOCUMENTED}
        assert mock.post(COUNTS).status_code == 204


def test_the_options_reach_the_mock(tmp_path: Path) -> None:
    tokens = tmp_path / "tokens.json"
    tokens.write_text(json.dumps([{**MINIMAL, "id": "mine"}]))
    options = ["--tokens", str(tokens), "--token", "may", "--token", "may-not:forbidden", "--accept-any-token", "--sync-seconds", "0"]
    options += [
        "--shape",
        "bare",
        "--quota",
        "3:5/60",
        "--retry-after-form",
        "absent",
        "--control-secret",
        "OUR_SECRET",
        "--log-format",
        "json",
    ]
    with serving(*options, environment={"OUR_SECRET": "opens-sesame"}) as mock:
        assert len(mock.lines) == 1  # no default bearer
        bare = mock.post(sync_path("mine"), "may").json()
        assert bare.pop("@odata.context")
        assert bare == {**MINIMAL, "id": "mine", "lastSyncStatus": "inProgress"}
        assert mock.post(COUNTS, "may-not").status_code == 403
        statuses = [mock.post(COUNTS, bearer).status_code for bearer in ("may", "may", "may", "any", "any", "any")]
        assert statuses == [204, 204, 429, 204, 204, 429]
        assert "retry-after" not in mock.post(COUNTS, "any").headers
        control = mock.base_url.removesuffix("/beta") + "/_mock/tokens/mine"
        assert httpx.get(control).status_code == 401
        assert httpx.get(control, headers={"Authorization": "Bearer opens-sesame"}).json()["lastSyncStatus"] == "failed"


def test_each_request_is_a_line_of_text_without_credentials() -> None:
    with serving() as mock:
        mock.post(f"{COUNTS}?token=query-secret")
        mock.post(sync_path("a%2Fb%1B%5B31m"), "wrong-bearer")
        code, errors = mock.end(signal.SIGTERM)
    first, second = errors.splitlines()
    assert re.fullmatch(rf"POST /beta{COUNTS} 204 [0-9]+\.[0-9] ms", first)
    assert re.fullmatch(rf"POST /beta{sync_path('a%2Fb%1B%5B31m')} 401 [0-9]+\.[0-9] ms", second)
    assert code == 0


def test_each_request_is_a_line_of_json_if_asked() -> None:
    with serving("--log-format", "json") as mock:
        mock.post(sync_path(UNKNOWN_ID))
        _, errors = mock.end(signal.SIGTERM)
    logged = json.loads(errors)
    assert 0 <= logged.pop("ms") < 10_000
    assert logged == {"method": "POST", "path": f"/beta{sync_path(UNKNOWN_ID)}", "status": 404}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_the_request_in_flight_finish_and_ends_with_0(number: signal.Signals) -> None:
    with serving() as mock:
        control = mock.base_url.removesuffix("/beta") + "/_mock/"
        httpx.post(control + "faults", json={"delay_ms": 700})
        answers: list[httpx.Response] = []
        caller = threading.Thread(target=lambda: answers.append(mock.post(COUNTS)))
        caller.start()
        while not httpx.get(control + "requests").json()["requests"]:
            pass
        code, errors = mock.end(number)
        caller.join()
    assert [answer.status_code for answer in answers] == [204]
    assert code == 0
    assert "Traceback" not in errors


def test_a_second_signal_ends_the_requests_in_flight_too() -> None:
    with serving() as mock:
        url = httpx.URL(mock.base_url)
        with socket.create_connection((url.host, url.port or 80), timeout=30) as connection:
            connection.sendall(f"POST {url.path}{COUNTS} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
            assert mock.post(COUNTS).status_code == 204
            mock.process.send_signal(signal.SIGINT)
            with contextlib.suppress(httpx.TransportError):
                while mock.post(COUNTS):
                    pass
            code, errors = mock.end(signal.SIGINT)
    assert code == 0
    assert "Traceback" not in errors


def test_a_port_that_is_taken_is_named() -> None:
    with scripted() as taken:
        code, output, errors = run("--port", str(taken.port))
    assert (code, output) == (2, "")
    assert errors == f"vpptokens-contracts mock: error: cannot listen on 127.0.0.1 port {taken.port}: Address already in use\n"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--port", "65536"], "--port: expected a port from 0 to 65535; got '65536'"),
        (["--port", "http"], "--port: expected a port from 0 to 65535; got 'http'"),
        (["--host", "192.0.2.1", "--port", "0"], "cannot listen on 192.0.2.1 port 0: Cannot assign requested address"),
        (["--quota", "many"], "--quota: expected a quota such as 100:200/20 or 5/1.5; got 'many'"),
        (["--quota", "0/20"], "--quota: expected a quota that lets at least one write through, in a time above 0; got 0:0/20"),
        (["--sync-seconds", "-1"], "--sync-seconds: expected seconds from 0 to 1,000,000,000; got '-1'"),
        (["--sync-seconds", "nan"], "--sync-seconds: expected seconds from 0 to 1,000,000,000; got 'nan'"),
        (["--token", "not a token"], "--token: expected letters, digits"),
        (["--token", "one:other"], "--token: expected `forbidden` or permissions of DeviceManagementApps.ReadWrite.All, "),
        (
            ["--control-secret", "UNSET_VARIABLE"],
            "--control-secret: expected the name of an environment variable that holds the secret; got 'UNSET_VARIABLE'",
        ),
        (["--tokens", "/nonexistent/tokens.json"], "--tokens: /nonexistent/tokens.json: No such file or directory"),
        (["--tokens", "/"], "--tokens: /: Is a directory"),
        (["--bogus"], "unrecognized arguments: --bogus"),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_2(options: list[str], reason: str) -> None:
    code, output, errors = run(*options)
    assert (code, output) == (2, "")
    assert reason in errors
    assert errors.count("\n") == 1


def test_a_file_that_holds_no_tokens_is_one_line_and_exit_2(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.write_text(json.dumps([MINIMAL, {**MINIMAL, "id": "b", "lastSyncStatus": "gone"}]))
    code, output, errors = run("--tokens", str(path))
    assert (code, output) == (2, "")
    assert errors.startswith(f'vpptokens-contracts mock: error: --tokens: {path}: [1].lastSyncStatus: "gone" is not one of')
    assert errors.count("\n") == 1


def test_help_comes_in_groups() -> None:
    code, output, errors = run("--help")
    assert (code, errors) == (0, "")
    for group in ("network:", "state:", "authentication:", "quota:", "control:", "log:"):
        assert f"\n{group}\n" in output
    assert "It is not Intune" in output


def test_beyond_this_machine_there_is_no_control_without_a_secret() -> None:
    with serving("--host", "0.0.0.0") as mock:  # noqa: S104 - what the test is about
        reachable = mock.base_url.replace("0.0.0.0", "127.0.0.1").removesuffix("/beta")  # noqa: S104 - the same
        assert httpx.post(f"{reachable}/_mock/reset").status_code == 403


def test_five_hundred_idle_connections_hold_nobody_up() -> None:
    with serving() as mock, contextlib.ExitStack() as connections:
        url = httpx.URL(mock.base_url)
        for number in range(500):
            connection = connections.enter_context(socket.create_connection((url.host, url.port or 80)))
            if number % 2:
                connection.sendall(f"POST {url.path}{COUNTS} HTTP/1.1\r\nHost: x\r\n".encode())
        assert mock.post(COUNTS).status_code == 204
