"""Find what changed from one OpenAPI document to another, and judge each change from the importers' side by one table of rules.

Importers are the callers of the client, whose names and types come from the contract, and everyone who reads the contract to send
requests or to read responses. Each document is read as a tree of parts, with `$ref` followed, `allOf` merged, one way to allow null, and
no `x-*` and no webhooks, which the client has not. The trees are walked side by side; the kinds of a part and its change lead to the rule.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import product, takewhile
from typing import Any

from msgraph_vpptokens_contracts.spec import Document, Pointer

RULES = """
kinds of parts                                             | breaks requests         | breaks responses          | breaks both
operation server header mediaType schema error             |                         |                           | removed
parameter requestBody property                             | demanded                |                           | removed
success                                                    |                         | added                     | removed
operationId tags first                                     |                         |                           | any
reference                                                  |                         |                           | changed
alternative                                                | removed                 | added                     |
security scheme                                            | less                    |                           |
required uniqueItems closed                                | added                   | removed                   |
null nullable                                              | removed                 | added                     |
readOnly                                                   | added                   |                           |
writeOnly                                                  |                         | added                     |
default                                                    | any                     |                           |
type                                                       | less changed            | more changed              |
enum                                                       | added                   |                           | removed less changed
format                                                     | added changed           | removed changed           | retyped
pattern const multipleOf                                   | added more less changed | removed more less changed |
minimum exclusiveMinimum minLength minItems minProperties  | added more              | removed less              |
maximum exclusiveMaximum maxLength maxItems maxProperties  | added less              | removed more              |
description summary title example examples externalDocs    |                         |                           |
$comment bearerFormat links deprecated                     |                         |                           |
*                                                          |                         |                           | any
"""
"""The changes that break an importer, by the kind of the part: where requests are described, where responses are, and in both.

A part is added, demanded (added and required) or removed. A keyword that is false counts as absent. A set or a number becomes more or
less, any other value is changed; a format that has its own type in the client is retyped. `*` is every kind that no line names.

