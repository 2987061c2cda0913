"""Say what changed in the contract since its last release, and fail where that breaks an importer and the version does not say so.

Importers are the callers of the client, whose names and types come from the contract, and everyone who reads it to send requests or
to read responses. So a request may be held to no more than before, a response may bring no more than before, and names stay.
Three judgements are worth knowing. An enum member that comes is allowed, because the client keeps members that it does not know; one
that goes breaks, because callers name it. A status that goes breaks, an error's too, because callers catch it by its class; a new success
breaks and a new error does not. What no rule below knows breaks if it demands more of a request or promises less of a response.
By how much a version rises is said in CHANGELOG.md.
"""

from __future__ import annotations

import io
import json
import math
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Flag, auto
from pathlib import Path
from typing import Any

import griffe

from msgraph_vpptokens_contracts.spec import Document, Pointer

ROOT = Path(__file__).parent.parent
PACKAGE = "msgraph_vpptokens"


class Effect(Flag):
    """What a change does to those who relied on the contract as it was."""

    NONE = 0
    NARROWER = auto()
    WIDER = auto()
    CLIENT = auto()
    ANY = NARROWER | WIDER | CLIENT


REASONS = {
    Effect.NARROWER: "requests that were valid are valid no more",
    Effect.WIDER: "responses may bring what no reader was told of",
    Effect.CLIENT: "names or types of the client change",
}

REQUEST = Effect.NARROWER | Effect.CLIENT
RESPONSE = Effect.WIDER | Effect.CLIENT
HEADER = Effect.WIDER  # the client gives every response header as text
"""Which effects break, by where a schema stands."""

Version = tuple[int, int, int]
Rule = Callable[[Any, Any], Effect | None]
"""Takes a keyword's released and present value, None where it is absent, and returns what the change does; None if nothing changed."""


def _always(effect: Effect) -> Rule:
    return lambda _old, _new: effect


def _assertion(old: Any, new: Any) -> Effect:
    """Judge a keyword that every valid value must meet: of two different ones nobody can tell which admits more."""
    return Effect.NARROWER if old is None else Effect.WIDER if new is None else Effect.ANY


def _flag(on: Effect, off: Effect) -> Rule:
    return lambda old, new: None if bool(old) == bool(new) else on if new else off


def _at_least(absent: float) -> Rule:
    def judge(old: Any, new: Any) -> Effect | None:
        before, after = (absent if bound is None else bound for bound in (old, new))
        return None if before == after else Effect.NARROWER if after > before else Effect.WIDER

    return judge


def _at_most(old: Any, new: Any) -> Effect:
    return Effect.NARROWER if (math.inf if new is None else new) < (math.inf if old is None else old) else Effect.WIDER


def _members(old: Any, new: Any) -> Effect | None:
    if old is None or new is None:
        return _assertion(old, new) | (Effect.CLIENT if new is None else Effect.NONE)
    before, after = (set(map(json.dumps, members)) - {"null"} for members in (old, new))
    return None if before == after else Effect.NONE if before < after else Effect.NARROWER | Effect.CLIENT


def _format(old: Any, new: Any) -> Effect:
    typed = {"date", "date-time", "uuid", "binary"}  # each a Python type of its own to the generator
    return _assertion(old, new) | (Effect.CLIENT if {old, new} & typed else Effect.NONE)


def _types(old: Any, new: Any) -> Effect | None:
    return None if old == new else (Effect.NARROWER if old - new else Effect.NONE) | (Effect.WIDER if new - old else Effect.NONE)


def _first(old: Any, new: Any) -> Effect:
    return Effect.CLIENT if (old or [None])[0] != (new or [None])[0] else Effect.NONE


