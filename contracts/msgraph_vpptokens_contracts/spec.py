"""Read an OpenAPI document: its values, the lines they stand on, and its schemas, which hold JSON values to the contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import jsonschema_rs
import yaml

_PACKAGED = Path(__file__).with_name("openapi.yaml")
CONTRACT = _PACKAGED if _PACKAGED.exists() else Path(__file__).parents[2] / "openapi" / "openapi.yaml"
"""The contract itself: a copy in the wheel, the repository's own file in a checkout."""

T = TypeVar("T")

Pointer = tuple[str | int, ...]
"""A JSON pointer (RFC 6901) as its unescaped parts: keys as strings, positions in lists as integers."""


class DocumentError(ValueError):
    """The text is no YAML document, or refers to what it does not have. Its text is `file:line: reason`."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Operation:
    """One operation of a document."""

    name: str
    """Its operationId."""
    method: str
    path: str
    """Below the server's URL, with parameters in braces."""
    permissions: tuple[frozenset[str], ...] = ()
    """The alternatives: all permissions of any one of them are enough."""
    success: int = 200
    """The one documented 2xx status."""

    @property
    def takes_id(self) -> bool:
        """Whether the path holds a parameter, `vppTokenId`."""
        return "{" in self.path

    def filled(self, raw_id: str) -> str:
        """Return the path with a percent-encoded id in it."""
        return re.sub(r"\{\w+\}", lambda _: raw_id, self.path)

    @property
    def pointer(self) -> Pointer:
        """Where it stands in the document."""
        return ("paths", self.path, self.method.lower())


@dataclass(frozen=True)
class Document:
    """An OpenAPI document and the lines it was read from."""

    path: Path
    text: str

    @classmethod
    def load(cls, path: Path = CONTRACT) -> Document:
        """Read the document at `path`; raises OSError if it cannot be read."""
        return cls(path, path.read_text(encoding="utf-8"))

    @cached_property
    def data(self) -> dict[str, Any]:
        """The document as plain Python values; raises DocumentError if it is no YAML mapping."""
        return self._parsed(yaml.load, dict)

    @cached_property
    def root(self) -> yaml.MappingNode:
        """The document's YAML nodes, each of which knows its line; raises DocumentError as `data` does."""
        return self._parsed(yaml.compose, yaml.MappingNode)

    def _parsed(self, parse: Callable[..., Any], kind: type[T]) -> T:
        try:
            parsed = parse(self.text, Loader=yaml.CSafeLoader)  # safe_load's loader, in C: ten times faster
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise DocumentError(self.path, line, f"not YAML: {error.problem}") from error
        if not isinstance(parsed, kind):
            raise DocumentError(self.path, 1, "not a mapping")
        return parsed

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The operations, in the order of the document."""
        return tuple(
            Operation(
                operation["operationId"],
                method.upper(),
                path,
                tuple(frozenset(name for names in alternative.values() for name in names) for alternative in operation.get("security", ())),
                next(int(status) for status in operation["responses"] if status.startswith("2")),
            )
            for path, item in self.data["paths"].items()
            for method, operation in item.items()
            if "operationId" in operation
        )

    @cached_property
    def id_pattern(self) -> re.Pattern[str]:
        """What a valid `vppTokenId` looks like."""
        parameters = (parameter for operation in self.operations for parameter in self.get(operation.pointer)["parameters"])
        return pattern(next(parameter["schema"]["pattern"] for parameter in parameters if parameter.get("in") == "path"))

    @property
    def base_path(self) -> str:
        """The path of the first server's URL, below which the operations' paths are."""
        return urlsplit(str(self.data["servers"][0]["url"])).path

    def response(self, operation: Operation, status: int) -> Pointer | None:
        """Return where the response with this status is documented, in its own entry or its range's (`4XX`); None if nowhere."""
        responses: Pointer = (*operation.pointer, "responses")
        for key in (str(status), f"{status // 100}XX"):
            if key in self.get(responses):
                return self.resolve((*responses, key))
        return None

    def examples(self, response: Pointer) -> dict[str, tuple[str, Any]]:
        """Return the examples of a response by name, each with its media type."""
        return {
            name: (media_type, self.get((*self.resolve((*response, "content", media_type, "examples", name)), "value")))
            for media_type, content in self.get(response).get("content", {}).items()
            for name in content["examples"]
        }

    def get(self, pointer: Pointer) -> Any:
        """Return the value at `pointer`; raises KeyError or IndexError where there is none."""
        value: Any = self.data
        for part in pointer:
            value = value[part]
        return value

    def resolve(self, pointer: Pointer) -> Pointer:
        """Follow `$ref`s from `pointer` until it names a value that is none; raises DocumentError if they lead nowhere or in a circle."""
        value, passed = self.get(pointer), {pointer}
        while isinstance(value, dict) and "$ref" in value:
            target = tuple(part.replace("~1", "/").replace("~0", "~") for part in value["$ref"].removeprefix("#/").split("/"))
            try:
                value = self.get(target)
            except (LookupError, TypeError) as error:
                raise DocumentError(self.path, self.line(pointer), f"the reference {value['$ref']!r} leads nowhere") from error
            pointer = target
            if pointer in passed:
                raise DocumentError(self.path, self.line(pointer), "a reference that leads to itself")
            passed.add(pointer)
        return pointer

    def line(self, pointer: Pointer) -> int:
        """Return the line (from 1) of the key or item at `pointer`, or of its nearest parent that exists."""
        node: yaml.Node = self.root
        line = 1
        for part in pointer:
            if isinstance(node, yaml.MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == part), None)
                if found is None:
                    return line
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
            else:
                return line
        return line


