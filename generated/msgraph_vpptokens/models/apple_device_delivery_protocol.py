# generated from openapi/openapi.yaml, do not edit; run make generate
"""The enumeration AppleDeviceDeliveryProtocol."""

from ..types import OpenEnum


class AppleDeviceDeliveryProtocol(OpenEnum):
    """The protocol that delivers apps to Apple devices (M). Microsoft's type is named `appleDeviceDeliveryProtocol`, the property
    that uses it `appleDeviceAppDeliveryProtocolType`.

    - `default`: what Intune uses if nothing is chosen, which is MDM
    - `mobileDeviceManagement`: Mobile Device Management (MDM)
    - `declarativeDeviceManagement`: Declarative Device Management (DDM)
    - `unknownFutureValue`: a placeholder for members to come

    May grow: text that is no member here becomes one of its own (M).
    """

    DEFAULT = "default"
    MOBILEDEVICEMANAGEMENT = "mobileDeviceManagement"
    DECLARATIVEDEVICEMANAGEMENT = "declarativeDeviceManagement"
    UNKNOWNFUTUREVALUE = "unknownFutureValue"
