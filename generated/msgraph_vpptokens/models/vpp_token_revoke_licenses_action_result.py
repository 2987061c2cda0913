# generated from openapi/openapi.yaml, do not edit; run make generate
"""The schema VppTokenRevokeLicensesActionResult as a class."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from ..models.vpp_token_action_failure_reason import VppTokenActionFailureReason
from ..models.vpp_token_action_state import VppTokenActionState
from ..models.vpp_token_revoke_licenses_action_result_odata_type import VppTokenRevokeLicensesActionResultOdataType
from ..types import (
    Mismatch,
    Model,
    mismatch,
    read_date_time,
    read_enum,
    read_integer,
    read_string,
    write_date_time,
    write_text,
)


class VppTokenRevokeLicensesActionResult(Model):
    """The result of revoking licenses (M): the properties of a vppTokenActionResult and three more. Only `@odata.type` tells the
    two types apart. A result without `@odata.type` is a plain vppTokenActionResult, and its other properties are undocumented.
    """

    __slots__ = (
        "action_failure_reason",
        "action_name",
        "action_state",
        "failed_licenses_count",
        "last_updated_date_time",
        "odata_type",
        "start_date_time",
        "total_licenses_count",
    )

    odata_type: VppTokenRevokeLicensesActionResultOdataType
    """The OData type. It is always sent, because it differs from the declared type (M)."""
    action_name: None | str
    """The name of the action."""
    action_state: VppTokenActionState
    """How far the action has got."""
    start_date_time: datetime.datetime
    """When the action was started."""
    last_updated_date_time: datetime.datetime
    """When the state of the action last changed."""
    total_licenses_count: int
    """How many licenses the action should revoke."""
    failed_licenses_count: int
    """How many of them it could not revoke."""
    action_failure_reason: VppTokenActionFailureReason
    """Why revoking failed."""

    def __init__(
        self,
        odata_type: VppTokenRevokeLicensesActionResultOdataType,
        action_name: None | str,
        action_state: VppTokenActionState,
        start_date_time: datetime.datetime,
        last_updated_date_time: datetime.datetime,
        total_licenses_count: int,
        failed_licenses_count: int,
        action_failure_reason: VppTokenActionFailureReason,
        *,
        additional_properties: dict[str, Any] | None = None,
    ) -> None:
        self.odata_type = odata_type
        self.action_name = action_name
        self.action_state = action_state
        self.start_date_time = start_date_time
        self.last_updated_date_time = last_updated_date_time
        self.total_licenses_count = total_licenses_count
        self.failed_licenses_count = failed_licenses_count
        self.action_failure_reason = action_failure_reason
        self.additional_properties = {} if additional_properties is None else additional_properties

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        if src_dict.__class__ is not dict and not isinstance(src_dict, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - JSON may be anything
            raise mismatch("", "an object", src_dict)
        rest = dict(src_dict)
        pop = rest.pop
        try:
            return cls(
                odata_type=_VppTokenRevokeLicensesActionResultOdataType[value]
                if (value := pop("@odata.type")).__class__ is str
                and value in _VppTokenRevokeLicensesActionResultOdataType
                else read_enum(VppTokenRevokeLicensesActionResultOdataType, value, "@odata.type"),
                action_name=value
                if (value := pop("actionName")).__class__ is str
                else read_string(value, "actionName"),
                action_state=_VppTokenActionState[value]
                if (value := pop("actionState")).__class__ is str and value in _VppTokenActionState
                else read_enum(VppTokenActionState, value, "actionState"),
                start_date_time=read_date_time(pop("startDateTime"), "startDateTime"),
                last_updated_date_time=read_date_time(pop("lastUpdatedDateTime"), "lastUpdatedDateTime"),
                total_licenses_count=read_integer(pop("totalLicensesCount"), "totalLicensesCount"),
                failed_licenses_count=read_integer(pop("failedLicensesCount"), "failedLicensesCount"),
                action_failure_reason=_VppTokenActionFailureReason[value]
                if (value := pop("actionFailureReason")).__class__ is str and value in _VppTokenActionFailureReason
                else read_enum(VppTokenActionFailureReason, value, "actionFailureReason"),
                additional_properties=rest,  # what the lines above have left
            )
        except KeyError as error:
            raise Mismatch(str(error.args[0]), "is missing") from None

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {
            **self.additional_properties,
            "@odata.type": write_text(self.odata_type),
            "actionName": self.action_name,
            "actionState": write_text(self.action_state),
            "startDateTime": write_date_time(self.start_date_time),
            "lastUpdatedDateTime": write_date_time(self.last_updated_date_time),
            "totalLicensesCount": self.total_licenses_count,
            "failedLicensesCount": self.failed_licenses_count,
            "actionFailureReason": write_text(self.action_failure_reason),
        }
        return result


_VppTokenRevokeLicensesActionResultOdataType = {
    member.value: member for member in VppTokenRevokeLicensesActionResultOdataType
}
_VppTokenActionState = {member.value: member for member in VppTokenActionState}
_VppTokenActionFailureReason = {member.value: member for member in VppTokenActionFailureReason}
