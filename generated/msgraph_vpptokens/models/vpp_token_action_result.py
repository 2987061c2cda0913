# generated from openapi/openapi.yaml, do not edit; run make generate
import datetime
from typing import Any

from attrs import define, field

from .._runtime.types import Model
from ..models.vpp_token_action_result_odata_type import VppTokenActionResultOdataType
from ..models.vpp_token_action_state import VppTokenActionState
from ..types import UNSET, Unset


@define
class VppTokenActionResult(Model):
    """The result of one action run on a VPP token."""

    action_name: None | str = field(metadata={"json": "actionName"})
    """The name of the action."""
    action_state: VppTokenActionState = field(metadata={"json": "actionState"})
    """How far the action has got."""
    start_date_time: datetime.datetime = field(metadata={"json": "startDateTime"})
    """When the action was started."""
    last_updated_date_time: datetime.datetime = field(metadata={"json": "lastUpdatedDateTime"})
    """When the state of the action last changed."""
    odata_type: VppTokenActionResultOdataType | Unset = field(
        default=UNSET, kw_only=True, metadata={"json": "@odata.type"}
    )
    """The OData type; left out under minimal metadata. The documented example has no leading `#` here, the service's
    other types have one. Both are valid."""
    additional_properties: dict[str, Any] = field(factory=dict[str, Any], kw_only=True)
    """Annotations, and properties that the contract does not name: JSON values by name."""
