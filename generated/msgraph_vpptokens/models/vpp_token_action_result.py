# generated from openapi/openapi.yaml, do not edit; run make generate
"""The schema VppTokenActionResult as a class."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from ..models.vpp_token_action_result_odata_type import VppTokenActionResultOdataType
from ..models.vpp_token_action_state import VppTokenActionState
from ..types import (
    UNSET,
    Mismatch,
    Model,
    Unset,
    mismatch,
    read_date_time,
    read_enum,
    read_string,
    write_date_time,
    write_text,
)


class VppTokenActionResult(Model):
    """The result of one action run on a VPP token."""

    __slots__ = ("action_name", "action_state", "last_updated_date_time", "odata_type", "start_date_time")

    action_name: None | str
    """The name of the action."""
    action_state: VppTokenActionState
    """How far the action has got."""
    start_date_time: datetime.datetime
    """When the action was started."""
    last_updated_date_time: datetime.datetime
    """When the state of the action last changed."""
    odata_type: VppTokenActionResultOdataType | Unset
    """The OData type; left out under minimal metadata (M). The documented example has no leading `#` here (D), the service's
    other types have one. Both are valid.
    """

    def __init__(
        self,
        action_name: None | str,
        action_state: VppTokenActionState,
        start_date_time: datetime.datetime,
        last_updated_date_time: datetime.datetime,
        odata_type: VppTokenActionResultOdataType | Unset = UNSET,
        *,
        additional_properties: dict[str, Any] | None = None,
    ) -> None:
        self.action_name = action_name
        self.action_state = action_state
        self.start_date_time = start_date_time
        self.last_updated_date_time = last_updated_date_time
        self.odata_type = odata_type
        self.additional_properties = {} if additional_properties is None else additional_properties

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        if src_dict.__class__ is not dict and not isinstance(src_dict, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - JSON may be anything
            raise mismatch("", "an object", src_dict)
        rest = dict(src_dict)
        pop = rest.pop
        try:
            return cls(
                action_name=value
                if (value := pop("actionName")).__class__ is str
                else read_string(value, "actionName"),
                action_state=_VppTokenActionState[value]
                if (value := pop("actionState")).__class__ is str and value in _VppTokenActionState
                else read_enum(VppTokenActionState, value, "actionState"),
                start_date_time=read_date_time(pop("startDateTime"), "startDateTime"),
                last_updated_date_time=read_date_time(pop("lastUpdatedDateTime"), "lastUpdatedDateTime"),
                odata_type=_VppTokenActionResultOdataType[value]
                if (value := pop("@odata.type", UNSET)).__class__ is str and value in _VppTokenActionResultOdataType
                else UNSET
                if value is UNSET
                else read_enum(VppTokenActionResultOdataType, value, "@odata.type"),
                additional_properties=rest,  # what the lines above have left
            )
        except KeyError as error:
            raise Mismatch(str(error.args[0]), "is missing") from None

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {
            **self.additional_properties,
            "actionName": self.action_name,
            "actionState": write_text(self.action_state),
            "startDateTime": write_date_time(self.start_date_time),
            "lastUpdatedDateTime": write_date_time(self.last_updated_date_time),
        }
        if not isinstance(self.odata_type, Unset):
            result["@odata.type"] = write_text(self.odata_type)
        return result


_VppTokenActionState = {member.value: member for member in VppTokenActionState}
_VppTokenActionResultOdataType = {member.value: member for member in VppTokenActionResultOdataType}
