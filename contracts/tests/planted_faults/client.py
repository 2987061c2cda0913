"""Faults in the generated client that a fresh generation would undo, were they not in the templates too; edges 3 and 4.

Each must be caught by what the client does, not by the comparison with a fresh generation, which would catch them all.
"""

from __future__ import annotations

from . import Fault

PACKAGE = "generated/msgraph_vpptokens/"
LICENSES = PACKAGE + "api/vpp_tokens/sync_licenses.py"
COUNTS = PACKAGE + "api/vpp_tokens/sync_license_counts.py"
CLIENT, ERRORS = (f"{PACKAGE}{name}.py" for name in ("client", "errors"))
RUN_AUTH, RUN_CLIENT, RUN_ERRORS, RUN_RETRIES, RUN_TYPES = (
    f"{PACKAGE}_runtime/{name}.py" for name in ("auth", "client", "errors", "retries", "types")
)
TOKEN = PACKAGE + "models/vpp_token.py"
STATE = PACKAGE + "models/vpp_token_state.py"

ARRIVES = "edges/test_edge4_client_and_mock.py::test_the_documented_token_arrives_as_it_is_documented"
COUNTS_NOTHING = "edges/test_edge4_client_and_mock.py::test_the_counts_give_nothing"
DOCUMENTED_ERRORS = "edges/test_edge4_client_and_mock.py::test_each_documented_error_is_raised_as_its_own_class"
OTHER_ERRORS = "edges/test_edge4_client_and_mock.py::test_any_other_error_is_raised_with_its_status"
REQUESTS = "edges/test_edge3_client_and_spec.py::test_every_request_that_the_client_can_make_fits_the_spec"
MEMBERS = "edges/test_edge3_client_and_spec.py::test_every_enumeration_has_the_members_of_the_spec"
LOSSLESS = "client/test_lossless.py::test_what_the_schema_allows_is_written_back_as_it_was"
FIELDS = "client/test_models.py::test_attrs_knows_the_fields_and_their_names_on_the_wire"
BREACH = "client/test_errors.py::test_a_success_that_breaks_the_contract_raises"
NO_SECRET = "client/test_secrets.py::test_an_answered_call_shows_no_secret"

