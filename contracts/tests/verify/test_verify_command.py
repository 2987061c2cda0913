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
from markdown_it import MarkdownIt
from raw_server import RawServer, Request, Send
from server_drifts import PLANTED

from msgraph_vpptokens_contracts.cli import main
from msgraph_vpptokens_contracts.spec import CONTRACT
from msgraph_vpptokens_contracts.verify import CannotVerifyError, run
from msgraph_vpptokens_contracts.verify.checks import CHECKS, Answer, Finding
from msgraph_vpptokens_contracts.verify.contract import contract
from msgraph_vpptokens_contracts.verify.probes import Profile, probes
from msgraph_vpptokens_contracts.verify.report import FORMATS, show, write

NOWHERE = "https://graph.example/beta"
"""A base URL that is not this machine; nothing may be sent there."""


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give the command a bearer token and an empty working directory; take away what a CI system sets."""
    monkeypatch.setenv("VPPTOKENS_TOKEN", TOKEN)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.run.PACE", 0.0)
    # What is sent is shown by the drifts that it catches; here a part of it will do.
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.probes.CALLS", 3)
    tables = "ACCEPTS CLIENT_REQUEST_IDS ELSEWHERE ENDINGS HEADERS INVALID_IDS METHODS QUERIES SHAPES UNUSUAL_IDS"
    for table in tables.split():
        monkeypatch.setattr(f"msgraph_vpptokens_contracts.verify.probes.{table}", {})
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


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
        r"http://127\.0\.0\.1:\d+/beta conforms "
        r"\(\d+ calls, probes and up to 2 generated cases for each operation, \d+ checks, profile mock, seed 0, [\d.]+ s\)\n",
        capsys.readouterr().out,
    )


def test_a_differing_server_is_exit_1_with_a_line_for_each_drift(capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer(drift=PLANTED["state_is_unknown_to_the_contract"].apply) as server:
        assert verify(server.base_url) == 1
    first, second, last = capsys.readouterr().out.splitlines()
    assert first.startswith("drift: syncLicenses: enum-member: Expected value.state to be one of unknown, valid,")
    assert re.search(r'\(M\); got "suspended" \(\d+ times\), request "the documented call"\. See openapi\.yaml:\d+$', first)
    assert "$VPPTOKENS_TOKEN" in second
    assert "differs: 1 drift (" in last


def test_the_line_named_is_the_one_of_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer(drift=PLANTED["state_is_unknown_to_the_contract"].apply) as server:
        verify(server.base_url)
    line = re.search(r"See openapi\.yaml:(\d+)\n", capsys.readouterr().out)[1]  # type: ignore[index]
    assert (
        CONTRACT.read_text().splitlines()[int(line) - 1].strip()
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


def test_plain_http_behind_an_https_url_is_exit_2(server: ConformantServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(server.base_url.replace("http:", "https:"), "--timeout", "0.3") == 2
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
    assert len(server.requests) == 2


def test_a_token_without_the_permission_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    def forbid(_: Request, reply: Reply) -> None:
        reply.status = 403

    with ConformantServer(drift=forbid) as server:
        assert verify(server.base_url) == 2
    assert "lacks the permission (403)" in capsys.readouterr().err


def test_a_server_that_hangs_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    def hang(_: Request, reply: Reply) -> None:
        reply.hang = True

    with ConformantServer(drift=hang) as server:
        assert verify(server.base_url, "--timeout", "0.2") == 2
    assert "no whole answer within 0.2 seconds" in capsys.readouterr().err


def test_a_server_that_stops_answering_is_a_drift_and_ends_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    def stop(request: Request, reply: Reply) -> None:
        reply.drop = request.number > 5

    with ConformantServer(drift=stop) as server:
        assert verify(server.base_url) == 1
    out = capsys.readouterr().out
    assert 'got the connection was closed without an answer after the request "no authentication"' in out
    assert re.search(r'stopped: the server stopped answering \(.*\) after the request "no authentication": curl .*; the rest was not', out)


def test_a_refused_connection_ends_the_run_and_the_report_names_the_request_before(capsys: pytest.CaptureFixture[str]) -> None:
    def die(request: Request, reply: Reply) -> None:
        if request.body == b"now":
            reply.drop = True
            mortal.refuse()

    with ConformantServer(drift=die) as mortal:
        assert verify(mortal.base_url) == 1
    assert re.search(
        r'stopped: the server stopped answering \(connection refused: .*\) after the request ".*": curl ', capsys.readouterr().out
    )


def test_a_run_that_ended_early_is_no_conformity_though_its_drift_is_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    def stop(request: Request, reply: Reply) -> None:
        reply.drop = request.number > 5

    with ConformantServer(drift=stop) as server:
        assert verify(server.base_url, "--allow", "no-answer=ticket 9") == 2
    assert "error: the server stopped answering" in capsys.readouterr().err


def test_one_request_without_an_answer_does_not_end_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    def drop(request: Request, reply: Reply) -> None:
        reply.drop = request.body == b"now"

    with ConformantServer(drift=drop) as server:
        assert verify(server.base_url) == 1
    out = capsys.readouterr().out
    assert "stopped:" not in out
    assert "differs: 2 drifts (" in out  # one for each operation


def test_a_body_that_drips_is_no_answer_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    def drip(_: Request, send: Send) -> bool:
        send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        while not raw.stopping.wait(0.05):
            send(b" ")
        return False

    with RawServer(drip) as raw:
        assert verify(raw.base_url, "--timeout", "0.3") == 2
    assert "no whole answer within 0.3 seconds" in capsys.readouterr().err


def test_a_server_that_speaks_no_http_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    def garble(_: Request, reply: Reply) -> None:
        reply.raw = b"SSH-2.0-OpenSSH_9.6\r\n\r\n"

    with ConformantServer(drift=garble) as server:
        assert verify(server.base_url) == 2
    assert "an answer that is no HTTP: illegal status line\n" in capsys.readouterr().err


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
def test_a_base_url_without_the_operations_is_exit_2(server: ConformantServer, capsys: pytest.CaptureFixture[str], change: Any) -> None:
    assert verify(change(server.base_url)) == 2
    assert "neither operation is there (404); is the base URL complete (…/beta)" in capsys.readouterr().err
    assert len(server.requests) == 2


def test_a_trailing_slash_of_the_base_url_changes_nothing(server: ConformantServer) -> None:
    assert verify(f"{server.base_url}/") == 0
    assert all(request.target.startswith("/beta/") and "//" not in request.target for request in server.requests)


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
        ("--timeout", "0", "is no number of seconds"),
        ("--allow-file", "nowhere", "nowhere"),
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


def test_a_crash_of_schemathesis_is_told_beside_the_drifts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path("broken").absolute()))
    Path("broken/schemathesis").mkdir(parents=True)
    Path("broken/schemathesis/__init__.py").write_text("raise ImportError('no strategy')")
    with ConformantServer(drift=PLANTED["the_id_is_another"].apply) as server:
        assert verify(server.base_url, examples=60) == 1  # with the oldest schemathesis few have the id that the server knows
    said = capsys.readouterr()
    assert "drift: syncLicenses: echoed-id" in said.out
    assert "stopped: a part was not checked: schemathesis failed: ImportError: no strategy" in said.out
    assert said.err == ""


def test_a_crash_of_schemathesis_with_nothing_found_is_no_verdict(
    server: ConformantServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path("broken").absolute()))
    Path("broken/schemathesis").mkdir(parents=True)
    Path("broken/schemathesis/__init__.py").write_text("raise ImportError('no strategy')")
    assert verify(server.base_url, examples=1) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "error: a part was not checked: schemathesis failed: ImportError: no strategy\n")


def test_schemathesis_has_a_second_opinion_on_generated_cases(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("schema", "missing-property", "enum-member", "date"):
        monkeypatch.setitem(CHECKS, code, replace(CHECKS[code], when=lambda _: False))
    monkeypatch.setattr(Answer, "violations", ())
    with ConformantServer(drift=PLANTED["a_boolean_is_a_string"].apply) as server:
        assert verify(server.base_url) == 0
        assert verify(server.base_url, examples=60) == 1  # with the oldest schemathesis few have the id that the server knows
    assert "drift: syncLicenses: schema: Expected a response that schemathesis accepts" in capsys.readouterr().out


def test_generated_cases_without_the_extra_are_exit_2_and_name_it(
    server: ConformantServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "schemathesis", None)
    assert verify(server.base_url, examples=1) == 2
    assert "pip install 'msgraph-vpptokens-contracts[schemathesis]'" in capsys.readouterr().err
    assert server.requests == []


def test_without_the_extra_the_verdict_says_that_only_probes_were_sent(
    server: ConformantServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "schemathesis", None)
    assert main(["verify", "--base-url", server.base_url, "--vpp-token-id", KNOWN_ID]) == 0
    assert "calls, probes only, " in capsys.readouterr().out


def test_a_check_that_fails_itself_is_no_verdict(
    server: ConformantServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_: Answer) -> Iterator[Finding]:
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


def test_python_asks_for_the_same_consent(server: ConformantServer) -> None:
    with pytest.raises(CannotVerifyError, match="yes_this_triggers_syncs=True"):
        run.verify(NOWHERE, KNOWN_ID, TOKEN)
    assert run.verify(server.base_url, KNOWN_ID, TOKEN, max_examples=0).conforms


def test_a_dry_run_lists_each_call_of_the_live_profile_and_makes_none(capsys: pytest.CaptureFixture[str], server: ConformantServer) -> None:
    assert verify(server.base_url, "--profile", "live", "--dry-run") == 0
    planned = [re.search(r"-X (\w+) .* (http:\S+)  #", line).groups() for line in capsys.readouterr().out.splitlines()[:-1]]  # type: ignore[union-attr]
    assert server.requests == []
    assert verify(server.base_url, "--profile", "live") == 0
    made = [(request.method, server.base_url + request.target.removeprefix("/beta")) for request in server.requests]
    assert made == planned


def test_a_dry_run_needs_no_token_and_shows_none(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VPPTOKENS_TOKEN")
    assert verify(NOWHERE, "--dry-run") == 0
    assert verify(NOWHERE, "--dry-run", "--profile", "mock") == 0
    assert TOKEN not in capsys.readouterr().out


def test_the_live_profile_makes_a_handful_of_calls_and_none_is_hostile(server: ConformantServer) -> None:
    assert verify(server.base_url, "--profile", "live") == 0
    assert len(server.requests) <= 10
    assert {request.method for request in server.requests} == {"POST"}
    assert not any(request.body for request in server.requests)
    assert all(
        re.fullmatch(r"/beta/deviceAppManagement/vppTokens/([0-9a-f-]{36}/syncLicenses|syncLicenseCounts)", request.target)
        for request in server.requests
    )


def test_the_live_profile_waits_as_retry_after_says() -> None:
    with ConformantServer(Freedoms(throttle_every=2, retry_after="0.01")) as server:
        assert verify(server.base_url, "--profile", "live") == 0


def test_a_throttled_answer_without_retry_after_is_waited_for_too(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.run.time.sleep", pauses.append)
    with ConformantServer(Freedoms(throttle_every=9, retry_after=None)) as server:
        assert verify(server.base_url) == 0
    assert 1.0 in pauses


def test_a_server_that_always_throttles_is_a_difference_in_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "PATIENCE", 0.5)
    with ConformantServer(Freedoms(throttle_every=1, retry_after="0")) as server:
        assert verify(server.base_url) == 1
    assert "got 429 TooManyRequests" in capsys.readouterr().out


def test_the_live_profile_stays_within_the_quota(server: ConformantServer, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.undo()  # the pace is as published again
    monkeypatch.setenv("VPPTOKENS_TOKEN", TOKEN)
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.run.time.sleep", pauses.append)
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.run.time.monotonic", lambda: 0.0)
    assert verify(server.base_url, "--profile", "live") == 0
    assert all(pause >= 20 / 100 for pause in pauses)
    assert len(pauses) >= len(server.requests) - 1


def test_growth_of_the_live_service_is_a_note_and_no_drift(capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer(drift=PLANTED["a_property_is_undocumented"].apply) as server:
        assert verify(server.base_url, "--profile", "live") == 0
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
    assert "got 307 to http" in capsys.readouterr().out


def test_a_proxy_of_the_environment_sees_nothing_of_loopback(server: ConformantServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert verify(server.base_url) == 0


def test_settings_of_schemathesis_in_the_working_directory_change_nothing(
    server: ConformantServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("schemathesis.toml").write_text('base-url = "http://127.0.0.1:1"\n[checks]\nenabled = false\n')
    Path("hooks.py").write_text("raise SystemExit('loaded')\n")
    monkeypatch.setenv("SCHEMATHESIS_HOOKS", "hooks")
    assert verify(server.base_url, examples=2) == 0


def test_nothing_is_written_unasked_and_the_environment_stays(server: ConformantServer, tmp_path: Path) -> None:
    before = dict(os.environ)
    assert verify(server.base_url, examples=3) == 0
    assert list(tmp_path.iterdir()) == []
    assert dict(os.environ) == before


def test_two_runs_make_the_same_calls_and_another_seed_makes_others() -> None:
    def calls(*arguments: str) -> list[tuple[str, str, dict[str, str], bytes]]:
        with ConformantServer() as server:
            assert verify(server.base_url, *arguments, examples=5) == 0
            return [(sent.method, sent.target, {**sent.headers, "host": ""}, sent.body) for sent in server.requests]

    first = calls()
    assert calls() == first
    assert calls("--seed", "1") != first


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
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "reports/summary.md")
    with ConformantServer(Freedoms(secret=VPP_TOKEN_SECRET), repeat) as server:
        assert verify(server.base_url, "--report-dir", "reports") == 1
    said = capfd.readouterr()
    texts = {"stdout": said.out, "stderr": said.err, **{path.name: path.read_text() for path in (tmp_path / "reports").iterdir()}}
    assert set(texts) == {"stdout", "stderr", "junit.xml", "verification.html", "verification.json", "verification.har", "summary.md"}
    for name, text in texts.items():
        for secret in (TOKEN[:-1], TOKEN.swapcase(), base64.b64encode(TOKEN.encode()).decode(), VPP_TOKEN_SECRET):
            assert secret not in text, f"{name}: …{text[max(0, text.index(secret) - 90) : text.index(secret)]}"
    assert "[masked]" in texts["verification.har"]


@pytest.mark.parametrize(
    "body",
    [
        '{"token": {"v": ["SECRET"]}}',
        '{"Token": "SECRET", "state": "SECRET"}',
        '{"tok\\u0065n": "SECRET", "token": null, "token": "SECRET"}',
        '{"state": "{\\"v\\": \\"{\\\\\\"token\\\\\\": \\\\\\"SECRET\\\\\\"}\\"}"}',
        "<token>SECRET</token>",
        "{token: SECRET}",
        "{'token': 'SECRET'}",
        '{"tok\\u0065n": "SECRET"',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_vpp_token_is_in_no_report_however_a_server_sends_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, body: str, encoding: str
) -> None:
    def say(_: Request, reply: Reply) -> None:
        reply.body = body.replace("SECRET", VPP_TOKEN_SECRET).encode(encoding)

    with ConformantServer(drift=say) as server, run.Verification(server.base_url, KNOWN_ID, TOKEN) as verification:
        for probe in list(probes(contract(), "/beta", KNOWN_ID, "mock"))[:12]:
            verification.probe(probe)
    show(verification.report)
    write(verification.report, tmp_path, tuple(FORMATS))
    texts = [capsys.readouterr().out, *(path.read_text() for path in tmp_path.iterdir())]
    assert len(texts) == 5
    for text in texts:
        assert VPP_TOKEN_SECRET not in text.replace("\0", "").replace("\\u0000", "")


@pytest.mark.parametrize(
    ("headers", "rest", "got"),
    [
        ({}, b"\r\n", r'"\r\n"'),
        ({"Transfer-Encoding": "chunked"}, b"0\r\n\r\n", "Transfer-Encoding: chunked"),
        ({}, b"<p>", "3 bytes that are no JSON"),
    ],
)
def test_what_follows_a_204_is_shown(headers: dict[str, str], rest: bytes, got: str) -> None:
    def add(_: Request, reply: Reply) -> None:
        if reply.status == 204:
            reply.headers |= headers
            reply.suffix = rest

    with ConformantServer(drift=add) as server, run.Verification(server.base_url, KNOWN_ID, TOKEN) as verification:
        for probe in list(probes(contract(), "/beta", KNOWN_ID, "mock"))[:2]:
            verification.probe(probe)
    assert [drift.got for drift in verification.report.drifts] == [got]


def test_the_reports_are_those_asked_for_and_all_where_only_a_directory_is_named(server: ConformantServer) -> None:
    assert verify(server.base_url, "--report", "junit,json", "--report-dir", "some/where") == 0
    assert sorted(path.name for path in Path("some/where").iterdir()) == ["junit.xml", "verification.json"]
    assert verify(server.base_url, "--report-dir", "all") == 0
    assert sorted(path.name for path in Path("all").iterdir()) == [
        "junit.xml",
        "verification.har",
        "verification.html",
        "verification.json",
    ]


def test_a_report_directory_that_cannot_be_is_exit_2_before_any_call(server: ConformantServer, capsys: pytest.CaptureFixture[str]) -> None:
    Path("file").touch()
    assert verify(server.base_url, "--report", "json", "--report-dir", "file") == 2
    assert "--report-dir file" in capsys.readouterr().err
    assert server.requests == []


def test_the_reports_say_the_same_of_a_drift() -> None:
    with ConformantServer(drift=PLANTED["the_id_is_another"].apply) as server:
        assert verify(server.base_url, "--report-dir", "reports") == 1
    report = json.loads(Path("reports/verification.json").read_text())
    (drift,) = report["drifts"]
    assert (drift["operation"], drift["check"], drift["got"], drift["probe"]) == (
        "syncLicenses",
        "echoed-id",
        '"another"',
        "the documented call",
    )
    assert report["versions"]["contract"] == contract().version
    assert dt.datetime.fromisoformat(report["date"]).tzinfo
    tally = report["checks"]["syncLicenses"]["echoed-id"]
    assert tally["failed"] == drift["times"] > 0
    (suite,) = ET.parse("reports/junit.xml").getroot()  # noqa: S314 - our own file
    assert suite.attrib.keys() == {"name", "tests", "failures", "errors", "skipped", "timestamp", "time"}
    assert (suite.get("failures"), suite.get("errors"), suite.get("tests")) == ("1", "0", str(len(suite)))
    failed = [(case.attrib, failure.get("message")) for case in suite for failure in case]
    ((attributes, message),) = failed
    assert (attributes["classname"], attributes["name"]) == ("msgraph-vpptokens-contracts.syncLicenses", "echoed-id")
    assert float(attributes["time"]) >= 0
    assert message == f'Expected the id "{KNOWN_ID}"; got "another"'
    entries = json.loads(Path("reports/verification.har").read_text())["log"]["entries"]
    assert len(entries) == report["calls"]
    page = Path("reports/verification.html").read_text()
    for text in ("echoed-id", drift["request_id"], contract().version, report["date"]):
        assert text in page
    assert not re.search(r"(src|href)=", page)


def test_a_run_that_could_not_be_is_an_error_in_junit_and_on_github(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    assert verify(f"http://127.0.0.1:{free_port()}/beta", "--report-dir", "reports") == 2
    (error,) = ET.parse("reports/junit.xml").getroot().iter("error")  # noqa: S314 - our own file
    assert "connection refused" in str(error.get("message"))
    assert "::error title=The contract could not be verified::http%3A" not in (said := capsys.readouterr().out)
    assert "::error title=The contract could not be verified::http://127.0.0.1:" in said
    assert "could not be verified" in Path("summary.md").read_text()


def test_the_summary_of_a_job_shows_the_words_of_a_server_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "| <b> `x` *y* [z](http://z) # ~~w~~"

    def mark_up(_: Request, reply: Reply) -> None:
        if reply.ok:
            reply.token["state"] = words

    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    Path("summary.md").write_text("before\n\n")
    with ConformantServer(drift=mark_up) as server:
        assert verify(server.base_url) == 1
    text = Path("summary.md").read_text()
    assert text.startswith("before\n\n# Contract: differs\n")
    inline = [token for token in MarkdownIt().parse(text) if token.type == "inline" and token.content.startswith("Got")]
    assert [(kind.type, kind.content) for kind in inline[0].children or [] if kind.type != "text"] == [], "nothing but text"
    assert words in "".join(kind.content for kind in inline[0].children or [])


def test_a_terminal_gets_twenty_drifts_and_the_number_of_the_others(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def grow(_: Request, reply: Reply) -> None:
        if reply.ok:
            reply.token.update({f"new{number}": 1 for number in range(25)})

    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.report.is_terminal", lambda: True)
    with ConformantServer(drift=grow) as server:
        assert verify(server.base_url, "--report-dir", "reports") == 1
    out = capsys.readouterr().out
    assert out.count("drift: ") == 20
    assert "and 5 more" in out
    assert len(json.loads(Path("reports/verification.json").read_text())["drifts"]) == 25


def test_the_same_drift_in_many_places_is_one_line_with_a_count(capsys: pytest.CaptureFixture[str]) -> None:
    def change(_: Request, reply: Reply) -> None:
        if reply.ok:
            for action in reply.token["tokenActionResults"]:
                action["startDateTime"] = ""  # breaks the pattern, and is no day of the calendar

    with ConformantServer(Freedoms(actions=("plain", "revoke", "plain")), change) as server:
        assert verify(server.base_url) == 1
    out = capsys.readouterr().out
    assert out.count("drift: ") == 1
    assert re.search(r'date: Expected value\.tokenActionResults\[\]\.startDateTime to be a date-time .*; got "" \(\d+ times\)', out)


@pytest.mark.parametrize(
    ("secret", "text", "masked"),
    [
        ("a", "a body that has a state", "a body that has a state"),
        ("a", '{"token": "a"} a', '{"token": "[masked]"} a'),
        ("token", "Bearer token: the token", "Bearer [masked]: the token"),
        ("t", "the given bearer token", "the given bearer token"),
        ("hunter2", "hunter2, hunter22", "[masked], hunter22"),
        ("a-long-secret", "xa-long-secretx", "x[masked]x"),
        ("a/long secret", "a%2Flong%20secret YS9sb25nIHNlY3JldA==", "[masked] [masked]"),
    ],
)
def test_the_mask_hides_secrets_and_leaves_words_alone(secret: str, text: str, masked: str) -> None:
    assert run.Mask([secret], ["token"])(text) == masked


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


def test_github_gets_an_annotation_with_the_line_of_the_contract_and_no_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    with ConformantServer(drift=PLANTED["the_type_is_another"].apply) as server:
        assert verify(server.base_url) == 1
    (annotation,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
    assert re.match(r"::error title=syncLicenses enum-member::syncLicenses: enum-member: Expected ", annotation)
    assert annotation.endswith(""": "const: '#microsoft.graph.vppToken'\"""")