TEXTS: dict[str, Rule] = dict.fromkeys(
    ("description", "summary", "title", "example", "examples", "externalDocs", "$comment", "bearerFormat", "links"), _always(Effect.NONE)
)
SCHEMA: dict[str, Rule] = {
    "type": _types,
    "null": _flag(on=Effect.WIDER, off=Effect.NARROWER),
    "enum": _members,
    "format": _format,
    "minimum": _at_least(-math.inf),
    "exclusiveMinimum": _at_least(-math.inf),
    "minLength": _at_least(0),
    "minItems": _at_least(0),
    "minProperties": _at_least(0),
    "maximum": _at_most,
    "exclusiveMaximum": _at_most,
    "maxLength": _at_most,
    "maxItems": _at_most,
    "maxProperties": _at_most,
    "uniqueItems": _flag(on=Effect.NARROWER, off=Effect.WIDER),
    "default": _always(Effect.NARROWER),  # a caller who leaves the value out gets something else
    "deprecated": _always(Effect.NONE),
    "readOnly": _flag(on=Effect.NARROWER, off=Effect.NONE),  # no request may hold it any more
    "writeOnly": _flag(on=Effect.WIDER, off=Effect.NONE),  # no response holds it any more
    "discriminator": _always(Effect.ANY),
    "xml": _always(Effect.ANY),
    **TEXTS,
}
PARAMETER: dict[str, Rule] = {
    "required": _flag(on=Effect.NARROWER, off=Effect.WIDER),
    "allowEmptyValue": _flag(on=Effect.NONE, off=Effect.NARROWER),
    "allowReserved": _always(Effect.ANY),
    "deprecated": _always(Effect.NONE),
    **TEXTS,
}
OPERATION: dict[str, Rule] = {
    "operationId": _always(Effect.CLIENT),  # the client's function is named after it
    "tags": _first,  # the client's module is named after it
    "callbacks": _always(Effect.ANY),
    "deprecated": _always(Effect.NONE),
    **TEXTS,
}
ROOT_WORDS: dict[str, Rule] = {"openapi": _always(Effect.NONE), "webhooks": _always(Effect.ANY), "jsonSchemaDialect": _always(Effect.ANY)}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ALL_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


def _harmless(_name: str, _node: Node) -> Effect:
    return Effect.NONE


def _demanded(_name: str, node: Node) -> Effect:
    return Effect.NARROWER if node["required"].value else Effect.NONE


def _new_status(status: str, _node: Node) -> Effect:
    return Effect.NONE if str(status)[0] in "45d" else Effect.WIDER  # an error may always come; `default` is for errors


@dataclass(frozen=True)
class Node:
    """A place in one of the two documents, which need not exist there."""

    document: Document
    at: Pointer = ()

    def __getitem__(self, key: str | int) -> Node:
        return Node(self.document, (*self.at, key))

    @property
    def value(self) -> Any:
        """What stands here, None for nothing."""
        try:
            return self.document.get(self.at)
        except (KeyError, IndexError, TypeError):
            return None

    @property
    def target(self) -> Node:
        """The place that a reference here leads to; this place if there is none."""
        return self if self.value is None else Node(self.document, self.document.resolve(self.at))

    @property
    def schema_name(self) -> str | None:
        """The name of the schema that stands here or is referred to."""
        match self.target.at:
            case ("components", "schemas", name):
                return str(name)
        return None

    def members(self) -> dict[str, Node]:
        """Return the values of a mapping by their keys; nothing for anything else."""
        return {key: self[key] for key in self.value} if isinstance(self.value, dict) else {}

    def targets(self) -> dict[str, Node]:
        """Return the same with references followed."""
        return {key: inner.target for key, inner in self.members().items()}

    def items(self) -> list[Node]:
        """Return the items of a list; nothing for anything else."""
        return [self[index] for index in range(len(self.value))] if isinstance(self.value, list) else []

    def __str__(self) -> str:
        return f"{os.path.relpath(self.document.path)}:{self.document.line(self.at)}"


@dataclass(frozen=True)
class Pair:
    """The same place in the released contract and in the present one."""

    old: Node
    new: Node

    def __getitem__(self, key: str | int) -> Pair:
        return Pair(self.old[key], self.new[key])

    def __iter__(self) -> Iterator[Node]:
        return iter((self.old, self.new))