def pattern(ecma: str) -> re.Pattern[str]:
    """Compile a pattern of the document: `$` of ECMA does not match before a final line break, that of Python does."""
    return re.compile(ecma.replace("$", r"\Z"))


@cache
def contract() -> Document:
    """Return the contract itself, read once."""
    return Document.load()


@dataclass(frozen=True)
class Violation:
    """One place where a value breaks its schema."""

    at: Pointer
    """Where in the value."""
    rule: Pointer
    """Which part of the schema."""
    message: str
    missing: str | None = None
    """The name of the property that is required and not there."""

    def __str__(self) -> str:
        """Return place and reason, as `tokenActionResults[0].actionState: "x" is not one of …`."""
        return f"{show(self.at)}: {self.message}" if self.at else self.message


class Schema:
    """One schema of a document, with formats such as `date-time` asserted (JSON Schema 2020-12)."""

    def __init__(self, document: Document, pointer: Pointer) -> None:
        schema = {**document.get(pointer), "components": document.data.get("components", {})}
        self._validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)

    def violations(self, value: Any) -> Iterator[Violation]:
        """Yield what is wrong with `value`, nothing if it fits."""
        for error in self._validator.iter_errors(value):
            yield from _innermost(error)


def show(pointer: Pointer) -> str:
    """Return a pointer as programmers write it: `tokenActionResults[0].actionState`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in pointer).removeprefix(".")


def _innermost(error: jsonschema_rs.ValidationError) -> Iterator[Violation]:
    """Look behind "not valid under any of the schemas": the branch that fits best says what is wrong."""
    branches: list[list[jsonschema_rs.ValidationError]] = getattr(error.kind, "context", None) or []
    if not all(branches) or not branches:  # no branches, or more than one that fits
        yield Violation(tuple(error.instance_path), tuple(error.schema_path), error.message, getattr(error.kind, "property", None))
        return
    best = min(branches, key=lambda errors: (_is_another_type(errors, error), len(errors)))
    for inner in best:
        yield from _innermost(inner)


def _is_another_type(errors: list[jsonschema_rs.ValidationError], parent: jsonschema_rs.ValidationError) -> bool:
    """Tell whether the value is of another kind by its own account: by its JSON type, or by an `@odata.type` that is another or missing."""
    depth = len(parent.instance_path)
    return any(
        inner.instance_path[depth:] in ([], ["@odata.type"]) and getattr(inner.kind, "property", "@odata.type") == "@odata.type"
        for inner in errors
    )
