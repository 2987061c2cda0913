# generated from openapi/openapi.yaml, do not edit; run make generate
"""The enumeration VppTokenActionFailureReason."""

from ..types import OpenEnum


class VppTokenActionFailureReason(OpenEnum):
    """Why an action on a token failed (M).

    - `none`: it did not fail
    - `appleFailure`: Apple's service failed
    - `internalError`: Intune failed
    - `expiredVppToken`: the VPP token has expired
    - `expiredApplePushNotificationCertificate`: the tenant's certificate for Apple's push notifications has expired

    May grow: text that is no member here becomes one of its own (M).
    """

    NONE = "none"
    APPLEFAILURE = "appleFailure"
    INTERNALERROR = "internalError"
    EXPIREDVPPTOKEN = "expiredVppToken"
    EXPIREDAPPLEPUSHNOTIFICATIONCERTIFICATE = "expiredApplePushNotificationCertificate"
