"""Faults in a server, planted in the mock; edges 2 and 5."""

from __future__ import annotations

from . import Fault

MOCK = "contracts/msgraph_vpptokens_contracts/mock/"
APP, ANSWER, REQUEST = (MOCK + file for file in ("app.py", "answer.py", "request.py"))
TOKEN = "token = self.store.sync(vpp_token_id.decode())"
LICENSES_SENT = 'return Answer(200, JSON, _BARE + token[1:] if shape == "bare" else b\'{"value":\' + token + b"}", "licenseSync")'
COUNTS_SENT = 'return Answer(204, started="licenseCountRefresh")'


def licenses(body: str, status: int = 200, headers: str = "JSON") -> str:
    """Return the code that answers syncLicenses otherwise."""
    return f'return Answer({status}, {headers}, {body}, "licenseSync")'


WRAPPED = 'b\'{"value":\' + token + b"}"'


def token_with(change: str) -> str:
    """Return the code that changes the JSON text of the token before it is sent."""
    return f"{TOKEN}.{change}"


FAULTS = (
    Fault("syncLicenses answers 201", APP, LICENSES_SENT, licenses(WRAPPED, status=201), "success"),
    Fault("syncLicenses answers 202", APP, LICENSES_SENT, licenses(WRAPPED, status=202), "success"),
    Fault("syncLicenseCounts answers 200", APP, COUNTS_SENT, 'return Answer(200, JSON, b"{}")', "success"),
    Fault("syncLicenseCounts has a content type", APP, COUNTS_SENT, "return Answer(204, JSON)", "no-content"),
    Fault("the content type is text", APP, LICENSES_SENT, licenses(WRAPPED, headers='((b"content-type", b"text/plain"),)'), "content-type"),
    Fault("the content type is left out", APP, LICENSES_SENT, licenses(WRAPPED, headers="()"), "content-type"),
    Fault(
        "a documented property is left out",
        APP,
        TOKEN,
        token_with("""replace(b'"locationName":"Location Name value",', b"")"""),
        "missing-property",
    ),
    Fault("a property is misspelt", APP, TOKEN, token_with("""replace(b'"appleId"', b'"appleID"')"""), "undocumented-property"),
    Fault(
        "an undocumented property is added",
        APP,
        TOKEN,
        token_with("""replace(b'{"', b'{"vppTokenName":"x","', 1)"""),
        "undocumented-property",
    ),
    Fault(
        "an undocumented property is added deep inside",
        APP,
        TOKEN,
        token_with("""replace(b'"actionName"', b'"actionId":1,"actionName"')"""),
        "undocumented-property",
    ),
    Fault(
        "a property has another type",
        APP,
        TOKEN,
        token_with("""replace(b'"automaticallyUpdateApps":true', b'"automaticallyUpdateApps":"true"')"""),
        "schema",
    ),
    Fault("a property is null that must not be", APP, TOKEN, token_with("""replace(b'"state":"valid"', b'"state":null')"""), "schema"),
    Fault(
        "a list is null",
        APP,
        TOKEN,
        token_with("""replace(b'"roleScopeTagIds":["Role Scope Tag Ids value"]', b'"roleScopeTagIds":null')"""),
        "schema",
    ),
    Fault(
        "an answer has an unknown enum member",
        APP,
        TOKEN,
        token_with("""replace(b'"vppTokenAccountType":"education"', b'"vppTokenAccountType":"school"')"""),
        "enum-member",
    ),
    Fault("a date has no time zone", APP, TOKEN, token_with("""replace(b"57.2481234-08:00", b"57.2481234")"""), "date"),
    Fault(
        "a date is no day of the calendar", APP, TOKEN, token_with("""replace(b"2016-12-31T23:57:57", b"2016-02-30T23:57:57")"""), "date"
    ),
    Fault("the JSON holds a name twice", APP, TOKEN, token_with("""replace(b'"state"', b'"id":"x","state"')"""), "strict-json"),
    Fault("the JSON is followed by more", APP, LICENSES_SENT, licenses(WRAPPED + " + b'null'"), "strict-json"),
    Fault("the JSON holds NaN", APP, TOKEN, token_with("""replace(b'"state":"valid"', b'"state":NaN')"""), "strict-json"),
    Fault("the JSON is not UTF-8", APP, TOKEN, token_with("""replace(b"Display Name", b"Display \\xff")"""), "strict-json"),
    Fault("another token's id comes back", APP, TOKEN, token_with("""replace(b"9ceb2f92-2f92", b"00000000-2f92")"""), "echoed-id"),
    Fault("an unknown id gets some token", APP, TOKEN, "token = self.store.sync(self.documented_token['id'])", "unknown-id"),
    Fault(
        "an unknown id is a bad request",
        APP,
        'raise Refusal(404, "The tenant has no such VPP token.", target="vppTokenId")',
        'raise Refusal(400, "The tenant has no such VPP token.", target="vppTokenId")',
        "unknown-id",
    ),
    Fault(
        "an unusual id crashes the server",
        APP,
        TOKEN,
        "token = self.store.sync(vpp_token_id.decode() if len(vpp_token_id) < 200 else 1 / 0)",
        "server-error",
    ),
    Fault(
        "an invalid id is looked up",
        APP,
        "if operation != SYNC_LICENSE_COUNTS and not is_valid_id(vpp_token_id):",
        "if False:",
        "server-error",
    ),
    Fault(
        "syncLicenses needs no authentication",
        APP,
        "bearer = self._authorized(request)",
        'bearer = "" if operation != SYNC_LICENSE_COUNTS else self._authorized(request)',
        "authentication",
    ),
    Fault(
        "syncLicenseCounts needs no authentication",
        APP,
        "bearer = self._authorized(request)",
        'bearer = "" if operation == SYNC_LICENSE_COUNTS else self._authorized(request)',
        "authentication",
    ),
    Fault("any bearer token is accepted", APP, "if permitted is None:", "if False:", "authentication"),
    Fault("another scheme is accepted", REQUEST, 'rb"bearer +(', 'rb"[a-z]+ +(', "authentication"),
    Fault(
        "a missing token is 403",
        APP,
        'raise Refusal(401, "The access token is missing or malformed.")',
        'raise Refusal(403, "The access token is missing or malformed.")',
        "authentication",
    ),
    Fault("a 401 has no challenge", ANSWER, "401: CHALLENGE, ", "", "challenge"),
    Fault("a 405 does not say what is allowed", ANSWER, '405: ((b"allow", b"POST"),)', "", "allow"),
    Fault("a request body is taken", APP, "if request.content_length or (request.chunked", "if (request.chunked", "request-body"),
    Fault("GET is served", APP, 'if request.method != "POST":', 'if request.method not in ("POST", "GET"):', "other-method"),
    Fault(
        "another method is 404",
        APP,
        'raise Refusal(405, "This path supports POST only.")',
        'raise Refusal(404, "This path supports POST only.")',
        "other-method",
    ),
    Fault("Accept is ignored", APP, "if not request.accepts_json():", "if False:", "not-acceptable"),
    Fault("an error has another code", ANSWER, '404: "ResourceNotFound"', '404: "NotFound"', "error-code"),
    Fault(
        "an error has another form", ANSWER, 'encode({"error": {**refusal.error,', 'encode({"errors": {**refusal.error,', "missing-property"
    ),
    Fault(
        "an error shows the server's insides",
        APP,
        '"The tenant has no such VPP token."',
        "'Traceback (most recent call last):\\n  File \"app.py\", line 7, in sync\\nKeyError: 7'",
        "stack-trace",
    ),
    Fault("the request-id has another name", ANSWER, 'return (b"request-id",', 'return (b"x-request-id",', "request-id"),
    Fault(
        "the request-id is no GUID",
        ANSWER,
        '(b"request-id", self.request_id.encode())',
        '(b"request-id", self.request_id[:8].encode())',
        "request-id",
    ),
    Fault("all responses have one request-id", ANSWER, "digits = os.urandom(16).hex()", 'digits = "7" * 32', "own-request-id"),
    Fault(
        "the client-request-id is not echoed", APP, "Ids(request.client_request_id or guid())", "Ids(guid())", "echoed-client-request-id"
    ),
    Fault("the error's ids are not the headers'", ANSWER, '"request-id": self.request_id,', '"request-id": guid(),', "error-ids"),
    Fault(
        "a later call does not conform",
        APP,
        TOKEN,
        "token = self.store.sync(vpp_token_id.decode() if len(list(self.journal)) < 6 else 1 / 0)",
        "server-error",
    ),
)
