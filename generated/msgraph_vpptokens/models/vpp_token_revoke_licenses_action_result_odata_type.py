# generated from openapi/openapi.yaml, do not edit; run make generate
"""The enumeration VppTokenRevokeLicensesActionResultOdataType."""

from ..types import OpenEnum


class VppTokenRevokeLicensesActionResultOdataType(OpenEnum):
    """The OData type of an object.

    May grow: text that is no member here becomes one of its own (M).
    """

    VALUE_0 = "#microsoft.graph.vppTokenRevokeLicensesActionResult"
    MICROSOFT_GRAPH_VPPTOKENREVOKELICENSESACTIONRESULT = "microsoft.graph.vppTokenRevokeLicensesActionResult"
