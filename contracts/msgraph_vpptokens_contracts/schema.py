"""Hold a JSON value to a schema of the contract and say in one readable line each what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from .document import Document, Pointer


@dataclass(frozen=True)
class Violation:
    """One place where a value breaks its schema."""

    at: Pointer
    """Where in the value."""
    rule: Pointer
    """Which part of the schema."""
    message: str

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
    if not branches:
        yield Violation(tuple(error.instance_path), tuple(error.schema_path), error.message)
        return
    best = min(branches, key=lambda errors: (_is_another_type(errors, error), len(errors)))
    for inner in best:
        yield from _innermost(inner)


def _is_another_type(errors: list[jsonschema_rs.ValidationError], parent: jsonschema_rs.ValidationError) -> bool:
    """Tell whether the value says of itself that it is no such thing: its `@odata.type` or JSON type is another."""
    depth = len(parent.instance_path)
    return any(inner.instance_path[depth:] in ([], ["@odata.type"]) and "required" not in inner.schema_path for inner in errors)
