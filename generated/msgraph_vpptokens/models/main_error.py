# generated from openapi/openapi.yaml, do not edit; run make generate
from typing import Any

from attrs import define, field

from .._runtime.types import Model
from ..models.error_detail import ErrorDetail
from ..models.inner_error import InnerError
from ..types import UNSET, Unset


@define
class MainError(Model):
    """What went wrong."""

    code: str = field(metadata={"json": "code"})
    """The name of the error, for programs. New names may come."""
    message: str = field(metadata={"json": "message"})
    """A text for people. Intune puts a JSON document into this string."""
    target: None | str | Unset = field(default=UNSET, kw_only=True, metadata={"json": "target"})
    """What the error is about."""
    details: list[ErrorDetail] | Unset = field(default=UNSET, kw_only=True, metadata={"json": "details"})
    """More errors behind this one."""
    inner_error: InnerError | Unset = field(default=UNSET, kw_only=True, metadata={"json": "innerError"})
    """How to find the call in the server's logs."""
    innererror: InnerError | Unset = field(default=UNSET, kw_only=True, metadata={"json": "innererror"})
    """Another spelling of `innerError`, seen in some responses."""
    additional_properties: dict[str, Any] = field(factory=dict[str, Any], kw_only=True)
    """Annotations, and properties that the contract does not name: JSON values by name."""
