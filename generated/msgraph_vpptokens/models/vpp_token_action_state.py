# generated from openapi/openapi.yaml, do not edit; run make generate
"""The enumeration VppTokenActionState."""

from ..types import OpenEnum


class VppTokenActionState(OpenEnum):
    """How far an action has got (M). Microsoft's type is named `actionState`.

    May grow: text that is no member here becomes one of its own (M).
    """

    NONE = "none"
    PENDING = "pending"
    CANCELED = "canceled"
    ACTIVE = "active"
    DONE = "done"
    FAILED = "failed"
    NOTSUPPORTED = "notSupported"
