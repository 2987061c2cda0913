"""Read OpenAPI 3.0 and 3.1, Microsoft's and the contract's own, and Microsoft's list of permissions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from .events import Parts, Pointer, Tree
from .facts import NESTING, OPERATIONS, TYPES, Kind, RefusedError, Source, operation_of, type_of

SCOPE = re.compile(r"[A-Z][A-Za-z-]+\.(?:[A-Z][A-Za-z-]*\.)*(?:All|[A-Z][A-Za-z-]*)")
"""A permission. Words may be glued to it in front and, where it ends in `All`, behind."""
ACCOUNTS = {"DelegatedWork": "delegatedWork", "DelegatedPersonal": "delegatedPersonal", "Application": "application"}
_METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
_ALTERNATIVES = 200  # of one schema; each is held against each of the others, and Microsoft's have two
_SAYS_NOTHING = ("type", "nullable", "description", "title")


def read_events(path: Path) -> Source:
    """Read a YAML or JSON file: an OpenAPI document or the list of permissions; raises RefusedError for anything else."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        parts = Parts(
            path,
            file,
            lambda at: at in (("paths",), ("components",), ("permissions",)) or at[:-1] == ("components",),
            lambda at: at[0] == "permissions" or (at[0] == "paths" and bool(operation_of(at[-1]))) or _schema(at) in TYPES,
        )
        version = parts["openapi",]
        if re.match(r"3\.[01]\b", version.text):
            return _OpenApi(parts).source
        if any(at[0] == "permissions" for at in parts.kept):
            return _permissions(parts)
    raise RefusedError(path, version.line or 1, "Expected OpenAPI 3.0 or 3.1 or a list of permissions; got " + (version.text or "neither"))


def _schema(at: Pointer) -> str:
    """Return the type for which a place in the document is the schema, "" for another place."""
    return type_of(at[-1]) if at[:2] == ("components", "schemas") and re.fullmatch(r"(?:microsoft\.graph\.)?\w+", at[-1]) else ""


def _of_tokens(paths: list[str]) -> list[tuple[str, str]]:
    """Return the paths of the operations, each with its operation; those of other resources only where there are no others."""
    named = [(path, operation) for path in paths if (operation := operation_of(path))]
    tokens = [(path, operation) for path, operation in named if "vpptokens" in path.lower()]
    return tokens + [(path, operation) for path, operation in named if operation not in dict(tokens).values()]


def _null(schema: Tree) -> bool:
    """Tell whether an alternative says no more than that the value may be null."""
    if schema["nullable"].text == "true" and schema["type"].text in ("", "object"):
        return all(key in _SAYS_NOTHING or key.startswith("x-") for key in schema.map)
    return schema["type"].text == "null" or [item.text for item in schema["enum"].items] == ["null"]


@dataclass(frozen=True)
class _Shape:
    """What a schema says of a value."""

    type: str
    nullable: bool = False
    members: tuple[tuple[str, int], ...] = ()  # of an enumeration, each with its line
    items: _Shape | None = None


