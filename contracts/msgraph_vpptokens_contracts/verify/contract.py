"""What the contract says about one response: its documented headers, content and schema, each with its place in the document."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from msgraph_vpptokens_contracts.spec import Document, Pointer, Schema, Violation


@dataclass(frozen=True)
class Operation:
    """One operation of the contract."""

    name: str
    path: str
    method: str
    success: int
    """The one documented 2xx status."""

    @property
    def pointer(self) -> Pointer:
        """Where it stands in the document."""
        return ("paths", self.path, self.method.lower())


class Contract:
    """The document, asked for what a response must be. Nothing of it is repeated here: everything is read from openapi.yaml."""

    def __init__(self, document: Document | None = None) -> None:
        self.document = document or Document.load()
        self.operations = {
            path: Operation(item[method]["operationId"], path, method.upper(), self._success(item[method]["responses"]))
            for path, item in self.document.data["paths"].items()
            for method in item
            if method == "post"
        }
        self.name_of_id = re.compile(r"\{(\w+)\}")
        self.schema = lru_cache(lambda pointer: Schema(self.document, pointer))
        self._closed_schema = lru_cache(lambda pointer: Schema(self._closed, pointer))

    @staticmethod
    def _success(responses: dict[str, Any]) -> int:
        (status,) = (int(status) for status in responses if status.startswith("2"))
        return status

    @cached_property
    def id_pattern(self) -> re.Pattern[str]:
        """What a valid `vppTokenId` looks like (ECMA's `$` does not match before a final line break, Python's does)."""
        for operation in self.operations.values():
            for parameter in self.document.get(operation.pointer)["parameters"]:
                if parameter.get("in") == "path":
                    return re.compile(parameter["schema"]["pattern"].replace("$", r"\Z"))
        raise AssertionError("no operation has a path parameter")

    def knowing(self, vpp_token_id: str) -> dict[str, Any]:
        """Return the document with `vpp_token_id` as the example of an id: a server may have the documented one besides, or not at all."""
        paths = deepcopy(self.document.data["paths"])
        for operation in self.operations.values():
            for parameter in paths[operation.path]["post"]["parameters"]:
                if parameter.get("in") == "path":
                    parameter["example"] = vpp_token_id
        return {**self.document.data, "paths": paths}

    @cached_property
    def secret_names(self) -> frozenset[str]:
        """The names of properties that hold a credential."""
        schemas = self.document.data["components"]["schemas"].values()
        return frozenset(
            name for schema in schemas for name, property_ in schema.get("properties", {}).items() if property_.get("format") == "password"
        )

    def response(self, operation: Operation, status: int) -> Pointer | None:
        """Return where the response with this status is documented, its own entry or its range's; None if nowhere."""
        responses: Pointer = (*operation.pointer, "responses")
        for key in (str(status), f"{status // 100}XX"):
            if key in self.document.get(responses):
                return self.document.resolve((*responses, key))
        return None

    def header(self, response: Pointer, name: str) -> Pointer | None:
        """Return where a response's header is documented; None if it is not."""
        for documented in self.document.get(response).get("headers", {}):
            if documented.lower() == name.lower():
                return self.document.resolve((*response, "headers", documented))
        return None

    def content(self, response: Pointer) -> list[str]:
        """Return the documented media types of a response."""
        return list(self.document.get(response).get("content", {}))

    def error_codes(self, response: Pointer) -> set[str]:
        """Return the error codes that the examples of a response with a status of its own show; any code is right elsewhere."""
        if response[:2] != ("components", "responses") or response[-1] in ("ClientError", "ServerError"):
            return set()
        at = (*response, "content", "application/json", "examples")
        values = [self.document.get((*self.document.resolve((*at, name)), "value")) for name in self.document.get(at)]
        return {value["error"]["code"] for value in values if "error" in value}

    def violations(self, response: Pointer, value: Any, *, closed: bool = False) -> list[tuple[Violation, Pointer]]:
        """Return what is wrong with a response's JSON, each with the place of its rule.

        With `closed`, only undocumented properties: those that are neither documented nor an `@` annotation.
        """
        pointer = self._branch((*response, "content", "application/json", "schema"), value)
        schema = (self._closed_schema if closed else self.schema)(pointer)
        found = []
        for violation in schema.violations(value):
            undocumented = violation.rule[-2:] == ("additionalProperties", "not")
            if undocumented == closed:
                rule = violation.rule[:-2] if undocumented else violation.rule
                found.append((violation, rule if rule[:1] == ("components",) else (*pointer, *rule)))
        return found

    def place(self, pointer: Pointer) -> tuple[Path, int]:
        """Return file and line of a place in the contract, the file as seen from the working directory where that is shorter."""
        path = self.document.path.resolve()
        if path.is_relative_to(Path.cwd()):
            path = path.relative_to(Path.cwd())
        return path, self.document.line(pointer)

    def _branch(self, pointer: Pointer, value: Any) -> Pointer:
        """Of several shapes of a body take the one that it has most of, so that the report speaks of that one only."""
        pointer = self.document.resolve(pointer)
        schema = self.document.get(pointer)
        if "oneOf" not in schema or not isinstance(value, dict):
            return pointer
        branches = [self.document.resolve((*pointer, "oneOf", index)) for index in range(len(schema["oneOf"]))]
        required = [self.document.get(branch)["required"] for branch in branches]
        return max(zip(branches, required, strict=True), key=lambda pair: len(value.keys() & set(pair[1])) / len(pair[1]))[0]

    @cached_property
    def _closed(self) -> Document:
        """The contract with every object closed, but for annotations."""
        data = json.loads(json.dumps(self.document.data))
        for schema in data["components"]["schemas"].values():
            if schema.get("type") == "object":
                schema["patternProperties"] = {"@": True}
                schema["additionalProperties"] = {"not": {}}
        return Document(self.document.path, json.dumps(data))
