"""What the contract and Microsoft's sources state, one fact at a time, with the same names for every kind of source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

OPERATIONS = ("syncLicenses", "syncLicenseCounts")
TYPES = ("vppToken", "vppTokenActionResult", "vppTokenRevokeLicensesActionResult")
EDM = {"datetimeoffset": "date-time", "guid": "uuid", "timeofday": "time", "stream": "string", "binary": "string"}
EDM |= {name: name for name in ("string", "boolean", "int32", "int64")}
"""OData's primitive types, in lower case, as all sources name them here."""
NESTING = 100
"""The deepest nesting that is read; Microsoft's files stay below 20."""
RUNAWAY = 1_000_000
"""The longest single value that is read, in characters or bytes; an endless one would fill the memory."""
_FACTS = 3_000  # of one file; the contract has 170


class Kind(StrEnum):
    """What a source is; found out from its content."""

    CSDL = "CSDL"
    OPENAPI = "OpenAPI"
    PERMISSIONS = "permissions list"
    OPERATION_PAGE = "operation page"
    RESOURCE_PAGE = "resource page"


class Fact(NamedTuple):
    """One statement, such as `syncLicenses.status` is `200`. A subject with several values has a fact for each."""

    subject: str
    value: str
    where: tuple[Path, int]  # a file and a line of it; the first is 1


class RefusedError(Exception):
    """The file is none of the sources, or it is broken. Its text is `file:line: reason`, on one line."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.file, self.line, self.reason = str(path), line, clean(reason)
        super().__init__(f"{clean(self.file, None)}:{line}: {self.reason}")


@dataclass
class Source:
    """A file that was read, and what it states."""

    path: Path
    kind: Kind
    version: str = "beta"
    """The version of the service that the file describes; the contract is about beta only."""
    open: set[str] = field(default_factory=set)
    """Subjects that the file leaves to another file, such as the properties of a base type."""
    facts: dict[str, dict[str, Fact]] = field(default_factory=dict)
    """All facts, by subject and by value."""

    def add(self, subject: str, value: str, line: int) -> None:
        """State that `subject` is `value`; a statement that is repeated counts once, where it stands first."""
        self.facts.setdefault(subject, {}).setdefault(value, Fact(subject, value, (self.path, line)))
        if sum(map(len, self.facts.values())) > _FACTS:
            raise RefusedError(self.path, line, f"more than {_FACTS} statements")

    def add_server(self, url: str, line: int) -> None:
        """State a server; of a file for both versions, what is about beta is held against the contract."""
        self.add("servers", url, line)
        servers = self.facts["servers"]
        beta = {url: fact for url, fact in servers.items() if not url.endswith("/v1.0")}
        self.version, self.facts["servers"] = ("beta", beta) if beta else ("v1.0", servers)

    def add_path(self, operation: str, path: str, line: int) -> None:
        """State the path of an operation, with any name of its parameter and with or without the action's namespace."""
        path = re.sub(r"\{[^/]*?\}", "{}", path.partition("?")[0]).replace("/microsoft.graph.", "/").rstrip("/")
        self.add(f"{operation}.path", path, line)
        self.add(f"{operation}.boundTo", "vppToken" if re.search(r"\{\}/[^/]+$", path) else "collection of vppToken", line)


def operation_of(path: str) -> str:
    """Return the operation that the last segment of a path names, in any case, or ""."""
    last = path.partition("?")[0].rstrip("/").rpartition("/")[2].lower().removeprefix("microsoft.graph.")
    return next((operation for operation in OPERATIONS if operation.lower() == last), "")


def type_of(name: str) -> str:
    """Return a type's name without its namespace and as the service writes it: `VppToken` is `vppToken`."""
    name = name.rpartition(".")[2]
    return name[:1].lower() + name[1:]


def thing_of(subject: str) -> str:
    """Return the operation or type that a subject is about."""
    return subject.partition(".")[0]


def property_of(subject: str) -> str:
    """Return the property that a subject is about, with its type: `vppToken.state` for `vppToken.state.enum`."""
    match = re.match(r"\w+\.(?:@odata\.)?[^.]+", subject)
    return match[0] if match else subject


def clean(text: str, longest: int | None = 200) -> str:
    """Return foreign text, the first `longest` characters of it, as one line that no terminal takes for a command."""
    return "".join(character if character.isprintable() else "?" for character in text[:longest])
