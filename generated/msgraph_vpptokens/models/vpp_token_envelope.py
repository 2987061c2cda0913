# generated from openapi/openapi.yaml, do not edit; run make generate
from typing import Any

from attrs import define, field

from .._runtime.types import Model
from ..models.vpp_token import VppToken
from ..types import UNSET, Unset


@define
class VppTokenEnvelope(Model):
    """The documented shape of the body of `syncLicenses`, the token wrapped in `value`."""

    value: VppToken = field(metadata={"json": "value"})
    """The token."""
    odata_context: str | Unset = field(default=UNSET, kw_only=True, metadata={"json": "@odata.context"})
    """The address of the body's metadata; sent under minimal metadata."""
    additional_properties: dict[str, Any] = field(factory=dict[str, Any], kw_only=True)
    """Annotations, and properties that the contract does not name: JSON values by name."""
