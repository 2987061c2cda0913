# generated from openapi/openapi.yaml, do not edit; run make generate
import datetime
from typing import Any, Literal

from attrs import define, field

from .._runtime.types import Model, hide
from ..models.apple_device_delivery_protocol import AppleDeviceDeliveryProtocol
from ..models.vpp_token_account_type import VppTokenAccountType
from ..models.vpp_token_action_result import VppTokenActionResult
from ..models.vpp_token_revoke_licenses_action_result import VppTokenRevokeLicensesActionResult
from ..models.vpp_token_state import VppTokenState
from ..models.vpp_token_sync_status import VppTokenSyncStatus
from ..types import UNSET, Unset


@define
class VppToken(Model):
    """A VPP token: the connection between a tenant and one location in Apple Business Manager or Apple School Manager. An actual
    call returns every property, says Microsoft's page, so every property of the documented example is required. Optional
    are annotations, which depend on the metadata level, and the newer properties `lastAppCount` and
    `appleDeviceAppDeliveryProtocolType`."""

    id: str = field(metadata={"json": "id", "key": True})
    """The key of the token; a GUID in every known use."""
    organization_name: None | str = field(metadata={"json": "organizationName"})
    """The organization that the token belongs to."""
    vpp_token_account_type: VppTokenAccountType = field(metadata={"json": "vppTokenAccountType"})
    """Whether the token comes from Apple Business Manager or Apple School Manager."""
    apple_id: None | str = field(metadata={"json": "appleId"})
    """The Apple account that the token was created with."""
    expiration_date_time: datetime.datetime = field(metadata={"json": "expirationDateTime"})
    """When the token expires. It must be renewed with Apple before."""
    last_sync_date_time: datetime.datetime = field(metadata={"json": "lastSyncDateTime"})
    """When the last sync with Apple was done."""
    token: None | str = field(repr=hide, metadata={"json": "token"})
    """The credential that Apple issued. It is a secret: do not log or show it. The live service sends `null`."""
    last_modified_date_time: datetime.datetime = field(metadata={"json": "lastModifiedDateTime"})
    """When the token was last changed in Intune."""
    state: VppTokenState = field(metadata={"json": "state"})
    """Whether the token can be used."""
    token_action_results: list[VppTokenActionResult | VppTokenRevokeLicensesActionResult] = field(
        metadata={"json": "tokenActionResults"}
    )
    """The results of the actions run on the token; empty if there was none."""
    last_sync_status: VppTokenSyncStatus = field(metadata={"json": "lastSyncStatus"})
    """How far the last sync has got; `inProgress` right after `syncLicenses`."""
    automatically_update_apps: bool = field(metadata={"json": "automaticallyUpdateApps"})
    """Whether apps bought with this token are kept up to date automatically."""
    country_or_region: None | str = field(metadata={"json": "countryOrRegion"})
    """The country or region of the App Store where the licenses are valid."""
    data_sharing_consent_granted: bool = field(metadata={"json": "dataSharingConsentGranted"})
    """Whether an administrator has consented to share data with Apple."""
    display_name: None | str = field(metadata={"json": "displayName"})
    """The name that an administrator gave the token."""
    location_name: None | str = field(metadata={"json": "locationName"})
    """The name of the location in Apple Business Manager or Apple School Manager."""
    claim_token_management_from_external_mdm: bool = field(metadata={"json": "claimTokenManagementFromExternalMdm"})
    """Whether Intune takes the token over from another device management service that uses it."""
    role_scope_tag_ids: list[None | str] = field(metadata={"json": "roleScopeTagIds"})
    """The role scope tags that decide which administrators see the token."""
    odata_context: str | Unset = field(default=UNSET, kw_only=True, metadata={"json": "@odata.context"})
    """The address of the body's metadata; sent under minimal metadata, at the top of the body."""
    odata_type: Literal["#microsoft.graph.vppToken"] | Unset = field(
        default=UNSET, kw_only=True, metadata={"json": "@odata.type"}
    )
    """The OData type; left out under minimal metadata."""
    apple_device_app_delivery_protocol_type: AppleDeviceDeliveryProtocol | Unset = field(
        default=UNSET, kw_only=True, metadata={"json": "appleDeviceAppDeliveryProtocolType"}
    )
    """How the token's apps are delivered to devices. It is new in July 2026 and may be missing."""
    last_app_count: int | Unset = field(default=UNSET, kw_only=True, metadata={"json": "lastAppCount"})
    """The number of apps under the token since its last sync. It is on Microsoft's page and in no metadata; it may be
    missing."""
    additional_properties: dict[str, Any] = field(factory=dict[str, Any], kw_only=True)
    """Annotations, and properties that the contract does not name: JSON values by name."""
