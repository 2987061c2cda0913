"""Say everything that is wrong with the contract, each with file and line: YAML, OpenAPI, examples, house rules.

Schemathesis and openapi-spec-validator never look at a response example, and neither knows how this project writes a spec.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from msgraph_vpptokens_contracts.spec import Document, DocumentError, Pointer, Schema, show
from msgraph_vpptokens_contracts.verify.contract import Contract

SPEC = Path(__file__).with_name("openapi.yaml")

OPERATIONS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
DOCUMENTED_ERRORS = ("400", "401", "403", "404", "405", "406", "429", "4XX", "5XX")
IDENTIFYING_HEADERS = ("request-id", "client-request-id")
HEADERS_OF_STATUS = {"401": "WWW-Authenticate", "405": "Allow", "429": "Retry-After"}
INT32 = {"minimum": -(2**31), "maximum": 2**31 - 1}
PASCAL_CASE = re.compile(r"([A-Z][a-z0-9]*)+")
CAMEL_CASE = re.compile(r"[a-z]+([A-Z][a-z0-9]*)*")
TESTS = re.compile(r"\btest", re.IGNORECASE)
PLACEHOLDER = re.compile(r"[a-z] value\"")  # "Organization Name value", in Microsoft's examples


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the spec."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        """Return the form that editors and CI systems turn into a link: `file:line: text`, the file as seen from here."""
        return f"{os.path.relpath(self.path)}:{self.line}: {self.text}"


def problems(path: Path = SPEC) -> list[Problem]:
    """Return what is wrong with the spec at `path`, in the order of its lines."""
    try:
        document = Document.load(path)
        # Each stage presumes the ones before: a value of the wrong YAML type, say, would surface as three riddles later on.
        for stage in (_yaml_traps, _references, _openapi, _house_rules_and_examples, _error_codes):
            found = {Problem(path, document.line(pointer), text) for pointer, text in stage(document)}
            if found:
                return sorted(found, key=lambda problem: (problem.line, problem.text))
    except DocumentError as error:
        return [Problem(path, error.line, error.reason)]
    except (OSError, UnicodeDecodeError) as error:
        return [Problem(path, 1, f"cannot be read: {error}")]
    return []


Found = Iterator[tuple[Pointer, str]]


def _yaml_traps(document: Document) -> Found:
    """Find what YAML reads as something else than it looks like: dates and repeated keys."""

    def visit(node: yaml.Node, pointer: Pointer) -> Found:
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            for key, value in node.value:
                if keys.count(key.value) > 1:
                    yield (*pointer, key.value), f"the key {key.value!r} occurs twice; YAML would keep the last one only"
                if key.tag != "tag:yaml.org,2002:str":
                    yield (*pointer, key.value), f"the key {key.value} must be quoted: YAML reads it as {key.tag.rpartition(':')[2]}"
                yield from visit(value, (*pointer, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                yield from visit(item, (*pointer, index))
        elif node.tag == "tag:yaml.org,2002:timestamp":
            yield pointer, f"the date {node.value} must be quoted: YAML turns it into a timestamp"

    yield from visit(document.root, ())


def _references(document: Document) -> Found:
    """Find references that lead nowhere or out of the file, and components that nothing refers to."""
    used = set()
    for pointer, value in _walk(document.data):
        if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
            continue
        target = value["$ref"]
        if not target.startswith("#/"):
            yield (*pointer, "$ref"), f"the reference {target!r} leaves the file; the generator would drop the operation without a word"
            continue
        try:
            used.add(document.resolve(pointer))
            used.add(tuple(target.removeprefix("#/").split("/")))
        except DocumentError as error:
            yield (*pointer, "$ref"), error.reason
    for kind, components in document.data.get("components", {}).items():
        for name in components:
            if kind != "securitySchemes" and ("components", kind, name) not in used:
                yield ("components", kind, name), f"nothing refers to the component {name}"


def _openapi(document: Document) -> Found:
    """Find what the OpenAPI 3.1 description of a document does not allow."""
    for error in OpenAPIV31SpecValidator(document.data).iter_errors():
        yield (
            _place(document, tuple(error.absolute_path), error.instance, error.message),
            f"not OpenAPI 3.1: {error.message.splitlines()[0]}",
        )
    for pointer, value in _walk(document.data):
        if pointer[-1:] == ("pattern",) and isinstance(value, str):
            try:
                re.compile(value)
            except re.error as error:
                yield pointer, f"{value} is no regular expression: {error}"


def _place(document: Document, end: Pointer, instance: Any, message: str) -> Pointer:
    """Return where an error is: one inside a schema comes with the end of its place only, and one of a parameter with its path as text."""
    for pointer, value in _walk(document.data):
        ends_so = pointer[-len(end) :] == end and value == instance
        if ends_so if end else pointer and f"operation in '{pointer[-1]}'" in message:
            return pointer
    return end


def _house_rules_and_examples(document: Document) -> Found:
    yield from _rules_of_operations(document)
    yield from _rules_of_components(document)
    for pointer, value in _walk(document.data):
        if pointer[-1:] in (("summary",), ("description",)) and "value" not in pointer and TESTS.search(value):
            yield pointer, f"the {pointer[-1]} must not speak of tests: its readers call the service"
        if isinstance(value, dict) and not _in_example(pointer):
            yield from _examples_fit(document, pointer, value)
            if value.get("format") == "int32" and not value.items() >= INT32.items():
                yield pointer, f"{pointer[-1]} needs the bounds of an int32: to JSON Schema the format is a mere note"


def _rules_of_operations(document: Document) -> Found:
    tags = {tag["name"] for tag in document.data.get("tags", [])}
    for path, item in document.data["paths"].items():
        for method in OPERATIONS:
            if method not in item:
                continue
            at: Pointer = ("paths", path, method)
            operation = item[method]
            name = operation.get("operationId")
            if not name or not CAMEL_CASE.fullmatch(name):
                yield at, f"{method.upper()} {path} needs an operationId in camelCase: the client's function is named after it"
            if len(operation.get("tags", [])) != 1 or operation["tags"][0] not in tags:
                yield at, f"{name} needs exactly one tag, declared under `tags`: the client's module is named after it"
            for word in ("summary", "description", "security", "externalDocs"):
                if not operation.get(word):
                    yield at, f"{name} needs {word}"
            for requirement in operation.get("security", []):
                for scheme in requirement.keys() - document.get(("components", "securitySchemes")).keys():
                    yield (*at, "security"), f"{name} names the security scheme {scheme}, which components do not have"
                permissions = list(chain.from_iterable(requirement.values()))
                if len(permissions) != 1:
                    yield (*at, "security"), f"{name} needs security requirements with one permission each: one of them is enough"
                for permission in permissions:
                    if permission not in operation.get("description", ""):
                        yield (*at, "description"), f"{name} needs the permission {permission}, and its description does not say so"
            yield from _rules_of_responses(document, at, name)


def _rules_of_responses(document: Document, operation: Pointer, name: str) -> Found:
    at = (*operation, "responses")
    responses = document.get(at)
    if "default" in responses:
        yield (*at, "default"), f"{name} must not have a default response: it would let any status pass"
    for status in DOCUMENTED_ERRORS:
        if status not in responses:
            yield at, f"{name} needs a response {status}"
    for status, response in responses.items():
        if status.startswith("2") and "application/json" not in response.get("content", {"application/json": None}):
            yield (*at, status), f"the body of {name} {status} must be application/json: the client reads nothing else"
        if status.isdecimal():
            yield from _rules_of_headers(document, (*at, status), name)


def _rules_of_headers(document: Document, response: Pointer, name: str) -> Found:
    at = document.resolve(response)
    headers = document.get(at).get("headers", {})
    for header in (*IDENTIFYING_HEADERS, *filter(None, [HEADERS_OF_STATUS.get(str(response[-1]))])):
        if header not in headers:
            yield at, f"{name} {response[-1]} needs the header {header}"
            continue
        definition = document.get(document.resolve((*at, "headers", header)))
        if not definition.get("required") and header != "Retry-After":  # which Intune leaves out at times (O)
            yield (*at, "headers", header), f"the header {header} of {name} {response[-1]} must be required"
        if header == "request-id" and definition.get("schema", {}).get("format") != "uuid":
            yield (*at, "headers", header), f"the header {header} of {name} {response[-1]} must be a GUID, `format: uuid`"


def _rules_of_components(document: Document) -> Found:
    for tag_at, tag in enumerate(document.data.get("tags", [])):
        if not tag.get("description"):
            yield ("tags", tag_at), f"the tag {tag['name']} needs a description"
    components = document.data.get("components", {})
    for kind, members in components.items():
        for name, component in members.items():
            at: Pointer = ("components", kind, name)
            if kind != "securitySchemes" and not PASCAL_CASE.fullmatch(name):
                yield at, f"the component {name} must be named in PascalCase"
            if kind == "schemas" and name.endswith("s") and not name.endswith(("ss", "Status")):
                yield at, f"the schema {name} must be named in the singular"
            if not component.get("description"):
                yield at, f"the component {name} needs a description"
    for name, schema in components.get("schemas", {}).items():
        for word in [word for word in schema.get("required", ()) if word not in schema.get("properties", {})]:
            yield ("components", "schemas", name, "required"), f"{name} requires {word}, which is none of its properties"
        for word, property_ in schema.get("properties", {}).items():
            at = ("components", "schemas", name, "properties", word)
            if not property_.get("description"):
                yield at, f"the property {name}.{word} needs a description"
            if "$ref" not in property_ and not property_.get("examples"):
                yield at, f"the property {name}.{word} needs examples"
        if "properties" not in schema and not schema.get("examples"):
            yield ("components", "schemas", name), f"the schema {name} needs examples"


def _error_codes(document: Document) -> Found:
    for name, response in document.get(("components", "responses")).items():
        at: Pointer = ("components", "responses", name)
        for example in response["content"]["application/json"]["examples"]:
            code = document.get(document.resolve((*at, "content", "application/json", "examples", example)))["value"]["error"]["code"]
            if f"`{code}`" not in response["description"]:
                yield (*at, "description"), f"the description of {name} must name the error code {code}"


def _examples_fit(document: Document, pointer: Pointer, value: dict[str, Any]) -> Found:
    """Hold the examples at one place against the schema at that place."""
    if "schema" in value:
        what = _what(pointer, value)
        schema = Schema(document, (*pointer, "schema"))
        places: list[Pointer] = [(*pointer, "example")] if "example" in value else []
        places.extend((*document.resolve((*pointer, "examples", name)), "value") for name in value.get("examples", {}))
        if not places:
            yield pointer, f"{what} needs an example"
        elif len(places) > 1 and PLACEHOLDER.search(json.dumps(document.get(places[0]))):
            yield (*pointer, "examples"), f"the first example of {what} must be realistic: tools show the first one"
        for place in places:
            found = list(schema.violations(document.get(place)))
            if found and pointer[-2:] == ("content", "application/json"):  # of several shapes, speak of the one that was meant
                found = [violation for violation, _ in Contract(document).violations(pointer[:-2], document.get(place))] or found
            for violation in found:
                yield (*place, *violation.at), f"example of {what}: {violation}"
    elif isinstance(value.get("examples"), list):
        schema = Schema(document, pointer)
        for index, example in enumerate(value["examples"]):
            for violation in schema.violations(example):
                yield (*pointer, "examples", index, *violation.at), f"example of {show(pointer[-1:])}: {violation}"


def _what(pointer: Pointer, value: dict[str, Any]) -> str:
    if "content" in pointer:
        return f"{pointer[pointer.index('content') - 1]} {pointer[-1]}"
    return str(value.get("name", pointer[-1]))


def _in_example(pointer: Pointer) -> bool:
    """Tell whether a place is inside an example's own data, where `schema` or `$ref` would be mere words."""
    return pointer[:2] == ("components", "examples") or "examples" in pointer[:-1] or "example" in pointer


def _walk(value: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    yield pointer, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _walk(inner, (*pointer, key))


def main() -> int:
    """Check the contract; return 1 and print each problem if there are any."""
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
