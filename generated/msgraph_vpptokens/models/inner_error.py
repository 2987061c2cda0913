# generated from openapi/openapi.yaml, do not edit; run make generate
"""The schema InnerError as a class."""

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


class InnerError(Model):
    """How to find the call in the server's logs."""

    __slots__ = ("client_request_id", "date", "request_id")

    date: str | Unset
    """When the error happened. It has **no time zone** (O), so it is no RFC 3339 date-time."""
    request_id: str | Unset
    """The same value as the header `request-id` (M)."""
    client_request_id: str | Unset
    """The same value as the header `client-request-id` (M)."""

    def __init__(
        self,
        date: str | Unset = UNSET,
        request_id: str | Unset = UNSET,
        client_request_id: str | Unset = UNSET,
        *,
        additional_properties: dict[str, Any] | None = None,
    ) -> None:
        self.date = date
        self.request_id = request_id
        self.client_request_id = client_request_id
        self.additional_properties = {} if additional_properties is None else additional_properties

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        if src_dict.__class__ is not dict and not isinstance(src_dict, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - JSON may be anything
            raise mismatch("", "an object", src_dict)
        rest = dict(src_dict)
        pop = rest.pop
        try:
            return cls(
                date=value
                if (value := pop("date", UNSET)).__class__ is str
                else UNSET
                if value is UNSET
                else read_string(value, "date"),
                request_id=value
                if (value := pop("request-id", UNSET)).__class__ is str
                else UNSET
                if value is UNSET
                else read_string(value, "request-id"),
                client_request_id=value
                if (value := pop("client-request-id", UNSET)).__class__ is str
                else UNSET
                if value is UNSET
                else read_string(value, "client-request-id"),
                additional_properties=rest,  # what the lines above have left
            )
        except KeyError as error:
            raise Mismatch(str(error.args[0]), "is missing") from None

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {
            **self.additional_properties,
        }
        if not isinstance(self.date, Unset):
            result["date"] = self.date
        if not isinstance(self.request_id, Unset):
            result["request-id"] = self.request_id
        if not isinstance(self.client_request_id, Unset):
            result["client-request-id"] = self.client_request_id
        return result
