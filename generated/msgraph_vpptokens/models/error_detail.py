# generated from openapi/openapi.yaml, do not edit; run make generate
from typing import Any

from attrs import define, field

from .._runtime.types import Model
from ..types import UNSET, Unset


@define
class ErrorDetail(Model):
    """One of several errors behind the main one."""

    code: str = field(metadata={"json": "code"})
    """The name of the error, for programs."""
    message: str = field(metadata={"json": "message"})
    """A text for people."""
    target: None | str | Unset = field(default=UNSET, kw_only=True, metadata={"json": "target"})
    """What the error is about."""
    additional_properties: dict[str, Any] = field(factory=dict[str, Any], kw_only=True)
    """Annotations, and properties that the contract does not name: JSON values by name."""
