"""Read large YAML and JSON files by events: one pass finds where the parts stand, and only those that are needed are built.

JSON goes through the YAML reader as well: YAML 1.2 contains it, and what libyaml does not take of it is replaced on the way.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

import yaml

from .facts import NESTING, RUNAWAY, RefusedError

_CHUNK = 65_536
_PARTS = 100_000  # each is looked for among all of them; Microsoft's largest file has 20,000
_KEPT = 10_000  # Microsoft's list of permissions has 900
_EVENTS = 10_000_000  # three times as many as in Microsoft's 64 MB; they are what takes the time
_PART = 300_000  # characters of a part that is built; Microsoft's largest has 130,000
_BUILT, _BUILD = 3_000_000, 1_000  # characters of all parts that are built, and what each costs besides; the contract needs 110,000
_ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # YAML forbids them or ends a line there; JSON does neither
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")  # half a character in JSON, an error in YAML
Pointer = tuple[str, ...]


def _plain(text: str) -> str:
    """Replace what JSON allows and libyaml refuses; the length stays the same, and so do the places."""
    return _SURROGATE.sub(r"\\u003f", _ODD.sub("?", text))


@dataclass
class Tree:
    """A part of a file: a scalar (its text as it is written, without quotes), a mapping or a sequence.

    What is not there is an empty tree, on line 0. The values of a mapping stand on the line of their key in a whole file.
    """

    line: int = 0
    text: str = ""
    quoted: bool = False
    map: dict[str, Tree] = field(default_factory=dict)
    items: list[Tree] = field(default_factory=list)

    def __getitem__(self, key: str) -> Tree:
        return self.map.get(key) or Tree()

    def __bool__(self) -> bool:
        return self.line > 0


def tree_of(text: str, line: int) -> Tree:
    """Build the value that a text holds, which begins on `line`; its nesting must have been found to be bounded."""

    def tree(node: Any, at: int) -> Tree:
        if isinstance(node, yaml.MappingNode):
            return Tree(at, map={str(key.value): tree(value, key.start_mark.line + line) for key, value in node.value})
        if isinstance(node, yaml.SequenceNode):
            return Tree(at, items=[tree(item, item.start_mark.line + line) for item in node.value])
        return Tree(at, node.value, bool(node.style)) if node else Tree(at)

    return tree(yaml.compose(_plain(text), yaml.CSafeLoader), line)


class Parts:
    """Where the parts of a file stand. One pass over all of it finds them, and with them whatever is wrong with the file."""

    def __init__(self, path: Path, file: TextIO, enter: Callable[[Pointer], bool], keep: Callable[[Pointer], bool]) -> None:
        """Enter the mappings for which `enter`, and list those parts in them for which `keep`; the others can be had by name, too."""
        self.path = path
        self.kept: list[Pointer] = []
        self._file, self._enter, self._keep = file, enter, keep
        self._events = self._built = self._seen = 0  # how far the events have come, in characters
        self._line = 1
        # Where each chunk begins, in characters and as the file tells it.
        self._chunks, self._tells = [0], [file.tell()]
        # Hashes in arrays, because a dictionary of 100,000 names would need more memory than the whole reading may.
        self._names, self._places = array("q"), array("q")
        self._next: Callable[[], Any] = yaml.CSafeLoader(self).get_event
        try:
            for _ in range(3):  # the starts of stream, document and mapping
                self._next()
            self._mapping(())
            last: Any = self._next()
            if not isinstance(self._next(), yaml.StreamEndEvent):
                raise RefusedError(path, last.end_mark.line + 1, "Expected one document; got another behind it")
        except yaml.YAMLError as error:
            mark: Any = getattr(error, "problem_mark", None)
            reason = getattr(error, "problem", None) or "a character that neither allows"
            raise RefusedError(path, mark.line + 1 if mark else 1, f"not YAML or JSON: {reason}") from error

    def read(self, _: int = 0, /) -> str:
        """Return the next characters of the file, for libyaml."""
        if self._chunks[-1] - self._seen > RUNAWAY:
            raise RefusedError(self.path, self._line, f"a value of more than {RUNAWAY} characters")
        text = self._file.read(_CHUNK)
        while "\\" in text[-5:] and len(text) < RUNAWAY and (more := self._file.read(_CHUNK)):
            text += more  # an escape must not be torn apart
        self._chunks.append(self._chunks[-1] + len(text))
        self._tells.append(self._file.tell())
        return _plain(text)

    def _mapping(self, pointer: Pointer) -> None:
        while not isinstance(key := self._next(), yaml.MappingEndEvent):
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarEvent):
                raise RefusedError(self.path, line, "Expected a name as key, and a mapping in all; got another value")
            value: Any = self._next()
            at = (*pointer, key.value)
            if isinstance(value, yaml.MappingStartEvent) and self._enter(at):
                self._mapping(at)
                continue
            start = value.start_mark
            indent = start.column if getattr(value, "flow_style", None) is False else 0
            self._names.append(hash(at))
            self._places.extend((start.index, self._end(value), line, start.line + 1, indent))
            if len(self._names) > _PARTS or len(self.kept) > _KEPT:
                raise RefusedError(self.path, line, "too many parts")
            if self._keep(at):
                self.kept.append(at)

    def _end(self, event: Any) -> int:
        """Pass over a value; return where it ends."""
        depth = 0
        while True:
            mark: Any = event.end_mark
            self._seen, self._line = mark.index, mark.line + 1
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.AliasEvent):
                raise RefusedError(self.path, self._line, "Expected plain values; got an alias")
            self._events += 1
            if depth > NESTING or self._events > _EVENTS:
                reason = f"nested more than {NESTING} deep" if depth > NESTING else f"more than {_EVENTS} values"
                raise RefusedError(self.path, self._line, reason)
            if not depth:
                return self._seen
            event = self._next()

    def find(self, pointer: Pointer) -> tuple[str, int, int]:
        """Return a part's text, with its line and the line of its value; ("", 0, 0) if there is none."""
        try:
            at = self._names.index(hash(pointer)) * 5
        except ValueError:
            return "", 0, 0
        start, end, line, below, indent = self._places[at : at + 5]
        if end - start > _PART:
            raise RefusedError(self.path, line, f"Expected at most {_PART} characters here; got {end - start}")
        chunk = bisect_right(self._chunks, start) - 1
        self._file.seek(self._tells[chunk])
        self._file.read(start - self._chunks[chunk])
        return " " * indent + _plain(self._file.read(end - start)), line, below

    def __getitem__(self, pointer: Pointer) -> Tree:
        """Build the part at `pointer`; an empty tree if there is none."""
        text, line, below = self.find(pointer)
        if not line:
            return Tree()
        self._built += len(text) + _BUILD
        if self._built > _BUILT:
            raise RefusedError(self.path, line, "too many references")
        try:
            return replace(tree_of(text, below), line=line)
        except yaml.YAMLError as error:
            raise RefusedError(self.path, line, "not YAML or JSON") from error