@dataclass
class Words:
    """The keywords of a schema and where each stands: its own, those behind `$ref` and those of `allOf` taken together."""

    where: dict[str, list[Node]] = field(default_factory=dict)
    alternatives: list[Node] = field(default_factory=list)
    """The members of `oneOf` and `anyOf`, two or more, without null."""
    null: bool = False
    """Whether one of the members is null."""

    def add(self, node: Node) -> Words:
        """Add what the schema at `node` says."""
        if node.value is False:  # the schema that no value meets
            self.where["anything"] = [node]
        for key, inner in node.members().items():
            if key == "$ref":
                self.add(node.target)
            elif key == "allOf":
                for part in inner.items():
                    self.add(part)
            elif key in {"oneOf", "anyOf"}:
                alternatives = [member for member in inner.items() if member.value != {"type": "null"}]
                self.null |= len(alternatives) < len(inner.items())
                if len(alternatives) == 1:
                    self.add(alternatives[0])
                else:
                    self.alternatives += alternatives
            elif not key.startswith("x-"):
                self.where.setdefault(key, []).append(inner)
        return self

    def value(self, key: str) -> Any:
        """Return the value of a keyword: None if nobody states it, a list if several do. Null stands beside the types, as `null`."""
        if key == "null":
            return self.null or bool(self.value("nullable")) or "null" in (self._stated("type") or ())
        if key == "type":
            stated = self._stated("type")
            types = ALL_TYPES if stated is None else frozenset([stated] if isinstance(stated, str) else stated)
            return (types | {"integer"} if "number" in types else types) - {"null"}  # a number may be an integer
        return self._stated(key)

    def _stated(self, key: str) -> Any:
        values = [node.value for node in self.where.get(key, [])]
        return values[0] if len(values) == 1 else values or None

    def properties(self) -> dict[str, Node]:
        """Return the properties by their names."""
        return {name: inner for node in self.where.get("properties", []) for name, inner in node.members().items()}

    def required(self) -> set[str]:
        """Return the names of the properties that must be there."""
        return {name for node in self.where.get("required", []) for name in node.value}


@dataclass(frozen=True)
class Change:
    """One difference between the two documents."""

    breaking: bool
    text: str
    where: Pair

    def __str__(self) -> str:
        return f"{'breaking' if self.breaking else 'not breaking':12}  {self.where.old} → {self.where.new}: {self.text}"


