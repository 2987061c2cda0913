# generated from openapi/openapi.yaml, do not edit; run make generate
from .._runtime.types import OpenEnum


class VppTokenActionResultOdataType(OpenEnum):
    """The OData type; left out under minimal metadata. The documented example has no leading `#` here, the service's
    other types have one. Both are valid.

    May grow: a text that is no member here becomes a value of its own.
    """

    MICROSOFT_GRAPH_VPP_TOKEN_ACTION_RESULT = "#microsoft.graph.vppTokenActionResult"
    MICROSOFT_GRAPH_VPP_TOKEN_ACTION_RESULT_2 = "microsoft.graph.vppTokenActionResult"
