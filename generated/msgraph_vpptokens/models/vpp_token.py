# generated from openapi/openapi.yaml, do not edit; run make generate
"""The schema VppToken as a class."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from ..models.apple_device_delivery_protocol import AppleDeviceDeliveryProtocol
from ..models.vpp_token_account_type import VppTokenAccountType
from ..models.vpp_token_action_result import VppTokenActionResult
from ..models.vpp_token_revoke_licenses_action_result import VppTokenRevokeLicensesActionResult
from ..models.vpp_token_state import VppTokenState
from ..models.vpp_token_sync_status import VppTokenSyncStatus
from ..types import (
    UNSET,
    Mismatch,
    Model,
    Unset,
    mismatch,
    read_boolean,
    read_date_time,
    read_enum,
    read_integer,
    read_key,
    read_list,
    read_string,
    read_subtype,
    write_date_time,
    write_list,
    write_model,
    write_text,
)


class VppToken(Model):
    """A VPP token: the connection between a tenant and one location in Apple Business Manager or Apple School Manager. An actual
    call returns every property, says Microsoft's page (D), so every property of the documented example is required. Optional
    are annotations, which depend on the metadata level (M), and the newer properties `lastAppCount` and
    `appleDeviceAppDeliveryProtocolType`.
    """

    __slots__ = (
        "apple_device_app_delivery_protocol_type",
        "apple_id",
        "automatically_update_apps",
        "claim_token_management_from_external_mdm",
        "country_or_region",
        "data_sharing_consent_granted",
        "display_name",
        "expiration_date_time",
        "id",
        "last_app_count",
        "last_modified_date_time",
        "last_sync_date_time",
        "last_sync_status",
        "location_name",
        "odata_context",
        "odata_type",
        "organization_name",
        "role_scope_tag_ids",
        "state",
        "token",
        "token_action_results",
        "vpp_token_account_type",
    )

    id: str
    """The key of the token; a GUID in every known use (D, O)."""
    organization_name: None | str
    """The organization that the token belongs to."""
    vpp_token_account_type: VppTokenAccountType
    """Whether the token comes from Apple Business Manager or Apple School Manager."""
    apple_id: None | str
    """The Apple account that the token was created with."""
    expiration_date_time: datetime.datetime
    """When the token expires. It must be renewed with Apple before."""
    last_sync_date_time: datetime.datetime
    """When the last sync with Apple was done."""
    token: None | str
    """The credential that Apple issued. It is a secret: do not log or show it. The live service sends `null` (O)."""
    last_modified_date_time: datetime.datetime
    """When the token was last changed in Intune."""
    state: VppTokenState
    """Whether the token can be used."""
    token_action_results: list[VppTokenActionResult | VppTokenRevokeLicensesActionResult]
    """The results of the actions run on the token; empty if there was none."""
    last_sync_status: VppTokenSyncStatus
    """How far the last sync has got; `inProgress` right after `syncLicenses` (D)."""
    automatically_update_apps: bool
    """Whether apps bought with this token are kept up to date automatically."""
    country_or_region: None | str
    """The country or region of the App Store where the licenses are valid."""
    data_sharing_consent_granted: bool
    """Whether an administrator has consented to share data with Apple."""
    display_name: None | str
    """The name that an administrator gave the token."""
    location_name: None | str
    """The name of the location in Apple Business Manager or Apple School Manager."""
    claim_token_management_from_external_mdm: bool
    """Whether Intune takes the token over from another device management service that uses it."""
    role_scope_tag_ids: list[None | str]
    """The role scope tags that decide which administrators see the token."""
    odata_context: str | Unset
    """The address of the body's metadata; sent under minimal metadata (M), at the top of the body."""
    odata_type: str | Unset
    """The OData type; left out under minimal metadata (M)."""
    apple_device_app_delivery_protocol_type: AppleDeviceDeliveryProtocol | Unset
    """How the token's apps are delivered to devices. It is new in July 2026 and may be missing (M)."""
    last_app_count: int | Unset
    """The number of apps under the token since its last sync. It is on Microsoft's page (D 2024) and in no metadata; it may be
    missing.
    """

    _secrets = frozenset({"token"})

    def __init__(
        self,
        id: str,
        organization_name: None | str,
        vpp_token_account_type: VppTokenAccountType,
        apple_id: None | str,
        expiration_date_time: datetime.datetime,
        last_sync_date_time: datetime.datetime,
        token: None | str,
        last_modified_date_time: datetime.datetime,
        state: VppTokenState,
        token_action_results: list[VppTokenActionResult | VppTokenRevokeLicensesActionResult],
        last_sync_status: VppTokenSyncStatus,
        automatically_update_apps: bool,
        country_or_region: None | str,
        data_sharing_consent_granted: bool,
        display_name: None | str,
        location_name: None | str,
        claim_token_management_from_external_mdm: bool,
        role_scope_tag_ids: list[None | str],
        odata_context: str | Unset = UNSET,
        odata_type: str | Unset = UNSET,
        apple_device_app_delivery_protocol_type: AppleDeviceDeliveryProtocol | Unset = UNSET,
        last_app_count: int | Unset = UNSET,
        *,
        additional_properties: dict[str, Any] | None = None,
    ) -> None:
        self.id = id
        self.organization_name = organization_name
        self.vpp_token_account_type = vpp_token_account_type
        self.apple_id = apple_id
        self.expiration_date_time = expiration_date_time
        self.last_sync_date_time = last_sync_date_time
        self.token = token
        self.last_modified_date_time = last_modified_date_time
        self.state = state
        self.token_action_results = token_action_results
        self.last_sync_status = last_sync_status
        self.automatically_update_apps = automatically_update_apps
        self.country_or_region = country_or_region
        self.data_sharing_consent_granted = data_sharing_consent_granted
        self.display_name = display_name
        self.location_name = location_name
        self.claim_token_management_from_external_mdm = claim_token_management_from_external_mdm
        self.role_scope_tag_ids = role_scope_tag_ids
        self.odata_context = odata_context
        self.odata_type = odata_type
        self.apple_device_app_delivery_protocol_type = apple_device_app_delivery_protocol_type
        self.last_app_count = last_app_count
        self.additional_properties = {} if additional_properties is None else additional_properties

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        if src_dict.__class__ is not dict and not isinstance(src_dict, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - JSON may be anything
            raise mismatch("", "an object", src_dict)
        rest = dict(src_dict)
        pop = rest.pop
        try:
            return cls(
                id=value if (value := pop("id")).__class__ is str else read_key(value, "id"),
                organization_name=value
                if (value := pop("organizationName")).__class__ is str
                else read_string(value, "organizationName"),
                vpp_token_account_type=_VppTokenAccountType[value]
                if (value := pop("vppTokenAccountType")).__class__ is str and value in _VppTokenAccountType
                else read_enum(VppTokenAccountType, value, "vppTokenAccountType"),
                apple_id=value if (value := pop("appleId")).__class__ is str else read_string(value, "appleId"),
                expiration_date_time=read_date_time(pop("expirationDateTime"), "expirationDateTime"),
                last_sync_date_time=read_date_time(pop("lastSyncDateTime"), "lastSyncDateTime"),
                token=value if (value := pop("token")).__class__ is str else read_string(value, "token"),
                last_modified_date_time=read_date_time(pop("lastModifiedDateTime"), "lastModifiedDateTime"),
                state=_VppTokenState[value]
                if (value := pop("state")).__class__ is str and value in _VppTokenState
                else read_enum(VppTokenState, value, "state"),
                token_action_results=read_list(
                    lambda item, at: read_subtype(_SUBTYPES, VppTokenActionResult, item, at),
                    pop("tokenActionResults"),
                    "tokenActionResults",
                ),
                last_sync_status=_VppTokenSyncStatus[value]
                if (value := pop("lastSyncStatus")).__class__ is str and value in _VppTokenSyncStatus
                else read_enum(VppTokenSyncStatus, value, "lastSyncStatus"),
                automatically_update_apps=value
                if (value := pop("automaticallyUpdateApps")).__class__ is bool
                else read_boolean(value, "automaticallyUpdateApps"),
                country_or_region=value
                if (value := pop("countryOrRegion")).__class__ is str
                else read_string(value, "countryOrRegion"),
                data_sharing_consent_granted=value
                if (value := pop("dataSharingConsentGranted")).__class__ is bool
                else read_boolean(value, "dataSharingConsentGranted"),
                display_name=value
                if (value := pop("displayName")).__class__ is str
                else read_string(value, "displayName"),
                location_name=value
                if (value := pop("locationName")).__class__ is str
                else read_string(value, "locationName"),
                claim_token_management_from_external_mdm=value
                if (value := pop("claimTokenManagementFromExternalMdm")).__class__ is bool
                else read_boolean(value, "claimTokenManagementFromExternalMdm"),
                role_scope_tag_ids=read_list(read_string, pop("roleScopeTagIds"), "roleScopeTagIds"),
                odata_context=value
                if (value := pop("@odata.context", UNSET)).__class__ is str
                else UNSET
                if value is UNSET
                else read_string(value, "@odata.context"),
                odata_type=value
                if (value := pop("@odata.type", UNSET)).__class__ is str
                else UNSET
                if value is UNSET
                else read_string(value, "@odata.type"),
                apple_device_app_delivery_protocol_type=_AppleDeviceDeliveryProtocol[value]
                if (value := pop("appleDeviceAppDeliveryProtocolType", UNSET)).__class__ is str
                and value in _AppleDeviceDeliveryProtocol
                else UNSET
                if value is UNSET
                else read_enum(AppleDeviceDeliveryProtocol, value, "appleDeviceAppDeliveryProtocolType"),
                last_app_count=UNSET
                if (value := pop("lastAppCount", UNSET)) is UNSET
                else read_integer(value, "lastAppCount"),
                additional_properties=rest,  # what the lines above have left
            )
        except KeyError as error:
            raise Mismatch(str(error.args[0]), "is missing") from None

    def to_dict(self) -> dict[str, Any]:
        result: dict[str, Any] = {
            **self.additional_properties,
            "id": self.id,
            "organizationName": self.organization_name,
            "vppTokenAccountType": write_text(self.vpp_token_account_type),
            "appleId": self.apple_id,
            "expirationDateTime": write_date_time(self.expiration_date_time),
            "lastSyncDateTime": write_date_time(self.last_sync_date_time),
            "token": self.token,
            "lastModifiedDateTime": write_date_time(self.last_modified_date_time),
            "state": write_text(self.state),
            "tokenActionResults": write_list(write_model, self.token_action_results),
            "lastSyncStatus": write_text(self.last_sync_status),
            "automaticallyUpdateApps": self.automatically_update_apps,
            "countryOrRegion": self.country_or_region,
            "dataSharingConsentGranted": self.data_sharing_consent_granted,
            "displayName": self.display_name,
            "locationName": self.location_name,
            "claimTokenManagementFromExternalMdm": self.claim_token_management_from_external_mdm,
            "roleScopeTagIds": write_list(lambda item: item, self.role_scope_tag_ids),
        }
        if not isinstance(self.odata_context, Unset):
            result["@odata.context"] = self.odata_context
        if not isinstance(self.odata_type, Unset):
            result["@odata.type"] = self.odata_type
        if not isinstance(self.apple_device_app_delivery_protocol_type, Unset):
            result["appleDeviceAppDeliveryProtocolType"] = write_text(self.apple_device_app_delivery_protocol_type)
        if not isinstance(self.last_app_count, Unset):
            result["lastAppCount"] = self.last_app_count
        return result


_VppTokenAccountType = {member.value: member for member in VppTokenAccountType}
_VppTokenState = {member.value: member for member in VppTokenState}
_VppTokenSyncStatus = {member.value: member for member in VppTokenSyncStatus}
_AppleDeviceDeliveryProtocol = {member.value: member for member in AppleDeviceDeliveryProtocol}
_SUBTYPES = {
    "#microsoft.graph.vppTokenActionResult": VppTokenActionResult,
    "microsoft.graph.vppTokenActionResult": VppTokenActionResult,
    "#microsoft.graph.vppTokenRevokeLicensesActionResult": VppTokenRevokeLicensesActionResult,
    "microsoft.graph.vppTokenRevokeLicensesActionResult": VppTokenRevokeLicensesActionResult,
}