class Comparison:
    """What changed from one document to another: `changes`, each once, the breaking ones first."""

    def __init__(self, released: Document, contract: Document) -> None:
        self._root = Pair(Node(released), Node(contract))
        self._seen: set[tuple[Pointer, Pointer, Effect]] = set()
        self._found: dict[tuple[str, Pointer, Pointer], Change] = {}
        self._words("the document", ROOT_WORDS, self._root, Effect.ANY)
        for label, pair in self._in_both("", _operations, self._root["paths"]):
            self._operation(label, pair)
        self._components()
        self.changes = sorted(self._found.values(), key=lambda change: not change.breaking)

    def _say(self, text: str, where: Pair, broken: Effect = Effect.NONE) -> None:
        reasons = [reason for effect, reason in REASONS.items() if effect & broken] if broken != Effect.ANY else []
        self._found.setdefault((text, where.old.at, where.new.at), Change(bool(broken), "; ".join([text, *reasons]), where))

    def _word(self, what: str, rule: Rule, values: tuple[Any, Any], where: Pair, breaks: Effect) -> None:
        """Judge one keyword by its rule."""
        old, new = values
        if old != new and (effect := rule(old, new)) is not None:
            self._say(f"{what} {_short(old)} → {_short(new)}", where, effect & breaks)

    def _words(self, what: str, rules: dict[str, Rule], pair: Pair, breaks: Effect) -> None:
        for key, rule in rules.items():
            self._word(f"{what}: {key}", rule, (pair.old[key].value, pair.new[key].value), pair[key], breaks)

    def _in_both(
        self, what: str, members: Callable[[Node], dict[str, Node]], pair: Pair, added: Callable[[str, Node], Effect] = _harmless
    ) -> Iterator[tuple[str, Pair]]:
        """Yield what both documents have; say what is gone, which always breaks, and what is new, which `added` judges."""
        old, new = map(members, pair)
        for name in dict.fromkeys((*old, *new)):
            where = Pair(old.get(name, pair.old), new.get(name, pair.new))
            if name not in new:
                self._say(f"{what}{name} is gone", where, Effect.ANY)
            elif name not in old:
                self._say(f"{what}{name} is new", where, added(name, where.new))
            else:
                yield f"{what}{name}", where

    def _operation(self, what: str, operation: Pair) -> None:
        self._words(what, OPERATION, operation, Effect.ANY)
        for label, pair in self._in_both(f"{what}: parameter ", _parameters, operation, _demanded):
            self._words(label, PARAMETER, pair, REQUEST)
            for key, default in {"style": _style, "explode": _explode}.items():
                self._word(f"{label}: {key}", _always(Effect.ANY), (default(pair.old), default(pair.new)), pair, REQUEST)
            self._schema(label, pair["schema"], REQUEST)
            self._content(label, pair["content"], REQUEST)
        for label, pair in self._in_both(f"{what} ", _body, operation, _demanded):
            self._words(label, PARAMETER, pair, REQUEST)
            self._content(label, pair["content"], REQUEST)
        for label, pair in self._in_both(f"{what} ", Node.targets, operation["responses"], _new_status):
            self._words(label, TEXTS, pair, RESPONSE)
            self._headers(label, pair["headers"])
            self._content(label, pair["content"], RESPONSE)
        self._security(what, Pair(*(_nearest("security", node) for node in operation)))
        self._servers(Pair(*(_nearest("servers", node) for node in operation)))

    def _headers(self, what: str, headers: Pair) -> None:
        for label, pair in self._in_both(f"{what} header ", _headers, headers):
            self._words(label, PARAMETER, pair, HEADER)
            self._schema(label, pair["schema"], HEADER)

    def _content(self, what: str, content: Pair, breaks: Effect) -> None:
        for label, pair in self._in_both(f"{what} ", Node.members, content):
            self._words(label, {"encoding": _always(Effect.ANY), **TEXTS}, pair, breaks)
            self._schema(label, pair["schema"], breaks)

    def _security(self, what: str, security: Pair) -> None:
        """Ask of each old way in whether a new one asks for no more: the same schemes or fewer, the same permissions or fewer."""
        old, new = map(_ways_in, security)
        text = f"{what}: security {_short(security.old.value)} → {_short(security.new.value)}"
        if not all(any(_asks_no_more(way, known) for way in new) for known in old):
            self._say(text, security, Effect.NARROWER)
        elif not all(way in old for way in new):
            self._say(text, security)

    def _servers(self, servers: Pair) -> None:
        for label, pair in self._in_both("server ", _servers, servers):
            self._words(label, {"variables": _always(Effect.ANY), **TEXTS}, pair, Effect.ANY)
        old, new = ([*_servers(node)] for node in servers)
        if old[:1] != new[:1] and old[0] in new:
            self._say("another server is the first", servers, Effect.CLIENT)  # the client's own base URL

    def _components(self) -> None:
        schemas, examples = (self._root["components"][kind] for kind in ("schemas", "examples"))
        reached = {seen[:2] for seen in self._seen}
        for label, pair in self._in_both("schema ", Node.members, schemas):
            if (pair.old.at, pair.new.at) not in reached:  # a subtype that only a discriminator names
                self._schema(label, pair, RESPONSE)
        for name in {**examples.old.members(), **examples.new.members()}:
            self._words("example", {name: _always(Effect.NONE)}, examples, Effect.NONE)

    def _schema(self, what: str, schema: Pair, breaks: Effect) -> None:
        names = [node.schema_name for node in schema]
        targets = Pair(*(node.target for node in schema))
        if names[0] and names[0] == names[1] and targets != schema:
            self._schema(names[0], targets, breaks)
            self._words(what, TEXTS, schema, breaks)
            return
        if (reached := (schema.old.at, schema.new.at, breaks)) in self._seen:
            return
        self._seen.add(reached)
        if all(names) and names[0] != names[1]:
            self._say(f"{what}: schema {names[0]} → {names[1]}", schema, Effect.CLIENT & breaks)
        old, new = (Words().add(node) for node in schema)
        if old.alternatives or new.alternatives:
            self._alternatives(what, old.alternatives or [schema.old], new.alternatives or [schema.new], breaks)
            if not (old.alternatives and new.alternatives):
                return
        self._members(what, schema, old, new, breaks)
        for key in sorted({"null", "type", *old.where, *new.where} - {"nullable", "properties", "required"}):
            where = Pair(old.where.get(key, [schema.old[key]])[0], new.where.get(key, [schema.new[key]])[0])
            if key in {"items", "additionalProperties", "unevaluatedProperties"}:
                self._schema(f"{what} {key}", where, breaks)
            else:
                self._word(f"{what}: {key}", SCHEMA.get(key, _assertion), (old.value(key), new.value(key)), where, breaks)

    def _members(self, what: str, schema: Pair, old: Words, new: Words, breaks: Effect) -> None:
        for label, pair in self._in_both(f"{what}.", lambda node: Words().add(node).properties(), schema):
            self._schema(label, pair, breaks)
        for name in sorted(old.required() ^ new.required()):
            if name not in old.properties() or name in new.properties():  # else it is gone, which has been said
                required = name in old.required(), name in new.required()
                self._word(f"{what}.{name}: required", PARAMETER["required"], required, schema["required"], breaks)

    def _alternatives(self, what: str, old: list[Node], new: list[Node], breaks: Effect) -> None:
        before, after = ({_key(node): node for node in nodes} for nodes in (old, new))
        pairs = [Pair(before.pop(key), after.pop(key)) for key in [key for key in before if key in after]]
        pairs += [Pair(*nodes) for nodes in zip(before.values(), after.values(), strict=False)]  # what has no like is compared in order
        for pair in pairs:
            self._schema(what, pair, breaks)
        for key, node in [*before.items()][len(after) :]:
            self._say(f"{what}: alternative {key:.60} is gone", Pair(node, new[0]), Effect.NARROWER & breaks)
        for key, node in [*after.items()][len(before) :]:
            self._say(f"{what}: alternative {key:.60} is new", Pair(old[0], node), Effect.WIDER & breaks)


