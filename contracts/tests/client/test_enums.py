"""Enumerations: members by name, and texts that are no members."""

from __future__ import annotations

import copy
import gc
import pickle

from client_calls import TOKEN_BODY, Caller, Make
from scripted_server import Answer, scripted

from msgraph_vpptokens.models import (
    VppTokenState,
    VppTokenSyncStatus,
)


def test_unknown_members_keep_their_text(caller: Caller, make: Make) -> None:
    results = [{**TOKEN_BODY["tokenActionResults"][0], "actionState": "paused", "@odata.type": "#microsoft.graph.newResult"}]
    body = {**TOKEN_BODY, "state": "onHold", "tokenActionResults": results}
    with scripted(Answer(200, body), Answer(200, body)) as server:
        client = make(server)
        token, again = caller.licenses(client), caller.licenses(client)
    assert token.state == again.state == "onHold" == VppTokenState("onHold")
    assert isinstance(token.state, VppTokenState)
    assert token.state not in list(VppTokenState)
    assert {token.state: 1}[again.state] == {token.state: 1}["onHold"] == 1  # type: ignore[index]
    assert token.state != VppTokenState.VALID
    assert token.token_action_results[0].action_state == "paused"
    assert token.token_action_results[0].odata_type == "#microsoft.graph.newResult"
    assert token.to_dict() == body
    assert pickle.loads(pickle.dumps(token)) == copy.deepcopy(token) == token  # noqa: S301 - our own


def test_unknown_members_do_not_fill_the_memory() -> None:
    before = len(gc.get_referrers(VppTokenState))
    known = dict(VppTokenState.__members__)
    for number in range(1000):
        VppTokenState(f"made-up-{number}")
    gc.collect()
    assert VppTokenState.__members__ == known
    assert len(gc.get_referrers(VppTokenState)) <= before + 10


def test_members_are_named_in_words() -> None:
    assert [member.name for member in VppTokenState] == [
        "UNKNOWN",
        "VALID",
        "EXPIRED",
        "INVALID",
        "ASSIGNED_TO_EXTERNAL_MDM",
        "DUPLICATE_LOCATION_ID",
    ]
    assert VppTokenSyncStatus.IN_PROGRESS.value == "inProgress"
