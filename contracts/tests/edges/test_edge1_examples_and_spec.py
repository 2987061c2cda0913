"""Edge 1: the documented exchanges fit the spec, and the spec's own copy of them is the same to the letter."""

from __future__ import annotations

import difflib
import json
import re
from urllib.parse import urlsplit

import pytest
from documented_exchanges import EXAMPLES, EXCHANGES, Exchange, read

from msgraph_vpptokens_contracts.spec import Document, Pointer, Schema


@pytest.fixture(scope="module")
def spec() -> Document:
    return Document.load(EXAMPLES.parent / "openapi.yaml")


@pytest.fixture(params=EXCHANGES)
def exchange(request: pytest.FixtureRequest) -> Exchange:
    return read(request.param)


def operation_of(spec: Document, exchange: Exchange) -> tuple[Pointer, dict[str, str]]:
    """Return where the spec describes the exchange's request, and the path's parameters."""
    url = urlsplit(exchange.url)
    server = urlsplit(spec.data["servers"][0]["url"])
    assert (url.scheme, url.netloc) == (server.scheme, server.netloc), f"{exchange.url} is not below the spec's server"
    for path in spec.data["paths"]:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(server.path + path))
        if (match := re.fullmatch(pattern, url.path)) and exchange.method.lower() in spec.data["paths"][path]:
            return ("paths", path, exchange.method.lower()), match.groupdict()
    pytest.fail(f"the spec has no {exchange.method} {url.path}")


def test_the_documented_request_is_one_of_the_spec(spec: Document, exchange: Exchange) -> None:
    at, parameters = operation_of(spec, exchange)
    for name, value in parameters.items():
        (index,) = (i for i, parameter in enumerate(spec.get((*at, "parameters"))) if parameter.get("name") == name)
        assert not list(Schema(spec, (*at, "parameters", index, "schema")).violations(value))
        assert value == spec.get((*at, "parameters", index, "example"))


def test_the_documented_response_is_the_success_of_the_spec(spec: Document, exchange: Exchange) -> None:
    at, _ = operation_of(spec, exchange)
    successes = [status for status in spec.get((*at, "responses")) if status.startswith("2")]
    assert successes == [str(exchange.status)]
    content = spec.get((*at, "responses", successes[0])).get("content", {})
    assert exchange.headers.get("Content-Type") == next(iter(content), None)
    if not content:
        assert exchange.body == b""
        return
    violations = Schema(spec, (*at, "responses", successes[0], "content", "application/json", "schema")).violations(exchange.json)
    assert not list(map(str, violations))


def test_content_length_is_the_length_of_the_body(exchange: Exchange) -> None:
    assert len(exchange.body) == int(exchange.headers.get("Content-Length", 0))


def test_lines_end_as_http_wants_them() -> None:
    for path in EXAMPLES.iterdir():
        raw = path.read_bytes()
        assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r"), f"{path.name} has a line end that is not CRLF"


def test_the_inline_example_is_the_documented_body(spec: Document) -> None:
    documented = read("sync-licenses").json
    at = ("components", "examples", "SyncLicensesDocumented", "value")
    inline = spec.get(at)
    # As text, because the order of the properties is no part of JSON's meaning, and still what a reader compares.
    ours, theirs = (json.dumps(value, indent=2).splitlines() for value in (inline, documented))
    differences = list(difflib.unified_diff(ours, theirs, f"openapi.yaml:{spec.line(at)}", "sync-licenses.http", lineterm=""))
    assert not differences, "\n".join(differences)


def test_every_documented_property_is_required(spec: Document) -> None:
    # "All of the properties will be returned from an actual call" (D); annotations are left out under minimal metadata (M).
    token = read("sync-licenses").json["value"]
    for value, schema in ((token, "VppToken"), (token["tokenActionResults"][0], "VppTokenActionResult")):
        at = ("components", "schemas", schema, "required")
        assert {name for name in value if not name.startswith("@")} == set(spec.get(at)), f"openapi.yaml:{spec.line(at)}"


def test_every_example_file_is_read_here() -> None:
    assert {path.stem for path in EXAMPLES.iterdir()} == set(EXCHANGES)
