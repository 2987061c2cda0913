# generated from openapi/openapi.yaml, do not edit; run make generate
from .._runtime.types import OpenEnum


class VppTokenSyncStatus(OpenEnum):
    """How far the last license sync has got.

    - `none`: no sync yet; the default
    - `inProgress`: a sync runs
    - `completed`: the last sync succeeded
    - `failed`: the last sync failed

    May grow: a text that is no member here becomes a value of its own.
    """

    NONE = "none"
    IN_PROGRESS = "inProgress"
    COMPLETED = "completed"
    FAILED = "failed"
