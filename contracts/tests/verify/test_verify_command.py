"""The command `verify`: its exit codes, its words, its reports, and what it never says."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from conformant_server import KNOWN_ID, TOKEN, VPP_TOKEN_SECRET, ConformantServer, Freedoms, Reply
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from raw_server import RawServer, Request, Send
from schemathesis.engine.events import NonFatalError
from server_drifts import PLANTED

from msgraph_vpptokens_contracts.cli import main
from msgraph_vpptokens_contracts.verify.checks import CHECKS
from msgraph_vpptokens_contracts.verify.wire import retry_after

NOWHERE = "https://graph.example/beta"
"""A base URL that is not this machine; nothing may be sent there."""


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give the command a bearer token and an empty working directory; take away what a CI system sets."""
    monkeypatch.setenv("VPPTOKENS_TOKEN", TOKEN)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.run.LIVE_PACE", 0.0)
    # What is sent is shown by the drifts that it catches; here a part of it will do.
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.probes.CALLS", 3)
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.probes.INVALID_IDS", ())


@pytest.fixture
def server() -> Iterator[ConformantServer]:
    with ConformantServer() as running:
        yield running


def verify(base_url: str, *arguments: str, vpp_token_id: str = KNOWN_ID, examples: int = 0) -> int:
    return main(["verify", "--base-url", base_url, "--vpp-token-id", vpp_token_id, "--max-examples", str(examples), *arguments])


def command(server: ConformantServer) -> list[str]:
    return [sys.executable, "-m", "msgraph_vpptokens_contracts.cli", "verify", "--base-url", server.base_url, "--vpp-token-id", KNOWN_ID]


def free_port() -> int:
    with RawServer(lambda *_: False) as closed:
        return closed.port


# --- exit codes


