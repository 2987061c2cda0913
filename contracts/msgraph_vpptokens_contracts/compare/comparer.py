"""Find out what a file is and read it; compare what it states with what the contract states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from .csdl import read_csdl
from .facts import OPERATIONS, TYPES, Fact, Kind, RefusedError, Source, property_of, thing_of
from .openapi import read_events
from .pages import read_page

_LIMIT = 80_000_000  # bytes; Microsoft's OpenAPI document of the whole beta has about 64 MB
_HEAD = 65_536
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_YAML = re.compile(r"^([\"']?)(?:openapi|swagger|info|servers|paths|components)\1[ \t]*:", re.MULTILINE)
_STATED = {  # what a source of each kind would state; of anything else it says nothing
    Kind.CSDL: r"sync\w+(\.(boundTo|method|requestBody|returns))?|vppToken(?!.*\.items\.nullable$).*",
    Kind.OPENAPI: r"sync\w+(\.(?!accept|authorization|permission).*)?|vppToken(?!.*@odata\.type\.enum).*",
    Kind.PERMISSIONS: r"sync\w+(\.(path|method|permission\.\w+))?",
    Kind.OPERATION_PAGE: r"sync\w+\.(?!pathParameter|accept).*|vppToken\w*\.\w+",
    Kind.RESOURCE_PAGE: r"vppToken(\.\w+(\.(type|enum))?)?|vppTokenActionResult(\.\w+)?",
}
_NO_DRIFT = {  # what a source may lack all the same
    Kind.OPERATION_PAGE: (r".*", "no drift: the page of an operation need not show everything"),
    Kind.OPENAPI: (TYPES[2], "no drift: OpenAPI documents leave out subtypes that no operation names"),
}
_SEVERAL = re.compile(r"servers|.*\.(enum|accept)|.*\.permission\.\w+")
"""Subjects that have several values, which are compared one by one."""
_LOOSE = {"text": ("string", "enum", "uuid"), "number": ("int32", "int64", "number")}
"""What the values in a page's example may be."""
_LIST = "collection of "
_WRAPPED, _APPS = "{value: vppToken}", "DeviceManagementApps.ReadWrite.All"
_SELF = "the page contradicts itself: its text promises a vppToken, its example wraps it; the contract accepts both (D)"
_ANNOTATION = "OData annotations are in responses (D) and in no metadata; minimal metadata leaves them out (M)"
_LATER = "on later versions of the page, not in the permissions list (D later)"
KNOWN = {
    (Kind.OPERATION_PAGE, "syncLicenses.returns", _WRAPPED, _WRAPPED): _SELF,
    (Kind.PERMISSIONS, "syncLicenses.permission.delegatedWork", _APPS, ""): _LATER,
    (Kind.PERMISSIONS, "syncLicenses.permission.application", _APPS, ""): _LATER,
}
"""The known differences, each with its reason: what the contract and a source of one kind say of a subject; "" where one says nothing."""
for _kind in (Kind.CSDL, Kind.OPENAPI):
    KNOWN[_kind, "syncLicenses.returns", _WRAPPED, ""] = (
        "only the example on Microsoft's page wraps the token; the contract accepts both (D, M)"
    )
    KNOWN[_kind, "vppToken.lastAppCount", "int32", ""] = "on the resource page since 2024, in no metadata; optional (D 2024)"
    KNOWN[_kind, "vppToken.@odata.context", "string", ""] = _ANNOTATION
    KNOWN |= {(_kind, f"{name}.@odata.type", "enum", ""): _ANNOTATION for name in TYPES}


class Status(StrEnum):
    """How a statement of the contract and one of a source stand to each other; the gravest first."""

    DIFFER = "differ"
    ONLY_THERE = "only there"
    ONLY_HERE = "only here"
    KNOWN = "known"
    NOT_STATED = "not stated"
    AGREE = "agree"


class Row(NamedTuple):
    """One line of the table: what the contract states (`here`) and what the source states (`there`)."""

    status: Status
    subject: str
    here: Fact | None
    there: Fact | None
    reason: str = ""
    """Why the row is no drift although the two do not agree."""

    @property
    def drift(self) -> bool:
        """Whether the contract and the source must be brought together again."""
        return self.status in (Status.DIFFER, Status.ONLY_THERE, Status.ONLY_HERE) and not self.reason


