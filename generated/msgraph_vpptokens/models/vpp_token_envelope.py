# generated from openapi/openapi.yaml, do not edit; run make generate
"""The schema VppTokenEnvelope as a class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ..models.vpp_token import VppToken
from ..types import (
    UNSET,
    Mismatch,
    Model,
    Unset,
    mismatch,
    read_model,
    read_string,
    write_model,
)


class VppTokenEnvelope(Model):
    """The documented shape of the body of `syncLicenses`, the token wrapped in `value` (D)."""

    __slots__ = ("odata_context", "value")

    value: VppToken
    """The token."""
    odata_context: str | Unset
    """The address of the body's metadata; sent under minimal metadata (M)."""

    def __init__(
        self,
        value: VppToken,
        odata_context: str | Unset = UNSET,
        *,
        additional_properties: dict[str, Any] | None = None,
    ) -> None:
        self.value = value
        self.odata_context = odata_context
        self.additional_properties = {} if additional_properties is None else additional_properties

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        if src_dict.__class__ is not dict and not isinstance(src_dict, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - JSON may be anything
            raise mismatch("", "an object", src_dict)
        rest = dict(src_dict)
        pop = rest.pop
        try:
            return cls(
                value=read_model(VppToken, pop("value"), "value"),
                odata_context=value
                if (value := pop("@odata.context", UNSET)).__class__ is str
                else UNSET
                if value is UNSET
                else read_string(value, "@odata.context"),
                additional_properties=rest,  # what the lines above have left
            )
        except KeyError as error:
            raise Mismatch(str(error.args[0]), "is missing") from None

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {
            **self.additional_properties,
            "value": write_model(self.value),
        }
        if not isinstance(self.odata_context, Unset):
            result["@odata.context"] = self.odata_context
        return result
