"""Every way in which a server is known to drift from the contract: what it does, and the check that must catch it.

A drift changes one reply of an otherwise conformant server. `seen_by` holds all the checks that may speak, the first must.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import unquote

from conformant_server import EXAMPLES, KNOWN_ID, TOKEN, VPP_TOKEN_SECRET, ConformantServer, Drift, Freedoms, Reply
from raw_server import Request


@dataclass(frozen=True)
class Planted:
    """One drift."""

    name: str
    seen_by: tuple[str, ...]
    apply: Drift
    freedoms: Freedoms
    timeout: float = 5.0


PLANTED: dict[str, Planted] = {}


def planted(*seen_by: str, freedoms: Freedoms | None = None, timeout: float = 5.0) -> Callable[[Drift], Drift]:
    def register(apply: Drift) -> Drift:
        name = apply.__name__
        PLANTED[name] = Planted(name, seen_by, apply, freedoms or Freedoms(), timeout)
        return apply

    return register


def asked(request: Request) -> str:
    """Return the id in the path of a request for syncLicenses, as it was sent; empty for any other path."""
    found = re.fullmatch("/deviceAppManagement/vppTokens/([^/]*)/syncLicenses", request.path)
    return found[1] if found else ""


def fail(request: Request, reply: Reply, status: int) -> None:
    """Answer with a conformant error of a status that the request does not deserve."""
    wrong = ConformantServer().error(request, status)
    reply.status, reply.headers, reply.value = wrong.status, wrong.headers, wrong.value


# --- the status of a call as documented


@planted("success")
def sync_answers_201(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.status = 201


@planted("success")
def sync_answers_202(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.status = 202


@planted("success")
def counts_answers_200_with_a_body(_: Request, reply: Reply) -> None:
    if reply.status == 204:
        reply.status, reply.value = 200, {}
        reply.headers["Content-Type"] = "application/json"


@planted("success")
def counts_answers_202(_: Request, reply: Reply) -> None:
    if reply.status == 204:
        reply.status, reply.value = 202, {}
        reply.headers["Content-Type"] = "application/json"


@planted("success")
def counts_answers_200_with_nothing(_: Request, reply: Reply) -> None:
    if reply.status == 204:
        reply.status = 200


@planted("success")
def sync_redirects(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.status = 307
        reply.headers["Location"] = "http://127.0.0.1:9/elsewhere"


@planted("success")
def counts_is_not_implemented(request: Request, reply: Reply) -> None:
    if reply.status == 204:
        fail(request, reply, 404)


@planted("success")
def the_tenth_call_is_another(request: Request, reply: Reply) -> None:
    if request.number == 10:
        fail(request, reply, 404)


@planted("server-error")
def the_second_call_fails(request: Request, reply: Reply) -> None:
    if request.number == 2:
        fail(request, reply, 500)


@planted("success")
def the_answer_is_null_and_204(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.status, reply.value = 204, None
        del reply.headers["Content-Type"]


# --- the body of 204


@planted("no-content")
def counts_has_a_content_type(_: Request, reply: Reply) -> None:
    if reply.status == 204:
        reply.headers["Content-Type"] = "application/json"


@planted("no-content")
def counts_announces_a_body(_: Request, reply: Reply) -> None:
    if reply.status == 204:
        reply.headers["Content-Length"] = "2"
        reply.suffix = b"{}"


@planted("no-content")
def counts_sends_a_body_unannounced(_: Request, reply: Reply) -> None:
    if reply.status == 204:
        reply.suffix = b"{}"


# --- the VPP token


def of_token(change: Callable[[dict[str, Any]], Any]) -> Drift:
    def apply(_: Request, reply: Reply) -> None:
        if reply.ok:
            change(reply.token)

    return apply


def add(name: str, seen_by: tuple[str, ...], change: Callable[[dict[str, Any]], Any], freedoms: Freedoms | None = None) -> None:
    PLANTED[name] = Planted(name, seen_by, of_token(change), freedoms or Freedoms())


def _drop(name: str, token: dict[str, Any]) -> None:
    del token[name]


def _say(message: str, error: dict[str, Any]) -> None:
    error["message"] = message


def set_action(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda token: token["tokenActionResults"][0].__setitem__(name, value)


BARE = Freedoms(wrapped=False)
REVOKE = Freedoms(actions=("revoke",))
for _name in ("organizationName", "lastSyncStatus", "roleScopeTagIds", "id", "tokenActionResults", "token"):
    add(f"{_name}_is_left_out", ("missing-property",), partial(_drop, _name))
add("a_property_of_the_bare_shape_is_left_out", ("missing-property",), lambda token: token.pop("state"), BARE)
add(
    "a_property_is_renamed", ("missing-property", "undocumented-property"), lambda token: token.__setitem__("appleID", token.pop("appleId"))
)
add("an_action_leaves_out_its_state", ("missing-property",), lambda token: token["tokenActionResults"][0].pop("actionState"))
add(
    "a_revocation_leaves_out_its_reason",
    ("missing-property",),
    lambda token: token["tokenActionResults"][0].pop("actionFailureReason"),
    REVOKE,
)
add("the_id_is_another", ("echoed-id",), lambda token: token.__setitem__("id", "another"))
add("the_id_is_in_capitals", ("echoed-id",), lambda token: token.__setitem__("id", token["id"].upper()))
add("the_id_of_the_bare_shape_is_another", ("echoed-id",), lambda token: token.__setitem__("id", "another"), BARE)
add("a_property_is_undocumented", ("undocumented-property",), lambda token: token.__setitem__("region", "eu"))
add("a_property_of_the_bare_shape_is_undocumented", ("undocumented-property",), lambda token: token.__setitem__("region", "eu"), BARE)
add("a_property_of_an_action_is_undocumented", ("undocumented-property",), set_action("by", "admin"))
add("a_property_of_a_revocation_is_undocumented", ("undocumented-property",), set_action("by", "admin"), REVOKE)
add("a_revocation_has_no_type", ("undocumented-property",), lambda token: token["tokenActionResults"][0].pop("@odata.type"), REVOKE)
add("state_is_unknown_to_the_contract", ("enum-member",), lambda token: token.__setitem__("state", "suspended"))
add("state_is_in_another_case", ("enum-member",), lambda token: token.__setitem__("state", "Valid"))
add("account_type_is_unknown", ("enum-member",), lambda token: token.__setitem__("vppTokenAccountType", "personal"))
add("sync_status_is_unknown", ("enum-member",), lambda token: token.__setitem__("lastSyncStatus", "queued"))
add("action_state_is_unknown", ("enum-member",), set_action("actionState", "sleeping"))
add("the_type_is_another", ("enum-member",), lambda token: token.__setitem__("@odata.type", "#microsoft.graph.vppTokenV2"))
add("a_date_is_not_in_the_calendar", ("date",), lambda token: token.__setitem__("expirationDateTime", "2017-02-30T00:00:00Z"))
add("a_leap_day_is_not_in_the_calendar", ("date",), lambda token: token.__setitem__("expirationDateTime", "2017-02-29T00:00:00Z"))
add("a_date_has_no_zone", ("date",), lambda token: token.__setitem__("lastSyncDateTime", "2017-01-01T00:00:00"))
add("a_date_has_no_time", ("date",), lambda token: token.__setitem__("lastSyncDateTime", "2017-01-01"))
add("a_date_has_a_space", ("date",), lambda token: token.__setitem__("lastSyncDateTime", "2017-01-01 00:00:00Z"))
add("a_date_has_13_digits", ("date",), lambda token: token.__setitem__("lastSyncDateTime", "2017-01-01T00:00:00.1234567890123Z"))
add("a_date_is_empty", ("date",), lambda token: token.__setitem__("lastSyncDateTime", ""))
add("a_date_is_a_number", ("schema",), lambda token: token.__setitem__("lastSyncDateTime", 1483228800))
add("a_date_is_null", ("schema",), lambda token: token.__setitem__("lastSyncDateTime", None))
add("a_date_of_an_action_is_another_format", ("date",), set_action("startDateTime", "01/02/2017"))
add("a_boolean_is_a_string", ("schema",), lambda token: token.__setitem__("automaticallyUpdateApps", "true"))
add("a_boolean_is_null", ("schema",), lambda token: token.__setitem__("dataSharingConsentGranted", None))
add("a_string_is_a_number", ("schema",), lambda token: token.__setitem__("displayName", 7))
add("a_list_is_null", ("schema",), lambda token: token.__setitem__("roleScopeTagIds", None))
add("a_list_is_a_string", ("schema",), lambda token: token.__setitem__("roleScopeTagIds", "0"))
add("a_list_holds_numbers", ("schema",), lambda token: token.__setitem__("roleScopeTagIds", [0]))
add("an_action_is_a_string", ("schema",), lambda token: token.__setitem__("tokenActionResults", ["done"]))
add("a_count_is_more_than_32_bits", ("schema",), set_action("totalLicensesCount", 2**31), REVOKE)
add("a_count_is_a_fraction", ("schema",), set_action("totalLicensesCount", 2.5), REVOKE)
add("a_revocation_leaves_out_its_type", ("undocumented-property",), lambda token: token["tokenActionResults"][0].pop("@odata.type"), REVOKE)
add(
    "an_action_without_type_leaves_out_its_state",
    ("missing-property",),
    lambda token: token["tokenActionResults"][0].pop("actionState"),
    Freedoms(action_type=None),
)
add("an_enum_is_null", ("schema",), lambda token: token.__setitem__("state", None))
add("the_credential_is_an_object", ("schema",), lambda token: token.__setitem__("token", {"sToken": VPP_TOKEN_SECRET}))


@planted("schema")
def the_body_is_a_list(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.value = [reply.token]


@planted("schema")
def the_body_is_a_string(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.value = "started"


@planted("schema")
def the_envelope_holds_a_list(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.value = {"value": [reply.token]}


@planted("schema")
def both_shapes_come_at_once(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.value = {**reply.token, "value": reply.token}


@planted("undocumented-property")
def the_envelope_holds_more(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.value["count"] = 1


@planted("missing-property", "undocumented-property")
def the_envelope_has_another_name(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.value = {"vppToken": reply.token}


@planted("missing-property")
def the_body_is_empty_json(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.value = {}


@planted("missing-property")
def the_third_call_leaves_out_a_property(request: Request, reply: Reply) -> None:
    if reply.ok and request.number == 3:
        del reply.token["displayName"]


@planted("undocumented-property")
def the_last_call_has_more(request: Request, reply: Reply) -> None:
    if reply.ok and request.number > 60:
        reply.token["new"] = 1


# --- JSON


def of_body(change: Callable[[bytes], bytes]) -> Drift:
    def apply(_: Request, reply: Reply) -> None:
        if reply.ok:
            reply.body = change(json.dumps(reply.value, ensure_ascii=False).encode())

    return apply


for _body_name, _change in (
    ("a_name_is_repeated", lambda body: body.replace(b'"state"', b'"state": "valid", "state"')),
    ("bytes_follow_the_json", lambda body: body + b"\n{}"),
    ("a_byte_order_mark_leads", lambda body: b"\xef\xbb\xbf" + body),
    ("the_json_is_latin_1", lambda body: body.decode().encode("latin-1")),
    ("the_json_is_utf_16", lambda body: body.decode().encode("utf-16")),
    ("a_comma_trails", lambda body: body[:-1] + b",}"),
    ("the_body_is_html", lambda _: b"<html>It works</html>"),
    ("the_body_is_empty", lambda _: b""),
    ("the_json_is_cut", lambda body: body[:-10]),
    ("the_json_is_nested_beyond_measure", lambda _: b"[" * 100_000 + b"]" * 100_000),
    ("a_string_holds_half_of_a_pair", lambda body: body.replace(b'"Berlin"', b'"\\ud800"')),
    ("a_name_is_half_of_a_pair", lambda body: body.replace(b'"locationName"', b'"\\ud800": 1, "locationName"')),
    ("the_credential_is_half_of_a_pair", lambda body: body.replace(b'"token": null', b'"token": "abc\\ud800"')),
    ("a_string_holds_a_raw_line_break", lambda body: body.replace(b'"Berlin"', b'"Ber\nlin"')),
):
    PLANTED[_body_name] = Planted(_body_name, ("strict-json",), of_body(_change), Freedoms())
PLANTED["a_number_is_not_a_number"] = Planted(
    "a_number_is_not_a_number",
    ("strict-json",),
    of_body(lambda body: body.replace(b'"totalLicensesCount": 25', b'"totalLicensesCount": NaN')),
    REVOKE,
)


@planted("content-length")
def the_body_is_longer_than_announced(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.suffix = b"\r\n"


@planted("content-length")
def head_has_a_body(request: Request, reply: Reply) -> None:
    if request.method == "HEAD":
        reply.suffix = json.dumps(reply.value).encode()


@planted("no-answer")
def the_body_is_larger_than_anyone_would_read(request: Request, reply: Reply) -> None:
    if reply.ok and request.number > 2:
        reply.body = b" " * (5 * 2**20) + b"{}"


@planted("content-length")
def the_body_is_shorter_than_announced(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.cut = 5


@planted("content-length", freedoms=Freedoms(framing="chunked"))
def bytes_follow_the_last_chunk(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.suffix = b"{}"


@planted("content-length", freedoms=Freedoms(framing="chunked"))
def the_length_is_said_twice(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.headers["Content-Length"] = "7"


@planted("content-type")
def the_body_is_compressed(_: Request, reply: Reply) -> None:
    if reply.ok:
        reply.headers["Content-Encoding"] = "gzip"
        reply.body = gzip.compress(json.dumps(reply.value).encode())


# --- the content type


def of_headers(when: Callable[[Reply], bool], change: Callable[[dict[str, str]], Any]) -> Drift:
    def apply(_: Request, reply: Reply) -> None:
        if when(reply):
            change(reply.headers)

    return apply


def header(
    name: str,
    seen_by: tuple[str, ...],
    when: Callable[[Reply], bool],
    change: Callable[[dict[str, str]], Any],
    freedoms: Freedoms | None = None,
) -> None:
    PLANTED[name] = Planted(name, seen_by, of_headers(when, change), freedoms or Freedoms())


def is_(*statuses: int) -> Callable[[Reply], bool]:
    return lambda reply: reply.status in statuses


def put(name: str, value: str) -> Callable[[dict[str, str]], None]:
    return lambda headers: headers.__setitem__(name, value)


def drop(name: str) -> Callable[[dict[str, str]], object]:
    return lambda headers: headers.pop(name)


header("json_is_called_text", ("content-type",), is_(200), put("Content-Type", "text/plain"))
header("json_is_called_html", ("content-type",), is_(200), put("Content-Type", "text/html; charset=utf-8"))
header("json_is_called_problem_json", ("content-type",), is_(404), put("Content-Type", "application/problem+json"))
header("json_is_called_nothing", ("content-type",), is_(200), drop("Content-Type"))
header("an_error_is_called_text", ("content-type",), is_(401), put("Content-Type", "text/plain"))
header("the_charset_is_another", ("content-type",), is_(200), put("Content-Type", "application/json; charset=iso-8859-1"))

header("the_charset_is_made_up", ("content-type",), is_(200), put("Content-Type", "application/json; charset=nonsense"))
header("the_content_type_is_malformed", ("content-type",), is_(200), put("Content-Type", "json"))
header("the_content_type_is_empty", ("content-type",), is_(200, 404), put("Content-Type", ""))

# --- ids of requests

header("no_request_id", ("request-id",), is_(200), drop("request-id"))
header("no_request_id_on_204", ("request-id",), is_(204), drop("request-id"))
header("no_request_id_on_errors", ("request-id",), is_(404), drop("request-id"))
header("the_request_id_is_no_guid", ("request-id", "own-request-id"), is_(200), put("request-id", "42"))
header("the_request_id_is_always_the_same", ("own-request-id", "error-ids"), lambda _: True, put("request-id", KNOWN_ID))
header(
    "the_request_id_comes_twice",
    ("request-id",),
    is_(200),
    lambda headers: headers.update({"request-id": "\n".join([headers["request-id"]] * 2)}),
)
header(
    "the_client_request_id_comes_twice",
    ("client-request-id",),
    is_(200),
    lambda headers: headers.update({"client-request-id": "\n".join([headers["client-request-id"]] * 2)}),
)


@planted("own-request-id", "error-ids")
def the_request_id_is_the_same_in_capitals(request: Request, reply: Reply) -> None:
    given = f"abcdef00-0000-4000-8000-{request.number // 2:012x}"
    reply.headers["request-id"] = given.upper() if request.number % 2 else given


header("no_client_request_id", ("client-request-id",), is_(200, 204), drop("client-request-id"))
header("no_client_request_id_on_errors", ("client-request-id",), is_(401), drop("client-request-id"))
header("the_client_request_id_is_always_new", ("echoed-client-request-id",), is_(200), put("client-request-id", KNOWN_ID))
header("the_client_request_id_is_empty", ("client-request-id", "echoed-client-request-id"), is_(200), put("client-request-id", ""))


@planted("echoed-client-request-id")
def the_client_request_id_is_in_lower_case_letters(request: Request, reply: Reply) -> None:
    sent = request.headers.get("client-request-id", "")
    if sent and reply.headers["client-request-id"] == sent:
        reply.headers["client-request-id"] = sent.upper()
        inner = (reply.value or {}).get("error", {}).get("innerError")
        if inner:
            inner["client-request-id"] = sent.upper()


def of_echo(name: str, change: Callable[[str], str], *statuses: int) -> None:
    """Plant a change of the client-request-id that is echoed, with these statuses, in the error too."""

    def apply(request: Request, reply: Reply) -> None:
        sent = request.headers.get("client-request-id", "")
        if sent and reply.status in statuses and reply.headers["client-request-id"] == sent:
            reply.headers["client-request-id"] = change(sent)
            inner = (reply.value or {}).get("error", {}).get("innerError")
            if inner:
                inner["client-request-id"] = change(sent)

    PLANTED[name] = Planted(name, ("echoed-client-request-id",), apply, Freedoms())


for _statuses, _where in (((200, 204), "on_success"), ((401,), "on_errors")):
    of_echo(f"a_client_request_id_in_mixed_case_is_lowered_{_where}", str.lower, *_statuses)
    of_echo(f"a_client_request_id_is_cut_at_a_comma_{_where}", lambda sent: sent.partition(",")[0], *_statuses)
    of_echo(f"a_client_request_id_loses_its_quotes_{_where}", lambda sent: sent.strip('"'), *_statuses)
    of_echo(f"a_client_request_id_loses_inner_blanks_{_where}", lambda sent: " ".join(sent.split()), *_statuses)
for _status in (400, 404, 405, 406):
    of_echo(f"a_client_request_id_is_another_with_{_status}", lambda _: KNOWN_ID, _status)

LAST: dict[str, str] = {}


@planted("echoed-client-request-id", "error-ids")
def a_client_request_id_is_that_of_the_last_caller(request: Request, reply: Reply) -> None:
    sent = request.headers.get("client-request-id")
    if sent is None and LAST.get("port") == request.headers["host"]:
        reply.headers["client-request-id"] = LAST["id"]
    elif sent and sent == reply.headers["client-request-id"]:
        LAST.update(port=request.headers["host"], id=sent)


# --- errors


header("no_challenge", ("challenge",), is_(401), drop("WWW-Authenticate"))
header("the_challenge_is_basic", ("challenge",), is_(401), put("WWW-Authenticate", 'Basic realm="x"'))
header("no_allow", ("allow",), is_(405), drop("Allow"))
header("allow_names_another_method", ("allow",), is_(405), put("Allow", "GET"))
THROTTLING = Freedoms(throttle_every=7)
header("retry_after_is_a_word", ("retry-after",), is_(429), put("Retry-After", "0s"), THROTTLING)
header("retry_after_is_no_day", ("retry-after",), is_(429), put("Retry-After", "Mon, 30 Feb 2026 10:15:30 GMT"), THROTTLING)
header("retry_after_is_negative", ("retry-after",), is_(429), put("Retry-After", "-1"), THROTTLING)
header("a_throttled_answer_has_no_request_id", ("request-id",), is_(429), drop("request-id"), THROTTLING)


def of_error(status: int, change: Callable[[dict[str, Any]], Any]) -> Drift:
    def apply(_: Request, reply: Reply) -> None:
        if reply.status == status and isinstance(reply.value, dict):
            change(reply.value["error"])

    return apply


def error(name: str, seen_by: tuple[str, ...], status: int, change: Callable[[dict[str, Any]], Any]) -> None:
    PLANTED[name] = Planted(name, seen_by, of_error(status, change), Freedoms())


error("an_error_has_no_code", ("missing-property",), 404, lambda error: error.pop("code"))
error("an_error_has_no_message", ("missing-property",), 401, lambda error: error.pop("message"))
error("an_error_is_more_than_documented", ("undocumented-property",), 405, lambda error: error.__setitem__("severity", "high"))
error("an_inner_error_is_more_than_documented", ("undocumented-property",), 400, lambda error: error["innerError"].__setitem__("at", "x"))
error("a_code_is_a_number", ("schema", "error-code"), 404, lambda error: error.__setitem__("code", 404))
error("the_code_of_404_is_another", ("error-code",), 404, lambda error: error.__setitem__("code", "NotFound"))
error("the_code_of_401_is_another", ("error-code",), 401, lambda error: error.__setitem__("code", "Unauthorized"))
error("the_code_of_405_is_another", ("error-code",), 405, lambda error: error.__setitem__("code", "BadRequest"))
error("the_code_of_406_is_another", ("error-code",), 406, lambda error: error.__setitem__("code", "BadRequest"))
error("the_code_of_400_is_another", ("error-code",), 400, lambda error: error.__setitem__("code", "invalidRequest"))
error("an_error_names_another_request_id", ("error-ids",), 404, lambda error: error["innerError"].__setitem__("request-id", KNOWN_ID))
for _language, _trace in {
    "python": 'Traceback (most recent call last):\n  File "/srv/app.py", line 7, in sync\nKeyError: 1',
    "java": "java.lang.NullPointerException\n\tat com.contoso.Vpp.sync(Vpp.java:42)",
    "dotnet": "System.NullReferenceException: x\r\n   at Contoso.Vpp.Sync(String id) in C:\\src\\Vpp.cs:line 42",
    "javascript": "TypeError: x is undefined\n    at sync (/srv/app.js:7:13)",
    "go": "panic: oh\n\ngoroutine 1 [running]:\nmain.main()",
}.items():
    error(f"a_{_language}_stack_trace_in_an_error", ("stack-trace",), 404, partial(_say, _trace))


@planted("missing-property", "undocumented-property")
def errors_are_of_another_shape(_: Request, reply: Reply) -> None:
    if reply.status == 404:
        reply.value = {"type": "about:blank", "title": "Not found", "status": 404}


@planted("content-type")
def errors_are_html(_: Request, reply: Reply) -> None:
    if reply.status == 404:
        reply.headers["Content-Type"] = "text/html"
        reply.body = EXAMPLES["GatewayClientError"].encode()


@planted("content-type", "strict-json")
def errors_are_empty(_: Request, reply: Reply) -> None:
    if reply.status == 401:
        reply.body = b""
        del reply.headers["Content-Type"]


# --- who may call, and how


def answers_as_documented(reply: Reply, request: Request) -> None:
    """Answer a request as if nothing were wrong with it."""
    fine = ConformantServer().decide(
        Request(request.number, "POST", request.target, {**request.headers, "accept": "*/*", "authorization": f"Bearer {TOKEN}"}, b"")
    )
    if fine.status in (200, 204):
        reply.status, reply.headers, reply.value = fine.status, fine.headers, fine.value


def lets_pass(name: str, check: str, which: Callable[[Request, Reply], bool], *others: str) -> None:
    def apply(request: Request, reply: Reply) -> None:
        if which(request, reply):
            answers_as_documented(reply, request)

    PLANTED[name] = Planted(name, (check, *others), apply, Freedoms())


def authorization(request: Request) -> str:
    return request.headers.get("authorization", "")


ECHO = ("echoed-client-request-id",)
lets_pass("no_authentication_is_asked_for", "authentication", lambda _, reply: reply.status == 401)
lets_pass("counts_asks_for_no_authentication", "authentication", lambda request, reply: reply.status == 401 and "Counts" in request.path)
lets_pass("sync_asks_for_no_authentication", "authentication", lambda request, reply: reply.status == 401 and "Counts" not in request.path)
lets_pass(
    "any_bearer_will_do",
    "authentication",
    lambda request, _: authorization(request).startswith("Bearer ") and TOKEN not in authorization(request),
)
lets_pass("an_empty_bearer_will_do", "authentication", lambda request, _: authorization(request) == "Bearer")
lets_pass("any_scheme_will_do", "authentication", lambda request, _: authorization(request) == f"Token {TOKEN}")
lets_pass("a_bare_token_will_do", "authentication", lambda request, _: authorization(request) == TOKEN)
lets_pass("the_beginning_of_the_token_will_do", "authentication", lambda request, _: authorization(request) == f"Bearer {TOKEN[:-1]}")
lets_pass("what_begins_like_the_token_will_do", "authentication", lambda request, _: authorization(request) == f"Bearer {TOKEN}-")
lets_pass("a_body_is_ignored", "request-body", lambda request, _: bool(request.body))
lets_pass("an_empty_json_body_is_ignored", "request-body", lambda request, _: request.body == b"{}")
lets_pass("counts_ignores_a_body", "request-body", lambda request, _: bool(request.body) and "Counts" in request.path)
lets_pass("get_works_too", "other-method", lambda request, _: request.method == "GET")
lets_pass("options_works_too", "other-method", lambda request, _: request.method == "OPTIONS")
lets_pass("xml_is_answered_with_json", "not-acceptable", lambda _, reply: reply.status == 406)


lets_pass("a_token_in_the_query_will_do", "authentication", lambda request, _: TOKEN in request.target)
lets_pass(
    "a_token_in_a_cookie_will_do",
    "authentication",
    lambda request, reply: reply.status == 401 and TOKEN in request.headers.get("cookie", ""),
)
lets_pass(
    "a_token_in_another_header_will_do",
    "authentication",
    lambda request, reply: reply.status == 401 and TOKEN in request.headers.get("x-authorization", ""),
)
lets_pass("a_token_in_the_query_by_another_name_will_do", "authentication", lambda request, _: "api_key" in request.target)
lets_pass("a_near_address_needs_no_authentication", "authentication", lambda request, _: "x-forwarded-for" in request.headers)
lets_pass("one_of_two_tokens_will_do", "authentication", lambda request, _: authorization(request).startswith("Bearer wrong, "))
lets_pass("the_end_of_the_token_will_do", "authentication", lambda request, _: authorization(request) == f"Bearer {TOKEN[1:]}")
lets_pass(
    "an_encoded_path_needs_no_authentication",
    "authentication",
    lambda request, reply: reply.status == 401 and asked(request).startswith("%") and unquote(asked(request)) == KNOWN_ID,
)
lets_pass("a_method_named_in_a_header_works_too", "other-method", lambda request, _: "x-http-method-override" in request.headers)
lets_pass("a_method_that_few_know_works_too", "other-method", lambda request, _: request.method == "PROPFIND")
lets_pass("a_large_body_is_ignored", "request-body", lambda request, _: len(request.body) > 4096)
lets_pass(
    "only_the_first_line_of_accept_is_read", "not-acceptable", lambda request, _: accept(request).startswith("application/json;q=0, ")
)
lets_pass("words_behind_the_token_are_ignored", "authentication", lambda request, _: authorization(request).startswith(f"Bearer {TOKEN} "))
lets_pass("the_last_word_is_the_token", "authentication", lambda request, _: authorization(request).split(" ")[-1] == TOKEN)
lets_pass("the_case_of_the_token_is_ignored", "authentication", lambda request, _: authorization(request).lower() == f"bearer {TOKEN}")
lets_pass("a_quoted_token_will_do", "authentication", lambda request, _: authorization(request) == f'Bearer "{TOKEN}"')
lets_pass("trace_works_too", "other-method", lambda request, _: request.method == "TRACE")
lets_pass(
    "accept_with_q_0_is_answered",
    "not-acceptable",
    lambda request, _: ";q=0" in request.headers.get("accept", "") and "html" not in request.headers["accept"],
)
lets_pass("a_body_in_chunks_is_ignored", "request-body", lambda request, _: "transfer-encoding" in request.headers)
lets_pass("a_body_that_is_not_utf_8_is_ignored", "request-body", lambda request, _: request.body.startswith(b"\xff"))
lets_pass("a_form_is_ignored", "request-body", lambda request, _: "form" in request.headers.get("content-type", ""))


def refuses(name: str, check: str, status: int, which: Callable[[Request], bool]) -> None:
    def apply(request: Request, reply: Reply) -> None:
        if which(request):
            fail(request, reply, status)

    PLANTED[name] = Planted(name, (check,), apply, Freedoms())


def accept(request: Request) -> str:
    return request.headers.get("accept", "")


refuses("accept_as_a_list_is_406", "success", 406, lambda request: accept(request).startswith("application/json, "))
refuses("accept_with_a_parameter_is_406", "success", 406, lambda request: "metadata" in accept(request))
refuses("accept_of_anything_is_406", "success", 406, lambda request: accept(request) == "*/*")
refuses(
    "no_accept_is_406", "success", 406, lambda request: request.method == "POST" and not accept(request) and authorization(request) != ""
)
refuses(
    "no_content_length_is_411",
    "success",
    411,
    lambda request: request.method == "POST" and "content-length" not in request.headers and not request.body,
)
refuses("accept_in_two_lines_is_406", "success", 406, lambda request: accept(request) == "text/html, application/json")
refuses("no_user_agent_is_403", "success", 403, lambda request: "user-agent" not in request.headers)
refuses("many_headers_are_500", "server-error", 500, lambda request: len(request.headers) > 60)
refuses("bearer_in_lower_case_is_401", "success", 401, lambda request: authorization(request) == f"bearer {TOKEN}")
refuses("an_encoded_id_is_404", "success", 404, lambda request: asked(request).startswith("%") and unquote(asked(request)) == KNOWN_ID)
refuses("a_percent_sign_alone_is_500", "server-error", 500, lambda request: asked(request) == "%zz")
refuses("a_header_of_3000_characters_is_431", "success", 431, lambda request: len(request.headers.get("x-large", "")) == 3000)
refuses("a_header_of_16000_characters_is_500", "server-error", 500, lambda request: len(request.headers.get("x-large", "")) == 16000)
refuses("a_body_in_chunks_is_500", "server-error", 500, lambda request: "transfer-encoding" in request.headers)
refuses("a_body_that_is_not_utf_8_is_500", "server-error", 500, lambda request: request.body.startswith(b"\xff"))
refuses("a_content_type_without_a_body_is_415", "success", 415, lambda request: "content-type" in request.headers and not request.body)
refuses("an_unknown_path_is_400", "unknown-path", 400, lambda request: request.path.endswith("/more"))
refuses("a_wrong_token_is_500", "server-error", 500, lambda request: authorization(request) == "Bearer wrong")
refuses("sync_refuses_the_token", "success", 401, lambda request: bool(asked(request)))


@planted("unknown-path")
def what_is_below_the_operation_is_the_operation(request: Request, reply: Reply) -> None:
    if request.path.endswith("/more"):
        answers_as_documented(reply, replace(request, target=request.target.removesuffix("/more")))


@planted("content-type")
def an_unknown_path_is_html(request: Request, reply: Reply) -> None:
    if request.path.endswith("/more"):
        reply.headers["Content-Type"] = "text/html"
        reply.body = b"<h1>Not Found</h1>"


@planted("unknown-id")
def ids_are_compared_without_their_last_character(request: Request, reply: Reply) -> None:
    if reply.status == 404 and asked(request)[:-1] == KNOWN_ID[:-1]:
        answers_as_documented(reply, replace(request, target=request.target.replace(asked(request), KNOWN_ID)))
        if reply.ok:
            reply.token["id"] = asked(request)


@planted("unknown-id")
def an_id_with_more_behind_it_is_known(request: Request, reply: Reply) -> None:
    if reply.status == 404 and asked(request).startswith(KNOWN_ID):
        answers_as_documented(reply, replace(request, target=request.target.replace(asked(request), KNOWN_ID)))
        if reply.ok:
            reply.token["id"] = asked(request)


def knows(name: str, check: str, which: Callable[[str], bool]) -> None:
    """Take other ids for the one that is known."""

    def apply(request: Request, reply: Reply) -> None:
        if reply.status in (400, 404) and request.method == "POST" and not request.body and which(asked(request)):
            answers_as_documented(reply, replace(request, target=request.target.replace(asked(request), KNOWN_ID)))
            if reply.ok:
                reply.token["id"] = unquote(asked(request))

    PLANTED[name] = Planted(name, (check,), apply, Freedoms())


knows("ids_are_compared_without_their_first_character", "unknown-id", lambda raw: raw[1:] == KNOWN_ID[1:])
knows("a_file_name_is_the_id", "unknown-id", lambda raw: raw == f"{KNOWN_ID}.json")
knows("the_id_is_known_without_its_hyphens", "unknown-id", lambda raw: raw == KNOWN_ID.replace("-", ""))
knows("an_id_is_cut_at_a_nul", "invalid-id", lambda raw: raw == f"{KNOWN_ID}%00")
knows("an_id_is_decoded_twice", "invalid-id", lambda raw: unquote(unquote(raw)) == KNOWN_ID)


@planted("unknown-path")
def no_id_will_do(request: Request, reply: Reply) -> None:
    if request.path == "/deviceAppManagement/vppTokens/syncLicenses":
        answers_as_documented(reply, replace(request, target=request.target.replace("syncL", f"{KNOWN_ID}/syncL")))


@planted("authentication")
def no_authentication_is_403(_: Request, reply: Reply) -> None:
    if reply.status == 401:
        reply.status = 403
        reply.value["error"]["code"] = "Forbidden"


@planted("other-method")
def other_methods_are_404(_: Request, reply: Reply) -> None:
    if reply.status == 405:
        reply.status = 404
        reply.value["error"]["code"] = "ResourceNotFound"


@planted("other-method")
def delete_is_501(request: Request, reply: Reply) -> None:
    if request.method == "DELETE":
        reply.status = 204
        reply.value = None
        del reply.headers["Content-Type"]


@planted("request-body")
def a_body_is_415(request: Request, reply: Reply) -> None:
    if request.body and reply.status == 400:
        reply.status = 415


@planted("unknown-id")
def an_unknown_id_gets_the_known_token(request: Request, reply: Reply) -> None:
    if reply.status == 404 and asked(request):
        token = ConformantServer().decide(
            Request(0, "POST", f"/beta/deviceAppManagement/vppTokens/{KNOWN_ID}/syncLicenses", {"authorization": f"Bearer {TOKEN}"}, b"")
        )
        reply.status, reply.value = 200, token.value
        reply.token["id"] = asked(request)


@planted("unknown-id")
def an_unknown_id_gets_another_tokens_data(request: Request, reply: Reply) -> None:
    if reply.status == 404 and asked(request):
        reply.status, reply.value = 200, ConformantServer().vpp_token()


@planted("authentication")
def strangers_learn_which_ids_there_are(request: Request, reply: Reply) -> None:
    if reply.status == 401 and asked(request) not in ("", KNOWN_ID):
        fail(request, reply, 404)
        reply.value["error"]["code"] = "ResourceNotFound"


@planted("unknown-id")
def an_unknown_id_is_204(request: Request, reply: Reply) -> None:
    if reply.status == 404 and asked(request):
        reply.status, reply.value = 204, None
        del reply.headers["Content-Type"]


@planted("unknown-id")
def an_unknown_id_is_400(request: Request, reply: Reply) -> None:
    if reply.status == 404 and asked(request):
        reply.status = 400
        reply.value["error"]["code"] = "BadRequest"


def fails_on(name: str, which: Callable[[str], bool]) -> None:
    def apply(request: Request, reply: Reply) -> None:
        if request.method == "POST" and which(asked(request)) and reply.status in (400, 404):
            reply.status = 500

    PLANTED[name] = Planted(name, ("server-error",), apply, Freedoms())


fails_on("a_long_id_is_500", lambda raw: len(raw) > 255)
fails_on("an_id_outside_ascii_is_500", lambda raw: "%C3" in raw or "%F0" in raw)
fails_on("an_encoded_slash_is_500", lambda raw: "%2F" in raw)
fails_on("a_dotted_id_is_500", lambda raw: raw.startswith("."))
fails_on("an_encoded_dot_is_500", lambda raw: raw.lower().startswith("%2e"))
fails_on("a_nul_is_500", lambda raw: "%00" in raw)
fails_on("broken_utf_8_is_500", lambda raw: "%FF" in raw)
fails_on("a_quote_is_500", lambda raw: "%27" in raw)
fails_on("an_unknown_id_is_500", lambda raw: raw.count("-") == 4)


@planted("invalid-id")
def an_invalid_id_is_404(request: Request, reply: Reply) -> None:
    if reply.status == 400 and not request.body:
        reply.status = 404
        reply.value["error"]["code"] = "ResourceNotFound"


@planted("invalid-id", "echoed-id")
def an_encoded_path_reaches_the_other_operation(request: Request, reply: Reply) -> None:
    if "%2F" in request.path and request.path.endswith("/syncLicenses"):
        reply.status, reply.value = 204, None
        reply.headers.pop("Content-Type")


# --- HTTP


@planted("no-answer")
def the_connection_is_dropped_for_some_ids(request: Request, reply: Reply) -> None:
    reply.drop = "%00" in request.path


@planted("no-answer")
def the_answer_to_some_ids_is_no_http(request: Request, reply: Reply) -> None:
    if "%FF" in request.path:
        reply.raw = b"oops\r\n\r\n"


@planted("no-answer")
def every_fifth_connection_is_dropped_twice(request: Request, reply: Reply) -> None:
    reply.drop = request.number % 10 in (4, 5)


@planted("no-answer", timeout=0.3)
def one_request_is_never_answered(request: Request, reply: Reply) -> None:
    reply.hang = request.body == b"now"


@planted("no-answer")
def sync_is_never_answered(request: Request, reply: Reply) -> None:
    reply.drop = bool(asked(request))


FAIR: dict[str, Freedoms] = {
    "bare": BARE,
    "wrapped": Freedoms(wrapped=True),
    "slow": Freedoms(delay=0.02),
    "early hints": Freedoms(early_hints=True),
    "chunked": Freedoms(framing="chunked"),
    "closing each connection": Freedoms(framing="close"),
    "closing connections without a word": Freedoms(framing="silent close"),
    "chunks with extensions and a trailer": Freedoms(framing="trailer"),
    "a challenge in lower case": Freedoms(challenge='bearer realm=""'),
    "HTTP/1.0": Freedoms(framing="close", version="HTTP/1.0"),
    "without a reason phrase": Freedoms(reason=" "),
    "names of headers in upper case": Freedoms(header_case=str.upper),
    "lists in several lines": Freedoms(allow="GET\nPOST", challenge='Basic realm="x"\nBearer'),
    "lists in one line": Freedoms(allow="OPTIONS, POST", challenge='Basic realm="x", Bearer realm="y"'),
    "annotations": Freedoms(annotations=True, context=True),
    "unknown headers": Freedoms(
        extra_headers=(("Strict-Transport-Security", "max-age=1"), ("Set-Cookie", "a=b\nc=d"), ("Vary", "Accept\nOrigin"))
    ),
    "a large response header": Freedoms(extra_headers=(("X-Policy", "a" * 40_000),)),
    "Retry-After in fractions": Freedoms(throttle_every=9, retry_after="0.001"),
    "Retry-After as a date": Freedoms(throttle_every=9, retry_after="Sat, 21 Nov 2015 10:15:30 GMT"),
    "a length of zero with 204": Freedoms(zero_length=True),
    "action results without a type": Freedoms(action_type=None, actions=("plain", "revoke")),
    "a length required": Freedoms(chunked_status=411),
    "a charset": Freedoms(content_type='application/json; odata.metadata=minimal; charset="UTF-8"'),
}
"""What openapi/README.md leaves to a server, in its table of rules and elsewhere."""
