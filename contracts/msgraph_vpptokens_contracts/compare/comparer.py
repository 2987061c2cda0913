"""Compare what the contract states with what a source states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from .facts import OPERATIONS, TYPES, Fact, Kind, Source, property_of, thing_of
from .known import KNOWN, Known


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


_STATED = {  # what a source of each kind would state; of anything else it says nothing
    Kind.CSDL: r"sync\w+(\.(boundTo|method|requestBody|returns))?|vppToken(?!.*\.items\.nullable$).*",
    Kind.OPENAPI: r"sync\w+(\.(?!accept|authorization|permission).*)?|vppToken(?!.*@odata\.type\.enum).*",
    Kind.PERMISSIONS: r"sync\w+(\.(path|method|permission\.\w+))?",
    Kind.OPERATION_PAGE: r"sync\w+\.(?!pathParameter|accept).*|vppToken\w*(\.\w+)?",
    Kind.RESOURCE_PAGE: r"vppToken(\.\w+(\.(type|enum))?)?|vppTokenActionResult(\.\w+)?",
}
_ABOUT = {  # what a source of each kind is about besides what it shows
    Kind.CSDL: {*OPERATIONS, *TYPES, "servers"},
    Kind.OPENAPI: {*OPERATIONS, *TYPES, "servers"},
    Kind.PERMISSIONS: set(OPERATIONS),
    Kind.OPERATION_PAGE: set[str](),
    Kind.RESOURCE_PAGE: set(TYPES[:2]),
}
_NO_DRIFT = {  # what a source may lack all the same
    Kind.OPERATION_PAGE: (r".*", "no drift: the page of an operation need not show everything"),
    Kind.OPENAPI: (TYPES[2], "no drift: OpenAPI documents leave out subtypes that no operation names"),
}
_SEVERAL = re.compile(r"servers|.*\.(enum|accept)|.*\.permission\.\w+")
"""Subjects that have several values, which are compared one by one."""
_LOOSE = {"text": ("string", "enum", "uuid"), "number": ("int32", "int64", "number")}
"""What the values in a page's example may be."""
Facts = dict[str, list[Fact]]


def compare(contract: Source, source: Source) -> list[Row]:
    """Return a row for each statement of either side, the gravest first; none if the source describes another version."""
    rows = [_explained(source.kind, row) for row in _rows(contract, source)] if source.version == contract.version else []
    return sorted(rows, key=lambda row: list(Status).index(row.status))


def not_shown(source: Source, rows: list[Row]) -> list[Known]:
    """Return the known differences that a source should show and does not: it has changed, or the table of them is wrong."""
    shown = {(row.subject, row.reason) for row in rows}
    about = {thing_of(fact.subject) for fact in source.facts if rows}
    return [
        known
        for known in KNOWN
        if known.kind is source.kind and thing_of(known.subject) in about and (known.subject, known.reason) not in shown
    ]


def _explained(kind: Kind, row: Row) -> Row:
    found = (kind, row.subject, row.here.value if row.here else "", row.there.value if row.there else "")
    reason = next((known.reason for known in KNOWN if known[:-1] == found), None)
    return row._replace(status=Status.KNOWN, reason=reason) if reason else row


def _rows(contract: Source, source: Source) -> Iterator[Row]:
    about = _ABOUT[source.kind] | {thing_of(fact.subject) for fact in source.facts}
    here, there = _grouped(contract.facts), _grouped(source.facts)
    # What an example shows of an enumeration is one of its members; of any other text it says nothing.
    for subject in [subject for subject in there if subject.endswith(".shown")]:
        facts, enum = there.pop(subject), f"{property_of(subject)}.enum"
        if enum in here:
            there.setdefault(enum, []).extend(facts)
    # A property that a page shows in its example and leaves out of its table is missing there, or new if the contract does not have it.
    for subject in [subject for subject in there if subject.endswith(".example")]:
        facts, name = there.pop(subject), property_of(subject)
        if f"{name}.type" not in here:
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


def _grouped(facts: Iterable[Fact]) -> Facts:
    groups: Facts = {}
    for fact in facts:
        groups.setdefault(fact.subject, []).append(fact)
    return groups


def _shortest(subject: str, here: Facts, there: Facts) -> str:
    """Return the operation, type or property that is missing on one side as a whole, or else the subject."""
    for short in (thing_of(subject), property_of(subject)) if thing_of(subject) not in OPERATIONS else (thing_of(subject),):
        if any(not any(other == short or other.startswith(f"{short}.") for other in side) for side in (here, there)):
            return short
    return subject


def _agree(subject: str, here: str, there: str) -> bool:
    """Tell whether two values say the same: 2XX contains 200, the permissions list has paths in lower case, an example shows any text."""
    if there == "untold" or (subject.endswith(".@odata.type.type") and there == "string"):
        return True  # a page in words; an OpenAPI document that has any string there
    if here.startswith("collection of ") and there.startswith("collection of "):
        return _agree(subject, here.removeprefix("collection of "), there.removeprefix("collection of "))
    return there in (here, here.lower()) or (there == "2XX" and here[:1] == "2") or here in _LOOSE.get(there, ())


def _subject(source: Source, subject: str, mine: list[Fact], theirs: list[Fact]) -> Iterator[Row]:
    matched, strange = list[Fact](), list[Fact]()
    for fact in theirs:
        if own := next((own for own in mine if _agree(subject, own.value, fact.value)), None):
            matched.append(own)
            yield Row(Status.AGREE, subject, own, fact)
        else:
            strange.append(fact)
    missing = [own for own in mine if own not in matched]
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
