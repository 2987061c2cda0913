# generated from openapi/openapi.yaml, do not edit; run make generate
"""The enumeration VppTokenActionState."""

from ..types import OpenEnum


class VppTokenActionState(OpenEnum):
    """How far an action has got (M). Microsoft's type is named `actionState`.

    - `none`: no state; the default
    - `pending`: it waits to be started
    - `canceled`: it was called off
    - `active`: it runs
    - `done`: it ended without errors
    - `failed`: it ended with an error
    - `notSupported`: the service cannot do it

    May grow: text that is no member here becomes one of its own (M).
    """

    NONE = "none"
    PENDING = "pending"
    CANCELED = "canceled"
    ACTIVE = "active"
    DONE = "done"
    FAILED = "failed"
    NOTSUPPORTED = "notSupported"
