# generated from openapi/openapi.yaml, do not edit; run make generate
from .._runtime.types import OpenEnum


class VppTokenRevokeLicensesActionResultOdataType(OpenEnum):
    """The OData type. It is always sent, because it differs from the declared type.

    May grow: a text that is no member here becomes a value of its own.
    """

    MICROSOFT_GRAPH_VPP_TOKEN_REVOKE_LICENSES_ACTION_RESULT = "#microsoft.graph.vppTokenRevokeLicensesActionResult"
    MICROSOFT_GRAPH_VPP_TOKEN_REVOKE_LICENSES_ACTION_RESULT_2 = "microsoft.graph.vppTokenRevokeLicensesActionResult"