def _short(value: Any) -> str:
    """Return a value as JSON in a line, cut where it is long."""
    if value is None:
        return "none"
    text = " or ".join(sorted(value)) if isinstance(value, frozenset) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - what is left of a line beside two places


def _key(alternative: Node) -> str:
    """Return what tells an alternative from the others: the name of its schema, else what it says."""
    return alternative.schema_name or json.dumps(_bare(alternative.value))


def _bare(value: Any) -> Any:
    """Return a value without texts and without the permissions that a scheme may be asked for."""
    if isinstance(value, list):
        return [_bare(item) for item in value]
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in sorted(value.items()) if key not in {*TEXTS, "scopes"}}
    return value


def _operations(paths: Node) -> dict[str, Node]:
    return {
        f"{method.upper()} {path}": item[method]
        for path, item in paths.targets().items()
        for method in METHODS
        if item[method].value is not None
    }


def _item(operation: Node) -> Node:
    return Node(operation.document, operation.at[:-1])


def _parameters(operation: Node) -> dict[str, Node]:
    """Return the parameters of an operation and of its path; names of headers know no case."""
    found = {}
    for place in (*_item(operation)["parameters"].items(), *operation["parameters"].items()):
        node = place.target
        name, where = node["name"].value, node["in"].value
        found[f"{where} {name.lower() if where == 'header' else name}"] = node
    return found


def _body(operation: Node) -> dict[str, Node]:
    body = operation["requestBody"]
    return {} if body.value is None else {"request body": body.target}


def _headers(headers: Node) -> dict[str, Node]:
    return {name.lower(): header for name, header in headers.targets().items()}


def _servers(servers: Node) -> dict[str, Node]:
    return {server["url"].value: server for server in servers.items()}


def _style(parameter: Node) -> str:
    return str(parameter["style"].value or ("form" if parameter["in"].value in {"query", "cookie"} else "simple"))


def _explode(parameter: Node) -> bool:
    stated = parameter["explode"].value
    return _style(parameter) == "form" if stated is None else bool(stated)


def _nearest(key: str, operation: Node) -> Node:
    """Return the keyword of the operation, else of its path, else of the document."""
    nodes = operation, _item(operation), Node(operation.document)
    return next((node for node in nodes if key in node.members()), nodes[-1])[key]