def test_a_terminal_gets_a_table_of_operations_and_checks(
    server: ConformantServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.report.is_terminal", lambda: True)
    assert verify(server.base_url) == 0
    out = capsys.readouterr().out
    assert re.search(r"echoed-id .*✓ \d+ .*- ", out)


@pytest.mark.parametrize("profile", ["mock", "live"])
def test_the_curl_lines_make_the_same_requests_again(server: ConformantServer, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each different one: most of the time goes to the processes of curl."""
    monkeypatch.undo()  # every probe is there again
    kinds = {
        "a JSON body", "a body that is not UTF-8", "a body in chunks", "no Content-Length", "no Accept", "HEAD instead of POST",
        "PROPFIND instead of POST", "no User-Agent", "the token less its last character", "the token less its first character",
        "the token in the other case", "the token as user name", "the token as api_key in the query only", "a wrong token",
        "Authorization: Bearer\t* (* is the token)", "Authorization: Bearer  * (* is the token)",
        'Authorization: Bearer "*" (* is the token)', "Authorization: Bearer *, Authorization: Bearer wrong (* is the token)",
        "Accept: text/html, Accept: application/json",
        "client-request-id: n\u00e4chtlich", 'client-request-id: "nightly"', "client-request-id: <a&b>;c=%41\\'",
        "an unknown path beside it", "an empty Authorization", "the documented call", "Authorization: Bearer *- (* is the token)",
    }  # fmt: skip
    with run.Verification(server.base_url, KNOWN_ID, TOKEN) as verification:
        for probe in probes(contract(), "/beta", KNOWN_ID, profile):
            if probe.name not in kinds or (probe.operation.takes_id and probe.name != "the documented call"):
                continue
            verification.probe(probe)
            sent = server.requests[-1]
            line = run.curl(server.base_url, probe.request)
            assert TOKEN not in line
            subprocess.run(["/bin/sh", "-c", line], check=True, capture_output=True, env={**os.environ, "VPPTOKENS_TOKEN": TOKEN})  # noqa: S603 - the line under test
            again = server.requests[-1]
            assert again is not sent
            assert (again.method, again.target, again.headers, again.body) == (sent.method, sent.target, sent.headers, sent.body)


# --- allowances


def test_an_allowed_drift_is_a_note_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    Path("known.txt").write_text("# what staging is known for\n\nerror-code=ticket 8\n")
    with ConformantServer(drift=PLANTED["the_id_is_another"].apply) as server:
        assert verify(server.base_url, "--allow", "echoed-id:syncLicenses=ticket 7", "--allow-file", "known.txt") == 0
        assert verify(server.base_url, "--allow", "echoed-id:syncLicenseCounts=ticket 7") == 1
    out = capsys.readouterr().out
    assert re.search(r"note: syncLicenses: echoed-id: .* \[allowed: ticket 7\]", out)
    assert "note: --allow error-code=ticket 8 matches no drift" in out


@pytest.mark.parametrize(
    ("allowance", "reason"),
    [("echoed-id", "has no reason"), ("nothing=x", "'nothing' is no check"), ("echoed-id:sync=x", "'sync' is no operation")],
)
def test_an_allowance_that_is_none_is_exit_2(
    server: ConformantServer, capsys: pytest.CaptureFixture[str], allowance: str, reason: str
) -> None:
    assert verify(server.base_url, "--allow", allowance) == 2
    assert reason in capsys.readouterr().err
    assert server.requests == []


# --- what the live service may do


@pytest.mark.parametrize(
    "name", ["the_code_of_401_is_another", "an_unknown_id_is_400", "no_authentication_is_403", "the_answer_is_null_and_204"]
)
def test_what_only_this_project_says_is_a_note_for_the_live_service(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer(drift=PLANTED[name].apply) as server:
        assert verify(server.base_url, "--profile", "live") == 0
        assert verify(server.base_url) == 1
    assert "[note: only this project says so (P)]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["any_bearer_will_do", "no_challenge", "the_id_is_another", "no_request_id", "an_unknown_id_gets_another_tokens_data"]
)
def test_what_others_say_stays_a_drift_for_the_live_service(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with ConformantServer(drift=PLANTED[name].apply) as server:
        assert verify(server.base_url, "--profile", "live") == 1
    assert re.search(r"drift: .*\((D|M|D, RFC 6750|RFC 9110, RFC 6750)\); got ", capsys.readouterr().out)


# --- azure-identity


@pytest.mark.parametrize(
    ("base_url", "arguments", "scope"),
    [
        ("http://127.0.0.1/beta", (), "https://graph.microsoft.com/.default"),
        ("https://graph.microsoft.us/beta", (), "https://graph.microsoft.us/.default"),
        ("https://microsoftgraph.chinacloudapi.cn/beta", (), "https://microsoftgraph.chinacloudapi.cn/.default"),
        ("https://graph.example/beta", ("--scope", "api://mine/.default"), "api://mine/.default"),
    ],
)
def test_azure_asks_for_the_audience_of_the_base_urls_cloud(
    monkeypatch: pytest.MonkeyPatch, base_url: str, arguments: tuple[str, ...], scope: str
) -> None:
    scopes: list[str] = []

    class Credential:
        def get_token(self, scope: str) -> Any:
            scopes.append(scope)
            return type("AccessToken", (), {"token": TOKEN})

    monkeypatch.delenv("VPPTOKENS_TOKEN")
    monkeypatch.setattr("azure.identity.DefaultAzureCredential", Credential)
    monkeypatch.setattr(run, "verify", lambda *_, **__: run.Report(base_url, "live", 0))
    assert verify(base_url, "--azure", "--yes-this-triggers-syncs", *arguments) == 0
    assert scopes == [scope]


def test_a_scope_without_azure_is_exit_2(server: ConformantServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(server.base_url, "--scope", "x") == 2
    assert "--scope needs --azure" in capsys.readouterr().err


def test_azure_without_its_package_is_exit_2_and_names_the_extra(
    server: ConformantServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity", None)
    assert verify(server.base_url, "--azure") == 2
    assert "msgraph-vpptokens-contracts[azure]" in capsys.readouterr().err


def test_the_command_verifies_in_a_process_of_its_own(server: ConformantServer) -> None:
    """What the wheel installs: nothing of pytest around it, and warnings of libraries do not reach the user."""
    done = subprocess.run([*command(server), "--max-examples=0"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own program
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
