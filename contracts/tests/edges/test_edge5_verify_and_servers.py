"""Every known drift is caught, by the check that names it and by no other, in one readable line."""

from __future__ import annotations

import pytest
from conformant_server import KNOWN_ID, TOKEN, VPP_TOKEN_SECRET, ConformantServer
from server_drifts import FAIR, PLANTED, Planted

from msgraph_vpptokens_contracts.verify.checks import CHECKS
from msgraph_vpptokens_contracts.verify.contract import contract
from msgraph_vpptokens_contracts.verify.probes import probes
from msgraph_vpptokens_contracts.verify.run import Report, Verification, verify


def verified_until_caught(base_url: str, check: str, timeout: float) -> Report:
    """Send the probes one by one until the check has spoken: most drifts show at once, and there are many."""
    with Verification(base_url, KNOWN_ID, TOKEN, timeout=timeout) as verification:
        for probe in probes(contract(), "/beta", KNOWN_ID, "mock"):
            verification.probe(probe)
            if any(check in checks and checks[check].failed for checks in verification.report.checks.values()):
                break
    return verification.report


def test_every_check_has_a_drift_that_it_is_the_one_to_catch() -> None:
    assert {planted.seen_by[0] for planted in PLANTED.values()} == set(CHECKS)


FIRST = {planted.seen_by[0]: name for name, planted in reversed(PLANTED.items())}
"""The first drift of each check."""


@pytest.mark.parametrize(
    "planted",
    [pytest.param(planted, id=name, marks=() if name in FIRST.values() else pytest.mark.planted) for name, planted in PLANTED.items()],
)
def test_the_drift_is_caught_by_the_check_that_names_it(planted: Planted) -> None:
    with ConformantServer(planted.freedoms, planted.apply) as server:
        report = verified_until_caught(server.base_url, planted.seen_by[0], planted.timeout)
    caught = {drift.check for drift in report.drifts}
    assert planted.seen_by[0] in caught, f"caught by {caught or 'nothing'}"
    assert caught <= set(planted.seen_by), [str(drift) for drift in report.drifts]
    for drift in report.drifts:
        line = str(drift)
        assert "\n" not in line
        assert "Expected " in line
        assert "; got " in line
        assert drift.line > 1
        assert "curl " in drift.request
        assert TOKEN not in line + drift.request
        assert VPP_TOKEN_SECRET not in line


@pytest.mark.parametrize("freedom", FAIR)
def test_what_the_wire_contract_leaves_to_a_server_is_no_drift(freedom: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msgraph_vpptokens_contracts.verify.probes.CALLS", 3)
    tables = "ACCEPTS CLIENT_REQUEST_IDS ELSEWHERE ENDINGS HEADERS INVALID_IDS SHAPES UNUSUAL_IDS"
    for table in tables.split():  # test_freedoms.py sends these too
        monkeypatch.setattr(f"msgraph_vpptokens_contracts.verify.probes.{table}", {})
    with ConformantServer(FAIR[freedom]) as server:
        report = verify(server.base_url, KNOWN_ID, TOKEN, max_examples=0)
    assert [str(found) for found in (*report.drifts, *report.notes)] == []
    assert report.stopped == ""
    assert set(report.checks) == {"syncLicenses", "syncLicenseCounts"}
