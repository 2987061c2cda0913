"""What the contract says about one response: its documented headers, content and schema, each with its place in the document."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache, cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit

from msgraph_vpptokens_contracts import spec
from msgraph_vpptokens_contracts.spec import Document, Operation, Pointer, Schema, Violation


class Contract:
    """The document, asked for what a response must be. Everything is read from openapi.yaml."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.operations = sorted(document.operations, key=lambda operation: not operation.takes_id)
        self.id_pattern = document.id_pattern
        self.response = document.response
        self.version: str = document.data["info"]["version"]
        self.hosts = {urlsplit(server["url"]).hostname for server in document.data["servers"]}
        """The hosts of the live service, one for each cloud."""
        self.schema = lru_cache(lambda pointer: Schema(document, pointer))

    def knowing(self, vpp_token_id: str) -> dict[str, Any]:
        """Return the document with `vpp_token_id` as the example of an id: a server may have the documented one as well, or not at all."""
        data = deepcopy(self.document.data)
        for parameter in data["paths"][self.operations[0].path]["post"]["parameters"]:
            if parameter.get("in") == "path":
                parameter["example"] = vpp_token_id
        return data

    @cached_property
    def secret_names(self) -> frozenset[str]:
        """The names of properties that hold a credential."""
        schemas = self.document.data["components"]["schemas"].values()
        return frozenset(
            name for schema in schemas for name, property_ in schema.get("properties", {}).items() if property_.get("format") == "password"
        )

    def header(self, response: Pointer, name: str) -> Pointer | None:
        """Return where a response's header is documented; None if it is not."""
        documented = name in self.document.get(response).get("headers", {})
        return self.document.resolve((*response, "headers", name)) if documented else None

    def content(self, response: Pointer) -> list[str]:
        """Return the documented media types of a response."""
        return list(self.document.get(response).get("content", {}))

    def error_codes(self, operation: Operation, status: int) -> set[str]:
        """Return the error codes that the examples of a status with a response of its own show; empty where any code is right."""
        responses: Pointer = (*operation.pointer, "responses")
        if str(status) not in self.document.get(responses):
            return set()
        examples = self.document.examples(self.document.resolve((*responses, str(status)))).values()
        return {value["error"]["code"] for _, value in examples if isinstance(value, dict) and "error" in value}

    def shapes_at_once(self, response: Pointer, value: Any) -> bool:
        """Tell whether a body is a bare token and one wrapped in `value` at the same time."""
        pointer = self.document.resolve((*response, "content", "application/json", "schema"))
        branches = self._branches(pointer)
        return isinstance(value, dict) and len(branches) > 1 and all(self._share(branch, value) > 0.5 for branch in branches)  # noqa: PLR2004 - most of it

    def violations(self, response: Pointer, value: Any) -> list[tuple[Violation, Pointer]]:
        """Return what is wrong with a response's JSON, each with the place of its rule; one for each place in the value."""
        pointer = self._branch((*response, "content", "application/json", "schema"), value)
        found: dict[tuple[Pointer, str | None], tuple[Violation, Pointer]] = {}
        for violation in sorted(self.schema(pointer).violations(value), key=lambda violation: violation.rule[-1] != "type"):
            rule = violation.rule if violation.rule[:1] == ("components",) else (*pointer, *violation.rule)
            found.setdefault((violation.at, violation.missing), (violation, rule))
        return list(found.values())

    def undocumented(self, pointer: Pointer, value: Any, at: Pointer = ()) -> Iterator[tuple[Pointer, Pointer]]:
        """Yield each property that is neither documented nor an `@` annotation, with the schema of its object; `pointer` names a schema."""
        pointer = self._branch(pointer, value)
        schema = self.document.get(pointer)
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in schema.get("properties", {}):
                    yield from self.undocumented((*pointer, "properties", name), inner, (*at, name))
                elif "@" not in name and "properties" in schema:
                    yield (*at, name), pointer
        elif isinstance(value, list) and "items" in schema:
            for index, inner in enumerate(value):
                yield from self.undocumented((*pointer, "items"), inner, (*at, index))

    def place(self, pointer: Pointer) -> tuple[int, str]:
        """Return the number and the text of the line of a place in the contract."""
        line = self.document.line(pointer)
        return line, self.document.text.splitlines()[line - 1].strip()

    def _branches(self, pointer: Pointer) -> list[Pointer]:
        schema = self.document.get(pointer)
        return [self.document.resolve((*pointer, key, index)) for key in ("oneOf", "anyOf") for index in range(len(schema.get(key, ())))]

    def _share(self, branch: Pointer, value: dict[str, Any]) -> float:
        required = self.document.get(branch).get("required", ())
        return len(value.keys() & set(required)) / (len(required) or 1)

    def _branch(self, pointer: Pointer, value: Any) -> Pointer:
        """Of several schemas take the one that the value names as its type, else the one whose properties it has; the first of equals."""
        pointer = self.document.resolve(pointer)
        branches = self._branches(pointer)
        if not branches or not isinstance(value, dict):
            return pointer

        def fit(branch: Pointer) -> tuple[bool, float]:
            types = self.document.get(branch)["properties"].get("@odata.type", {}).get("enum", [])
            return value.get("@odata.type") in types, self._share(branch, value)

        return max(branches, key=fit)


@cache
def contract() -> Contract:
    """Return the contract in this package."""
    return Contract(spec.contract())
