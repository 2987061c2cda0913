# generated from openapi/openapi.yaml, do not edit; run make generate
from .._runtime.types import OpenEnum


class VppTokenActionState(OpenEnum):
    """How far an action has got. Microsoft's type is named `actionState`.

    - `none`: no state; the default
    - `pending`: it waits to be started
    - `canceled`: it was called off
    - `active`: it runs
    - `done`: it ended without errors
    - `failed`: it ended with an error
    - `notSupported`: the service cannot do it

    May grow: a text that is no member here becomes a value of its own.
    """

    NONE = "none"
    PENDING = "pending"
    CANCELED = "canceled"
    ACTIVE = "active"
    DONE = "done"
    FAILED = "failed"
    NOT_SUPPORTED = "notSupported"
