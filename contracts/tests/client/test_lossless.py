"""Whatever the contract's schemas allow, the models write back as it was: values made from the schemas themselves."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from msgraph_vpptokens import AuthenticatedClient, models
from msgraph_vpptokens.api.vpp_tokens import sync_licenses
from msgraph_vpptokens.types import Model
from msgraph_vpptokens_contracts.spec import Document, Schema

DOCUMENT = Document.load()
SCHEMAS: dict[str, Any] = DOCUMENT.data["components"]["schemas"]
OBJECTS = [name for name, schema in SCHEMAS.items() if schema["type"] == "object"]
VALIDATORS = {name: Schema(DOCUMENT, ("components", "schemas", name)) for name in SCHEMAS}

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
DATES = ["2016-12-31T15:59:60.1234567-08:00", "2026-11-21T08:00:12.123456789012+01:00", *SCHEMAS["DateTime"]["examples"]]
"""Of the many that the pattern allows, the ones that break readers would come up too rarely."""

UNKNOWN_WORDS = (
    st.text() | st.text().map(lambda text: f"@{text}") | st.sampled_from(["value", "@odata.context", "@odata.type", "id", "token"])
)


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:  # noqa: C901, PLR0911 - a case for each of the schema's words
    """Return a strategy for what a schema allows, and for a little more that the validator then takes out."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        allowed = st.deferred(lambda: values(SCHEMAS[name]))
        # The format is narrower than the pattern: no 30th of February, and a leap second only where there may be one.
        return allowed.filter(lambda value: not any(VALIDATORS[name].violations(value))) if "pattern" in SCHEMAS[name] else allowed
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if branches := schema.get("oneOf") or schema.get("anyOf"):
        return st.one_of([values(branch) for branch in branches])
    if isinstance(schema["type"], list):
        return st.one_of([values({**schema, "type": one}) for one in schema["type"]])
    match schema["type"]:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            numbers = st.integers(schema["minimum"], schema["maximum"])
            return numbers | numbers.map(float)
        case "string":
            return st.from_regex(schema["pattern"], fullmatch=True) | st.sampled_from(DATES) if "pattern" in schema else st.text()
        case "array":
            return st.lists(values(schema["items"]), max_size=4)
        case "object":
            return _objects(schema)
    pytest.fail(f"no strategy for the schema {schema}")


def _objects(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    properties = schema.get("properties", {})
    required = {name: values(properties[name]) for name in schema.get("required", [])}
    optional = {name: values(inner) for name, inner in properties.items() if name not in required}
    unknown = st.dictionaries(UNKNOWN_WORDS.filter(lambda word: word not in properties), ANYTHING, max_size=3)
    return st.builds(lambda more, known: {**more, **known}, unknown, st.fixed_dictionaries(required, optional=optional))


FEATURES: dict[str, Callable[[str], object]] = {
    "leap second": re.compile(r":60[.Z+-]").search,
    "more digits than a datetime holds": re.compile(r":\d\d\.\d{7,12}[Z+-]").search,
    "offset": re.compile(r":\d\d[+-]\d\d:\d\d").search,
    "unset date": re.compile("0001-01-01T00:00:00Z").search,
    "null": re.compile('"token": null').search,
    "present": re.compile('"@odata.type": "#microsoft.graph.vppToken"').search,
    "absent": lambda text: '"@odata.type": "#microsoft.graph.vppToken"' not in text,
    "annotation": re.compile('"@odata.context"').search,
    "subtype": re.compile('"totalLicensesCount"').search,
}
"""What a value must be seen with, by how its JSON shows it."""

# The same values every time: a failure is a change of the client, not of the dice.
SETTINGS = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def valid(name: str, value: Any) -> bool:
    return not any(VALIDATORS[name].violations(value))


@pytest.mark.parametrize("name", OBJECTS)
def test_what_the_schema_allows_is_written_back_as_it_was(name: str) -> None:
    kind: type[Model] = getattr(models, name)

    seen: set[str] = set()

    @settings(SETTINGS, max_examples=100 if name == "VppToken" else 25)
    @given(values(SCHEMAS[name]))
    def holds(value: Any) -> None:
        assume(valid(name, value))
        seen.update(feature for feature, shows in FEATURES.items() if shows(json.dumps(value)))
        before = copy.deepcopy(value)
        model = kind.from_dict(value)
        assert value == before
        assert _same(model.to_dict(), value)
        for other in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model)):  # noqa: S301 - our own
            assert other == model
            assert _same(other.to_dict(), value)

    holds()
    # A property that is never tried with what breaks it would hold for nothing.
    assert name != "VppToken" or seen == set(FEATURES)


def _same(one: Any, other: Any) -> bool:
    """Tell whether two JSON values are the same; Python holds True for equal to 1."""
    return bool(one == other) and json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def test_every_success_that_the_contract_allows_is_read() -> None:
    bodies: list[Any] = []
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=bodies[-1]))

    @settings(SETTINGS, max_examples=50)
    @given(values(SCHEMAS["VppToken"]), st.booleans())
    @example(DOCUMENT.data["components"]["examples"]["SyncLicensesFull"]["value"], True)  # noqa: FBT003
    def is_read(token: Any, wrap: bool) -> None:  # noqa: FBT001 - hypothesis gives it by position
        assume(valid("VppToken", token))
        bodies.append({"value": token} if wrap else token)
        assert sync_licenses.sync("a", client=client).to_dict() == token

    with AuthenticatedClient(token="a", httpx_args={"transport": transport}) as client:
        is_read()