def test_a_conformant_server_is_exit_0_with_one_line_that_says_how_much_was_checked(
    server: ConformantServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(server.base_url, examples=2) == 0
    assert re.fullmatch(
        r"http://127\.0\.0\.1:\d+/beta conforms \(\d+ calls, \d+ checks, profile mock, seed 0, [\d.]+ s\)\n", capsys.readouterr().out
    )


def test_a_differing_server_is_exit_1_with_a_line_for_each_drift(capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer(drift=PLANTED["state_is_unknown_to_the_contract"].apply) as server:
        assert verify(server.base_url) == 1
    first, second, last = capsys.readouterr().out.splitlines()
    assert first.startswith(
        "drift: syncLicenses: enum-member: Enumerations have known members only. Expected value.state to be one of unknown, valid,"
    )
    assert re.search(r'\(M\); came "suspended" \(\d+ times\)\. See .*openapi\.yaml:\d+$', first)
    assert "$VPPTOKENS_TOKEN" in second
    assert "differs: 1 drift (" in last


def test_the_line_named_is_the_one_of_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer(drift=PLANTED["state_is_unknown_to_the_contract"].apply) as server:
        verify(server.base_url)
    path, line = re.search(r"See (.*):(\d+)\n", capsys.readouterr().out).groups()  # type: ignore[union-attr]
    assert (
        Path(path).read_text().splitlines()[int(line) - 1].strip()
        == "enum: [unknown, valid, expired, invalid, assignedToExternalMDM, duplicateLocationId]"
    )


def test_a_stopped_port_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    assert verify(f"http://127.0.0.1:{port}/beta") == 2
    assert capsys.readouterr().err == f"error: http://127.0.0.1:{port}/beta: connection refused: nothing listens there\n"


def test_an_unknown_certificate_is_exit_2_and_names_tls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer(tls=certificate(tmp_path)) as server:
        assert verify(server.base_url) == 2
        assert server.requests == []
    assert "TLS: the server's certificate is not trusted" in capsys.readouterr().err


def test_a_certificate_of_a_named_authority_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ConformantServer(tls=certificate(tmp_path)) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        assert verify(server.base_url) == 0


def test_plain_http_behind_an_https_url_is_exit_2(
    server: ConformantServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.wire.TIME_LIMIT", 0.3)
    assert verify(server.base_url.replace("http:", "https:")) == 2
    assert "TLS: " in capsys.readouterr().err


def test_no_token_is_exit_2_and_says_where_it_comes_from(
    server: ConformantServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("VPPTOKENS_TOKEN")
    assert verify(server.base_url) == 2
    assert capsys.readouterr().err == "error: no bearer token: set VPPTOKENS_TOKEN, or use --azure\n"
    assert server.requests == []


@pytest.mark.parametrize(
    ("token", "reason"), [("Bearer abc", "without the word Bearer"), ("a\nb", "no HTTP header"), ("tökén", "no HTTP header")]
)
def test_a_token_that_is_none_is_exit_2_and_is_not_repeated(
    server: ConformantServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], token: str, reason: str
) -> None:
    monkeypatch.setenv("VPPTOKENS_TOKEN", token)
    assert verify(server.base_url) == 2
    err = capsys.readouterr().err
    assert reason in err
    assert token not in err


def test_a_refused_token_is_exit_2(server: ConformantServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("VPPTOKENS_TOKEN", "expired")
    assert verify(server.base_url) == 2
    assert "does not accept the given bearer token (401)" in capsys.readouterr().err
    assert len(server.requests) == 1


def test_a_token_without_the_permission_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    def forbid(_: Request, reply: Reply) -> None:
        reply.status = 403

    with ConformantServer(drift=forbid) as server:
        assert verify(server.base_url) == 2
    assert "lacks the permission (403)" in capsys.readouterr().err


def test_a_server_that_hangs_is_exit_2_within_the_time_limit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.wire.TIME_LIMIT", 0.2)

    def hang(_: Request, reply: Reply) -> None:
        reply.hang = True

    with ConformantServer(drift=hang) as server:
        assert verify(server.base_url) == 2
    assert "no whole answer within 0.2 seconds" in capsys.readouterr().err


def test_a_server_that_hangs_later_on_is_a_drift_and_ends_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.wire.TIME_LIMIT", 0.2)

    def hang(request: Request, reply: Reply) -> None:
        reply.hang = request.number > 5

    with ConformantServer(drift=hang) as server:
        assert verify(server.base_url) == 1
    out = capsys.readouterr().out
    assert "no-answer" in out
    assert "stopped: the server stopped answering; the rest was not checked" in out


def test_a_body_that_drips_is_no_answer_in_time(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.wire.TIME_LIMIT", 0.3)

    def drip(_: Request, send: Send) -> bool:
        send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        while not raw.stopping.wait(0.05):
            send(b" ")
        return False

    with RawServer(drip) as raw:
        assert verify(raw.base_url) == 2
    assert "no whole answer within 0.3 seconds" in capsys.readouterr().err


def test_a_server_that_speaks_no_http_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    def garble(_: Request, reply: Reply) -> None:
        reply.raw = b"SSH-2.0-OpenSSH_9.6\r\n\r\n"

    with ConformantServer(drift=garble) as server:
        assert verify(server.base_url) == 2
    assert "the answer is no HTTP" in capsys.readouterr().err


def test_an_unknown_host_is_exit_2(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert verify("http://nowhere.localhost/beta") == 2
    assert "the host name is not known" in capsys.readouterr().err


def test_an_id_that_the_server_does_not_have_is_a_difference_with_a_hint(
    server: ConformantServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(server.base_url, vpp_token_id="another") == 1
    assert "is --vpp-token-id the id of a token there" in capsys.readouterr().out


@pytest.mark.parametrize("change", [lambda url: url.removesuffix("/beta"), lambda url: url.removesuffix("beta"), lambda url: f"{url}/v2"])
def test_a_base_url_without_the_operations_is_a_difference_with_a_hint(
    server: ConformantServer, capsys: pytest.CaptureFixture[str], change: Any
) -> None:
    assert verify(change(server.base_url)) == 1
    assert "stopped: neither operation is there; is the base URL complete (…/beta)?" in capsys.readouterr().out
    assert len(server.requests) == 2


def test_a_trailing_slash_of_the_base_url_changes_nothing(server: ConformantServer) -> None:
    assert verify(f"{server.base_url}/") == 0
    assert all(request.target.startswith("/beta/deviceAppManagement/") for request in server.requests)


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--base-url", "127.0.0.1:8080", "must begin with http:// or https://"),
        ("--base-url", "ftp://host/beta", "must begin with http:// or https://"),
        ("--base-url", "http://user:secret@host/beta", "must not hold a user name or a password"),
        ("--base-url", "http://host/beta?x=1", "no ? and no #"),
        ("--base-url", "http://host:port/beta", "is no URL"),
        ("--vpp-token-id", "../me", "is no valid id"),
        ("--vpp-token-id", "", "is no valid id"),
        ("--report", "junit,pdf", "'pdf' is no report"),
        ("--seed", "-1", "is no whole number"),
        ("--max-examples", "many", "is no whole number"),
    ],
)
def test_a_bad_argument_is_exit_2_and_names_the_rule(capsys: pytest.CaptureFixture[str], option: str, value: str, reason: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["verify", "--base-url", "http://127.0.0.1:1", "--vpp-token-id", "a", f"{option}={value}"])
    assert exit_.value.code == 2
    err = capsys.readouterr().err
    assert reason in err
    assert "secret" not in err


def test_ctrl_c_is_exit_2_and_no_verdict() -> None:
    arrived = threading.Event()

    def hang(_: Request, reply: Reply) -> None:
        reply.hang = True
        arrived.set()

    with ConformantServer(drift=hang) as server:
        process = subprocess.Popen(command(server), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own program
        assert arrived.wait(60)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (2, "", "error: interrupted; nothing was concluded\n")


def test_a_crash_of_schemathesis_is_told_beside_the_drifts(capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer(drift=PLANTED["the_json_is_nested_beyond_measure"].apply) as server:
        assert verify(server.base_url, examples=1) == 1
    said = capsys.readouterr()
    assert "drift: syncLicenses: strict-json" in said.out
    assert "stopped: a part was not checked: schemathesis failed: RecursionError" in said.out
    assert said.err == ""


def test_a_crash_of_schemathesis_with_nothing_found_is_no_verdict(
    server: ConformantServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    crash = NonFatalError(error=ValueError("no strategy"), phase=None, label="syncLicenses", related_to_operation=True)
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.run.ExecutionPlan.execute", lambda *_: iter([crash]))
    assert verify(server.base_url, examples=1) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "error: a part was not checked: schemathesis failed on syncLicenses: no strategy\n")


def test_a_check_that_fails_itself_is_no_verdict(
    server: ConformantServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_: Any) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setitem(CHECKS, "schema", replace(CHECKS["schema"], look=stumble))
    assert verify(server.base_url) == 2
    assert capsys.readouterr().err == "error: a part was not checked: a check failed on the documented call: KeyError: 'unforeseen'\n"


# --- profiles


def test_another_machine_gets_no_call_without_consent(capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(NOWHERE) == 2
    assert "--yes-this-triggers-syncs" in capsys.readouterr().err
    assert verify(NOWHERE, "--profile", "mock") == 2
    assert "hostile input" in capsys.readouterr().err


def test_a_dry_run_lists_each_call_of_the_live_profile_and_makes_none(capsys: pytest.CaptureFixture[str], server: ConformantServer) -> None:
    assert verify(server.base_url, "--profile", "live", "--dry-run") == 0
    planned = [line.split(" ")[:2] for line in capsys.readouterr().out.splitlines()[:-1]]
    assert server.requests == []
    assert verify(server.base_url, "--profile", "live", "--yes-this-triggers-syncs") == 0
    made = [[request.method, server.base_url + request.target.removeprefix("/beta")] for request in server.requests]
    assert made == planned


def test_a_dry_run_needs_no_token_and_shows_none(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VPPTOKENS_TOKEN")
    assert verify(NOWHERE, "--dry-run") == 0
    assert verify(NOWHERE, "--dry-run", "--profile", "mock") == 0
    assert TOKEN not in capsys.readouterr().out


def test_the_live_profile_makes_a_handful_of_calls_and_none_is_hostile(server: ConformantServer) -> None:
    assert verify(server.base_url, "--profile", "live", "--yes-this-triggers-syncs") == 0
    assert len(server.requests) <= 10
    assert {request.method for request in server.requests} == {"POST"}
    assert not any(request.body for request in server.requests)
    assert all(
        re.fullmatch(r"/beta/deviceAppManagement/vppTokens/([0-9a-f-]{36}/syncLicenses|syncLicenseCounts)", request.target)
        for request in server.requests
    )


def test_the_live_profile_waits_as_retry_after_says() -> None:
    with ConformantServer(Freedoms(throttle_every=2, retry_after="0.01")) as server:
        assert verify(server.base_url, "--profile", "live", "--yes-this-triggers-syncs") == 0


def test_a_throttled_answer_without_retry_after_is_waited_for_too(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.wire.time.sleep", pauses.append)
    with ConformantServer(Freedoms(throttle_every=9, retry_after=None)) as server:
        assert verify(server.base_url) == 0
    assert 1.0 in pauses


def test_a_server_that_always_throttles_is_a_difference_in_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.wire.PATIENCE", 0.5)
    with ConformantServer(Freedoms(throttle_every=1, retry_after="0")) as server:
        assert verify(server.base_url) == 1
    assert "came 429 TooManyRequests" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(None, 1.0), ("0", 0.0), ("7", 7.0), ("2.128", 2.128), ("-3", 0.0), ("soon", 1.0), ("Sat, 21 Nov 2015 10:15:30 GMT", 0.0)],
)
def test_retry_after_is_read_in_all_its_forms(value: str | None, seconds: float) -> None:
    assert retry_after(value) == seconds


def test_the_live_profile_stays_within_the_quota(server: ConformantServer, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.undo()  # the pace is as published again
    monkeypatch.setenv("VPPTOKENS_TOKEN", TOKEN)
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.wire.time.sleep", pauses.append)
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.wire.time.monotonic", lambda: 0.0)
    assert verify(server.base_url, "--profile", "live", "--yes-this-triggers-syncs") == 0
    assert all(pause >= 20 / 100 for pause in pauses)
    assert len(pauses) >= len(server.requests) - 1


def test_growth_of_the_live_service_is_a_note_and_no_drift(capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer(drift=PLANTED["a_property_is_undocumented"].apply) as server:
        assert verify(server.base_url, "--profile", "live", "--yes-this-triggers-syncs") == 0
    assert "note: syncLicenses: undocumented-property" in capsys.readouterr().out


# --- what it never does


def test_a_redirect_is_never_followed(capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer() as other:

        def redirect(_: Request, reply: Reply) -> None:
            reply.status = 307
            reply.headers["Location"] = other.base_url + "/elsewhere"

        with ConformantServer(drift=redirect) as server:
            assert verify(server.base_url) == 1
        assert other.requests == []
    assert "came 307" in capsys.readouterr().out


def test_a_proxy_of_the_environment_sees_nothing_of_loopback(server: ConformantServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert verify(server.base_url, examples=2) == 0


def test_settings_of_schemathesis_in_the_working_directory_change_nothing(
    server: ConformantServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("schemathesis.toml").write_text('base-url = "http://127.0.0.1:1"\n[checks]\nenabled = false\n')
    Path("hooks.py").write_text("raise SystemExit('loaded')\n")
    monkeypatch.setenv("SCHEMATHESIS_HOOKS", "hooks")
    assert verify(server.base_url, examples=2) == 0


def test_nothing_is_written_unasked(server: ConformantServer, tmp_path: Path) -> None:
    assert verify(server.base_url, examples=3) == 0
    assert list(tmp_path.iterdir()) == []


def test_two_runs_make_the_same_calls_and_another_seed_makes_others() -> None:
    def calls(*arguments: str) -> list[tuple[str, str, dict[str, str], bytes]]:
        with ConformantServer() as server:
            assert verify(server.base_url, *arguments, examples=5) == 0
            return [(sent.method, sent.target, {**sent.headers, "host": ""}, sent.body) for sent in server.requests]

    assert calls() == calls()
    assert calls() != calls("--seed", "1")


# --- reports


def test_credentials_are_in_no_output_and_no_report_though_the_server_repeats_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def repeat(request: Request, reply: Reply) -> None:
        sent = request.headers.get("authorization", "")
        reply.reason = f"Hello {sent}"
        reply.headers["x-echo"] = sent
        reply.headers["Set-Cookie"] = f"session={TOKEN}"
        if reply.ok:
            reply.token["state"] = f"{sent} {base64.b64encode(TOKEN.encode()).decode()} {VPP_TOKEN_SECRET}"
            reply.token[TOKEN] = TOKEN
        elif isinstance(reply.value, dict):
            reply.value["error"]["code"] = TOKEN
            reply.value["error"]["message"] = f"Traceback (most recent call last):\n {sent}"

    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    with ConformantServer(Freedoms(secret=VPP_TOKEN_SECRET), repeat) as server:
        assert verify(server.base_url, "--report", "junit,html,json,har", examples=5) == 1
    said = capfd.readouterr()
    texts = {"stdout": said.out, "stderr": said.err, **{path.name: path.read_text() for path in (tmp_path / "reports").iterdir()}}
    assert set(texts) == {"stdout", "stderr", "junit.xml", "verification.html", "verification.json", "verification.har"}
    for name, text in texts.items():
        for secret in (TOKEN, base64.b64encode(TOKEN.encode()).decode(), VPP_TOKEN_SECRET):
            assert secret not in text, f"{name}: …{text[max(0, text.index(secret) - 90) : text.index(secret)]}"
    assert "[masked]" in texts["verification.har"]


def test_no_report_is_written_unless_asked_for_and_all_where_asked(server: ConformantServer, tmp_path: Path) -> None:
    assert verify(server.base_url, "--report", "junit,json", "--report-dir", "some/where") == 0
    assert sorted(path.name for path in (tmp_path / "some/where").iterdir()) == ["junit.xml", "verification.json"]


def test_a_report_directory_that_cannot_be_is_exit_2_before_any_call(server: ConformantServer, capsys: pytest.CaptureFixture[str]) -> None:
    Path("file").touch()
    assert verify(server.base_url, "--report", "json", "--report-dir", "file") == 2
    assert "--report-dir file" in capsys.readouterr().err
    assert server.requests == []


def test_the_reports_say_the_same_of_a_drift() -> None:
    with ConformantServer(drift=PLANTED["the_id_is_another"].apply) as server:
        assert verify(server.base_url, "--report", "junit,html,json,har") == 1
    report = json.loads(Path("reports/verification.json").read_text())
    (drift,) = report["drifts"]
    assert (drift["operation"], drift["check"], drift["came"]) == ("syncLicenses", "echoed-id", '"another"')
    tally = report["checks"]["syncLicenses"]["echoed-id"]
    assert tally["failed"] == drift["times"] > 0
    cases = ET.parse("reports/junit.xml").iter("testcase")  # noqa: S314 - our own file
    failed = [(case.get("name"), failure.get("message")) for case in cases for failure in case.iter("failure")]
    assert failed == [("syncLicenses: echoed-id", "echoed-id")]
    entries = json.loads(Path("reports/verification.har").read_text())["log"]["entries"]
    assert len(entries) == report["calls"]
    page = Path("reports/verification.html").read_text()
    assert "echoed-id" in page
    assert not re.search(r"(src|href)=", page)


def test_what_a_server_says_is_escaped_in_html_and_powerless_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    def mark_up(_: Request, reply: Reply) -> None:
        if reply.ok:
            reply.token["state"] = "<script>alert(1)</script>\x1b[2J"

    with ConformantServer(drift=mark_up) as server:
        assert verify(server.base_url, "--report", "html") == 1
    page = Path("reports/verification.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in capsys.readouterr().out


def test_github_gets_an_annotation_with_file_and_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    with ConformantServer(drift=PLANTED["the_id_is_another"].apply) as server:
        assert verify(server.base_url) == 1
    annotations = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
    assert len(annotations) == 1
    assert re.match(r"::error file=\S*openapi\.yaml,line=\d+,title=syncLicenses echoed-id::syncLicenses: echoed-id: ", annotations[0])


def test_a_terminal_gets_a_table_of_operations_and_checks(
    server: ConformantServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.output.is_terminal", lambda: True)
    assert verify(server.base_url) == 0
    out = capsys.readouterr().out
    assert re.search(r"echoed-id .*✓ \d+ .*- ", out)


def test_the_curl_line_makes_the_same_request_again(capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer(drift=PLANTED["a_body_is_ignored"].apply) as server:
        assert verify(server.base_url) == 1
        line = next(line for line in capsys.readouterr().out.splitlines() if "curl" in line).strip()
        sent = next(request for request in server.requests if request.body)
        subprocess.run(["/bin/sh", "-c", line], check=True, capture_output=True, env={**os.environ, "VPPTOKENS_TOKEN": TOKEN})  # noqa: S603 - the line under test
        again = server.requests[-1]
    names = ("accept", "authorization", "content-type")
    assert (again.method, again.target, again.body) == (sent.method, sent.target, sent.body)
    assert [again.headers.get(name) for name in names] == [sent.headers.get(name) for name in names]


# --- azure-identity


def test_azure_asks_for_a_token_of_microsoft_graph(server: ConformantServer, monkeypatch: pytest.MonkeyPatch) -> None:
    scopes: list[str] = []

    class Credential:
        def get_token(self, scope: str) -> Any:
            scopes.append(scope)
            return type("AccessToken", (), {"token": TOKEN})

    monkeypatch.delenv("VPPTOKENS_TOKEN")
    monkeypatch.setattr("azure.identity.DefaultAzureCredential", Credential)
    assert verify(server.base_url, "--azure") == 0
    assert scopes == ["https://graph.microsoft.com/.default"]


def test_azure_without_its_package_is_exit_2_and_names_the_extra(
    server: ConformantServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity", None)
    assert verify(server.base_url, "--azure") == 2
    assert "msgraph-vpptokens-contracts[azure]" in capsys.readouterr().err


def test_the_command_verifies_in_a_process_of_its_own(server: ConformantServer) -> None:
    """What the wheel installs: nothing of pytest around it, and warnings of libraries do not reach the user."""
    done = subprocess.run(command(server), capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own program
    assert (done.returncode, done.stderr) == (0, "")
    assert TOKEN not in done.stdout


def test_an_output_that_is_ascii_only_is_no_obstacle() -> None:
    def speak(_: Request, reply: Reply) -> None:
        if reply.ok:
            reply.token["state"] = "\u30de\u30b9\u30af"

    with ConformantServer(drift=speak) as server:
        ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
        done = subprocess.run([*command(server), "--max-examples=0"], capture_output=True, check=False, timeout=60, env=ascii_only)  # noqa: S603 - our own program
    assert (done.returncode, done.stderr) == (1, b"")


def certificate(directory: Path) -> ssl.SSLContext:
    """Make a certificate for 127.0.0.1 that nobody knows, in certificate.pem."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (directory / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (directory / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "certificate.pem", directory / "key.pem")
    return context