An added enum member breaks nobody: the client keeps members that it does not know. A removed one breaks the callers who name it. An added
error status breaks nobody: any call may fail. A removed one breaks the callers who catch it by its class.
"""
REASONS = ("requests that were valid may be refused", "responses may differ from what readers expect", "callers use what was there")
REQUEST, RESPONSE, BOTH = range(3)
JUDGEMENTS = {
    kind: [column.replace("any", "added demanded removed more less changed").split() for column in columns]
    for kinds, *columns in (line.split("|") for line in RULES.strip().splitlines()[1:])
    for kind in kinds.split()
}

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
SUBSCHEMAS = {"schema": "", "items": " items", "additionalProperties": " additionalProperties"}
SCHEMAS = ("components", "schemas")
TYPES = frozenset(("array", "boolean", "integer", "number", "object", "string"))
CLIENT_TYPES = ("date", "date-time", "uuid", "binary")
LONGEST = 60  # characters of a value, in a line that has two of them and two places
_json = partial(json.dumps, ensure_ascii=False, default=str)

Words = dict[str, list[Pointer]]
"""Where each key stands; in several places if several members of `allOf` have it."""


@dataclass(frozen=True)
class Part:
    """A part of a contract: a keyword with a value, or something that has parts. Its name is the same in every contract."""

    contract: Document
    at: Pointer = ()
    kind: str = "contract"
    owner: str = ""
    name: str = ""
    value: Any = None  # of a keyword: what is compared; of a property: where its schema requires it
    shown: str = ""  # of a keyword: its value as JSON

    def __str__(self) -> str:
        return f"{self.contract.path}:{self.contract.line(self.at)}"

    def parts(self) -> dict[str, Part]:
        """Return the parts by their names."""
        readers: dict[str, Callable[[], Iterable[Part]]] = {
            "contract": self._contract,
            "operation": self._operation,
            "parameter": self._parameter,
            "schema": self._schema,
            "security": self._schemes,
            **dict.fromkeys(("success", "error"), lambda: [self._part("response", "", self._target(*self.at))]),
            **dict.fromkeys(("property", "subschema", "alternative"), self._reference),
        }
        return {part.name: part for part in readers.get(self.kind, lambda: self._others(self._words()))()}

    def alternatives(self) -> dict[str, Part]:
        """Return the alternatives of a schema by their names; a schema without any is its only one itself."""
        places = (words := self._words()).get("alternative", words.get("only", [self.at]))
        return {part.name: replace(part, owner=self.owner) for part in self._alternatives(places)}

    def _get(self, *at: str | int) -> Any:
        """Return the value at a pointer, None if there is none."""
        try:
            return self.contract.get(at)
        except (KeyError, IndexError, TypeError):
            return None

    def _target(self, *at: str | int) -> Pointer:
        return at if self._get(*at) is None else self.contract.resolve(at)

    def _words(self) -> Words:
        words: Words = {}
        for key, at in self._keys(self.at):
            words.setdefault(key, []).append(at)
        return words

    def _keys(self, at: Pointer) -> Iterator[tuple[str, Pointer]]:
        """Yield each key and where it stands, `$ref` where it leads; `allOf` is merged, null as an alternative becomes `nullable`."""
        value = self._get(*at)
        for key in value if isinstance(value, dict) else ():
            inner = (*at, key)
            members = [(*inner, index) for index, _ in enumerate(value[key])] if key in {"allOf", "anyOf", "oneOf"} else []
            typed = [member for member in members if self._get(*member) != {"type": "null"}]
            if key == "$ref":
                yield key, self.contract.resolve(at)
                yield from self._keys(self.contract.resolve(at))
            elif key == "allOf" or len(typed) == 1:
                yield from (found for member in typed for found in self._keys(member) if found[0] != "$ref" or len(typed) == 1)
            elif not str(key).startswith("x-"):
                yield from [("alternative", member) for member in typed] or [(key, inner)]
            if key in {"anyOf", "oneOf"}:
                yield from [("nullable", inner)] * (typed != members) + [("only", member) for member in typed if len(typed) == 1]

    def _part(self, kind: str, name: str, at: Pointer, value: Any = None, shown: str = "") -> Part:
        return Part(self.contract, at, kind, _schema_name(self.at) or self.owner + self.name, name, value, shown)

    def _keyword(self, kind: str, value: Any, at: Pointer, shown: str = "", of: str = "") -> Part:
        return self._part(kind, f"{of}: {kind}", at, value, shown or _json(value))

    def _alternatives(self, places: list[Pointer]) -> Iterator[Part]:
        """Yield alternatives by the names of their schemas or by their types, so that their order does not matter."""
        names: list[str] = []
        for at in sorted(places, key=lambda at: _json(self._get(*at))):
            names.append(_schema_name(self._target(*at)) or json.loads(replace(self, at=at, kind="schema").parts()[": type"].shown))
            yield self._part("alternative", f" alternative {names[-1]} {names.count(names[-1])}".removesuffix(" 1"), at)

    def _others(self, words: Words) -> Iterator[Part]:
        """Yield what is read in the same way wherever it stands, without the `url` of a server, which is its name."""
        for key, places in words.items():
            at, values = places[0], [self._get(*place) for place in places]
            value = values[0] if len(values) == 1 else values
            if key == "headers":
                yield from (self._part("header", f" header {name.lower()}", self._target(*at, name)) for name in value)
            elif key == "content":
                yield from (self._part("mediaType", f" {name}", (*at, name)) for name in value)
            elif key in SUBSCHEMAS:
                yield self._part("subschema", SUBSCHEMAS[key], at)
            elif key in {"enum", "const", "default"}:
                yield self._keyword(key, frozenset(map(json.dumps, value if key == "enum" else [value])) - {"null"}, at, _json(value))
            elif key not in {"$ref", "url"} and (value != 0 or key not in {"minItems", "minLength", "minProperties"}):
                yield self._keyword(key, value, at)

    def _contract(self) -> Iterator[Part]:
        items = {path: self._target("paths", path) for path in self._get("paths") or () if path.startswith("/")}
        operations = {f"{key.upper()} {path}": (*item, key) for path, item in items.items() for key in METHODS if key in self._get(*item)}
        yield from (self._part("operation", name, at) for name, at in operations.items())
        servers = [server["url"].rstrip("/") for server in self._get("servers") or ()]
        yield from (self._part("server", f"server {url}", ("servers", index)) for index, url in enumerate(servers))
        yield self._keyword("first", (servers or [None])[0], ("servers",), of="servers")
        yield from (self._part("schema", f"schema {name}", (*SCHEMAS, name)) for name in self._get(*SCHEMAS) or ())
        for name, value in (self._get("components", "examples") or {}).items():
            yield self._keyword("example", value, ("components", "examples", name), of=name)

    def _operation(self) -> Iterator[Part]:
        item = self.at[:-1]
        words = {key: [(*item, key)] for key in ("servers",) if self._get(*item, key)} | self._words()
        lists = [(*item, "parameters"), *words.pop("parameters", [])]  # the path's first: the operation's may replace them
        for at in [self._target(*each, index) for each in lists for index in range(len(self._get(*each) or ()))]:
            where, name = self.contract.get((*at, "in")), self.contract.get((*at, "name"))
            yield self._part("parameter", f": parameter {where} {name.lower() if where == 'header' else name}", at)
        yield from (self._part("requestBody", " request body", self._target(*at)) for at in words.pop("requestBody", []))
        for at, key in [(each, key) for each in words.pop("responses", []) for key in self._get(*each) if not str(key).startswith("x-")]:
            yield self._part("error" if str(key)[0] in "45d" else "success", f" {key}", (*at, key))
        at = words.pop("security", [("security",)])[0]
        ways = self._get(*at) or [{}]
        yield self._keyword("security", frozenset(demands for way in ways for demands in self._demands(way)), at, _json(ways))
        at = words.pop("tags", [(*self.at, "tags")])[0]
        yield self._keyword("tags", (self._get(*at) or [None])[0], at)
        yield from self._others(words)

    def _demands(self, way: dict[str, list[str]]) -> Iterator[frozenset[str]]:
        """Yield what a way to sign in demands with each choice of flows: schemes, by what they are and not by name, and permissions."""
        choices = []
        for name, permissions in way.items():
            found = self._get(*self._target("components", "securitySchemes", name)) or {"name": name}
            scheme = json.loads(json.dumps(found), object_hook=_without_texts)
            flows = [{"flows": flow} for flow in scheme.pop("flows", {}).items()] or [{"scheme": scheme.pop("scheme", "").lower()}]
            texts = [json.dumps({**scheme, **flow}, sort_keys=True) for flow in flows]
            choices.append([{text, *(f"{text} {permission}" for permission in permissions)} for text in texts])
        yield from (frozenset[str]().union(*choice) for choice in product(*choices))

    def _schemes(self) -> Iterator[Part]:
        for name in {name: None for way in self._get(*self.at) or () for name in way}:
            at = self._target("components", "securitySchemes", name)
            ways = frozenset(self._demands({name: []}))
            yield Part(self.contract, at, "scheme", "security", f" scheme {name}:", ways, _json(self._get(*at)))

    def _parameter(self) -> Iterator[Part]:
        value = self._get(*self.at)
        style = value.get("style", "form" if value["in"] in {"query", "cookie"} else "simple")
        yield self._keyword("style", style, self.at)
        yield self._keyword("explode", value.get("explode", style == "form"), self.at)
        yield from self._others({key: at for key, at in self._words().items() if key not in {"name", "in", "style", "explode"}})

    def _reference(self) -> Iterator[Part]:
        """Yield what a place says of its schema, and the schema that stands there or is referred to."""
        target = self._target(*self.at)
        if self.kind == "property":
            yield self._keyword("required", self.value is not None, self.value or self.at)
        words = self._words()
        if words.keys() & {"enum", "properties"} or any("object" in self._get(*at) for at in words.get("type", ())):  # the client's class
            yield self._keyword("reference", name := _schema_name(words.get("$ref", [self.at])[0]), self.at, _json(name or None))
        if target != self.at:
            yield from self._others({key: [(*self.at, key)] for key in self._get(*self.at) if not key.startswith(("$ref", "x-"))})
        yield self._part("schema", "", target)

    def _schema(self) -> Iterator[Part]:
        words = self._words()
        yield self._keyword("closed", self._get(*self.at) is False, self.at)
        typed, nullable, _ = words.pop("type", []), words.pop("nullable", []), words.pop("only", None)
        stated = [frozenset([value] if isinstance(value, str) else value) for value in (self._get(*at) for at in typed)]
        null = any("null" in each for each in stated) or any(self._get(*at) for at in nullable)
        stated = [each | {"integer"} if "number" in each else each for each in stated]
        types = frozenset.intersection(*stated or [TYPES]) - {"null"}
        yield self._keyword("type", types, (typed or [self.at])[0], _json(" or ".join(sorted(types)) or "none"))
        yield self._keyword("null", null, (nullable or typed or [self.at])[0])
        required = {name: at for at in words.pop("required", []) for name in self._get(*at)}
        properties = {name: (*at, name) for at in words.pop("properties", []) for name in self._get(*at)}
        yield from (self._part("property", f".{name}", at, required.get(name)) for name, at in properties.items())
        yield from (self._keyword("required", name, at, of=f".{name}") for name, at in required.items() if name not in properties)
        yield from self._alternatives(words.pop("alternative", []))
        yield from self._others(words)


def _difference(old: Any, new: Any) -> str:
    """Return how two JSON values differ: in which members, or from where on."""
    if isinstance(old, list) and isinstance(new, list):
        members = [f"{_json(each)} is gone" for each in old if each not in new] + [
            f"{_json(each)} is new" for each in new if each not in old
        ]
        return ", ".join(members) or "in another order"
    texts = ["none" if value is None else _json(value) for value in (old, new)]
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False))))
    start = max(same - 20, 0) if max(map(len, texts)) > LONGEST else 0  # a few characters before the first difference
    return " → ".join(f"{'…' * (start > 0)}{text[start : start + LONGEST]}{'…' * (len(text) > start + LONGEST)}" for text in texts)


def _schema_name(at: Pointer) -> str:
    return str(at[-1]) if at[:-1] == SCHEMAS else ""


def _without_texts(scheme: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in scheme.items() if key not in {"description", "bearerFormat", "scopes"} and key[:2] != "x-"}


def changes(released: Document, contract: Document) -> list[str]:
    """Return a line for each change from one contract to the other, the breaking ones first.

    Raises LookupError, TypeError, AttributeError, ValueError or RecursionError if one of them is no valid OpenAPI document.
    """
    found = dict(sorted(_changes(Part(released), Part(contract), REQUEST, set()), key=lambda change: len(change[1])))
    lines = (
        f"{'breaking' if reasons else 'not breaking':12}  {old} → {new}: {'; '.join([text, *reasons])}"
        for (text, old, new), reasons in found.items()  # what requests and responses share is told once, as breaking if it breaks either
    )
    return sorted(lines, key=lambda line: line.startswith("not"))


def _changes(old: Part, new: Part, direction: int, seen: set[tuple[Any, ...]]) -> Iterator[tuple[tuple[str, str, str], list[str]]]:
    """Yield text and places of each difference between two parts, and the reasons why it breaks an importer."""
    mark = old.at, new.at, old.kind
    if old.name.startswith("schema "):  # one of the components; operations have been read
        direction = REQUEST if (*mark, REQUEST) in seen else RESPONSE
    if (*mark, direction) in seen:
        return
    seen.add((*mark, direction))
    before, after = old.parts(), new.parts()
    if len({any(part.kind == "alternative" for part in parts.values()) for parts in (before, after)}) > 1:
        before, after = ({": null": parts[": null"], **part.alternatives()} for part, parts in ((old, before), (new, after)))
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        part = one or other or old
        if part.kind == "subschema":  # where no schema stands every value is allowed, as by an empty one
            one = one or replace(part, contract=old.contract, at=(*old.at, name))
            other = other or replace(part, contract=new.contract, at=(*new.at, name))
        inner = RESPONSE if part.kind in {"success", "error"} else direction
        if one and other and (not part.shown or (part.kind == "security" and one.shown == other.shown)):
            yield from _changes(one, other, inner, seen)
        elif kind := _kind(part.kind, one, other):
            what = "is gone" if kind == "removed" else f"is new{' and required' * (kind == 'demanded')}"
            if part.shown:
                what = _difference(*(json.loads(side.shown) if side else None for side in (one, other)))
            text = f" may {'no longer ' * (kind == 'removed')}be null" if part.kind == "null" else f"{name} {what}"
            reasons = [REASONS[where] for where in (inner, BOTH) if kind in JUDGEMENTS.get(part.kind, JUDGEMENTS["*"])[where]]
            yield (f"{part.owner}{text}", str(one or old), str(other or new)), reasons


def _kind(of: str, old: Part | None, new: Part | None) -> str:
    """Return the kind of a change as the table of rules names it, nothing if nothing changed."""
    before, after = (part.value if part and part.value is not False else None for part in (old, new))
    kind = "changed"
    if new and not new.shown:
        kind = "demanded" if (required := new.parts().get(": required")) and required.value else "added"
    elif old and not old.shown:
        kind = "removed"
    elif before == after or (of == "reference" and None in {before, after}):
        kind = ""
    elif of == "format" and (before in CLIENT_TYPES or after in CLIENT_TYPES):
        kind = "retyped"
    elif before is None or after is None:
        kind = "added" if before is None else "removed"
    elif of in {"security", "scheme"}:  # for each old way to sign in there is one that demands no more
        kind = "more" if all(any(way <= known for way in after) for known in before) else "less"
    elif isinstance(before, frozenset | int | float):
        kind = "more" if after > before else "less" if after < before else kind
    return kind
