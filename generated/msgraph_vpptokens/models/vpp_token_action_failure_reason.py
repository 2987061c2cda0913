# generated from openapi/openapi.yaml, do not edit; run make generate
from .._runtime.types import OpenEnum


class VppTokenActionFailureReason(OpenEnum):
    """Why an action on a token failed.

    - `none`: it did not fail
    - `appleFailure`: Apple's service failed
    - `internalError`: Intune failed
    - `expiredVppToken`: the VPP token has expired
    - `expiredApplePushNotificationCertificate`: the tenant's certificate for Apple's push notifications has expired

    May grow: a text that is no member here becomes a value of its own.
    """

    NONE = "none"
    APPLE_FAILURE = "appleFailure"
    INTERNAL_ERROR = "internalError"
    EXPIRED_VPP_TOKEN = "expiredVppToken"
    EXPIRED_APPLE_PUSH_NOTIFICATION_CERTIFICATE = "expiredApplePushNotificationCertificate"