def _ways_in(security: Node) -> list[dict[str, set[str]]]:
    """Return the alternatives of a security requirement: schemes, by what they are and not by their names, and permissions."""
    schemes = Node(security.document)["components"]["securitySchemes"]
    return [
        {json.dumps(_bare(schemes[name].target.value)): set(permissions) for name, permissions in way.items()}
        for way in security.value or [{}]
    ]


def _asks_no_more(way: dict[str, set[str]], than: dict[str, set[str]]) -> bool:
    return all(scheme in than and permissions <= than[scheme] for scheme, permissions in way.items())


def parsed(text: str) -> Version:
    """Return a version as numbers; raises ValueError unless it is major.minor.patch."""
    if not re.fullmatch(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}", text):
        raise ValueError(f"Expected a version such as 1.2.3; got {text!r}")
    major, minor, patch = map(int, text.split("."))
    return major, minor, patch


def dotted(version: Version) -> str:
    """Return a version as text."""
    return ".".join(map(str, version))


def version(document: Document) -> Version:
    """Return `info.version` as numbers; raises ValueError with the place unless it is major.minor.patch."""
    stated = Node(document)["info"]["version"]
    try:
        return parsed(str(stated.value))
    except ValueError as error:
        raise ValueError(f"{stated}: {error}") from error


def least_version(released: Version, *, breaking: bool) -> Version:
    """Return the lowest version that may follow: the rule in CHANGELOG.md, as code."""
    major, minor, patch = released
    if not breaking:
        return major, minor, patch + 1
    return (major + 1, 0, 0) if major else (0, minor + 1, 0)


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in the repository that holds `root`."""
    return subprocess.run(["git", "-C", root, *arguments], capture_output=True, check=False)  # noqa: S603, S607 - git as in PATH


def python_changes(released: str, root: Path = ROOT) -> list[str]:
    """Return what breaks importers of the client since the tag of the version `released`; raises LookupError if git has no such tag."""
    archive = git(root, "archive", f"v{released}", "generated")
    if archive.returncode:
        raise LookupError(f"git has no v{released} to compare the client's Python with: {archive.stderr.decode(errors='replace').strip()}")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
        old, new = (griffe.load(PACKAGE, search_paths=[home / "generated"], allow_inspection=False) for home in (Path(folder), root))
        return [
            f"generated/{found.obj.relative_package_filepath}:{found.obj.lineno}: {found.explain(griffe.ExplanationStyle.MARKDOWN)}"
            for found in griffe.find_breaking_changes(old, new)
        ]


def changelog(root: Path = ROOT) -> tuple[list[str], Version, bool]:
    """Return what changed since the last release, a line each, the version of that release, and whether something breaks.

    Raises OSError if a document cannot be read, and ValueError if it is no contract.
    """
    released, contract = (Document.load(root / "openapi" / name) for name in ("released.yaml", "openapi.yaml"))
    last = version(released)
    try:
        changes = Comparison(released, contract).changes
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{released.path} and {contract.path} cannot be compared, one is no valid OpenAPI document: {error!r}") from error
    lines = list(map(str, changes))
    breaking = sum(change.breaking for change in changes)
    try:
        python = python_changes(dotted(last), root)
        lines += [f"breaking      {text}" for text in python]
        breaking += len(python)
    except LookupError as error:
        lines.append(f"not compared  {error}")
    lines.append(f"{breaking} breaking, {len(changes) - sum(change.breaking for change in changes)} not breaking since {dotted(last)}.")
    return lines, last, breaking > 0


def main(root: Path = ROOT) -> int:
    """Print the changelog; return 1 if the version had to rise further, or with the reason if there is no comparing."""
    contract, released = (root / "openapi" / name for name in ("openapi.yaml", "released.yaml"))
    if not released.exists():
        print(f"There is no {os.path.relpath(released)}: nothing has been released yet that a change could break.")
        return 0
    try:
        lines, last, breaking = changelog(root)
        present = version(Document.load(contract))
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    least = least_version(last, breaking=True) if breaking else last  # what breaks nobody may wait for its version until it is released
    if present < least:
        print(
            f"error: {contract}: Expected the version {dotted(least)} or higher, as CHANGELOG.md asks; got {dotted(present)}",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
