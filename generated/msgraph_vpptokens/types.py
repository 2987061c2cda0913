# generated from openapi/openapi.yaml, do not edit; run make generate
"""What the models and operations share: responses, absent values, open enumerations, dates that keep their text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar, cast

import httpx

T = TypeVar("T")


class Unset:
    """The type of `UNSET`: of a property that was absent, which is not the same as null."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # pickle and deepcopy give back the one object there is


UNSET: Unset = Unset()
"""The value of an optional property that is absent; false."""


class Response(Generic[T]):
    """An HTTP response that arrived, whatever its status; `repr` leaves out headers and body, which may hold a secret."""

    __slots__ = ("client_request_id", "content", "headers", "parsed", "status_code")

    status_code: int
    """The HTTP status; any three digits, registered or not."""
    content: bytes
    """The body as sent, after content decoding; empty if there is none or it can't be decoded."""
    headers: httpx.Headers
    """The response's headers; names in any case."""
    parsed: T | None
    """The body as the model that the contract names for this status; None if it names none or the body doesn't fit it."""
    client_request_id: str
    """The `client-request-id` that was sent, the same on every try of the call."""

    def __init__(
        self, status_code: int, content: bytes, headers: httpx.Headers, parsed: T | None, client_request_id: str
    ) -> None:
        self.status_code = status_code
        self.content = content
        self.headers = headers
        self.parsed = parsed
        self.client_request_id = client_request_id

    def __repr__(self) -> str:
        return f"Response(status_code={self.status_code}, parsed={self.parsed!r})"


class Model:
    """An object of the contract: attributes for what the contract names, `additional_properties` for what it doesn't.

    Types are the contract's. A reader is tolerant: null where the contract has none reads as None all the same.
    """

    __slots__ = ("__weakref__", "additional_properties")

    additional_properties: dict[str, Any]
    """What came along that the contract doesn't name: OData annotations, and properties newer than it (M). JSON values by name."""

    _secrets: ClassVar[frozenset[str]] = frozenset()
    """The attributes that the contract marks as secrets."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read the JSON object; raises Mismatch, a ValueError, if a required property is missing or a value has another JSON type."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Write the JSON object: what `from_dict` has read, as it was sent; raises ValueError for a date without a time zone."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self._names())

    __hash__ = None  # type: ignore[assignment] # it can change

    def __repr__(self) -> str:
        shown = (
            f"{name}={hide(getattr(self, name)) if name in self._secrets else repr(getattr(self, name))}"
            for name in self._names()
        )
        return f"{type(self).__name__}({', '.join(shown)})"

    def _names(self) -> tuple[str, ...]:
        return (*self.__slots__, "additional_properties")

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


class OpenEnum(StrEnum):
    """A string enumeration that may grow: text it doesn't know becomes a member of its own, equal to that text.

    `list(VppTokenState)` holds the known members only; so `state in list(VppTokenState)` tells them apart. Source: wire contract M, "enums grow".
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

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __copy__(self) -> Self:
        return self


class DateTime(datetime.datetime):
    """An aware datetime that remembers the text it was read from: more fractional digits than six, offset form, leap second.

    As a datetime it is cut to microseconds (never rounded up); a leap second reads as the last microsecond before it, and the year 0000 as the
    first moment of the year 1. What is computed from it, such as `value + timedelta(hours=1)`, is a moment of its own, without that text.
    """

    __slots__ = ("_text",)
    _text: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Read an RFC 3339 date-time; raises ValueError for anything else."""
        try:
            value = cls.fromisoformat(text)
        except ValueError:
            match = re.fullmatch(_UNUSUAL, text)
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
        value._text = text
        return value

    @property
    def text(self) -> str:
        """The text it was read from, or its ISO form if it was computed."""
        return getattr(self, "_text", "") or self.isoformat()

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        text = getattr(self, "_text", "")
        return (DateTime.read, (text,)) if text else super().__reduce_ex__(protocol)  # type: ignore[return-value]


_UNUSUAL = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<minute>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})"
"""A date-time, so that what datetime can't hold can be told from what is none."""


