"""No false alarm: whatever openapi/README.md leaves to a server is no drift."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from conformant_server import KNOWN_ID, TOKEN, VPP_TOKEN_SECRET, ConformantServer, Freedoms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.verify.contract import contract
from msgraph_vpptokens_contracts.verify.probes import Probe, probes
from msgraph_vpptokens_contracts.verify.run import Verification, verify

SCHEMAS: dict[str, Any] = contract().document.data["components"]["schemas"]
PROBES = list(probes(contract(), "/beta", KNOWN_ID, "mock"))
SENT = 6
"""Probes to each server, drawn anew each time: 120 servers together get most of the probes."""

FREEDOMS = st.builds(
    Freedoms,
    null_strings=st.booleans(),
    secret=st.sampled_from([None, VPP_TOKEN_SECRET, ""]),
    token_type=st.booleans(),
    context=st.booleans(),
    annotations=st.booleans(),
    actions=st.lists(st.sampled_from(["plain", "revoke"]), max_size=3).map(tuple),
    action_type=st.sampled_from([None, *SCHEMAS["VppTokenActionResult"]["properties"]["@odata.type"]["enum"]]),
    fraction=st.integers(0, 12).map(lambda digits: f".{'123456789012'[:digits]}" if digits else ""),
    offset=st.sampled_from(["Z", "+00:00", "-08:00", "+05:45", "-23:59"]),
    unset_dates=st.booleans(),
    newest_property=st.booleans(),
    members=st.fixed_dictionaries(
        {
            name: st.sampled_from(SCHEMAS[SCHEMAS["VppToken"]["properties"][name]["$ref"].rpartition("/")[2]]["enum"])
            for name in ("vppTokenAccountType", "state", "lastSyncStatus")
        }
    ),
    scope_tags=st.lists(st.sampled_from(["0", "", None, "é"]), max_size=3).map(tuple),
    indent=st.sampled_from([None, 0, 2]),
    ascii_only=st.booleans(),
    name=st.sampled_from(["Contoso", "Müller & Søn", "株式会社", '"quoted"\\\n', "NaN", "\U0001f34f", "at Contoso (Berlin)"]),
    content_type=st.sampled_from(
        [
            "application/json",
            "application/json; charset=utf-8",
            "application/json;charset=UTF-8",
            'application/json; charset="utf-8"',
            "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
            "Application/JSON",
        ]
    ),
    header_case=st.sampled_from([str, str.lower, str.upper, str.title]),
    extra_headers=st.sampled_from(
        [
            (),
            (("Strict-Transport-Security", "max-age=31536000"), ("x-ms-ags-diagnostic", '{"ServerInfo":{"Ring":"3"}}')),
            (("Set-Cookie", "session=1; Path=/"), ("Cache-Control", "no-cache"), ("Location", "/elsewhere")),
        ]
    ),
    framing=st.sampled_from(["length", "chunked", "close"]),
    inner_error=st.sampled_from([None, "innerError", "innererror"]),
    json_message=st.booleans(),
    details=st.booleans(),
    null_target=st.booleans(),
    slash_status=st.sampled_from([400, 404]),
    long_status=st.sampled_from([404, 414]),
    challenge=st.sampled_from(["Bearer", 'Bearer realm=""', 'Bearer realm="", claims="eyJhIjoxfQ=="', 'Bearer error="invalid_token"']),
    allow=st.sampled_from(["POST", "POST, OPTIONS", "GET,POST", "GET\nPOST"]),
    early_hints=st.booleans(),
    reason=st.sampled_from(["OK", " ", "Møre"]),
    throttle_every=st.sampled_from([0, 0, 3]),
    retry_after=st.sampled_from(["0", "0.001", "Sat, 21 Nov 2015 10:15:30 GMT"]),
    zero_length=st.booleans(),
    upper_request_id=st.booleans(),
)


@pytest.fixture(scope="module")
def server() -> Iterator[ConformantServer]:
    with ConformantServer() as running:
        yield running


@pytest.mark.parametrize("wrapped", [True, False])  # the two shapes of the body; a hundred servers and more, on two cores
@given(freedoms=FREEDOMS, choice=st.randoms(use_true_random=False))
@settings(max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_combination_of_the_wire_contracts_freedoms_raises_an_alarm(
    server: ConformantServer, *, wrapped: bool, freedoms: Freedoms, choice: Any
) -> None:
    server.freedoms = replace(freedoms, wrapped=wrapped)
    chosen: list[Probe] = [PROBES[0], PROBES[-1], *choice.sample(PROBES, SENT - 2)]
    with Verification(server.base_url, KNOWN_ID, TOKEN) as verification:
        for probe in chosen:
            verification.probe(probe)
    assert [str(drift) for drift in verification.report.drifts] == []
    assert verification.report.ran > SENT


def test_a_conformant_server_passes_the_whole_verification() -> None:
    with ConformantServer() as running:
        report = verify(running.base_url, KNOWN_ID, TOKEN)
    assert [str(drift) for drift in report.drifts] == []
    assert report.cases == 25


def test_a_server_may_have_the_documented_token_beside_the_given_one(vpptokens_mock: RunningMock) -> None:
    report = verify(vpptokens_mock.base_url, vpptokens_mock.add_token(), vpptokens_mock.token, max_examples=10)
    assert [str(drift) for drift in report.drifts] == []
