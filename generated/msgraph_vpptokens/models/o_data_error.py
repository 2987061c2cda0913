# generated from openapi/openapi.yaml, do not edit; run make generate
"""The schema ODataError as a class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ..models.main_error import MainError
from ..types import (
    Mismatch,
    Model,
    mismatch,
    read_model,
    write_model,
)


class ODataError(Model):
    """The service's error body. Microsoft's pages show none; metadata and users report this one (M, O)."""

    __slots__ = ("error",)

    error: MainError
    """The error."""

    def __init__(
        self,
        error: MainError,
        *,
        additional_properties: dict[str, Any] | None = None,
    ) -> None:
        self.error = error
        self.additional_properties = {} if additional_properties is None else additional_properties

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        if src_dict.__class__ is not dict and not isinstance(src_dict, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - JSON may be anything
            raise mismatch("", "an object", src_dict)
        rest = dict(src_dict)
        pop = rest.pop
        try:
            return cls(
                error=read_model(MainError, pop("error"), "error"),
                additional_properties=rest,  # what the lines above have left
            )
        except KeyError as error:
            raise Mismatch(str(error.args[0]), "is missing") from None

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {
            **self.additional_properties,
            "error": write_model(self.error),
        }
        return result
