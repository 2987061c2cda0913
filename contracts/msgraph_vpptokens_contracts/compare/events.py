"""Read large YAML and JSON files by events: one pass finds where the parts stand, and only those that are needed are built.

JSON goes through the YAML reader as well: YAML 1.2 contains it, and what libyaml does not take of it is replaced on the way.
"""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .facts import NESTING, RUNAWAY, RefusedError

_CHUNK = 65_536
_PARTS = 1_000_000  # of which each costs 48 bytes; Microsoft's largest file has 20,000
_KEPT = 10_000  # Microsoft's list of permissions has 900
_EVENTS = 10_000_000  # three times as many as in Microsoft's 64 MB; they are what takes the time
_PART = 300_000  # characters of a part that is built; Microsoft's largest has 130,000
_BUILT, _BUILD = 3_000_000, 1_000  # characters of all parts that are built, and what each costs besides; the contract needs 110,000
_ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # YAML forbids them or ends a line there; JSON does neither
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")  # half a character in JSON, an error in YAML
Pointer = tuple[str, ...]


def _plain(text: str) -> str:
    """Replace what JSON allows and libyaml refuses; the length stays the same, and so do the places."""
    text = text if text.isascii() else _ODD.sub("?", text)
    return _SURROGATE.sub(r"\\u003f", text) if "\\u" in text else text


class _Text:
    """The characters of a file, to be read once from the start by libyaml and then again at any place."""

    def __init__(self, path: Path) -> None:
        self._path, self._file = path, path.open("rb")
        start = 3 if self._file.read(3) == codecs.BOM_UTF8 else 0
        self._file.seek(start)
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._characters, self._bytes, self._tail = array("q", [0]), array("q", [start]), ""
        self.seen = 0  # how far the parser's events have come, in characters
        self.problem = ""  # why reading stopped before the end: libyaml would lose an exception raised in `read`

    def close(self) -> None:
        self._file.close()

    def read(self, _: int = 0, /) -> str:
        data = self._file.read(_CHUNK)
        try:
            text = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError:
            self.problem = "not text in UTF-8"
        if self._characters[-1] - self.seen > RUNAWAY:
            self.problem = f"a value of more than {RUNAWAY} characters"
        if self.problem:
            return ""
        self._characters.append(self._characters[-1] + len(text))
        self._bytes.append(self._file.tell() - len(self._decoder.getstate()[0]))
        text = self._tail + text
        # An escape at the end of what was read waits for its other half.
        cut = text.rfind("\\", len(text) - 5) if data else -1
        text, self._tail = (text, "") if cut < 0 else (text[:cut], text[cut:])
        return _plain(text)

    def part(self, start: int, end: int) -> str:
        """Return the characters from `start` to `end`."""
        at = bisect_right(self._characters, start) - 1
        before = self._characters[at]
        with self._path.open("rb") as file:
            file.seek(self._bytes[at])
            return _plain(file.read((end - before) * 4).decode(errors="ignore")[start - before : end - before])


@dataclass
class Tree:
    """A part of the file. What is not there is an empty tree, on line 0."""

    value: Any = ""
    line: int = 0
    quoted: bool = False

    def __getitem__(self, key: str) -> Tree:
        return self.map.get(key) or Tree()

    def __bool__(self) -> bool:
        return self.line > 0

    @property
    def map(self) -> dict[str, Tree]:
        """The values of a mapping by key, each on the line of its key; {} for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def list(self) -> list[Tree]:
        """The values of a sequence; [] for anything else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str:
        """A scalar as it is written, without quotes; "" for anything else."""
        return self.value if isinstance(self.value, str) else ""


def tree_of(text: str, line: int) -> Tree:
    """Build the value that a text holds, which begins on `line`; its nesting must have been found to be bounded."""

    def tree(node: Any, at: int) -> Tree:
        if isinstance(node, yaml.MappingNode):
            return Tree({str(key.value): tree(value, key.start_mark.line + line) for key, value in node.value}, at)
        if isinstance(node, yaml.SequenceNode):
            return Tree([tree(item, item.start_mark.line + line) for item in node.value], at)
        return Tree(node.value, at, bool(node.style)) if node else Tree("", at)

    return tree(yaml.compose(_plain(text), yaml.CSafeLoader), line)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


