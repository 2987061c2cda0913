# generated from openapi/openapi.yaml, do not edit; run make generate
"""The schema ErrorDetail as a class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ..types import (
    UNSET,
    Mismatch,
    Model,
    Unset,
    mismatch,
    read_string,
)


class ErrorDetail(Model):
    """One of several errors behind the main one."""

    __slots__ = (
        "code",
        "message",
        "target",
    )

    code: str
    """The name of the error, for programs."""
    message: str
    """A text for people."""
    target: None | str | Unset
    """What the error is about."""

    def __init__(
        self,
        code: str,
        message: str,
        target: None | str | Unset = UNSET,
        *,
        additional_properties: dict[str, Any] | None = None,
    ) -> None:
        self.code = code
        self.message = message
        self.target = target
        self.additional_properties = {} if additional_properties is None else additional_properties

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        if src_dict.__class__ is not dict and not isinstance(src_dict, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - JSON may be anything
            raise mismatch("", "an object", src_dict)
        rest = dict(src_dict)
        pop = rest.pop
        try:
            return cls(
                code=value if (value := pop("code")).__class__ is str else read_string(value, "code"),
                message=value if (value := pop("message")).__class__ is str else read_string(value, "message"),
                target=value
                if (value := pop("target", UNSET)).__class__ is str
                else UNSET
                if value is UNSET
                else read_string(value, "target"),
                additional_properties=rest,  # what the lines above have left
            )
        except KeyError as error:
            raise Mismatch(str(error.args[0]), "is missing") from None

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {
            **self.additional_properties,
            "code": self.code,
            "message": self.message,
        }
        if not isinstance(self.target, Unset):
            result["target"] = self.target
        return result
