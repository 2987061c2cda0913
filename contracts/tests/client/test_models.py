"""Models: what the service may add is kept, null is accepted, and attrs works with them as its users expect."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import attrs
import pytest
from client_calls import ID, TOKEN_BODY, VPP_SECRET, Caller, Make
from scripted_server import EXAMPLES, SPEC, Answer, scripted

from msgraph_vpptokens.api.vpp_tokens import sync_licenses
from msgraph_vpptokens.models import (
    ErrorDetail,
    InnerError,
    MainError,
    ODataError,
    VppToken,
    VppTokenActionResult,
    VppTokenActionState,
    VppTokenRevokeLicensesActionResult,
    VppTokenState,
)
from msgraph_vpptokens.types import UNSET, Model


def test_null_is_read_where_the_contract_has_none(caller: Caller, make: Make) -> None:
    body = {key: (value if key == "id" else None) for key, value in TOKEN_BODY.items()}
    listed = {**TOKEN_BODY, "tokenActionResults": [None, dict.fromkeys(TOKEN_BODY["tokenActionResults"][1])]}
    with scripted(Answer(200, body), Answer(200, listed)) as server:
        client = make(server)
        token, other = caller.licenses(client), caller.licenses(client)
    read: list[Any] = [token.state, token.expiration_date_time, token.role_scope_tag_ids, token.automatically_update_apps]
    assert read == [None] * 4
    assert token.to_dict() == body
    assert other.to_dict() == listed


def test_unknown_properties_are_kept(caller: Caller, make: Make) -> None:
    body = {**TOKEN_BODY, "new": {"a": [1, None]}, "state@odata.type": "x"}
    with scripted(Answer(200, body)) as server:
        token = caller.licenses(make(server))
    assert (token["new"], "state@odata.type" in token) == ({"a": [1, None]}, True)
    assert token.to_dict() == body


@pytest.mark.parametrize("spelling", ["innerError", "innererror"])
def test_an_inner_error_with_a_zoneless_date_is_read(caller: Caller, make: Make, spelling: str) -> None:
    inner = EXAMPLES["NotFound"]["error"]["innerError"]
    body = {"error": {**{k: v for k, v in EXAMPLES["NotFound"]["error"].items() if k != "innerError"}, spelling: inner}}
    with scripted(Answer(404, body)) as server:
        parsed = caller.licenses_detailed(make(server)).parsed
    assert isinstance(parsed, ODataError)
    assert parsed.to_dict() == body


def test_the_subtype_is_told_by_its_odata_type() -> None:
    first, second = VppToken.from_dict(TOKEN_BODY).token_action_results
    assert (type(first), type(second)) == (VppTokenActionResult, VppTokenRevokeLicensesActionResult)
    assert second.action_state is VppTokenActionState.FAILED


@pytest.mark.parametrize("name", ["SyncLicensesMinimal", "SyncLicensesFull"])
def test_models_and_absent_values_pickle_and_deepcopy_equal(name: str) -> None:
    token = VppToken.from_dict(EXAMPLES[name])
    for same in (pickle.loads(pickle.dumps(token)), copy.deepcopy(token)):  # noqa: S301 - our own
        assert same == token
        assert same.to_dict() == EXAMPLES[name]
    assert pickle.loads(pickle.dumps(UNSET)) is copy.deepcopy(UNSET) is UNSET  # noqa: S301 - our own
    other = copy.deepcopy(token)
    other.display_name = "another"
    assert other != token


def test_responses_pickle(make: Make) -> None:
    with scripted(Answer(200, TOKEN_BODY)) as server:
        response = sync_licenses.sync_detailed(ID, client=make(server))
    same = pickle.loads(pickle.dumps(response))  # noqa: S301 - our own
    assert (same.status_code, same.content, same.headers, same.parsed) == (200, response.content, response.headers, response.parsed)


def test_attrs_knows_the_fields_and_their_names_on_the_wire() -> None:
    schema = SPEC["components"]["schemas"]["VppToken"]
    fields = {field.metadata["json"]: field for field in attrs.fields(VppToken) if field.metadata}
    assert fields.keys() == schema["properties"].keys()
    assert {name for name, field in fields.items() if field.default is attrs.NOTHING} == set(schema["required"])
    assert {name for name, field in fields.items() if field.kw_only} == fields.keys() - set(schema["required"])


def test_optional_properties_are_keyword_only_so_that_a_new_one_shifts_no_argument() -> None:
    assert ErrorDetail("code", "message", target="target").to_dict() == {"code": "code", "message": "message", "target": "target"}
    with pytest.raises(TypeError, match="positional"):
        ErrorDetail("code", "message", "target")  # type: ignore[call-arg]


def test_evolve_makes_another_model_and_leaves_the_old_one() -> None:
    token = VppToken.from_dict(TOKEN_BODY)
    other = attrs.evolve(token, display_name="another", state=VppTokenState.EXPIRED)
    assert other.to_dict() == {**TOKEN_BODY, "displayName": "another", "state": "expired"}
    assert token.to_dict() == TOKEN_BODY
    assert other != token == attrs.evolve(other, display_name=token.display_name, state=token.state)


def test_asdict_goes_down_to_the_bottom() -> None:
    values = attrs.asdict(VppToken.from_dict({**TOKEN_BODY, "token": VPP_SECRET, "new": 1}))
    assert (values["display_name"], values["state"], values["token"]) == (TOKEN_BODY["displayName"], "valid", VPP_SECRET)
    assert values["token_action_results"][1]["failed_licenses_count"] == 3
    assert values["additional_properties"] == {"new": 1}


def test_match_reads_the_properties_of_a_model() -> None:
    match VppToken.from_dict(TOKEN_BODY):
        case VppToken(state=VppTokenState.VALID, token_action_results=[_, VppTokenRevokeLicensesActionResult(failed_licenses_count=count)]):
            assert count == 3
        case _:
            pytest.fail("no match")


def test_copy_is_equal_and_shares_what_it_holds() -> None:
    token = VppToken.from_dict(TOKEN_BODY)
    same = copy.copy(token)
    assert same == token
    assert same.token_action_results is token.token_action_results


def test_a_model_made_by_hand_writes_only_what_it_was_given() -> None:
    assert MainError("code", "message", inner_error=InnerError(request_id=ID), details=[ErrorDetail("a", "b")]).to_dict() == {
        "code": "code",
        "message": "message",
        "details": [{"code": "a", "message": "b"}],
        "innerError": {"request-id": ID},
    }


def test_a_property_is_described_by_its_own_words() -> None:
    source = inspect.getsource(VppToken)
    for schema in SPEC["components"]["schemas"]["VppToken"]["properties"].values():
        assert schema["description"].partition(".")[0].partition(" (")[0].partition("\n")[0] in source


@pytest.mark.parametrize(("annotation", "value"), [(bytes, "YQ=="), (float, 1.5), (str | int, "a"), (list[bytes], ["YQ=="])], ids=str)
def test_a_model_with_a_type_that_json_has_no_reader_for_is_refused(annotation: Any, value: Any) -> None:
    model: Any = attrs.make_class("Odd", {"odd": attrs.field(type=annotation, metadata={"json": "odd"})}, bases=(Model,))
    with pytest.raises((TypeError, ValueError)):
        model.from_dict({"odd": value})
