"""Read CSDL, the XML of `$metadata`, by expat's events; only the wanted types are remembered, so any size costs the same memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from .facts import EDM, NESTING, OPERATIONS, RUNAWAY, TYPES, Kind, RefusedError, Source

_CHUNK = 65_536
_ELEMENTS = 500_000  # Microsoft's file has 33,000; they are what takes the time
_REMEMBERED = 20_000  # schemas, wanted types and their properties; Microsoft's file needs 200
_PASSES = 4
_TYPES = [f"microsoft.graph.{name}" for name in TYPES]
_IN_SCHEMA, _IN_TYPE = 4, 5  # levels: Edmx, DataServices, Schema, a type, its property


@dataclass
class _Element:
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    line: int = 0
    children: defaultdict[str, list[_Element]] = field(default_factory=lambda: defaultdict(list))

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")


class _Pass:
    """One pass over the file, which remembers the types that are wanted, their subtypes and the two actions."""

    def __init__(self, path: Path, wanted: set[str], aliases: dict[str, str]) -> None:
        self.path, self.wanted, self.aliases = path, wanted, aliases
        self.types: dict[str, _Element] = {}
        self.actions: list[_Element] = []
        self._depth, self._elements, self._remembered, self._namespace, self._current = 0, 0, 0, "", _Element()
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = self._start, self._end, self._doctype
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    parser.Parse(chunk)
                    # A tag without end is read again with every chunk: 64 MB of it would take hours.
                    if file.tell() - parser.CurrentByteIndex > RUNAWAY:
                        raise RefusedError(path, parser.CurrentLineNumber, f"a tag of more than {RUNAWAY} bytes")
            parser.Parse(b"", True)  # noqa: FBT003 - expat's way to say that this was all
        except (expat.ExpatError, LookupError, ValueError) as error:  # the last two for an encoding that Python does not know
            raise RefusedError(path, parser.ErrorLineNumber, f"not XML: {str(error).partition(': line ')[0]}") from error

    def full(self, name: str) -> str:
        """Return a type's name with its namespace in place of an alias, without `Collection(…)`."""
        prefix, _, short = name.removeprefix("Collection(").removesuffix(")").rpartition(".")
        return f"{self.aliases.get(prefix, prefix)}.{short}"

    def _doctype(self, *_: object) -> None:
        raise RefusedError(self.path, self._parser.CurrentLineNumber, "Expected CSDL; got a document type, which CSDL does not have")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = _Element(name.rpartition(" ")[2], attributes, self._parser.CurrentLineNumber)
        self._depth += 1
        if self._depth == 1 and element.tag != "Edmx":
            raise RefusedError(self.path, element.line, f"Expected the element Edmx; got {element.tag}")
        if element.tag == "Schema":
            self._namespace = element["Namespace"]
            self.aliases[element["Alias"] or self._namespace] = self._namespace
        elif self._depth == _IN_SCHEMA:
            full, self._current = f"{self._namespace}.{element['Name']}", element
            if element.tag in ("Action", "Function") and element["Name"] in OPERATIONS:
                self.actions.append(element)
            elif full in self.wanted or self.full(element["BaseType"]) in _TYPES:
                self.types[full] = element
            else:
                self._current = _Element()
        elif self._depth == _IN_TYPE and self._current.tag:
            self._current.children[element.tag].append(element)
        self._elements += 1
        self._remembered += element.tag == "Schema" or bool(self._current.tag)
        if self._depth > NESTING:
            raise RefusedError(self.path, element.line, f"nested more than {NESTING} deep")
        if self._elements > _ELEMENTS or self._remembered > _REMEMBERED:
            raise RefusedError(self.path, element.line, f"more than {_ELEMENTS} elements, or more than {_REMEMBERED} wanted elements")

    def _end(self, _: str) -> None:
        self._depth -= 1

    def type(self, name: str) -> str:
        """Return the type of a property as all sources name it."""
        full, collection = self.full(name), "collection of " * name.startswith("Collection(")
        prefix, _, short = full.rpartition(".")
        if prefix == "Edm":
            return collection + EDM.get(short.lower(), short.lower())
        return collection + ("enum" if full in self.types and self.types[full].tag == "EnumType" else short)


def read_csdl(path: Path) -> Source:
    """Read a CSDL file; raises RefusedError for what is none."""
    wanted, aliases = set(_TYPES), dict[str, str]()
    for _ in range(_PASSES):
        found = _Pass(path, set(wanted), aliases)
        # A type that another one needs may stand anywhere, and so may the alias it is named with: read again until none is new.
        needed = {found.full(element["BaseType"]) for element in found.types.values()}
        needed |= {found.full(child["Type"]) for element in found.types.values() for child in element.children["Property"]}
        if needed <= wanted:
            break
        wanted |= needed
    else:
        raise RefusedError(path, 1, f"Expected all that the wanted types need within {_PASSES} passes over the file")
    source = Source(path, Kind.CSDL)
    for action in found.actions:
        name, parameters, returned = action["Name"], action.children["Parameter"], (action.children["ReturnType"] or [action])[0]
        if action["IsBound"] != "true" or not parameters or found.full(parameters[0]["Type"]) != _TYPES[0]:
            continue  # another action of the same name
        source.add(name, "operation", action.line)
        source.add(f"{name}.boundTo", found.type(parameters[0]["Type"]), parameters[0].line)
        source.add(f"{name}.method", "POST" if action.tag == "Action" else "GET", action.line)
        source.add(f"{name}.requestBody", ", ".join(parameter["Name"] for parameter in parameters[1:]) or "none", parameters[-1].line)
        source.add(f"{name}.returns", found.type(returned["Type"]) or "none", returned.line)
    for full, element in found.types.items():
        if full in _TYPES or found.full(element["BaseType"]) in _TYPES:
            source.add(element["Name"], "type", element.line)
            _properties(source, found, element["Name"], element)
    return source


def _properties(source: Source, found: _Pass, name: str, element: _Element, depth: int = 0) -> None:
    if depth > NESTING:
        raise RefusedError(source.path, element.line, "a type that is its own base")
    if parent := found.types.get(found.full(element["BaseType"])):
        _properties(source, found, name, parent, depth + 1)
    elif element["BaseType"]:
        source.open.add(f"{name}.id")  # all that Microsoft's common base type has
    for child in element.children["Property"]:
        subject, collection = f"{name}.{child['Name']}", child["Type"].startswith("Collection(")
        source.add(f"{subject}.type", found.type(child["Type"]), child.line)
        if child["Nullable"] or not collection:
            source.add(f"{subject}{'.items' * collection}.nullable", "no" if child["Nullable"] == "false" else "yes", child.line)
        enum = found.types.get(found.full(child["Type"]), _Element())
        for member in enum.children["Member"]:
            source.add(f"{subject}.enum", member["Name"], member.line)