def read(path: Path) -> Source:
    """Read a file of any kind; raises RefusedError if it is of none, broken, or about something else than the contract."""
    try:
        if path.exists() and not path.is_dir() and not (path.is_file() and path.stat().st_size <= _LIMIT):
            raise RefusedError(path, 1, f"Expected a file of at most {_LIMIT} bytes, or a folder")
        with path.open("rb") as file:
            head = file.read(_HEAD)
        text = head.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
        if b"\0" in head:
            raise RefusedError(path, 1, "a binary file")
        if text.startswith("{") or _YAML.search(text):
            source = read_events(path)
        else:
            source = read_csdl(path) if text.startswith("<") and not _HEADING.search(text) else read_page(path)
    except OSError as error:
        raise RefusedError(path, 1, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RefusedError(path, 1, "not text in UTF-8") from error
    if not any(subject.startswith(("sync", "vppToken")) for subject in source.facts):
        raise RefusedError(path, 1, f"Expected syncLicenses, syncLicenseCounts or vppToken in this {source.kind}; got none of them")
    return source


def compare(contract: Source, source: Source) -> list[Row]:
    """Return a row for each statement of either side, the gravest first; none if the source describes another version."""
    rows = list(_rows(contract, source)) if source.version == contract.version else []
    for at, row in enumerate(rows):
        known = source.kind, row.subject, row.here.value if row.here else "", row.there.value if row.there else ""
        if known in KNOWN:
            rows[at] = row._replace(status=Status.KNOWN, reason=KNOWN[known])
    return sorted(rows, key=lambda row: list(Status).index(row.status))


def not_shown(source: Source, rows: list[Row]) -> list[str]:
    """Return the known differences that a source should show and does not: it has changed, or the table of them is wrong."""
    about = {thing_of(subject) for subject in source.facts if rows}
    return [
        f"{subject} {here or there}: {reason}"
        for (kind, subject, here, there), reason in KNOWN.items()
        if kind is source.kind and thing_of(subject) in about
        if not any(row.subject == subject and (row.reason == reason or row.status is Status.DIFFER) for row in rows)
    ]


def _rows(contract: Source, source: Source) -> Iterator[Row]:
    about = {thing_of(subject) for subject in source.facts}
    about |= {thing for thing in (*OPERATIONS, *TYPES) if re.fullmatch(_STATED[source.kind], thing)}
    about |= {"servers"} if source.kind in (Kind.CSDL, Kind.OPENAPI) else set()
    here, there = ({subject: list(facts.values()) for subject, facts in side.facts.items()} for side in (contract, source))
    for subject in list(there):
        name, _, what = subject.rpartition(".")
        facts = there.pop(subject)
        if what == "accept" and source.kind is Kind.OPENAPI:
            continue  # the media type of an answer, perhaps of an error, is all that OpenAPI says of it
        if what not in ("shown", "example"):
            there[subject] = facts
        elif what == "shown" and f"{name}.enum" in here:
            # What an example shows of an enumeration is one of its members; of any other text it says nothing.
            there.setdefault(f"{name}.enum", []).extend(facts)
        elif what == "example" and f"{name}.type" not in here:
            # A property that a page shows in its example and leaves out of its table is missing there, or new to the contract.
            there[f"{name}.type"] = facts
    done, retyped = set[str](), set[str]()
    for subject in [*here, *there]:
        short, mine, theirs = _shortest(subject, here, there), here.get(subject, []), there.get(subject, [])
        # That a value of another type has no members, say, follows from its type.
        if thing_of(subject) in about and short not in done and (property_of(subject) not in retyped or (mine and theirs)):
            done.add(short)
            for row in _subject(source, short, mine, theirs):
                retyped |= {property_of(subject)} if row.status is Status.DIFFER and subject.endswith(".type") else set()
                yield row


def _shortest(subject: str, *sides: Iterable[str]) -> str:
    """Return the operation, type or property that is missing on one side as a whole, or else the subject."""
    for short in [thing_of(subject)] if thing_of(subject) in OPERATIONS else [thing_of(subject), property_of(subject)]:
        if not all(any(f"{other}.".startswith(f"{short}.") for other in side) for side in sides):
            return short
    return subject


def _agree(subject: str, here: str, there: str) -> bool:
    """Tell whether two values say the same: 2XX contains 200, the permissions list has paths in lower case, an example shows any text."""
    while here.startswith(_LIST) and there.startswith(_LIST):
        here, there = here.removeprefix(_LIST), there.removeprefix(_LIST)
    if there == "untold" or (subject.endswith(".@odata.type.type") and there == "string"):
        return True  # a page in words; an OpenAPI document that has any string there
    if subject.endswith(".path"):
        return there in (here, here.lower())
    return there == here or (there == "2XX" and here[:1] == "2") or here in _LOOSE.get(there, ())


def _subject(source: Source, subject: str, mine: list[Fact], theirs: list[Fact]) -> Iterator[Row]:
    pairs = [(next((own for own in mine if _agree(subject, own.value, fact.value)), None), fact) for fact in theirs]
    yield from (Row(Status.AGREE, subject, own, fact) for own, fact in pairs if own)
    strange = [fact for own, fact in pairs if not own]
    missing = [own for own in mine if own not in [pair[0] for pair in pairs]]
    # "none" stands for no value at all, but not where it is a member of an enumeration.
    several = _SEVERAL.fullmatch(subject) and ("none" not in {fact.value for fact in missing + strange} or subject.endswith(".enum"))
    for fact in strange:
        if mine and not several:
            yield Row(Status.DIFFER, subject, mine[0]._replace(value=" or ".join(own.value for own in mine)), fact)
        else:
            yield Row(Status.ONLY_THERE, subject, None, fact)
    stated = re.fullmatch(_STATED[source.kind], subject) and property_of(subject) not in source.open
    pattern, reason = _NO_DRIFT.get(source.kind, ("", ""))
    for own in missing if several or not strange else []:
        excuse = reason if stated and re.fullmatch(pattern, subject) else ""
        yield Row(Status.ONLY_HERE if stated else Status.NOT_STATED, subject, own, None, excuse)
