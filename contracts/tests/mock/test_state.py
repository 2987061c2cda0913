"""The mock's VPP tokens over time: syncs, the clock, and tokens from a file."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mock_calls import COUNTS, SPEC, calling, sync_path

from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.mock.tenant import Settings
from msgraph_vpptokens_contracts.mock.tokens import TokenError, read_tokens

MINIMAL = SPEC.get(("components", "examples", "SyncLicensesMinimal", "value"))
FULL = SPEC.get(("components", "examples", "SyncLicensesFull", "value"))
SYNC_SECONDS = Settings().sync_seconds


@pytest.fixture
def client(vpptokens_mock: RunningMock) -> Iterator[httpx.Client]:
    with calling(vpptokens_mock) as client:
        yield client


@pytest.fixture
def stored(client: httpx.Client) -> Callable[[str], Any]:
    return lambda vpp_token_id: client.get(f"http://127.0.0.1:{client.base_url.port}/_mock/tokens/{vpp_token_id}", headers={}).json()


def test_a_sync_is_in_progress_at_once_and_completed_after_its_time(
    vpptokens_mock: RunningMock, client: httpx.Client, stored: Callable[[str], Any]
) -> None:
    vpp_token_id = vpptokens_mock.add_token(lastSyncStatus="none")
    before = stored(vpp_token_id)
    answered = client.post(sync_path(vpp_token_id)).json()["value"]
    assert answered == {**before, "lastSyncStatus": "inProgress"}
    vpptokens_mock.advance(SYNC_SECONDS / 2)
    assert stored(vpp_token_id) == answered
    vpptokens_mock.advance(SYNC_SECONDS / 2)
    after = stored(vpp_token_id)
    assert after["lastSyncStatus"] == "completed"
    assert after["lastSyncDateTime"] == after["lastModifiedDateTime"] != before["lastModifiedDateTime"]
    assert re.fullmatch(r"[0-9-]{10}T[0-9:]{8}\.[0-9]{7}Z", after["lastSyncDateTime"])
    changed = {"lastSyncStatus", "lastSyncDateTime", "lastModifiedDateTime"}
    assert {name for name in after if after[name] != before[name]} == changed


def test_a_sync_ends_when_it_was_due_however_late_somebody_looks(
    vpptokens_mock: RunningMock, client: httpx.Client, stored: Callable[[str], Any]
) -> None:
    started = dt.datetime.now(dt.UTC)
    client.post(sync_path(vpptokens_mock.vpp_token_id))
    vpptokens_mock.advance(86_400)
    ended = dt.datetime.fromisoformat(stored(vpptokens_mock.vpp_token_id)["lastSyncDateTime"])
    assert 0 <= (ended - started).total_seconds() - SYNC_SECONDS < 60


@pytest.mark.parametrize("state", ["unknown", "expired", "invalid", "assignedToExternalMDM", "duplicateLocationId"])
def test_a_sync_of_a_token_that_is_not_valid_fails(
    vpptokens_mock: RunningMock, client: httpx.Client, stored: Callable[[str], Any], state: str
) -> None:
    vpp_token_id = vpptokens_mock.add_token(state=state)
    before = client.post(sync_path(vpp_token_id)).json()["value"]
    assert before["lastSyncStatus"] == "inProgress"
    vpptokens_mock.advance(SYNC_SECONDS)
    after = stored(vpp_token_id)
    assert after["lastSyncStatus"] == "failed"
    assert after["lastSyncDateTime"] == before["lastSyncDateTime"]
    assert after["lastModifiedDateTime"] != before["lastModifiedDateTime"]


def test_a_second_call_while_a_sync_runs_does_not_delay_its_end(
    vpptokens_mock: RunningMock, client: httpx.Client, stored: Callable[[str], Any]
) -> None:
    path = sync_path(vpptokens_mock.vpp_token_id)
    client.post(path)
    vpptokens_mock.advance(SYNC_SECONDS * 0.6)
    assert client.post(path).json()["value"]["lastSyncStatus"] == "inProgress"
    vpptokens_mock.advance(SYNC_SECONDS * 0.6)
    assert stored(vpptokens_mock.vpp_token_id)["lastSyncStatus"] == "completed"


def test_a_new_sync_after_the_end_shows_the_dates_of_the_last(vpptokens_mock: RunningMock, client: httpx.Client) -> None:
    path = sync_path(vpptokens_mock.vpp_token_id)
    first = client.post(path).json()["value"]
    vpptokens_mock.advance(SYNC_SECONDS)
    second = client.post(path).json()["value"]
    assert second["lastSyncStatus"] == "inProgress"
    assert second["lastSyncDateTime"] > first["lastSyncDateTime"]


def test_a_sync_touches_no_other_token(vpptokens_mock: RunningMock, client: httpx.Client, stored: Callable[[str], Any]) -> None:
    other = vpptokens_mock.add_token(lastSyncStatus="none")
    client.post(sync_path(vpptokens_mock.vpp_token_id))
    vpptokens_mock.advance(SYNC_SECONDS)
    assert stored(other)["lastSyncStatus"] == "none"


def test_syncs_may_end_at_once() -> None:
    with RunningMock(Settings(sync_seconds=0)) as mock, calling(mock, transport=mock.transport) as client:
        assert client.post(sync_path(mock.vpp_token_id)).json()["value"]["lastSyncStatus"] == "inProgress"
        now = client.get(f"{mock.base_url}/../_mock/tokens/{mock.vpp_token_id}").json()
    assert now["lastSyncStatus"] == "completed"


def test_the_journal_marks_what_each_call_has_started(vpptokens_mock: RunningMock, client: httpx.Client) -> None:
    client.post(COUNTS)
    client.post(sync_path(vpptokens_mock.vpp_token_id))
    client.post(COUNTS, content=b"refused")
    assert [recorded.started for recorded in vpptokens_mock.requests] == ["licenseCountRefresh", "licenseSync", None]


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 1e12])
def test_the_clock_moves_forward_only(vpptokens_mock: RunningMock, seconds: float) -> None:
    with pytest.raises(ValueError, match="expected seconds from 0"):
        vpptokens_mock.advance(seconds)


# Tokens from a file


def file_of(tokens: Any, path: Path) -> Path:
    path.write_text(json.dumps(tokens), encoding="utf-8")
    return path


def test_the_spec_s_own_examples_can_be_loaded(tmp_path: Path) -> None:
    tokens = [MINIMAL, {**FULL, "id": "another"}]
    read = read_tokens(file_of(tokens, tmp_path / "tokens.json"))
    assert list(read) == [MINIMAL["id"], "another"]
    assert [json.loads(text) for text in read.values()] == tokens


@pytest.mark.parametrize("text", ["[]", " [\n] ", f"\n[ {json.dumps(MINIMAL)}\t]\r\n"])
def test_blanks_do_not_matter_and_a_list_may_be_empty(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tokens.json"
    path.write_text(text)
    assert len(read_tokens(path)) == len(json.loads(text))


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in MINIMAL.items() if key != name}


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ({**MINIMAL, "state": "gone"}, '[1].state: "gone" is not one of'),
        (without("appleId"), '[1]: "appleId" is a required property'),
        ({**MINIMAL, "id": "a/b"}, "[1].id: expected A-Z a-z 0-9 - . _ ~ only, and no dot in front; got 'a/b'"),
        ({**MINIMAL, "id": "\ud800"}, "[1].id: "),
        ({**MINIMAL, "appleId": "\ud800"}, "[1]: cannot be sent as JSON"),
        ({**MINIMAL, "extra": float("nan")}, "[1]: cannot be sent as JSON"),
        ({**MINIMAL, "expirationDateTime": "2026-02-30T00:00:00Z"}, '[1].expirationDateTime: "2026-02-30T00:00:00Z" is not a "date-time"'),
        ({**MINIMAL, "tokenActionResults": [{"actionState": "new"}]}, "[1].tokenActionResults[0]"),
        (MINIMAL, f"[1].id: '{MINIMAL['id']}' is the id of [0] too"),
        ("token", "[1]: "),
    ],
)
def test_a_wrong_token_is_named_by_file_index_and_property(tmp_path: Path, token: Any, reason: str) -> None:
    path = file_of([MINIMAL, token], tmp_path / "tokens.json")
    with pytest.raises(TokenError) as caught:
        read_tokens(path)
    assert str(caught.value).startswith(f"{path}: {reason}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "not JSON: line 1, column 1"),
        (b"[\n{]", "not JSON: line 2, column 2"),
        (b"[", "not JSON: line 1, column 2"),
        (b"nothing", "not JSON: line 1, column 1"),
        (json.dumps([MINIMAL]).encode() + b"]", "not JSON: line 1, column "),
        (b"[%b,]" % json.dumps(MINIMAL).encode(), "not JSON: line 1, column "),
        (b"[%b %b]" % (json.dumps(MINIMAL).encode(), b"1"), "not JSON: line 1, column "),
        (b"{}", "expected a list of vppTokens; got dict"),
        (b"[\xff]", "not UTF-8: byte 1"),
        (b"[" * 100_000, "not JSON that can be read"),
        (b"[" + b"9" * 5000 + b"]", "Exceeds the limit"),
    ],
)
def test_a_file_that_holds_no_list_of_tokens_is_named(tmp_path: Path, text: bytes, reason: str) -> None:
    path = tmp_path / "tokens.json"
    path.write_bytes(text)
    with pytest.raises(TokenError) as caught:
        read_tokens(path)
    assert str(caught.value).startswith(f"{path}: {reason}")


def test_the_mock_loads_no_router_and_no_schemathesis_unless_needed() -> None:
    program = (
        "import sys; from msgraph_vpptokens_contracts.cli import main\n"
        "from msgraph_vpptokens_contracts.mock import running\n"
        "running.RunningMock().stop()\n"
        "print({'starlette', 'schemathesis', 'httpx', 'pytest'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - the program above
    assert ran.stdout == "set()\n"
