"""Read an OpenAPI document so that every value can be traced back to its line.

Nothing here depends on a schema validator or an HTTP library: the mock reads its data through this module and must start fast.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml

CONTRACT = Path(__file__).with_name("openapi.yaml")
"""The contract itself; a link into the repository in a checkout, a copy in the wheel."""

T = TypeVar("T")

Pointer = tuple[str | int, ...]
"""A JSON pointer (RFC 6901) as its unescaped parts: keys as strings, positions in lists as integers."""


class DocumentError(ValueError):
    """The text is no YAML document. Its text is `file:line: reason`."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.line = line
        self.reason = reason


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

    def get(self, pointer: Pointer) -> Any:
        """Return the value at `pointer`; raises KeyError or IndexError where there is none."""
        value: Any = self.data
        for part in pointer:
            value = value[part]
        return value

    def resolve(self, pointer: Pointer) -> Pointer:
        """Follow `$ref`s from `pointer` until it names a value that is none; raises KeyError for a target that does not exist."""
        value = self.get(pointer)
        while isinstance(value, dict) and "$ref" in value:
            pointer = tuple(part.replace("~1", "/").replace("~0", "~") for part in value["$ref"].removeprefix("#/").split("/"))
            value = self.get(pointer)
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
