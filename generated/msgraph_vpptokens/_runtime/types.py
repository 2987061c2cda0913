# copied from openapi/runtime/types.py, do not edit; change it there and run make generate
"""Values of the contract: absent properties, open enumerations, dates that keep their text, and models that read and write JSON."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, ClassVar, Literal, Self, TypeGuard, Union, cast, get_args, get_origin

import attrs


class Unset:
    """The type of `UNSET`: of an optional property that is absent, which is not the same as null."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # pickle and deepcopy give back the one object there is


UNSET: Unset = Unset()
"""The value of an optional property that is absent; false."""


class OpenEnum(StrEnum):
    """A string enumeration that may grow: a text that is no member becomes a value of its own, equal to that text.

    `list(VppTokenState)` holds the known members only, so `state in list(VppTokenState)` tells them apart.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        # Not registered with the class: a server that makes up values must not fill the memory.
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return member

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[str]]:
        return type(self), (self._value_,)


class DateTime(dt.datetime):
    """An aware datetime that keeps the text it was read from: more than six fractional digits, form of the offset, leap second.

    As a datetime it is cut to microseconds, never rounded up. A leap second reads as the last microsecond before it, and the year 0000
    as the first moment of the year 1. What is computed from it, such as `value + timedelta(hours=1)`, is a moment of its own, without
    that text.
    """

    __slots__ = ("_text",)
    _text: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Read an ISO 8601 date-time with a time zone, as RFC 3339 has it; raises ValueError for anything else."""
        upper = text.upper()  # RFC 3339 allows t and z
        try:
            value = cls.fromisoformat(upper)
        except ValueError:
            match = re.fullmatch(_UNUSUAL, upper)
            if match is None:
                raise
            day, minute, zone = match.group("day", "minute", "zone")
            if day.startswith("0000-"):
                day, minute = "0001-01-01", "00:00:00"
            elif minute.endswith(":60"):
                minute = f"{minute[:-2]}59.999999"
            value = cls.fromisoformat(f"{day}T{minute}{zone}")
        if value.tzinfo is None:
            raise ValueError("a date-time without a time zone")
        value._text = text  # noqa: SLF001 - its own
        return value

    @property
    def text(self) -> str:
        """The text it was read from, or its ISO form if it was computed."""
        return getattr(self, "_text", "") or self.isoformat()

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        text = getattr(self, "_text", "")
        return (DateTime.read, (text,)) if text else cast("tuple[Any, ...]", super().__reduce_ex__(protocol))


_UNUSUAL = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<minute>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})"
"""The form of a date-time, which tells what datetime can't hold from what is no date-time."""


@attrs.define
class Mismatch(ValueError):  # noqa: N818 - says what it is without the word
    """JSON that does not fit its model. Says where and what was expected; never shows the value, which may be a secret."""

    reason: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason

    def below(self, parent: str) -> Mismatch:
        """Return the same mismatch with the parent's path in front."""
        dot = "" if not self.path or self.path.startswith("[") else "."
        return Mismatch(self.reason, f"{parent}{dot}{self.path}")


def hide(value: object) -> str:
    """Return the repr of a secret: whether there is one, not which."""
    return "'<secret>'" if value else repr(value)


