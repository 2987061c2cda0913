"""What the generator leaves out of the contract, handed to it in words that it knows, or to the templates as Python."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any
from urllib.parse import urlsplit

from openapi_python_client import strings
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import EnumProperty, ModelProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema.untrusted_string import UntrustedString

from msgraph_vpptokens_contracts.spec import Document, Pointer
from runtime.types import Model

SOURCES = re.compile(r"\s*\([DMOP](?=[ ,;)])[^()]*\)")
"""The letters that name the source of a statement. A caller needs them once for each operation, and nowhere else."""

Unfit = Iterator[tuple[Pointer, str]]
"""Where the contract says what the client can't be rendered from, and why."""


def prepared(document: Document) -> dict[str, Any]:
    """Return a copy of the contract for the generator: words of an enumeration as names of members, descriptions without letters."""
    data = copy.deepcopy(document.data)

    def visit(value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                visit(item)
        elif isinstance(value, dict):
            if isinstance(value.get("description"), str):
                value["description"] = plain(value)
            if isinstance(value.get("enum"), list):
                value["x-enum-varnames"] = _names(value["enum"])
            for item in value.values():
                visit(item)

    visit(data)
    return data


def plain(described: dict[str, Any]) -> str:
    """Return a description without the letters."""
    return SOURCES.sub("", described.get("description", "")).strip()


def _names(members: list[Any]) -> list[str]:
    """Return the names of an enumeration's members, such as IN_PROGRESS; one that is no word or another's name gets its position."""
    names: list[str] = []
    for number, member in enumerate(members, 1):
        name = strings.snake_case(str(member)).upper()
        name = name if name.isidentifier() else f"VALUE_{number}"
        names.append(f"{name}_{number}" if name in names else name)
    return names


class Facts:
    """The contract as the generator and the templates need it."""

    def __init__(self, document: Document, openapi: GeneratorData) -> None:
        self._document = document
        self._openapi = openapi
        self._schemas: dict[str, Any] = document.get(("components", "schemas"))
        classes = {str(model.class_info.name): model for model in openapi.models}
        self._models = {name: classes[kind] for name in self._schemas if (kind := str(strings.ClassName(name, "field_"))) in classes}
        self._typed = {model.class_info.name for model in openapi.models if "@odata.type" in {each.name for each in _properties(model)}}
        self.clouds = [
            {"url": server["url"], "host": urlsplit(server["url"]).hostname or "", "description": plain(server)}
            for server in document.data["servers"]
        ]
        self.errors: list[dict[str, str]] = []  # status, name and description of each
        self.properties: dict[str, dict[str, dict[str, bool]]] = {}  # by model and Python name: is it a secret, is it the key
        self.operations: dict[str, dict[str, Any]] = {}

    def complete(self) -> Unfit:
        """Find the facts; yield what can't be rendered."""
        if len(self._models) < len(list(self._openapi.models)):
            yield ("components", "schemas"), "each object needs a schema with a name of its own"
        for name, model in self._models.items():
            yield from self._model(name, model)
        try:
            TopologicalSorter({name: _references(schema) for name, schema in self._schemas.items()}).prepare()
        except CycleError as error:
            yield (
                ("components", "schemas", error.args[1][0]),
                f"schemas must not refer to each other in a circle: {', '.join(error.args[1])}",
            )
        endpoints = {endpoint.name: endpoint for tag in self._openapi.endpoint_collections_by_tag.values() for endpoint in tag.endpoints}
        statuses: dict[str, str] = {}
        for path, item in self._document.data["paths"].items():
            for method, operation in item.items():
                if "operationId" in operation:
                    endpoint = endpoints[strings.PythonIdentifier(operation["operationId"], "field_")]
                    yield from self._errors(("paths", path, method, "responses"), statuses)
                    yield from self._operation(("paths", path, method), operation, endpoint)
        responses = self._document.get(("components", "responses"))
        self.errors = [{"status": status, "name": name, "description": plain(responses[name])} for status, name in sorted(statuses.items())]

    def _model(self, name: str, model: ModelProperty) -> Unfit:
        self.properties[model.class_info.name] = facts = {}
        for property_ in _properties(model):
            word = property_.name.get_untrusted_value()
            at: Pointer = ("components", "schemas", name, "properties", word)
            schema = self._document.get(at)
            property_.description = UntrustedString(plain(schema))  # its own, not its type's
            key = property_.required and _type(property_) == "str" and schema.get("readOnly", False)
            facts[property_.python_name] = {"secret": schema.get("format") == "password", "key": key}
            if property_.python_name in {*dir(Model), "additional_properties"}:
                yield at, f"the property {name}.{word} needs another name: {property_.python_name} is taken in the client"
            for reason in self._unreadable(property_):
                yield at, f"the client cannot read the property {name}.{word}: {reason}"

    def _unreadable(self, property_: PropertyProtocol) -> Iterator[str]:
        if property_.default is not None:
            yield "it has a default"
        if isinstance(property_, ListProperty):
            yield from self._unreadable(property_.inner_property)
        elif isinstance(property_, UnionProperty):
            kinds = [kind for kind in property_.inner_properties if _type(kind) != "None"]
            if len(kinds) > 1 and not all(isinstance(kind, ModelProperty) and kind.class_info.name in self._typed for kind in kinds):
                yield "of several types, each must be an object with an @odata.type"
            for kind in kinds:
                yield from self._unreadable(kind)
        elif not isinstance(property_, ModelProperty) and not (isinstance(property_, EnumProperty) and property_.value_type is str):
            hint = _type(property_)
            yield from () if re.fullmatch(r"str|bool|int|datetime\.datetime|Literal\['.*'\]", hint) else (f"it is {hint}",)

    def _errors(self, at: Pointer, found: dict[str, str]) -> Unfit:
        for status, response in self._document.get(at).items():
            # Of the ranges, 5XX alone has a class: callers may try again; what else is 4XX tells them nothing in common.
            if status == "5XX" or (status.isdecimal() and int(status) >= 300):
                name = response.get("$ref", "").rpartition("/")[2]
                if not name or found.setdefault(status, name) != name or [*found.values()].count(name) > 1:
                    yield (*at, status), f"{status} needs a response component of its own, the same in all operations"

    def _operation(self, at: Pointer, operation: dict[str, Any], endpoint: Endpoint) -> Unfit:
        name, get, resolve = operation["operationId"], self._document.get, self._document.resolve
        found = [get(resolve((*at, "parameters", number))) for number, _ in enumerate(operation.get("parameters", []))]
        parameters = {parameter["name"]: parameter for parameter in found}
        for property_ in endpoint.list_all_parameters():
            parameter = parameters[property_.name.get_untrusted_value()]
            property_.description = UntrustedString(plain(parameter))
            if _type(property_) != "str" or parameter["in"] not in {"path", "header"}:
                yield at, f"{name} may have only strings in path and headers as its parameters; {parameter['name']} is something else"
        contents = {status: get(resolve((*at, "responses", status))).get("content") for status in operation["responses"]}
        bodies = {status: _references([media["schema"] for media in (content or {}).values()]) for status, content in contents.items()}
        errors = {error for status, body in bodies.items() if not status.startswith("2") for error in body & self._models.keys()}
        successes = [status for status in bodies if status.startswith("2")]
        if len(errors) != 1 or len(successes) != 1 or not successes[0].isdecimal():
            yield (*at, "responses"), f"{name} needs one success, with a status of its own, and one schema for all errors"
            return
        body = bodies[successes[0]]
        wrappers = {
            shape: word for shape in body for word, of in self._schemas[shape].get("properties", {}).items() if _references(of) & body
        }
        bare = body - wrappers.keys()
        keys = [self._schemas[shape].get("required") for shape in bare]
        if contents[successes[0]] and (len(keys) != 1 or not keys[0] or len(body) > 2 or not body <= self._models.keys()):
            yield (*at, "responses", successes[0]), f"{name} needs one object as its success, bare or also wrapped in another"
            return
        self.operations[endpoint.name] = {
            "name": name,
            "path": at[1],
            "description": operation["description"],  # with the letters
            "patterns": {each["name"]: each["schema"].get("pattern", "(?s).+") for each in found if each["in"] == "path"},
            "error": self._models[errors.pop()].class_info,
            "success": int(successes[0]),
            "model": self._models[bare.pop()].class_info if body else None,
            "envelope": next(iter(wrappers.values()), ""),  # the property of the wrapper, where the model may come wrapped
            "key": keys[0][0] if body else "",  # a property that tells the bare model from the wrapper
        }


def _references(value: Any) -> set[str]:
    """Return the names of the schemas that a part of the contract refers to."""
    return set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(value)))


def _properties(model: ModelProperty) -> list[PropertyProtocol]:
    return [*(model.required_properties or []), *(model.optional_properties or [])]


def _type(property_: PropertyProtocol) -> str:
    """Return the type hint of a property, without what stands for an absent one."""
    return str(property_.get_type_string(no_optional=True).as_unembedded_code())
