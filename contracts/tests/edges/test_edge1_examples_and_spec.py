"""Edge 1: the documented exchanges fit the spec, and the spec's own copy of them is the same to the letter."""

from __future__ import annotations

import difflib
import json
import re

import httpx
import pytest
import schemathesis
from documented_exchanges import EXAMPLES, EXCHANGES, read
from schemathesis.config import SchemathesisConfig

from msgraph_vpptokens_contracts.spec import Document, Schema


@pytest.fixture(scope="module")
def spec() -> Document:
    return Document.load(EXAMPLES.parent / "openapi.yaml")


@pytest.fixture(params=EXCHANGES)
def exchange(request: pytest.FixtureRequest) -> httpx.Response:
    return read(request.param)


def operation_of(spec: Document, exchange: httpx.Response) -> tuple[str, str, dict[str, str]]:
    """Return path and method under which the spec describes the exchange's request, and the path's parameters."""
    url, method = str(exchange.url), exchange.request.method.lower()
    for path, operations in spec.data["paths"].items():
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(spec.data["servers"][0]["url"] + path))
        if (match := re.fullmatch(pattern, url)) and method in operations:
            return path, method, match.groupdict()
    pytest.fail(f"the spec has no {method} {url}")


def test_the_documented_request_is_one_of_the_spec(spec: Document, exchange: httpx.Response) -> None:
    path, method, parameters = operation_of(spec, exchange)
    described = spec.get(("paths", path, method, "parameters"))
    for name, value in parameters.items():
        (index,) = (i for i, parameter in enumerate(described) if parameter.get("name") == name)
        assert not list(Schema(spec, ("paths", path, method, "parameters", index, "schema")).violations(value))
        assert value == described[index]["example"]


def test_the_documented_response_is_the_success_of_the_spec(spec: Document, exchange: httpx.Response) -> None:
    path, method, _ = operation_of(spec, exchange)
    ((status, success),) = ((key, value) for key, value in spec.get(("paths", path, method, "responses")).items() if key.startswith("2"))
    content = success.get("content", {})
    assert (status, list(content)) == (str(exchange.status_code), exchange.headers.get_list("Content-Type"))
    assert bool(content) == bool(exchange.content)


def test_schemathesis_accepts_the_documented_response(spec: Document, exchange: httpx.Response) -> None:
    # It looks at the body's schema only: the test before holds status and media type, the next one the length.
    path, method, _ = operation_of(spec, exchange)
    schemathesis.openapi.from_dict(spec.data, config=SchemathesisConfig())[path][method].validate_response(exchange)


@pytest.mark.parametrize("name", EXCHANGES)
def test_content_length_is_the_length_of_the_body(name: str) -> None:
    body = (EXAMPLES / f"{name}.http").read_bytes().rpartition(b"\r\n\r\n")[2]
    assert len(body) == int(read(name).headers.get("Content-Length", 0))


def test_lines_end_as_http_wants_them() -> None:
    for path in EXAMPLES.iterdir():
        raw = path.read_bytes()
        assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r"), f"{path.name} has a line end that is not CRLF"


def test_the_inline_example_is_the_documented_body(spec: Document) -> None:
    documented = read("sync-licenses").json()
    at = ("components", "examples", "SyncLicensesDocumented", "value")
    inline = spec.get(at)
    # As text, because the order of the properties is no part of JSON's meaning, and still what a reader compares.
    ours, theirs = (json.dumps(value, indent=2).splitlines() for value in (inline, documented))
    differences = list(difflib.unified_diff(ours, theirs, f"openapi.yaml:{spec.line(at)}", "sync-licenses.http", lineterm=""))
    assert not differences, "\n".join(differences)


def test_every_documented_property_is_required(spec: Document) -> None:
    # "All of the properties will be returned from an actual call" (D); annotations are left out under minimal metadata (M).
    token = read("sync-licenses").json()["value"]
    for value, schema in ((token, "VppToken"), (token["tokenActionResults"][0], "VppTokenActionResult")):
        at = ("components", "schemas", schema, "required")
        assert {name for name in value if not name.startswith("@")} == set(spec.get(at)), f"openapi.yaml:{spec.line(at)}"


def test_every_example_file_is_read_here() -> None:
    assert {path.stem for path in EXAMPLES.iterdir()} == set(EXCHANGES)
