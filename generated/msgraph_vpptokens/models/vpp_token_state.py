# generated from openapi/openapi.yaml, do not edit; run make generate
from .._runtime.types import OpenEnum


class VppTokenState(OpenEnum):
    """Whether the token can be used.

    - `unknown`: not known yet; the default
    - `valid`: it can be used
    - `expired`: its time is over; renew it with Apple
    - `invalid`: Apple does not accept it
    - `assignedToExternalMDM`: another device management service uses it
    - `duplicateLocationId`: another token of the tenant is for the same location; v1.0 does not have this member

    May grow: a text that is no member here becomes a value of its own.
    """

    UNKNOWN = "unknown"
    VALID = "valid"
    EXPIRED = "expired"
    INVALID = "invalid"
    ASSIGNED_TO_EXTERNAL_MDM = "assignedToExternalMDM"
    DUPLICATE_LOCATION_ID = "duplicateLocationId"
