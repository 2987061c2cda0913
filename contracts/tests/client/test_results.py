"""What a call returns: the documented success in both shapes, and any response that arrives."""

from __future__ import annotations

import gzip
import json

import pytest
from client_calls import HTML, ID, TOKEN_BODY, Caller, Make
from scripted_server import EXAMPLES, Answer, scripted

from msgraph_vpptokens.models import (
    ODataError,
    VppToken,
    VppTokenState,
)


def test_a_documented_success_is_returned(caller: Caller, make: Make) -> None:
    with scripted(Answer(200, TOKEN_BODY), Answer(204)) as server:
        client = make(server)
        token = caller.licenses(client)
        nothing = caller.counts(client)
    assert type(token) is VppToken
    assert (token.id, token.state) == (ID, VppTokenState.VALID)
    assert nothing is None


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 403, 404, 405, 406, 418, 429, 499, 500, 502, 503, 504, 509, 520, 599, 999])
@pytest.mark.parametrize(
    "body", [b"", HTML, b'{"error": {"code": "cut', b"null", b"[" * 100_000, json.dumps(EXAMPLES["NotFound"]).encode()]
)
def test_a_detailed_call_never_raises_for_a_response(caller: Caller, make: Make, status: int, body: bytes) -> None:
    body = b"" if status == 204 else body
    with scripted(Answer(status, body, {"X-Test": "y"}), Answer(status, body)) as server:
        client = make(server)
        response = caller.licenses_detailed(client)
        counts = caller.counts_detailed(client)
    assert (response.status_code, response.content, response.headers["x-test"]) == (status, body, "y")
    assert isinstance(response.status_code, int)
    is_error_body = body.startswith(b'{"error": {"code": "Res') and 400 <= status <= 599
    for answer in (response, counts):
        assert isinstance(answer.parsed, ODataError) if is_error_body else answer.parsed is None


def test_a_detailed_success_is_parsed(caller: Caller, make: Make) -> None:
    with scripted(Answer(200, {"value": TOKEN_BODY}), Answer(204)) as server:
        client = make(server)
        response = caller.licenses_detailed(client)
        counts = caller.counts_detailed(client)
    assert response.parsed == VppToken.from_dict(TOKEN_BODY)
    assert json.loads(response.content) == {"value": TOKEN_BODY}
    assert (counts.status_code, counts.content, counts.parsed) == (204, b"", None)


def test_a_compressed_body_is_read(caller: Caller, make: Make) -> None:
    with scripted(Answer(200, gzip.compress(json.dumps(TOKEN_BODY).encode()), {"Content-Encoding": "gzip"})) as server:
        assert caller.licenses(make(server)).id == ID


@pytest.mark.parametrize("name", ["SyncLicensesMinimal", "SyncLicensesFull"])
def test_both_shapes_of_the_answer_give_the_same_token(caller: Caller, make: Make, name: str) -> None:
    bare = EXAMPLES[name]
    context = {key: value for key, value in bare.items() if key == "@odata.context"}
    wrapped = {**context, "value": {key: value for key, value in bare.items() if key not in context}}
    with scripted(Answer(200, bare), Answer(200, wrapped), Answer(200, EXAMPLES["SyncLicensesDocumented"])) as server:
        client = make(server)
        assert caller.licenses(client) == caller.licenses(client) == VppToken.from_dict(bare)
        assert caller.licenses(client) == VppToken.from_dict(EXAMPLES["SyncLicensesDocumented"]["value"])


def test_a_bare_token_may_have_a_property_named_value(caller: Caller, make: Make) -> None:
    with scripted(Answer(200, {**TOKEN_BODY, "value": {"a": 1}})) as server:
        token = caller.licenses(make(server))
    assert (token.id, token["value"]) == (ID, {"a": 1})