class Mismatch(ValueError):
    """JSON that doesn't fit its model. Says where and what was expected; never shows the value, which may be a secret."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason

    def below(self, path: str) -> Mismatch:
        """Return the same mismatch, seen from the parent that holds it at `path`."""
        dot = "." if path and self.path and not self.path.startswith("[") else ""
        return Mismatch(f"{path}{dot}{self.path}", self.reason)


_JSON_NAMES = {
    "dict": "an object",
    "list": "an array",
    "str": "a string",
    "bool": "a boolean",
    "int": "a number",
    "float": "a number",
    "NoneType": "null",
}


def mismatch(path: str, expected: str, value: Any) -> Mismatch:
    """Return the error for a value of another JSON type than `expected`."""
    kind: str = value.__class__.__name__
    return Mismatch(path, f"{expected} is expected, not {_JSON_NAMES.get(kind, kind)}")


def unwrapped(body: Any, name: str, key: str) -> Any:
    """Return the object that is wrapped in the property `name`, or the body itself if that has the object's own `key`.

    The wrapper's annotations go along: in the bare shape they stand in the object.
    """
    if not isinstance(body, dict):
        return body
    outer = cast("dict[str, Any]", body)
    inner = outer.get(name)
    if key in outer or not isinstance(inner, dict):
        return outer
    if len(outer) == 1:
        return cast("dict[str, Any]", inner)
    return {word: value for word, value in outer.items() if word.startswith("@")} | cast("dict[str, Any]", inner)


# The readers. Null passes them all, because a reader is tolerant where the contract has no null; hence the return type Any.
# Only `read_key` refuses it: a thing without its key is no such thing.


def read_key(value: Any, path: str) -> str:
    """Read a string that must be there."""
    if isinstance(value, str):
        return value
    raise mismatch(path, "a string", value)


def read_string(value: Any, path: str) -> Any:
    """Read a string."""
    if value is None or isinstance(value, str):
        return value
    raise mismatch(path, "a string", value)


def read_boolean(value: Any, path: str) -> Any:
    """Read a boolean."""
    if value is None or isinstance(value, bool):
        return value
    raise mismatch(path, "a boolean", value)


def read_integer(value: Any, path: str) -> Any:
    """Read an integer; JSON's `25.0` is one."""
    if (
        value is None
        or (isinstance(value, int) and not isinstance(value, bool))
        or (isinstance(value, float) and value.is_integer())
    ):
        return value
    raise mismatch(path, "an integer", value)


def read_date_time(value: Any, path: str) -> Any:
    """Read a date-time with a time zone."""
    if isinstance(value, str):
        try:
            return DateTime.read(value)
        except ValueError:
            raise Mismatch(path, "a date-time with a time zone is expected") from None
    if value is None:
        return None
    raise mismatch(path, "a string", value)


def read_enum(kind: type[OpenEnum], value: Any, path: str) -> Any:
    """Read a member of an open enumeration."""
    if isinstance(value, str):
        return kind(value)
    if value is None:
        return None
    raise mismatch(path, "a string", value)


def read_list(read: Callable[[Any, str], Any], value: Any, path: str) -> Any:
    """Read a list, item by item."""
    if value is None:
        return None
    if not isinstance(value, list):
        raise mismatch(path, "an array", value)
    items: list[Any] = []
    for item in value:  # pyright: ignore[reportUnknownVariableType] - JSON
        try:
            items.append(read(item, ""))
        except Mismatch as error:
            raise error.below(f"{path}[{len(items)}]") from None
    return items


def read_model(kind: type[Model], value: Any, path: str) -> Any:
    """Read an object."""
    if value is None:
        return None
    try:
        return kind.from_dict(value)
    except Mismatch as error:
        raise error.below(path) from None


def read_subtype(kinds: Mapping[str, type[Model]], kind: type[Model], value: Any, path: str) -> Any:
    """Read an object as the subtype that its `@odata.type` names, or as `kind` if that is absent or unknown."""
    if isinstance(value, dict):
        name = cast("dict[str, Any]", value).get("@odata.type")
        if isinstance(name, str):
            kind = kinds.get(name, kind)
    return read_model(kind, value, path)


# The writers, the readers' inverse: what was read is written as it was sent.


def write_text(value: str | None) -> str | None:
    """Write a member of an open enumeration."""
    return None if value is None else str(value)


def write_date_time(value: datetime.datetime | None) -> str | None:
    """Write a date-time, as sent if it was read; raises ValueError if it has no time zone, which the contract asks for."""
    if value is None:
        return None
    if isinstance(value, DateTime):
        return value.text
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone; the contract asks for one")
    return value.isoformat()


def write_list(write: Callable[[Any], Any], value: list[Any] | None) -> list[Any] | None:
    """Write a list, item by item."""
    return None if value is None else [write(item) for item in value]


def write_model(value: Model | None) -> dict[str, Any] | None:
    """Write an object."""
    return None if value is None else value.to_dict()


def write_same(value: Any) -> Any:
    """Write what is the same in JSON."""
    return value


def hide(value: object) -> str:
    """Show that there is a secret, not which."""
    return "'<secret>'" if value else repr(value)


__all__ = ["UNSET", "DateTime", "Mismatch", "Model", "OpenEnum", "Response", "Unset"]
