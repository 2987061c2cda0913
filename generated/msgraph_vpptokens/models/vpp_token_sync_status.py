# generated from openapi/openapi.yaml, do not edit; run make generate
"""The enumeration VppTokenSyncStatus."""

from ..types import OpenEnum


class VppTokenSyncStatus(OpenEnum):
    """How far the last license sync has got (M).

    - `none`: no sync yet; the default
    - `inProgress`: a sync runs
    - `completed`: the last sync succeeded
    - `failed`: the last sync failed

    May grow: text that is no member here becomes one of its own (M).
    """

    NONE = "none"
    INPROGRESS = "inProgress"
    COMPLETED = "completed"
    FAILED = "failed"
