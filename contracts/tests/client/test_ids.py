"""Ids: only one that the contract allows is sent."""

from __future__ import annotations

from typing import Any

import pytest
from client_calls import ID, TOKEN_BODY, Caller, Make
from scripted_server import Answer, scripted

from msgraph_vpptokens.types import UNSET


@pytest.mark.parametrize(
    "vpp_token_id", ["", ".", "..", "...", ".a", "a/b", "a?x", "a#b", "a%2Fb", "a b", "a\n", "\0", "\u00e4", None, 5, b"a", UNSET]
)
def test_an_id_outside_the_contract_is_never_sent(caller: Caller, make: Make, vpp_token_id: Any) -> None:
    with scripted() as server, pytest.raises((TypeError, ValueError), match="vppTokenId"):
        caller.licenses(make(server), vpp_token_id)
    assert server.connections == 0


@pytest.mark.parametrize("vpp_token_id", [ID, "a", "~", "_-.", "0..1"])
def test_an_id_of_the_contract_is_sent_as_it_is(caller: Caller, make: Make, vpp_token_id: str) -> None:
    with scripted(Answer(200, TOKEN_BODY), Answer(204)) as server:
        client = make(server)
        caller.licenses(client, vpp_token_id)
        caller.counts(client)
    path = "/beta/deviceAppManagement/vppTokens"
    assert [(request.method, request.target) for request in server.requests] == [
        ("POST", f"{path}/{vpp_token_id}/syncLicenses"),
        ("POST", f"{path}/syncLicenseCounts"),
    ]
    assert server.sent("content-length") == ["0", "0"]
