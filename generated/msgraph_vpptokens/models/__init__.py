# generated from openapi/openapi.yaml, do not edit; run make generate
"""Contains all the data models used in inputs/outputs"""

from .apple_device_delivery_protocol import AppleDeviceDeliveryProtocol
from .error_detail import ErrorDetail
from .inner_error import InnerError
from .main_error import MainError
from .o_data_error import ODataError
from .vpp_token import VppToken
from .vpp_token_account_type import VppTokenAccountType
from .vpp_token_action_failure_reason import VppTokenActionFailureReason
from .vpp_token_action_result import VppTokenActionResult
from .vpp_token_action_result_odata_type import VppTokenActionResultOdataType
from .vpp_token_action_state import VppTokenActionState
from .vpp_token_envelope import VppTokenEnvelope
from .vpp_token_revoke_licenses_action_result import VppTokenRevokeLicensesActionResult
from .vpp_token_revoke_licenses_action_result_odata_type import VppTokenRevokeLicensesActionResultOdataType
from .vpp_token_state import VppTokenState
from .vpp_token_sync_status import VppTokenSyncStatus

__all__ = (
    "AppleDeviceDeliveryProtocol",
    "ErrorDetail",
    "InnerError",
    "MainError",
    "ODataError",
    "VppToken",
    "VppTokenAccountType",
    "VppTokenActionFailureReason",
    "VppTokenActionResult",
    "VppTokenActionResultOdataType",
    "VppTokenActionState",
    "VppTokenEnvelope",
    "VppTokenRevokeLicensesActionResult",
    "VppTokenRevokeLicensesActionResultOdataType",
    "VppTokenState",
    "VppTokenSyncStatus",
)