class _OpenApi:
    """The reader of one OpenAPI document."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.source = parts, Source(parts.path, Kind.OPENAPI)
        for server in parts["servers",].items:
            self.source.add_server(server["url"].text.rstrip("/"), server["url"].line)
        for path, operation in _of_tokens([at[-1] for at in parts.kept if at[0] == "paths"]):
            self._path(operation, path, self._follow(parts["paths", path])[1])
        for at in [at for at in parts.kept if at[0] == "components"]:
            name, schema = type_of(at[-1]), parts[at]
            self.source.add(name, "type", schema.line)
            for key, value in self._properties(schema).items():
                shape = self._shape(value)
                of = shape.items or shape
                self.source.add(f"{name}.{key}.type", shape.type, value.line)
                self.source.add(f"{name}.{key}{'.items' * (of is not shape)}.nullable", "yes" if of.nullable else "no", value.line)
                for member, line in of.members:
                    self.source.add(f"{name}.{key}.enum", member, line)

    def _follow(self, tree: Tree, depth: int = 0) -> tuple[str, Tree]:
        """Follow references; return the name of what they lead to ("" if there are none), and that."""
        name, nullable = "", False
        for _ in range(depth, NESTING):
            reference = tree["$ref"]
            if not reference.text:
                return name, replace(tree, map={**tree.map, "nullable": Tree(tree.line, "true")}) if nullable else tree
            nullable = nullable or tree["nullable"].text == "true"
            pointer = tuple(part.replace("~1", "/").replace("~0", "~") for part in reference.text.removeprefix("#/").split("/"))
            name, tree = pointer[-1], self.parts[pointer]
            if not tree:
                raise RefusedError(self.parts.path, reference.line, f"{reference.text} leads nowhere; is the file cut off?")
        raise RefusedError(self.parts.path, tree.line, "references without end: a type that is its own base, or a schema inside itself")

    def _path(self, operation: str, path: str, item: Tree) -> None:
        add = self.source.add
        add(operation, "operation", item.line)
        self.source.add_path(operation, path, item.line)
        for verb in [verb for verb in _METHODS if item[verb]]:
            add(f"{operation}.method", verb.upper(), item[verb].line)
        call = next((item[verb] for verb in ("post", *_METHODS) if item[verb]), Tree())
        for entry in item["parameters"].items + call["parameters"].items:
            parameter = self._follow(entry)[1]
            if parameter["in"].text == "path":
                add(f"{operation}.pathParameter", self._shape(parameter["schema"]).type, entry.line)
            elif parameter["required"].text == "true":
                add(f"{operation}.parameter.{parameter['name'].text}", f"required in {parameter['in'].text}", entry.line)
        body = self._follow(call["requestBody"])[1]
        names = {name for media in body["content"].map.values() for name in self._properties(media["schema"])}
        add(f"{operation}.requestBody", ", ".join(sorted(names)) or "present" if body else "none", (body or call).line)
        self._security(operation, call["security"] or self.parts["security",])
        for status, entry in call["responses"].map.items():
            content = self._follow(entry)[1]["content"]
            for media_type in content.map:
                add(f"{operation}.accept", media_type.partition(";")[0].strip(), entry.line)
            if status.startswith("2"):
                add(f"{operation}.status", status.upper(), entry.line)
                self._success(operation, content, entry.line)

    def _success(self, operation: str, content: Tree, line: int) -> None:
        if not content.map:
            self.source.add(f"{operation}.returns", "none", line)
        for media_type, media in content.map.items():
            self.source.add(f"{operation}.mediaType", media_type.partition(";")[0].strip(), media.line)
            schema = self._follow(media["schema"])[1]
            for alternative in schema["anyOf"].items + schema["oneOf"].items or [media["schema"]]:
                if not _null(alternative):
                    shape = self._shape(alternative)
                    inner = self._properties(alternative).get("value") if shape.type not in TYPES else None
                    returned = f"{{value: {self._shape(inner).type}}}" if inner else shape.type
                    self.source.add(f"{operation}.returns", returned, alternative.line)

    def _security(self, operation: str, security: Tree) -> None:
        for name, scopes in [pair for requirement in security.items for pair in requirement.map.items()]:
            scheme = self._follow(self.parts["components", "securitySchemes", name])[1]
            if scheme:
                bearer = scheme["type"].text in ("oauth2", "openIdConnect") or scheme["scheme"].text.lower() == "bearer"
                self.source.add(f"{operation}.authorization", "Bearer" if bearer else scheme["type"].text, scopes.line)
            for scope in scopes.items:
                # OpenAPI cannot say for which accounts: a permission is meant for both that the service knows (D, M).
                for account in ("delegatedWork", "application"):
                    self.source.add(f"{operation}.permission.{account}", scope.text, scope.line)
                self.source.add(f"{operation}.permission.delegatedPersonal", "none", scope.line)

    def _properties(self, schema: Tree, depth: int = 0) -> dict[str, Tree]:
        """Return the properties of an object, those of its base types too."""
        schema = self._follow(schema, depth)[1]
        inherited = [named for part in schema["allOf"].items for named in self._properties(part, depth + 1).items()]
        return dict(inherited) | schema["properties"].map

    def _shape(self, schema: Tree, depth: int = 0) -> _Shape:
        name, schema = self._follow(schema, depth)
        types = {schema["type"].text, *(entry.text for entry in schema["type"].items)}
        enum = [entry for entry in [*schema["enum"].items, schema["const"]] if entry]
        members = tuple((entry.text, entry.line) for entry in enum if entry.quoted or entry.text != "null")
        nullable = "null" in types or schema["nullable"].text == "true" or len(members) < len(enum)
        if alternatives := schema["anyOf"].items + schema["oneOf"].items:
            if len(alternatives) > _ALTERNATIVES:
                raise RefusedError(self.parts.path, schema.line, f"more than {_ALTERNATIVES} alternatives")
            real = [alternative for alternative in alternatives if not _null(alternative)]
            names = [set(self._properties(alternative)) for alternative in real]
            # A schema that has all properties of another one and more is a subtype.
            bases = [real[at] for at, own in enumerate(names) if not any(other and other < own for other in names)]
            shapes = [self._shape(alternative, depth + 1) for alternative in bases] or [_Shape("null")]
            nullable = nullable or len(real) < len(alternatives) or any(shape.nullable for shape in shapes)
            members = tuple(member for shape in shapes for member in shape.members)
            return replace(shapes[0], type=" or ".join(sorted({shape.type for shape in shapes})), nullable=nullable, members=members)
        if "array" in types:
            items = self._shape(schema["items"], depth + 1)
            return _Shape(f"collection of {items.type}", nullable, items=items)
        if members:
            return _Shape("enum", nullable, members)
        if parts := [self._shape(part, depth + 1) for part in schema["allOf"].items]:
            nullable = nullable or any(part.nullable for part in parts)
            said = [part for part in parts if part.type != "object"]
            if said and not (name and self._properties(schema)):
                return replace(said[0], nullable=nullable)
        if scalars := sorted(types - {"", "null", "object"}):
            form = schema["format"].text
            return _Shape(form if form not in ("", "password") else " or ".join(scalars), nullable)
        return _Shape(type_of(name) or "object", nullable)


def _permissions(parts: Parts) -> Source:
    source = Source(parts.path, Kind.PERMISSIONS)
    for scope in [at[-1] for at in parts.kept if "/synclicense" in parts.find(at)[0].lower()]:
        for paths in parts["permissions", scope]["pathSets"].items:
            for path, operation in _of_tokens(list(paths["paths"].map)):
                line = paths["paths"][path].line
                source.add(operation, "operation", line)
                source.add_path(operation, path, line)
                for method in paths["methods"].items:
                    source.add(f"{operation}.method", method.text, line)
                for account in paths["schemeKeys"].items:
                    source.add(f"{operation}.permission.{ACCOUNTS.get(account.text, account.text)}", scope, line)
                for demanded in SCOPE.findall(paths["paths"][path].text):
                    source.add(f"{operation}.permission.alsoRequires", demanded, line)
    for operation in [operation for operation in OPERATIONS if operation in source.facts]:
        for subject in [f"{operation}.permission.{account}" for account in ACCOUNTS.values()]:
            if subject not in source.facts:
                source.add(subject, "none", source.facts[operation]["operation"].where[1])
    return source
