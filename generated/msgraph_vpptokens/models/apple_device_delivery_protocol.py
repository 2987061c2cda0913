# generated from openapi/openapi.yaml, do not edit; run make generate
from .._runtime.types import OpenEnum


class AppleDeviceDeliveryProtocol(OpenEnum):
    """The protocol that delivers apps to Apple devices. Microsoft's type is named `appleDeviceDeliveryProtocol`, the property
    that uses it `appleDeviceAppDeliveryProtocolType`.

    - `default`: what Intune uses if nothing is chosen, which is MDM
    - `mobileDeviceManagement`: Mobile Device Management (MDM)
    - `declarativeDeviceManagement`: Declarative Device Management (DDM)
    - `unknownFutureValue`: a placeholder for members to come

    May grow: a text that is no member here becomes a value of its own.
    """

    DEFAULT = "default"
    MOBILE_DEVICE_MANAGEMENT = "mobileDeviceManagement"
    DECLARATIVE_DEVICE_MANAGEMENT = "declarativeDeviceManagement"
    UNKNOWN_FUTURE_VALUE = "unknownFutureValue"
