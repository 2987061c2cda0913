# generated from openapi/openapi.yaml, do not edit; run make generate
from typing import Any

from attrs import define, field

from .._runtime.types import Model
from ..models.main_error import MainError


@define
class ODataError(Model):
    """The service's error body. Microsoft's pages show none; metadata and users report this one."""

    error: MainError = field(metadata={"json": "error"})
    """The error."""
    additional_properties: dict[str, Any] = field(factory=dict[str, Any], kw_only=True)
    """Annotations, and properties that the contract does not name: JSON values by name."""