class Parts:
    """Where the parts of a file stand. One pass over all of it finds them, and with them whatever is wrong with the file."""

    def __init__(self, path: Path, enter: Callable[[Pointer], bool], keep: Callable[[Pointer], bool]) -> None:
        """Enter the mappings for which `enter`, and list those parts in them for which `keep`; the others can be had by name, too."""
        self.path = path
        self.kept: list[Pointer] = []
        self._events = self._built = 0
        self._enter, self._keep = enter, keep
        # Hashes in arrays, because a dictionary of 300,000 names would need more memory than the whole reading may.
        self._names, self._places = array("q"), array("q")
        self._text = _Text(path)
        self._next: Callable[[], Any] = yaml.CSafeLoader(self._text).get_event
        try:
            first = [self._next() for _ in range(3)][-1]  # behind the starts of stream and document
            if not isinstance(first, yaml.MappingStartEvent):
                raise RefusedError(path, 1, self._text.problem or "not a mapping")
            self._mapping(())
            last: Any = self._next()
            if self._text.problem or not isinstance(self._next(), yaml.StreamEndEvent):
                raise RefusedError(path, last.end_mark.line + 1, self._text.problem or "Expected one document; got another behind it")
        except yaml.YAMLError as error:
            mark: Any = getattr(error, "problem_mark", None)
            reason = self._text.problem or f"not YAML or JSON: {getattr(error, 'problem', None) or 'a character that neither allows'}"
            raise RefusedError(path, mark.line + 1 if mark else 1, reason) from error
        finally:
            self._text.close()

    def _mapping(self, pointer: Pointer) -> None:
        while not isinstance(key := self._next(), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise RefusedError(self.path, _line(key), "Expected a name as key; got an alias, a list or a mapping")
            value: Any = self._next()
            at = (*pointer, key.value)
            if isinstance(value, yaml.MappingStartEvent) and self._enter(at):
                self._mapping(at)
                continue
            start, line = value.start_mark, _line(key)
            indent = start.column if getattr(value, "flow_style", None) is False else 0
            self._names.append(hash(at))
            self._places.extend((start.index, self._end(value), line, _line(value), indent))
            if len(self._names) > _PARTS or len(self.kept) > _KEPT:
                raise RefusedError(self.path, line, "too many parts")
            if self._keep(at):
                self.kept.append(at)

    def _end(self, event: Any) -> int:
        """Pass over a value; return where it ends."""
        text, following, depth = self._text, self._next, 0
        while True:
            kind = type(event)
            if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                depth += 1
                if depth > NESTING:
                    raise RefusedError(self.path, _line(event), f"nested more than {NESTING} deep")
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                depth -= 1
            elif kind is yaml.AliasEvent:
                raise RefusedError(self.path, _line(event), "Expected plain values; got an alias")
            self._events += 1
            if self._events > _EVENTS:
                raise RefusedError(self.path, _line(event), f"more than {_EVENTS} values")
            text.seen = event.end_mark.index
            if not depth:
                return text.seen
            event = following()

    def _place(self, pointer: Pointer) -> tuple[str, int, int]:
        """Return a part's text, with its line and the line of its value; ("", 0, 0) if there is none."""
        if hash(pointer) not in self._names:
            return "", 0, 0
        at = self._names.index(hash(pointer)) * 5
        start, end, line, below, indent = self._places[at : at + 5]
        if end - start > _PART:
            raise RefusedError(self.path, line, f"Expected at most {_PART} characters here; got {end - start}")
        return " " * indent + self._text.part(start, end), line, below

    def text(self, pointer: Pointer) -> str:
        """Return the part at `pointer` as it is written."""
        return self._place(pointer)[0]

    def __getitem__(self, pointer: Pointer) -> Tree:
        """Build the part at `pointer`; an empty tree if there is none."""
        text, line, below = self._place(pointer)
        if not line:
            return Tree()
        self._built += len(text) + _BUILD
        if self._built > _BUILT:
            raise RefusedError(self.path, line, "too many references")
        try:
            tree = tree_of(text, below)
        except yaml.YAMLError as error:
            raise RefusedError(self.path, line, "not YAML or JSON") from error
        return Tree(tree.value, line, tree.quoted)
