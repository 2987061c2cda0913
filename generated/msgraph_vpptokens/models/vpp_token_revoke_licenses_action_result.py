# generated from openapi/openapi.yaml, do not edit; run make generate
import datetime
from typing import Any

from attrs import define, field

from .._runtime.types import Model
from ..models.vpp_token_action_failure_reason import VppTokenActionFailureReason
from ..models.vpp_token_action_state import VppTokenActionState
from ..models.vpp_token_revoke_licenses_action_result_odata_type import VppTokenRevokeLicensesActionResultOdataType


@define
class VppTokenRevokeLicensesActionResult(Model):
    """The result of revoking licenses: the properties of a vppTokenActionResult and three more. Only `@odata.type` tells the
    two types apart. A result without `@odata.type` is a plain vppTokenActionResult, and its other properties are undocumented."""

    odata_type: VppTokenRevokeLicensesActionResultOdataType = field(metadata={"json": "@odata.type"})
    """The OData type. It is always sent, because it differs from the declared type."""
    action_name: None | str = field(metadata={"json": "actionName"})
    """The name of the action."""
    action_state: VppTokenActionState = field(metadata={"json": "actionState"})
    """How far the action has got."""
    start_date_time: datetime.datetime = field(metadata={"json": "startDateTime"})
    """When the action was started."""
    last_updated_date_time: datetime.datetime = field(metadata={"json": "lastUpdatedDateTime"})
    """When the state of the action last changed."""
    total_licenses_count: int = field(metadata={"json": "totalLicensesCount"})
    """How many licenses the action should revoke."""
    failed_licenses_count: int = field(metadata={"json": "failedLicensesCount"})
    """How many of them it could not revoke."""
    action_failure_reason: VppTokenActionFailureReason = field(metadata={"json": "actionFailureReason"})
    """Why revoking failed."""
    additional_properties: dict[str, Any] = field(factory=dict[str, Any], kw_only=True)
    """Annotations, and properties that the contract does not name: JSON values by name."""
