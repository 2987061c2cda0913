# generated from openapi/openapi.yaml, do not edit; run make generate
"""The enumeration AppleDeviceAppDeliveryProtocolType."""

from ..types import OpenEnum


class AppleDeviceAppDeliveryProtocolType(OpenEnum):
    """The protocol by which apps are delivered to Apple devices (M).

    May grow: text that is no member here becomes one of its own (M).
    """

    DEFAULT = "default"
    MOBILEDEVICEMANAGEMENT = "mobileDeviceManagement"
    DECLARATIVEDEVICEMANAGEMENT = "declarativeDeviceManagement"
    UNKNOWNFUTUREVALUE = "unknownFutureValue"
