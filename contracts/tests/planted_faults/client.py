"""Faults in the generated client that a fresh generation would undo, were they not in the templates too; edges 3 and 4.

Each must be caught by what the client does, not by the comparison with a fresh generation, which would catch them all.
"""

from __future__ import annotations

from . import Fault

PACKAGE = "generated/msgraph_vpptokens/"
LICENSES = PACKAGE + "api/vpp_tokens/sync_licenses.py"
COUNTS = PACKAGE + "api/vpp_tokens/sync_license_counts.py"
AUTH, CLIENT, ERRORS, TRANSPORT, TYPES = (f"{PACKAGE}{name}.py" for name in ("auth", "client", "errors", "transport", "types"))
TOKEN = PACKAGE + "models/vpp_token.py"
STATE = PACKAGE + "models/vpp_token_state.py"

ARRIVES = "edges/test_edge4_client_and_mock.py::test_the_documented_token_arrives_as_it_is_documented"
COUNTS_NOTHING = "edges/test_edge4_client_and_mock.py::test_the_counts_give_nothing"
DOCUMENTED_ERRORS = "edges/test_edge4_client_and_mock.py::test_each_documented_error_is_raised_as_its_own_class"
REQUESTS = "edges/test_edge3_client_and_spec.py::test_every_request_that_the_client_can_make_fits_the_spec"
MEMBERS = "edges/test_edge3_client_and_spec.py::test_every_enumeration_has_the_members_of_the_spec"
LOSSLESS = "client/test_lossless.py::test_what_the_schema_allows_is_written_back_as_it_was"


def behaviour(test: str) -> str:
    """Return the full name of a test of the client's behaviour."""
    return f"client/test_behaviour.py::test_{test}"


FAULTS = (
    Fault("syncLicenses has another path", LICENSES, '/syncLicenses"', '/syncLicence"', ARRIVES),
    Fault("syncLicenseCounts has another path", COUNTS, "/syncLicenseCounts", "/syncLicensesCount", COUNTS_NOTHING),
    Fault("syncLicenses has another method", LICENSES, '"POST"', '"PUT"', REQUESTS),
    Fault("a long id is cut", LICENSES, "quote(vpp_token_id, safe='')", "quote(vpp_token_id[:8], safe='')", REQUESTS),
    Fault("Accept is lost", CLIENT, '"Accept": "application/json"', '"Accept": "*/*"', REQUESTS),
    Fault("the client-request-id is lost", CLIENT, 'if "client-request-id" not in sent:', "if False:", REQUESTS),
    Fault(
        "any id is sent",
        LICENSES,
        "if not _VPP_TOKEN_ID.fullmatch(vpp_token_id):",
        "if False:",
        behaviour("an_id_outside_the_contract_is_never_sent"),
    ),
    Fault(
        "the server is another",
        CLIENT,
        'BASE_URL = "https://graph.microsoft.com/beta"',
        'BASE_URL = "https://graph.microsoft.com/v1.0"',
        behaviour("the_default_server_is_the_contracts"),
    ),
    Fault("a property is dropped when read", TOKEN, 'pop("countryOrRegion")', 'pop("country", None)', LOSSLESS),
    Fault("a property is dropped when written", TOKEN, '            "displayName": self.display_name,\n', "", LOSSLESS),
    Fault("two properties are swapped", TOKEN, 'pop("appleId")', 'pop("displayName")', LOSSLESS),
    Fault("unknown properties are dropped", TOKEN, "additional_properties=rest,", "additional_properties={},", LOSSLESS),
    Fault("an enum member is lost", STATE, '    DUPLICATELOCATIONID = "duplicateLocationId"\n', "", MEMBERS),
    Fault("the client misspells an enum member", STATE, '"assignedToExternalMDM"', '"assignedToExternalMdm"', MEMBERS),
    Fault(
        "an unknown enum member raises",
        TYPES,
        "        if not isinstance(value, str):\n            return None\n",
        "        return None\n",
        behaviour("unknown_members_keep_their_text"),
    ),
    Fault("the seventh digit is lost", TYPES, "        value._text = text\n", "        value._text = ''\n", LOSSLESS),
    Fault("the wrapped shape is not read", LICENSES, 'body = unwrapped(body, "value", "id")', "pass", ARRIVES),
    Fault("the bare shape is not read", LICENSES, 'body = unwrapped(body, "value", "id")', 'body = body["value"]', ARRIVES),
    Fault(
        "an error is returned",
        LICENSES,
        "    raise status_error(response)\n",
        "    return status_error(response)  # type: ignore\n",
        DOCUMENTED_ERRORS,
    ),
    Fault("an error has no class of its own", ERRORS, "    404: NotFound,\n", "", DOCUMENTED_ERRORS),
    Fault(
        "an error does not say its request id",
        ERRORS,
        'request_id = headers.get("request-id") or',
        "request_id = None and",
        DOCUMENTED_ERRORS,
    ),
    Fault(
        "an unreadable success is an empty one",
        LICENSES,
        "        raise invalid_response_error(response, read)\n",
        "        return None  # type: ignore\n",
        behaviour("a_success_that_breaks_the_contract_raises"),
    ),
    Fault("the VPP token is in repr", TOKEN, '    _secrets = frozenset({"token"})\n', "", behaviour("an_answered_call_shows_no_secret")),
    Fault(
        "the bearer token is in the client's repr",
        CLIENT,
        "token='<secret>'",
        "token={self._auth.get().header}",
        behaviour("an_answered_call_shows_no_secret"),
    ),
    Fault(
        "the bearer token is in tracebacks",
        AUTH,
        '        return "<secret>"\n',
        "        return self.header\n",
        behaviour("no_error_shows_the_bearer_token"),
    ),
    Fault(
        "a request that was sent keeps the bearer token",
        TRANSPORT,
        '        del self._request.headers["Authorization"]\n',
        "",
        behaviour("a_request_that_a_hook_keeps_loses_the_bearer_token"),
    ),
    Fault("400 is tried again", TRANSPORT, "[429, 503, 504]", "[400, 429, 503, 504]", behaviour("other_statuses_are_not_tried_again")),
    Fault("503 is not tried again", TRANSPORT, "[429, 503, 504]", "[429, 504]", behaviour("a_status_that_asks_for_it_is_tried_again")),
    Fault(
        "Retry-After is ignored",
        TRANSPORT,
        "seconds = asked or self",
        "seconds = self",
        behaviour("retry_after_is_honoured_in_all_its_forms"),
    ),
    Fault(
        "pauses have no end",
        TRANSPORT,
        "if self.elapsed_sleep > LONGEST_WAIT:",
        "if False:",
        behaviour("a_call_that_would_wait_too_long_ends_with_the_answer_it_has"),
    ),
    Fault(
        "a claims challenge is not answered",
        CLIENT,
        "            if renewed is not None:",
        "            if False:",
        behaviour("a_claims_challenge_is_answered_once"),
    ),
    Fault(
        "there is no default timeout", CLIENT, "timeout: Timeout = 30.0", "timeout: Timeout = None", behaviour("there_is_a_default_timeout")
    ),
    Fault(
        "with_options changes the old client, too",
        CLIENT,
        "        client = object.__new__(type(self))\n",
        "        client = self\n",
        behaviour("with_options_shares_the_connections_and_leaves_the_old_client_as_it_was"),
    ),
)
