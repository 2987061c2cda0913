"""What the generator leaves out of the contract, handed to it in words that it knows, or to the templates as Python."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any
from urllib.parse import urlsplit

from openapi_python_client import strings
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import EnumProperty, ModelProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.schemas import Class
from openapi_python_client.parser.properties.string import StringProperty
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
                value["description"] = SOURCES.sub("", value["description"]).strip()
            if isinstance(value.get("enum"), list):
                value["x-enum-varnames"] = _names(value["enum"])
            for item in value.values():
                visit(item)

    visit(data)
    return data


def _names(members: list[Any]) -> list[str]:
    """Return the names of an enumeration's members, such as IN_PROGRESS; for one that is no word, or another's, a number."""
    names: list[str] = []
    for number, member in enumerate(members):
        name = strings.snake_case(str(member)).upper()
        names.append(name if name.isidentifier() and name not in names else f"VALUE_{number}")
    return names


@dataclass
class Operation:
    """The facts of one operation."""

    name: str
    path: str
    description: str
    """As in the contract, letters included."""
    patterns: dict[str, str]
    error: Class
    success: int
    model: Class | None = None
    envelope: str = ""
    """The property of the wrapper, where the model may come wrapped."""
    key: str = ""
    """A property that tells the bare model from the wrapper."""


@dataclass
class Facts:
    """The contract as the generator and the templates need it."""

    document: Document
    data: dict[str, Any]
    openapi: GeneratorData
    properties: dict[str, dict[str, dict[str, bool]]] = field(default_factory=dict)
    """Of each model's properties, by their Python names: whether it is a secret, and whether it is the key."""
    operations: dict[str, Operation] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)
    clouds: list[dict[str, str]] = field(default_factory=list)

    def complete(self) -> Unfit:
        """Find the facts; yield what can't be rendered."""
        self._schemas = {str(strings.ClassName(name, "field_")): name for name in self.data["components"]["schemas"]}
        for server in self.data["servers"]:
            self.clouds.append({**server, "host": urlsplit(server["url"]).hostname or ""})
        yield from self._errors()
        for model in self.openapi.models:
            yield from self._model(model)
        yield from self._circles()
        for collection in self.openapi.endpoint_collections_by_tag.values():
            for endpoint in collection.endpoints:
                yield from self._operation(endpoint)

    def _errors(self) -> Unfit:
        found: dict[str, str] = {}
        for path, item in self.data["paths"].items():
            for method, operation in item.items():
                for status, response in operation["responses"].items() if isinstance(operation, dict) else ():
                    # Of the ranges, 5XX alone has a class: callers may try again; what else is 4XX tells them nothing in common.
                    if status == "5XX" or (status.isdecimal() and int(status) >= 300):
                        name = response.get("$ref", "").rpartition("/")[2]
                        if not name or found.setdefault(status, name) != name:
                            yield (
                                ("paths", path, method, "responses", status),
                                f"{status} needs one response component that all operations share",
                            )
        responses = self.data["components"]["responses"]
        self.errors = [
            {"status": status, "name": name, "description": responses[name]["description"]} for status, name in sorted(found.items())
        ]

    def _model(self, model: ModelProperty) -> Unfit:
        name = self._schemas.get(model.class_info.name)
        if name is None:
            yield ("components", "schemas"), f"the object {model.class_info.name} needs a schema with a name of its own"
            return
        at: Pointer = ("components", "schemas", name, "properties")
        schema = self.data["components"]["schemas"][name].get("properties", {})
        self.properties[model.class_info.name] = facts = {}
        for property_ in _properties(model):
            word = property_.name.get_untrusted_value()
            property_.description = UntrustedString(schema[word].get("description", ""))  # its own, not its type's
            facts[property_.python_name] = {
                "secret": schema[word].get("format") == "password",
                "key": property_.required and isinstance(property_, StringProperty) and schema[word].get("readOnly", False),
            }
            if property_.python_name in {*dir(Model), "additional_properties"}:
                yield (*at, word), f"the property {name}.{word} needs another name: {property_.python_name} is taken in the client"
            for reason in self._unreadable(property_):
                yield (*at, word), f"the client cannot read the property {name}.{word}: {reason}"

    def _unreadable(self, property_: PropertyProtocol) -> Iterator[str]:
        if property_.default is not None:
            yield "it has a default"
        match property_:
            case ListProperty():
                yield from self._unreadable(property_.inner_property)
            case UnionProperty():
                kinds = [kind for kind in property_.inner_properties if not isinstance(kind, NoneProperty)]
                if len(kinds) > 1 and not all(self._has_type(kind) for kind in kinds):
                    yield "of several types, each must be an object with an @odata.type"
                for kind in kinds:
                    yield from self._unreadable(kind)
            case EnumProperty() if property_.value_type is str:
                pass
            case ConstProperty() if isinstance(property_.value.raw_value, str):
                pass
            case StringProperty() | BooleanProperty() | IntProperty() | DateTimeProperty() | ModelProperty():
                pass
            case _:
                yield f"it is {property_.get_type_string(no_optional=True).as_unembedded_code()}"

    def _has_type(self, kind: PropertyProtocol) -> bool:
        return isinstance(kind, ModelProperty) and any(each.name == "@odata.type" for each in _properties(self._full(kind)))

    def _full(self, model: ModelProperty) -> ModelProperty:
        return next(known for known in self.openapi.models if known.class_info.name == model.class_info.name)

    def _circles(self) -> Unfit:
        uses = {
            model.class_info.name: {used for property_ in _properties(model) for used in _models_of(property_)}
            for model in self.openapi.models
        }
        try:
            TopologicalSorter(uses).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
            yield (
                ("components", "schemas", self._schemas[circle[0]]),
                f"schemas must not refer to each other in a circle: {', '.join(circle)}",
            )

    def _operation(self, endpoint: Endpoint) -> Unfit:
        at, operation = next(
            (("paths", path, method), operation)
            for path, item in self.data["paths"].items()
            for method, operation in item.items()
            if isinstance(operation, dict) and strings.PythonIdentifier(operation["operationId"], "field_") == endpoint.name
        )
        name = operation["operationId"]
        parameters: dict[str, Any] = {}
        for parameter in operation.get("parameters", []):
            found = self.data["components"]["parameters"][parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter
            parameters[found["name"]] = found
        for property_ in endpoint.list_all_parameters():
            word = property_.name.get_untrusted_value()
            if not isinstance(property_, StringProperty) or property_ not in endpoint.path_parameters + endpoint.header_parameters:
                yield at, f"{name} may have only strings in path and headers as its parameters; {word} is something else"
            else:
                property_.description = UntrustedString(parameters[word].get("description", ""))
        errors, successes = dict[str, Class](), []
        for response in endpoint.responses.patterns:
            status = response.status_code.pattern
            if not status.startswith("2") and isinstance(response.prop, ModelProperty):
                errors[response.prop.class_info.name] = response.prop.class_info
            elif status.startswith("2"):
                successes.append((status, response.prop))
        if len(errors) != 1 or len(successes) != 1 or not successes[0][0].isdecimal():
            yield (*at, "responses"), f"{name} needs one success, with a status of its own, and one schema for all errors"
            return
        ((status, success),), (error,) = successes, errors.values()
        patterns = {property_.name.get_untrusted_value(): "(?s).+" for property_ in endpoint.path_parameters}
        facts = Operation(
            name,
            str(at[1]),
            self.document.get((*at, "description")),
            {word: parameters[word]["schema"].get("pattern", any_) for word, any_ in patterns.items()},
            error,
            int(status),
        )
        yield from self._success(facts, success, (*at, "responses", status))
        self.operations[endpoint.name] = facts

    def _success(self, facts: Operation, property_: PropertyProtocol, at: Pointer) -> Unfit:
        if "content" not in self.document.get(self.document.resolve(at)):
            return
        shapes = property_.inner_properties if isinstance(property_, UnionProperty) else [property_]
        models = [self._full(shape) for shape in shapes if isinstance(shape, ModelProperty)]
        names = {model.class_info.name for model in models}
        wraps = {model.class_info.name: [each for each in model.required_properties or [] if names & _models_of(each)] for model in models}
        bare = [model for model in models if not wraps[model.class_info.name]]
        if len(models) != len(shapes) or len(bare) != 1 or len(models) > 2 or not bare[0].required_properties:
            yield at, f"{facts.name} needs one object as its success, bare or also wrapped in another"
            return
        facts.model = bare[0].class_info
        facts.key = bare[0].required_properties[0].name.get_untrusted_value()
        facts.envelope = next((each.name.get_untrusted_value() for wrapping in wraps.values() for each in wrapping), "")


def _properties(model: ModelProperty) -> list[PropertyProtocol]:
    return [*(model.required_properties or []), *(model.optional_properties or [])]


def _models_of(property_: PropertyProtocol) -> set[str]:
    """Return the names of the models that a property refers to."""
    match property_:
        case ModelProperty():
            return {property_.class_info.name}
        case ListProperty():
            return _models_of(property_.inner_property)
        case UnionProperty():
            return {name for inner in property_.inner_properties for name in _models_of(inner)}
    return set()
