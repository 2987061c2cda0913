# generated from openapi/openapi.yaml, do not edit; run make generate
"""The enumeration VppTokenActionResultOdataType."""

from ..types import OpenEnum


class VppTokenActionResultOdataType(OpenEnum):
    """The OData type of an object.

    May grow: text that is no member here becomes one of its own (M).
    """

    VALUE_0 = "#microsoft.graph.vppTokenActionResult"
    MICROSOFT_GRAPH_VPPTOKENACTIONRESULT = "microsoft.graph.vppTokenActionResult"