class Model:
    """An object of the contract: an attribute for each property, and `additional_properties` for those that it does not name.

    Null is accepted everywhere and becomes None, although the type hints follow the contract; only a key, such as a token's id, must be
    there.
    """

    __slots__ = ()
    __attrs_attrs__: ClassVar[Any]
    additional_properties: dict[str, Any]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object; raises Mismatch, a ValueError, if a required property is missing or a value has another JSON type."""
        if not isinstance(src_dict, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise _expected("an object", src_dict)
        rest = dict(src_dict)
        values: dict[str, Any] = {"additional_properties": rest}  # what the loop leaves over
        for name, attribute, required, key, kind, read in _plan(cls):  # type: ignore[arg-type]  # mypy looks for the hash of an instance
            value = rest.pop(name, UNSET)
            if value.__class__ is kind:
                values[attribute] = value
            elif value is UNSET:
                if required:
                    raise Mismatch("is missing", name)
            elif value is None and not key:
                values[attribute] = None
            else:
                try:
                    values[attribute] = read(value)
                except Mismatch as error:
                    raise error.below(name) from None
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Write the JSON object, as it was sent; secrets included. Raises ValueError for a date without a time zone."""
        result = dict(self.additional_properties)
        for name, attribute, *_ in _plan(type(self)):  # type: ignore[arg-type]  # the same
            value = getattr(self, attribute)
            if value is not UNSET:
                result[name] = _written(value)
        return result

    @property
    def additional_keys(self) -> list[str]:
        """The names of the additional properties."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


Read = Callable[[Any], Any]
"""Reads a JSON value other than null; raises Mismatch."""


@cache
def _plan(model: type[Model]) -> list[tuple[str, str, bool, bool, type | None, Read]]:
    """Return of each property: name, attribute, whether it is required, whether it is the key, the class that needs no reading, reader."""
    return [
        (
            field.metadata["json"],
            field.name,
            field.default is attrs.NOTHING,
            field.metadata.get("key", False),
            next((kind for kind in _kinds(field.type) if kind in (str, bool)), None),
            _reader(field.type),
        )
        for field in attrs.fields(model)
        if "json" in field.metadata
    ]


def _kinds(annotation: Any) -> list[Any]:
    """Return the members of a union, or the one type, without None and Unset."""
    kinds = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return [kind for kind in kinds if kind not in (NoneType, Unset)]


def _reader(annotation: Any) -> Read:
    """Return what reads a value of the annotated type; raises TypeError for a type that no property of a contract has."""
    first, *others = _kinds(annotation)
    if others:
        return _subtype_reader([first, *others])
    if get_origin(first) is list:
        return partial(_items, _reader(*get_args(first)))
    if get_origin(first) is Literal:
        return _READERS[str]
    if issubclass(first, OpenEnum):
        members = {member.value: member for member in first}
        return lambda value: members.get(text := _checked(str, value)) or first(text)
    if issubclass(first, Model):
        return cast("Read", first.from_dict)
    if first in _READERS:
        return _READERS[first]
    raise TypeError(f"no JSON value is read as {annotation}")


def _subtype_reader(models: list[type[Model]]) -> Read:
    """Return what reads an object as the model that its `@odata.type` names, else as the one that may leave out its `@odata.type`."""
    by_type: dict[Any, type[Model]] = {}
    declared = models[0]
    for model in models:
        (field,) = (field for field in attrs.fields(model) if field.metadata.get("json") == "@odata.type")
        (kind,) = _kinds(field.type)
        by_type |= dict.fromkeys(get_args(kind) or map(str, kind), model)
        if field.default is UNSET:
            declared = model

    def read(value: Any) -> Model:
        name = value.get("@odata.type") if is_object(value) else None
        return (by_type.get(name, declared) if isinstance(name, str) else declared).from_dict(value)

    return read


def _items(read: Read, values: Any) -> list[Any]:
    items: list[Any] = []
    for index, value in enumerate(_checked(list, values)):
        try:
            items.append(None if value is None else read(value))
        except Mismatch as error:
            raise error.below(f"[{index}]") from None
    return items


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a JSON value is an object."""
    return isinstance(value, dict)


def _checked(kind: type, value: Any) -> Any:
    """Return a JSON value of one type; raises Mismatch for another."""
    if isinstance(value, kind):
        return value
    raise _expected(_JSON_NAMES[kind], value)


def _integer(value: Any) -> int | float:
    if (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer()):
        return value  # as sent: JSON's 25.0 is an integer
    raise _expected("an integer", value)


def _date_time(value: Any) -> DateTime:
    text = _checked(str, value)
    try:
        return DateTime.read(text)
    except ValueError:
        raise Mismatch("Expected a date-time with a time zone; got another text") from None


_READERS: dict[type, Read] = {str: partial(_checked, str), bool: partial(_checked, bool), int: _integer, dt.datetime: _date_time}


def _written(value: Any) -> Any:
    """Return a value of a model as JSON."""
    match value:
        case Model():
            return value.to_dict()
        case [*items]:
            return [_written(item) for item in items]
        case DateTime():
            return value.text
        case dt.datetime(tzinfo=None):
            raise ValueError(f"{value!r} has no time zone; the contract asks for one")
        case dt.datetime():
            return value.isoformat()
        case StrEnum():
            return str(value)
        case _:
            return value


_JSON_NAMES: dict[type, str] = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", int: "a number", float: "a number"}


def _expected(what: str, value: object) -> Mismatch:
    return Mismatch(f"Expected {what}; got {'null' if value is None else _JSON_NAMES.get(type(value), type(value).__name__)}")