FAULTS = (
    Fault("syncLicenses has another path", LICENSES, '/syncLicenses"', '/syncLicence"', ARRIVES),
    Fault("syncLicenseCounts has another path", COUNTS, '/syncLicenseCounts"', '/syncLicensesCount"', COUNTS_NOTHING),
    Fault("syncLicenses has another method", LICENSES, '"POST"', '"PUT"', REQUESTS),
    Fault("a long id is cut", RUN_CLIENT, 'quote(value, safe="")', 'quote(value[:8], safe="")', REQUESTS),
    Fault("Accept is lost", RUN_CLIENT, '"Accept": "application/json"', '"Accept": "*/*"', REQUESTS),
    Fault("the client-request-id is no GUID", RUN_CLIENT, '"client-request-id": str(uuid4())', '"client-request-id": "mine"', REQUESTS),
    Fault(
        "any id is sent",
        RUN_CLIENT,
        " or not re.fullmatch(self.patterns[name], value):",
        ":",
        "client/test_ids.py::test_an_id_outside_the_contract_is_never_sent",
    ),
    Fault(
        "the server is another",
        CLIENT,
        'BASE_URL = "https://graph.microsoft.com/beta"',
        'BASE_URL = "https://graph.microsoft.com/v1.0"',
        "client/test_options.py::test_the_default_server_is_the_contracts",
    ),
    Fault(
        "a cloud has the scope of another",
        CLIENT,
        '"https://graph.microsoft.us/.default"',
        '"https://graph.microsoft.com/.default"',
        "client/test_auth.py::test_the_base_url_of_a_cloud_picks_its_scope",
    ),
    Fault("a property has another name", TOKEN, '"json": "countryOrRegion"', '"json": "country"', LOSSLESS),
    Fault("two properties are swapped", TOKEN, '"json": "appleId"', '"json": "displayName"', FIELDS),
    Fault(
        "an optional property is required",
        TOKEN,
        'default=UNSET, kw_only=True, metadata={"json": "@odata.type"}',
        'metadata={"json": "@odata.type"}, kw_only=True',
        FIELDS,
    ),
    Fault("absent is written as null", RUN_TYPES, "            if value is not UNSET:\n", "            if value or True:\n", LOSSLESS),
    Fault("unknown properties are dropped", RUN_TYPES, '{"additional_properties": rest}', '{"additional_properties": {}}', LOSSLESS),
    Fault("an enum member is lost", STATE, '    DUPLICATE_LOCATION_ID = "duplicateLocationId"\n', "", MEMBERS),
    Fault("the client misspells an enum member", STATE, '"assignedToExternalMDM"', '"assignedToExternalMdm"', MEMBERS),
    Fault(
        "an unknown enum member raises",
        RUN_TYPES,
        "        if not isinstance(value, str):\n            return None\n",
        "        return None\n",
        "client/test_enums.py::test_unknown_members_keep_their_text",
    ),
    Fault("the seventh digit is lost", RUN_TYPES, "        value._text = text", "        value._text = ''", LOSSLESS),
    Fault("the wrapped shape is not read", LICENSES, '    envelope=("value", "id"),\n', "", ARRIVES),
    Fault(
        "the bare shape is not read",
        RUN_CLIENT,
        "if key in body or not",
        "if not",
        "client/test_results.py::test_a_bare_token_may_have_a_property_named_value",
    ),
    Fault(
        "a subtype is read as its parent",
        RUN_TYPES,
        "by_type.get(name, declared) if",
        "declared if",
        "client/test_models.py::test_the_subtype_is_told_by_its_odata_type",
    ),
    Fault("an error is returned", RUN_ERRORS, "        if self._error is None:", "        if True:", DOCUMENTED_ERRORS),
    Fault("an error has no class of its own", ERRORS, "    404: NotFound,\n", "", DOCUMENTED_ERRORS),
    Fault("a 5XX has no class", ERRORS, "    **dict.fromkeys(range(500, 600), ServerError),\n", "", OTHER_ERRORS),
    Fault("an error does not say its request id", RUN_ERRORS, "self.headers.get(name) or _text(", "_text(", BREACH),
    Fault(
        "an unreadable success is an empty one",
        RUN_CLIENT,
        "InvalidResponseError if breach else error",
        "error",
        BREACH,
    ),
    Fault(
        "a token without its key is read",
        RUN_TYPES,
        "elif value is None and not key:",
        "elif value is None:",
        BREACH,
    ),
    Fault("the VPP token is in repr", TOKEN, "repr=hide, ", "", NO_SECRET),
    Fault("the bearer token is in the client's repr", RUN_CLIENT, "field(default=None, repr=hide)", "field(default=None)", NO_SECRET),
    Fault(
        "http is accepted everywhere",
        RUN_CLIENT,
        'if url.scheme == "http" and not',
        "if False and not",
        "client/test_secrets.py::test_a_base_url_that_would_give_the_token_away_is_refused_and_its_password_not_shown",
    ),
    Fault(
        "400 is tried again",
        RUN_RETRIES,
        "[429, 503, 504]",
        "[400, 429, 503, 504]",
        "client/test_retries.py::test_other_statuses_are_not_tried_again",
    ),
    Fault(
        "503 is not tried again",
        RUN_RETRIES,
        "[429, 503, 504]",
        "[429, 504]",
        "client/test_retries.py::test_a_status_that_asks_for_it_is_tried_again",
    ),
    Fault(
        "Retry-After is ignored",
        RUN_RETRIES,
        "self.backoff_strategy() if asked is None else asked",
        "self.backoff_strategy()",
        "client/test_retries.py::test_retry_after_is_honoured_in_all_its_forms",
    ),
    Fault(
        "Retry-After: 0 waits",
        RUN_RETRIES,
        "if asked is None else asked",
        "if not asked else asked",
        "client/test_retries.py::test_a_retry_after_of_zero_is_obeyed",
    ),
    Fault(
        "waits have no end",
        RUN_RETRIES,
        "if self.elapsed_sleep > LONGEST_WAIT:",
        "if False:",
        "client/test_retries.py::test_a_call_that_would_wait_too_long_ends_with_the_answer_it_has",
    ),
    Fault(
        "a claims challenge is not answered",
        RUN_AUTH,
        "return claims_of(response)",
        "return None",
        "client/test_auth.py::test_a_claims_challenge_is_answered_once",
    ),
    Fault(
        "a credential is asked on every call",
        RUN_AUTH,
        "token if time.time() < ends - MARGIN",
        "token if False",
        "client/test_auth.py::test_a_credential_is_asked_for_the_scope_and_its_token_is_kept",
    ),
    Fault(
        "there is no default timeout",
        RUN_CLIENT,
        "field(default=httpx.Timeout(30.0),",
        "field(default=httpx.Timeout(None),",
        "client/test_options.py::test_there_is_a_default_timeout",
    ),
    Fault(
        "with_options opens connections of its own",
        RUN_CLIENT,
        "if self._pools.httpx_args != self.httpx_args:",
        "if True:",
        "client/test_options.py::test_evolve_and_with_options_share_the_connections_unless_httpx_args_differ",
    ),
)
