# generated from openapi/openapi.yaml, do not edit; run make generate
"""The schema MainError as a class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ..models.error_detail import ErrorDetail
from ..models.inner_error import InnerError
from ..types import (
    UNSET,
    Mismatch,
    Model,
    Unset,
    mismatch,
    read_list,
    read_model,
    read_string,
    write_list,
    write_model,
)


class MainError(Model):
    """What went wrong."""

    __slots__ = ("code", "details", "inner_error", "innererror", "message", "target")

    code: str
    """The name of the error, for programs. New names may come."""
    message: str
    """A text for people. Intune puts a JSON document into this string (O)."""
    target: None | str | Unset
    """What the error is about."""
    details: list[ErrorDetail] | Unset
    """More errors behind this one."""
    inner_error: InnerError | Unset
    """How to find the call in the server's logs."""
    innererror: InnerError | Unset
    """Another spelling of `innerError`, seen in some responses (O)."""

    def __init__(
        self,
        code: str,
        message: str,
        target: None | str | Unset = UNSET,
        details: list[ErrorDetail] | Unset = UNSET,
        inner_error: InnerError | Unset = UNSET,
        innererror: InnerError | Unset = UNSET,
        *,
        additional_properties: dict[str, Any] | None = None,
    ) -> None:
        self.code = code
        self.message = message
        self.target = target
        self.details = details
        self.inner_error = inner_error
        self.innererror = innererror
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
                details=UNSET
                if (value := pop("details", UNSET)) is UNSET
                else read_list(lambda item, at: read_model(ErrorDetail, item, at), value, "details"),
                inner_error=UNSET
                if (value := pop("innerError", UNSET)) is UNSET
                else read_model(InnerError, value, "innerError"),
                innererror=UNSET
                if (value := pop("innererror", UNSET)) is UNSET
                else read_model(InnerError, value, "innererror"),
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
        if not isinstance(self.details, Unset):
            result["details"] = write_list(write_model, self.details)
        if not isinstance(self.inner_error, Unset):
            result["innerError"] = write_model(self.inner_error)
        if not isinstance(self.innererror, Unset):
            result["innererror"] = write_model(self.innererror)
        return result
