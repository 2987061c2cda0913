# generated from openapi/openapi.yaml, do not edit; run make generate
from typing import Any

from attrs import define, field

from .._runtime.types import Model
from ..types import UNSET, Unset


@define
class InnerError(Model):
    """How to find the call in the server's logs."""

    date: str | Unset = field(default=UNSET, kw_only=True, metadata={"json": "date"})
    """When the error happened. It has **no time zone**, so it is no RFC 3339 date-time."""
    request_id: str | Unset = field(default=UNSET, kw_only=True, metadata={"json": "request-id"})
    """The same value as the header `request-id`."""
    client_request_id: str | Unset = field(default=UNSET, kw_only=True, metadata={"json": "client-request-id"})
    """The same value as the header `client-request-id`."""
    additional_properties: dict[str, Any] = field(factory=dict[str, Any], kw_only=True)
    """Annotations, and properties that the contract does not name: JSON values by name."""
