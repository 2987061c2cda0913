"""The known differences between the contract and its sources, each with its reason."""

from __future__ import annotations

from typing import NamedTuple

from .facts import Kind


class Known(NamedTuple):
    """One known difference: what the contract and a source of one kind say of a subject; "" where one says nothing."""

    kind: Kind
    subject: str
    here: str
    there: str
    reason: str


_WRAPPED, _APPS = "{value: vppToken}", "DeviceManagementApps.ReadWrite.All"
_SELF = "the page contradicts itself: its text promises a vppToken, its example wraps it; the contract accepts both (D)"
_BARE = "only the example on Microsoft's page wraps the token; the contract accepts both (D, M)"
_COUNT = "on the resource page since 2024, in no metadata; optional (D 2024)"
_ANNOTATION = "OData annotations are in responses (D) and in no metadata; minimal metadata leaves them out (M)"
_LATER = "on later versions of the page, not in the permissions list (D later)"
_EVERYWHERE = (
    ("syncLicenses.returns", _WRAPPED, _BARE),
    ("vppToken.lastAppCount", "int32", _COUNT),
    ("vppToken.@odata.context", "string", _ANNOTATION),
    ("vppToken.@odata.type", "enum", _ANNOTATION),
    ("vppTokenActionResult.@odata.type", "enum", _ANNOTATION),
    ("vppTokenRevokeLicensesActionResult.@odata.type", "enum", _ANNOTATION),
)
KNOWN = (
    Known(Kind.OPERATION_PAGE, "syncLicenses.returns", _WRAPPED, _WRAPPED, _SELF),
    Known(Kind.PERMISSIONS, "syncLicenses.permission.delegatedWork", _APPS, "", _LATER),
    Known(Kind.PERMISSIONS, "syncLicenses.permission.application", _APPS, "", _LATER),
    *(Known(kind, subject, here, "", reason) for kind in (Kind.CSDL, Kind.OPENAPI) for subject, here, reason in _EVERYWHERE),
)
