"""The client, driven through every promise of its README against scripted responses over a real socket, sync and async alike."""

from __future__ import annotations

import asyncio
import base64
import copy
import datetime as dt
import email.utils
import gc
import gzip
import importlib
import inspect
import json
import logging
import pickle
import re
import ssl
import subprocess
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType, SimpleNamespace
from typing import Any

import httpx
import pytest
from raw_server import Request
from scripted_server import EXAMPLES, SPEC, Answer, ScriptedServer, Step, scripted

from msgraph_vpptokens import AuthenticatedClient, __version__, errors, transport
from msgraph_vpptokens.api.vpp_tokens import sync_license_counts, sync_licenses
from msgraph_vpptokens.auth import claims_of
from msgraph_vpptokens.models import (
    ODataError,
    VppToken,
    VppTokenActionResult,
    VppTokenActionState,
    VppTokenRevokeLicensesActionResult,
    VppTokenState,
)
from msgraph_vpptokens.types import UNSET, Response

BEARER = "a-bearer-token-that-nobody-may-see"
VPP_SECRET = "a-vpp-token-that-nobody-may-see"
ID = EXAMPLES["SyncLicensesMinimal"]["id"]
TOKEN_BODY = EXAMPLES["SyncLicensesFull"]
REQUEST_ID = SPEC["components"]["headers"]["RequestId"]["example"]
CLIENT_REQUEST_ID = SPEC["components"]["headers"]["ClientRequestId"]["example"]
HTML = EXAMPLES["GatewayServerError"].encode()

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loading the machine's certificates for each client would take most of these tests' time."""

DOCUMENTED = {
    int(status): response["$ref"].rpartition("/")[2]
    for item in SPEC["paths"].values()
    for status, response in item["post"]["responses"].items()
    if status.isdigit() and "$ref" in response
}
"""The documented error statuses and the names of their responses."""


def example_of(name: str) -> Any:
    """Return the first example body of a documented error response."""
    examples = SPEC["components"]["responses"][name]["content"]["application/json"]["examples"]
    return EXAMPLES[next(iter(examples.values()))["$ref"].rpartition("/")[2]]


class Caller:
    """Calls the operations in one of the two ways."""

    def __init__(self, *, is_async: bool) -> None:
        self.is_async = is_async

    def _run(self, module: Any, name: str, *arguments: Any, client: AuthenticatedClient, **options: Any) -> Any:
        if not self.is_async:
            return getattr(module, "sync" + name)(*arguments, client=client, **options)

        async def call() -> Any:
            async with client:
                return await getattr(module, "asyncio" + name)(*arguments, client=client, **options)

        return asyncio.run(call())

    def licenses(self, client: AuthenticatedClient, vpp_token_id: Any = ID, **options: Any) -> VppToken:
        token: VppToken = self._run(sync_licenses, "", vpp_token_id, client=client, **options)
        return token

    def licenses_detailed(self, client: AuthenticatedClient, **options: Any) -> Response[VppToken | ODataError]:
        response: Response[VppToken | ODataError] = self._run(sync_licenses, "_detailed", ID, client=client, **options)
        return response

    def counts(self, client: AuthenticatedClient, **options: Any) -> Any:
        return self._run(sync_license_counts, "", client=client, **options)

    def counts_detailed(self, client: AuthenticatedClient, **options: Any) -> Response[ODataError]:
        response: Response[ODataError] = self._run(sync_license_counts, "_detailed", client=client, **options)
        return response


@pytest.fixture(params=["sync", "asyncio"])
def caller(request: pytest.FixtureRequest) -> Caller:
    return Caller(is_async=request.param == "asyncio")


@pytest.fixture
def make() -> Iterator[Callable[..., AuthenticatedClient]]:
    """Make clients, and close them at the end."""
    made: list[AuthenticatedClient] = []

    def make(server: ScriptedServer | str, **options: Any) -> AuthenticatedClient:
        if "credential" not in options:
            options.setdefault("token", BEARER)
        options.setdefault("max_retries", 0)
        options["httpx_args"] = {"verify": NO_TLS, **options.get("httpx_args", {})}
        made.append(AuthenticatedClient(base_url=server if isinstance(server, str) else server.base_url, **options))
        return made[-1]

    yield make
    for client in made:
        client.close()


Make = Callable[..., AuthenticatedClient]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let pauses take no time, and record their seconds."""
    seconds: list[float] = []

    async def asleep(delay: float) -> None:
        seconds.append(delay)

    # In the client's module only: the mock of another test, in its thread, must go on sleeping.
    monkeypatch.setattr(transport, "time", SimpleNamespace(sleep=seconds.append, perf_counter=time.perf_counter))
    monkeypatch.setattr(transport, "asyncio", SimpleNamespace(sleep=asleep))
    return seconds


def unused_port() -> int:
    with scripted() as server:
        return server.port


# 1. What a call returns


def test_a_documented_success_is_returned(caller: Caller, make: Make) -> None:
    with scripted(Answer(200, TOKEN_BODY), Answer(204)) as server:
        client = make(server)
        token = caller.licenses(client)
        nothing = caller.counts(client)
    assert type(token) is VppToken
    assert (token.id, token.state) == (ID, VppTokenState.VALID)
    assert nothing is None


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 403, 404, 405, 406, 418, 429, 499, 500, 502, 503, 504, 509, 520, 599, 999])
@pytest.mark.parametrize(
    "body", [b"", HTML, b'{"error": {"code": "cut', b"null", b"[" * 100_000, json.dumps(EXAMPLES["NotFound"]).encode()]
)
def test_a_detailed_call_never_raises_for_a_response(caller: Caller, make: Make, status: int, body: bytes) -> None:
    body = b"" if status == 204 else body
    with scripted(Answer(status, body, {"X-Test": "y"}), Answer(status, body)) as server:
        client = make(server)
        response = caller.licenses_detailed(client)
        counts = caller.counts_detailed(client)
    assert (response.status_code, response.content, response.headers["x-test"]) == (status, body, "y")
    assert isinstance(response.status_code, int)
    is_error_body = body.startswith(b'{"error": {"code": "Res') and 400 <= status <= 599
    for answer in (response, counts):
        assert isinstance(answer.parsed, ODataError) if is_error_body else answer.parsed is None


def test_a_detailed_success_is_parsed(caller: Caller, make: Make) -> None:
    with scripted(Answer(200, {"value": TOKEN_BODY}), Answer(204)) as server:
        client = make(server)
        response = caller.licenses_detailed(client)
        counts = caller.counts_detailed(client)
    assert response.parsed == VppToken.from_dict(TOKEN_BODY)
    assert json.loads(response.content) == {"value": TOKEN_BODY}
    assert (counts.status_code, counts.content, counts.parsed) == (204, b"", None)


def test_a_body_that_cannot_be_decoded_has_arrived_all_the_same(caller: Caller, make: Make) -> None:
    answer = Answer(200, b"not gzip", {"Content-Encoding": "gzip"})
    with scripted(answer, answer) as server:
        client = make(server)
        assert (caller.licenses_detailed(client).status_code, caller.licenses_detailed.__name__) == (200, "licenses_detailed")
        with pytest.raises(errors.InvalidResponseError):
            caller.licenses(client)


@pytest.mark.parametrize("location", ["http://a:b", "http://xn--/", "/elsewhere"])
def test_a_redirect_that_is_not_followed_is_a_response_like_any_other(caller: Caller, make: Make, location: str) -> None:
    answer = Answer(302, b"", {"Location": location})
    with scripted(answer, answer) as server:
        client = make(server)
        response = caller.licenses_detailed(client)
        with pytest.raises(errors.ApiStatusError, match="302 Found"):
            caller.licenses(client)
    assert (response.status_code, response.headers["location"]) == (302, location)


def test_a_compressed_body_is_read(caller: Caller, make: Make) -> None:
    with scripted(Answer(200, gzip.compress(json.dumps(TOKEN_BODY).encode()), {"Content-Encoding": "gzip"})) as server:
        assert caller.licenses(make(server)).id == ID


# 2. Both shapes


@pytest.mark.parametrize("name", ["SyncLicensesMinimal", "SyncLicensesFull"])
def test_both_shapes_of_the_answer_give_the_same_token(caller: Caller, make: Make, name: str) -> None:
    bare = EXAMPLES[name]
    context = {key: value for key, value in bare.items() if key == "@odata.context"}
    wrapped = {**context, "value": {key: value for key, value in bare.items() if key not in context}}
    with scripted(Answer(200, bare), Answer(200, wrapped), Answer(200, EXAMPLES["SyncLicensesDocumented"])) as server:
        client = make(server)
        assert caller.licenses(client) == caller.licenses(client) == VppToken.from_dict(bare)
        assert caller.licenses(client) == VppToken.from_dict(EXAMPLES["SyncLicensesDocumented"]["value"])


def test_a_bare_token_may_have_a_property_named_value(caller: Caller, make: Make) -> None:
    with scripted(Answer(200, {**TOKEN_BODY, "value": {"a": 1}})) as server:
        token = caller.licenses(make(server))
    assert (token.id, token["value"]) == (ID, {"a": 1})


# 3. Errors


@pytest.mark.parametrize(("status", "name"), DOCUMENTED.items())
def test_a_documented_status_raises_its_own_error(caller: Caller, make: Make, status: int, name: str) -> None:
    body = example_of(name)
    headers = {"request-id": REQUEST_ID, "client-request-id": CLIENT_REQUEST_ID, "Retry-After": "2.128"}
    with scripted(*[Answer(status, body, headers)] * 2) as server:
        client = make(server)
        for call in (caller.licenses, caller.counts):
            with pytest.raises(errors.ApiStatusError) as caught:
                call(client)
            error = caught.value
            assert type(error) is getattr(errors, name)
            assert (error.status_code, error.code, error.message) == (status, body["error"]["code"], body["error"]["message"])
            assert (error.request_id, error.client_request_id, error.retry_after) == (REQUEST_ID, CLIENT_REQUEST_ID, 2.128)
            assert error.response is not None
            assert json.loads(error.response.content) == body
            for part in (str(status), error.code, error.message, REQUEST_ID):
                assert str(part) in str(error)


@pytest.mark.parametrize("status", [302, 402, 418, 499, 500, 502, 503, 504, 509, 520])
@pytest.mark.parametrize("body", [b"", HTML, b'{"error": "text"}', json.dumps(EXAMPLES["ServerError"]).encode()])
def test_any_other_status_raises_the_plain_status_error(caller: Caller, make: Make, status: int, body: bytes) -> None:
    with scripted(Answer(status, body)) as server, pytest.raises(errors.ApiStatusError) as caught:
        caller.licenses(make(server))
    assert type(caught.value) is errors.ApiStatusError
    assert (caught.value.status_code, str(status) in str(caught.value)) == (status, True)
    assert caught.value.code == ("ServiceUnavailable" if b"Unavailable" in body else None)


@pytest.mark.parametrize("spelling", ["innerError", "innererror"])
def test_an_id_is_taken_from_the_body_where_the_headers_have_none(caller: Caller, make: Make, spelling: str) -> None:
    inner = {"date": "2026-11-21T10:15:30", "request-id": "in-body", "client-request-id": "in-body-too"}
    with (
        scripted(Answer(404, {"error": {"code": "a", "message": "b", spelling: inner}})) as server,
        pytest.raises(errors.NotFound) as caught,
    ):
        caller.licenses(make(server))
    assert (caught.value.request_id, caught.value.client_request_id) == ("in-body", "in-body-too")


def test_an_error_body_in_pieces_is_read_as_far_as_it_goes(caller: Caller, make: Make) -> None:
    body = {"error": {"code": None, "message": "half\r\nof it\x1b[31m", "innerError": 5}}
    with scripted(Answer(403, body)) as server, pytest.raises(errors.Forbidden) as caught:
        caller.licenses(make(server), client_request_id="mine")
    assert (caught.value.code, caught.value.client_request_id) == (None, "mine")
    assert "half of it" in str(caught.value)
    assert str(caught.value).isprintable()


BREACHES: dict[str, bytes | dict[str, Any] | list[Any] | None] = {
    "empty": b"",
    "html": HTML,
    "cut": json.dumps(TOKEN_BODY).encode()[:-9],
    "deep": b"[" * 100_000,
    "no object": [],
    "null": b"null",
    "nothing in it": {},
    "empty wrapper": {"value": {}},
    "list in the wrapper": {"value": []},
    "no id": {key: value for key, value in TOKEN_BODY.items() if key != "id"},
    "id null": {**TOKEN_BODY, "id": None},
    "no state": {key: value for key, value in TOKEN_BODY.items() if key != "state"},
    "id of another type": {**TOKEN_BODY, "id": 5},
    "state of another type": {**TOKEN_BODY, "state": []},
    "boolean of another type": {**TOKEN_BODY, "automaticallyUpdateApps": "true"},
    "list of another type": {**TOKEN_BODY, "roleScopeTagIds": "0"},
    "date of another type": {**TOKEN_BODY, "lastSyncDateTime": 5},
    "no date": {**TOKEN_BODY, "lastSyncDateTime": "soon"},
    "date without a zone": {**TOKEN_BODY, "lastSyncDateTime": "2026-11-21T10:15:30"},
    "result of another type": {**TOKEN_BODY, "tokenActionResults": [5]},
    "half a result": {**TOKEN_BODY, "tokenActionResults": [{"actionName": "a"}]},
    "count of another type": {**TOKEN_BODY, "tokenActionResults": [{**TOKEN_BODY["tokenActionResults"][1], "totalLicensesCount": 2.5}]},
}


@pytest.mark.parametrize("name", BREACHES)
def test_a_success_that_breaks_the_contract_raises(caller: Caller, make: Make, name: str) -> None:
    answer = Answer(200, BREACHES[name], {"request-id": REQUEST_ID})
    with scripted(answer, answer) as server:
        client = make(server)
        with pytest.raises(errors.InvalidResponseError) as caught:
            caller.licenses(client)
        assert caller.licenses_detailed(client).parsed is None
    error = caught.value
    assert (error.status_code, error.request_id, error.response is not None) == (200, REQUEST_ID, True)
    assert str(error).startswith("200: the answer is not what the contract promises: ")


def test_the_contract_error_says_where(caller: Caller, make: Make) -> None:
    with scripted(Answer(200, BREACHES["half a result"])) as server, pytest.raises(errors.InvalidResponseError) as caught:
        caller.licenses(make(server))
    assert "tokenActionResults[0].actionState: is missing" in str(caught.value)


@pytest.mark.parametrize(("operation", "status"), [("licenses", 202), ("licenses", 204), ("counts", 200)])
def test_another_success_than_the_documented_one_breaks_the_contract(caller: Caller, make: Make, operation: str, status: int) -> None:
    body = b"" if status == 204 else TOKEN_BODY
    with scripted(Answer(status, body)) as server, pytest.raises(errors.InvalidResponseError, match=str(status)):
        getattr(caller, operation)(make(server))


def test_no_connection_raises_with_the_cause(caller: Caller, make: Make) -> None:
    with pytest.raises(errors.ApiConnectionError) as caught:
        caller.licenses(make(f"http://127.0.0.1:{unused_port()}"), client_request_id="mine")
    assert not isinstance(caught.value, errors.ApiTimeoutError)
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    assert (caught.value.status_code, caught.value.response, caught.value.client_request_id) == (None, None, "mine")
    assert "mine" in str(caught.value)


@pytest.mark.parametrize("step", [None, Answer(200, TOKEN_BODY, cut=9)])
def test_a_connection_that_breaks_raises_and_is_not_tried_again(caller: Caller, make: Make, step: Step) -> None:
    with scripted(step) as server, pytest.raises(errors.ApiConnectionError) as caught:
        caller.licenses_detailed(make(server, max_retries=3))
    assert isinstance(caught.value.__cause__, httpx.RemoteProtocolError)


def test_a_timeout_raises_with_the_cause(caller: Caller, make: Make) -> None:
    answered = threading.Event()

    def slow(_: Request) -> Answer:
        answered.wait(30)
        return Answer(204)

    with scripted(slow, slow, slow) as server:
        client = make(server, timeout=0.05)
        for call in (client, client.with_options(timeout=httpx.Timeout(9, read=0.05))):
            with pytest.raises(errors.ApiTimeoutError) as caught:
                caller.counts(call)
        with pytest.raises(errors.ApiTimeoutError):
            caller.counts_detailed(client.with_options(timeout=None), timeout=0.05)
        answered.set()
    assert isinstance(caught.value.__cause__, httpx.ReadTimeout)
    assert isinstance(caught.value, errors.ApiConnectionError)


def in_seconds(seconds: float) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)


RETRY_AFTER: dict[str, tuple[Callable[[], str], float | None]] = {
    "whole": (lambda: "7", 7),
    "fractional": (lambda: "2.128", 2.128),
    "date": (lambda: email.utils.format_datetime(in_seconds(60), usegmt=True), 60),
    "RFC 850 date": (lambda: in_seconds(60).strftime("%A, %d-%b-%y %H:%M:%S GMT"), 60),
    "asctime date": (lambda: in_seconds(60).strftime("%a %b %d %H:%M:%S %Y"), 60),
    "past date": (lambda: email.utils.format_datetime(in_seconds(-60), usegmt=True), 0),
    "blanks": (lambda: " 7 ", 7),
    "negative": (lambda: "-5", None),
    "empty": (lambda: "", None),
    "text": (lambda: "soon", None),
    "digits of another script": (lambda: "\u0667", None),
    "more than there is": (lambda: "9" * 400, None),
}


@pytest.mark.parametrize("form", RETRY_AFTER)
def test_retry_after_is_read_in_all_its_forms(form: str) -> None:
    text, expected = RETRY_AFTER[form]
    assert errors.retry_after(text()) == (expected if expected is None else pytest.approx(expected, abs=2))


# 4. Tolerance


def test_unknown_members_keep_their_text(caller: Caller, make: Make) -> None:
    results = [{**TOKEN_BODY["tokenActionResults"][0], "actionState": "paused", "@odata.type": "#microsoft.graph.newResult"}]
    body = {**TOKEN_BODY, "state": "onHold", "tokenActionResults": results}
    with scripted(Answer(200, body), Answer(200, body)) as server:
        client = make(server)
        token, again = caller.licenses(client), caller.licenses(client)
    assert token.state == again.state == "onHold" == VppTokenState("onHold")
    assert isinstance(token.state, VppTokenState)
    assert token.state not in list(VppTokenState)
    assert {token.state: 1}[again.state] == {token.state: 1}["onHold"] == 1  # type: ignore[index]
    assert token.state != VppTokenState.VALID
    assert token.token_action_results[0].action_state == "paused"
    assert token.token_action_results[0].odata_type == "#microsoft.graph.newResult"
    assert token.to_dict() == body
    assert pickle.loads(pickle.dumps(token)) == copy.deepcopy(token) == token  # noqa: S301 - our own


def test_unknown_members_do_not_fill_the_memory() -> None:
    before = len(gc.get_referrers(VppTokenState))
    known = dict(VppTokenState.__members__)
    for number in range(1000):
        VppTokenState(f"made-up-{number}")
    gc.collect()
    assert VppTokenState.__members__ == known
    assert len(gc.get_referrers(VppTokenState)) <= before + 10


def test_null_is_read_where_the_contract_has_none(caller: Caller, make: Make) -> None:
    body = {key: (value if key == "id" else None) for key, value in TOKEN_BODY.items()}
    listed = {**TOKEN_BODY, "tokenActionResults": [None, dict.fromkeys(TOKEN_BODY["tokenActionResults"][1])]}
    with scripted(Answer(200, body), Answer(200, listed)) as server:
        client = make(server)
        token, other = caller.licenses(client), caller.licenses(client)
    read: list[Any] = [token.state, token.expiration_date_time, token.role_scope_tag_ids, token.automatically_update_apps]
    assert read == [None] * 4
    assert token.to_dict() == body
    assert other.to_dict() == listed


def test_unknown_properties_are_kept(caller: Caller, make: Make) -> None:
    body = {**TOKEN_BODY, "new": {"a": [1, None]}, "state@odata.type": "x"}
    with scripted(Answer(200, body)) as server:
        token = caller.licenses(make(server))
    assert (token["new"], "state@odata.type" in token) == ({"a": [1, None]}, True)
    assert token.to_dict() == body


@pytest.mark.parametrize("spelling", ["innerError", "innererror"])
def test_an_inner_error_with_a_zoneless_date_is_read(caller: Caller, make: Make, spelling: str) -> None:
    inner = EXAMPLES["NotFound"]["error"]["innerError"]
    body = {"error": {**{k: v for k, v in EXAMPLES["NotFound"]["error"].items() if k != "innerError"}, spelling: inner}}
    with scripted(Answer(404, body)) as server:
        parsed = caller.licenses_detailed(make(server)).parsed
    assert isinstance(parsed, ODataError)
    assert parsed.to_dict() == body


# 5. Dates (and see client/test_lossless.py)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2016-12-31T23:57:57.2481234-08:00", "2016-12-31T23:57:57.248123-08:00"),
        ("2026-11-21T08:00:12.123456789012+01:00", "2026-11-21T08:00:12.123456+01:00"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00"),
        ("0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00+23:59"),
        ("9999-12-31T23:59:59.999999999999-23:59", "9999-12-31T23:59:59.999999-23:59"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999+00:00"),
        ("2016-12-31T15:59:60.1234567-08:00", "2016-12-31T15:59:59.999999-08:00"),
        ("0000-02-29T12:00:00Z", "0001-01-01T00:00:00+00:00"),
    ],
)
def test_dates_are_datetimes_and_keep_their_text(caller: Caller, make: Make, text: str, moment: str) -> None:
    body = {**TOKEN_BODY, "lastSyncDateTime": text}
    with scripted(Answer(200, body)) as server:
        token = caller.licenses(make(server))
    value = token.last_sync_date_time
    assert isinstance(value, dt.datetime)
    assert value == dt.datetime.fromisoformat(moment)
    assert value.utcoffset() is not None
    for same in (token, pickle.loads(pickle.dumps(token)), copy.deepcopy(token), copy.copy(token)):  # noqa: S301 - our own
        assert same == token
        assert same.to_dict() == body


def test_a_date_that_is_set_anew_is_written_anew() -> None:
    token = VppToken.from_dict(TOKEN_BODY)
    token.last_sync_date_time += dt.timedelta(hours=1)
    assert token.to_dict()["lastSyncDateTime"] == "2026-11-20T23:14:05.041234+00:00"
    token.last_sync_date_time = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert token.to_dict()["lastSyncDateTime"] == "2027-01-01T00:00:00+00:00"
    token.last_sync_date_time = dt.datetime(2027, 1, 1)  # noqa: DTZ001 - what the contract forbids
    with pytest.raises(ValueError, match="no time zone"):
        token.to_dict()


def test_the_subtype_is_told_by_its_odata_type() -> None:
    first, second = VppToken.from_dict(TOKEN_BODY).token_action_results
    assert (type(first), type(second)) == (VppTokenActionResult, VppTokenRevokeLicensesActionResult)
    assert second.action_state is VppTokenActionState.FAILED


# 6. Secrets


def everything_shown(error: BaseException) -> str:
    """Return what a program may show or store of an exception: texts, locals of all frames, pickles of it and its causes."""
    shown = [*traceback.TracebackException.from_exception(error, capture_locals=True).format()]
    link: BaseException | None = error
    while link is not None:
        shown += [repr(link), str(link), str(link.args)]
        shown.append(repr(pickle.dumps(link)))
        link = link.__cause__ or link.__context__
    return "\n".join(shown)


class Hidden:
    """Gives out a secret without having it in a variable that a traceback would show: this is about the client's variables."""

    def __call__(self) -> str:
        return BEARER


def echo(request: Request) -> Answer:
    """Answer as a gateway that shows the request it refuses."""
    return Answer(502, {"error": {"code": "Bad", "message": f"refused: {request.headers['authorization']}"}})


def error_of(call: Callable[[], Any]) -> BaseException:
    try:
        call()
    except errors.ApiError as error:
        return error
    pytest.fail("no error")


@pytest.mark.parametrize(
    "step", [Answer(401, EXAMPLES["Unauthorized"]), Answer(200, b"{"), None, echo, Answer(302, headers={"Location": "/x"})]
)
def test_no_error_shows_the_bearer_token(caller: Caller, make: Make, step: Step, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    with scripted(step) as server:
        client = make(server, token=Hidden())
        shown = everything_shown(error_of(lambda: caller.licenses(client)))
    assert server.sent("authorization") == [f"Bearer {BEARER}"]
    records = "\n".join(f"{record.getMessage()} {record.args} {vars(record)}" for record in caplog.records)
    assert BEARER not in shown + records + repr(client)
    assert "httpcore" in records  # the loudest of all loggers has been heard


class Breaking(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Fails as h11 does where it writes: with the raw header in a variable of a frame."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        wire = request.headers["authorization"]
        assert wire
        raise httpx.WriteError("broken", request=request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


def test_no_frame_below_shows_the_bearer_token(caller: Caller, make: Make) -> None:
    client = make("http://127.0.0.1:1", token=Hidden(), httpx_args={"transport": Breaking()})
    assert BEARER not in everything_shown(error_of(lambda: caller.licenses(client)))


def test_a_request_that_a_hook_keeps_loses_the_bearer_token(make: Make) -> None:
    kept: list[httpx.Request] = []
    with scripted(Answer(204), None) as server:
        client = make(server, httpx_args={"event_hooks": {"request": [kept.append]}})
        sync_license_counts.sync(client=client)
        error_of(lambda: sync_license_counts.sync(client=client))
    assert server.sent("authorization") == [f"Bearer {BEARER}"] * 2
    assert [request.headers.get("authorization") for request in kept] == [None, None]


@pytest.mark.parametrize("name", ["NotFound"])
def test_an_answered_call_shows_no_secret(caller: Caller, make: Make, caplog: pytest.LogCaptureFixture, name: str) -> None:
    caplog.set_level(0)
    body = {**TOKEN_BODY, "token": VPP_SECRET}
    with scripted(Answer(200, body), Answer(200, body), Answer(404, EXAMPLES[name])) as server:
        client = make(server)
        token = caller.licenses(client)
        response = caller.licenses_detailed(client)
        caller.licenses_detailed(client)
    records = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    shown = f"{client!r} {client} {token!r} {token} {response!r} {response} {records}"
    assert BEARER not in shown
    assert VPP_SECRET not in shown
    assert token.token == VPP_SECRET  # the attribute still reads


@pytest.mark.parametrize("name", ["no id", "half a result", "cut", "state of another type"])
def test_a_contract_error_shows_no_vpp_token(caller: Caller, make: Make, name: str) -> None:
    breach = BREACHES[name]
    body = {**breach, "token": VPP_SECRET} if isinstance(breach, dict) else json.dumps({**TOKEN_BODY, "token": VPP_SECRET}).encode()[:-9]
    with scripted(Answer(200, body)) as server:
        client = make(server)
        error = error_of(lambda: caller.licenses(client))
    assert VPP_SECRET not in re.sub(r"body = .*|breach = .*", "", everything_shown(error))
    assert isinstance(error, errors.ApiError)
    assert error.response is not None
    assert VPP_SECRET.encode() in error.response.content


def test_a_secret_of_another_type_is_not_shown() -> None:
    with pytest.raises(ValueError, match="token: a string is expected, not an array") as caught:
        VppToken.from_dict({**TOKEN_BODY, "token": [VPP_SECRET]})
    assert VPP_SECRET not in repr(caught.value)


@pytest.mark.parametrize("token", [f"{BEARER}\n", f" {BEARER}", "", f"{BEARER}\u2026", f"{BEARER} {BEARER}"])
def test_a_token_that_no_header_can_carry_is_refused_without_showing_it(caller: Caller, make: Make, token: str) -> None:
    with scripted() as server:
        for given in (token, lambda: token):
            with pytest.raises(ValueError, match="bearer token") as caught:
                caller.licenses(make(server, token=given))
            assert BEARER not in str(caught.value)
    assert server.connections == 0


@pytest.mark.parametrize("follow", [False, True])
def test_a_redirect_to_another_host_never_carries_the_bearer_token(caller: Caller, make: Make, *, follow: bool) -> None:
    challenge = {"WWW-Authenticate": 'Bearer error="insufficient_claims", claims="eyJhIjoxfQ=="'}
    credential = Credential()
    steps = [Answer(401, EXAMPLES["Unauthorized"], challenge)] if follow else []
    with scripted(*steps) as other, scripted(Answer(307, b"", {"Location": f"{other.base_url}/x"})) as server:
        client = make(server, credential=credential, httpx_args={"follow_redirects": follow})
        with pytest.raises(errors.Unauthorized if follow else errors.ApiStatusError):
            caller.licenses(client)
    assert other.sent("authorization") == ([None] if follow else [])
    assert len(credential.asked) == 1


def test_a_client_cannot_be_pickled_or_copied(make: Make) -> None:
    client = make("http://127.0.0.1:1")
    for take in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="secret"):
            take(client)


@pytest.mark.parametrize(
    "base_url", ["http://graph.microsoft.com/beta", "http://10.0.0.1", "https://u:p@host", "ftp://host", "host", "https://host?a=b", 5]
)
def test_a_base_url_that_would_give_the_token_away_is_refused(base_url: Any) -> None:
    with pytest.raises(ValueError, match="base_url"):
        AuthenticatedClient(token=BEARER, base_url=base_url)


@pytest.mark.parametrize(
    "base_url", ["http://localhost:1", "http://127.0.0.9", "http://[::1]:8080/beta/", "https://graph.microsoft.us/beta"]
)
def test_https_and_this_machine_are_accepted(base_url: str) -> None:
    assert base_url.rstrip("/") in repr(AuthenticatedClient(token=BEARER, base_url=base_url))


# 7. Ids


@pytest.mark.parametrize(
    "vpp_token_id", ["", ".", "..", "...", ".a", "a/b", "a?x", "a#b", "a%2Fb", "a b", "a\n", "\0", "\u00e4", None, 5, b"a", UNSET]
)
def test_an_id_outside_the_contract_is_never_sent(caller: Caller, make: Make, vpp_token_id: Any) -> None:
    with scripted() as server, pytest.raises((TypeError, ValueError), match="vppTokenId"):
        caller.licenses(make(server), vpp_token_id)
    assert server.connections == 0


@pytest.mark.parametrize("vpp_token_id", [ID, "a", "~", "_-.", "0..1"])
def test_an_id_of_the_contract_is_sent_as_it_is(caller: Caller, make: Make, vpp_token_id: str) -> None:
    with scripted(Answer(200, TOKEN_BODY), Answer(204)) as server:
        client = make(server)
        caller.licenses(client, vpp_token_id)
        caller.counts(client)
    path = "/beta/deviceAppManagement/vppTokens"
    assert [(request.method, request.target) for request in server.requests] == [
        ("POST", f"{path}/{vpp_token_id}/syncLicenses"),
        ("POST", f"{path}/syncLicenseCounts"),
    ]
    assert server.sent("content-length") == ["0", "0"]


# 8. Authentication


class AccessToken:
    """As azure-core's."""

    def __init__(self, token: str, expires_on: int) -> None:
        self.token = token
        self.expires_on = expires_on


class Credential:
    """As azure-core's, with a lifetime in seconds for its tokens, numbered from 1; each fetch waits until `go` is set."""

    def __init__(self, lifetime: float = 3600) -> None:
        self.lifetime = lifetime
        self.asked: list[tuple[tuple[str, ...], dict[str, Any]]] = []
        self.go = threading.Event()
        self.go.set()
        self.begun = threading.Event()
        self.running = 0
        self.most_running = 0

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        self.asked.append((scopes, options))
        number = len(self.asked)
        self.begun.set()
        assert self.go.wait(10)
        self.running -= 1
        return AccessToken(f"token-{number}", int(time.time() + self.lifetime))


class AsyncCredential(Credential):
    """The same as a coroutine."""

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:  # type: ignore[override]
        await asyncio.sleep(0)
        return super().get_token(*scopes, **options)


def credential_for(caller: Caller, **options: Any) -> Credential:
    return (AsyncCredential if caller.is_async else Credential)(**options)


def test_a_function_is_asked_on_every_call(caller: Caller, make: Make) -> None:
    tokens = iter(["first", "second"])
    with scripted(Answer(204), Answer(204)) as server:
        client = make(server, token=lambda: next(tokens))
        caller.counts(client)
        caller.counts(client)
    assert server.sent("authorization") == ["Bearer first", "Bearer second"]


def test_a_coroutine_function_is_awaited_and_refused_where_nobody_can(make: Make) -> None:
    async def token() -> str:
        await asyncio.sleep(0)
        return "awaited"

    with scripted(Answer(204)) as server:
        client = make(server, token=token)
        Caller(is_async=True).counts(client)
        with pytest.raises(TypeError, match="asyncio"):
            Caller(is_async=False).counts(client)
    assert server.sent("authorization") == ["Bearer awaited"]


@pytest.mark.parametrize("answer", [None, 5, b"x"])
def test_a_function_that_returns_no_string_raises(caller: Caller, make: Make, answer: Any) -> None:
    with scripted() as server, pytest.raises(TypeError, match="bearer token must be a string"):
        caller.counts(make(server, token=lambda: answer))
    assert server.connections == 0


def test_an_error_of_the_credential_comes_through(caller: Caller, make: Make) -> None:
    def token() -> str:
        raise httpx.ConnectError("the identity provider is away")

    with scripted() as server, pytest.raises(httpx.ConnectError, match="identity provider"):
        caller.counts(make(server, token=token, max_retries=3))


def test_a_token_or_a_credential_is_needed() -> None:
    for given in ({}, {"token": "a", "credential": Credential()}, {"credential": object()}, {"token": 5}):
        with pytest.raises(TypeError):
            AuthenticatedClient(**given)


def test_a_credential_is_asked_for_the_scope_and_its_token_is_kept(caller: Caller, make: Make) -> None:
    credential = credential_for(caller)
    with scripted(*[Answer(204)] * 3) as server:
        client = make(server, credential=credential)
        for _ in range(2):
            caller.counts(client)
        caller.counts(client.with_options(timeout=5))
    assert server.sent("authorization") == ["Bearer token-1"] * 3
    assert credential.asked == [(("https://graph.microsoft.com/.default",), {"enable_cae": True})]


def test_a_token_is_renewed_shortly_before_it_ends(caller: Caller, make: Make) -> None:
    credential = credential_for(caller, lifetime=299)
    with scripted(*[Answer(204)] * 3) as server:
        client = make(server, credential=credential)
        caller.counts(client)
        credential.lifetime = 320
        caller.counts(client)
        caller.counts(client)
    assert server.sent("authorization") == ["Bearer token-1", "Bearer token-2", "Bearer token-2"]


def test_a_synchronous_credential_serves_both_ways_and_an_asynchronous_one_says_that_it_cannot(make: Make) -> None:
    with scripted(Answer(204), Answer(204)) as server:
        client = make(server, credential=Credential())
        Caller(is_async=True).counts(client)
        Caller(is_async=False).counts(client)
        with pytest.raises(TypeError, match="asyncio"):
            Caller(is_async=False).counts(make(server, credential=AsyncCredential()))


def test_a_credential_without_options_is_asked_without_them(make: Make) -> None:
    class Plain:
        def get_token(self, *scopes: str) -> AccessToken:
            return AccessToken(scopes[0].rpartition("/")[2], int(time.time()) + 3600)

    with scripted(Answer(204)) as server:
        Caller(is_async=False).counts(make(server, credential=Plain()))
    assert server.sent("authorization") == ["Bearer .default"]


def test_threads_wait_for_one_fetch(make: Make) -> None:
    credential = Credential()
    credential.go.clear()
    with scripted(*[Answer(204)] * 8) as server:
        client = make(server, credential=credential)
        with ThreadPoolExecutor(8) as pool:
            calls = [pool.submit(sync_license_counts.sync, client=client) for _ in range(8)]
            assert credential.begun.wait(10)
            credential.go.set()
            for call in calls:
                call.result(10)
    assert len(credential.asked) == 1
    assert server.sent("authorization") == ["Bearer token-1"] * 8


@pytest.mark.parametrize("kind", [Credential, AsyncCredential])
def test_tasks_and_event_loops_wait_for_one_fetch(make: Make, kind: type[Credential]) -> None:
    credential = kind()

    async def calls(client: AuthenticatedClient) -> None:
        await asyncio.gather(*(sync_license_counts.asyncio(client=client) for _ in range(4)))

    with scripted(*[Answer(204)] * 12) as server:
        client = make(server, credential=credential)
        with ThreadPoolExecutor(3) as pool:
            for loop in [pool.submit(asyncio.run, calls(client)) for _ in range(3)]:
                loop.result(10)
    assert (credential.most_running, len(server.requests)) == (1, 12)
    assert len(credential.asked) == 1


def test_a_fetch_that_fails_fails_those_that_wait_and_the_next_call_tries_again(caller: Caller, make: Make) -> None:
    credential = credential_for(caller)
    credential.get_token, real = None, credential.get_token  # type: ignore[assignment, method-assign]
    failures = [RuntimeError("no token today")]

    def get_token(*scopes: str, **options: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(*scopes, **options)

    async def aget_token(*scopes: str, **options: Any) -> Any:
        return await get_token(*scopes, **options)

    credential.get_token = aget_token if caller.is_async else get_token  # type: ignore[method-assign, assignment]
    with scripted(Answer(204)) as server:
        client = make(server, credential=credential)
        with pytest.raises(RuntimeError, match="no token today"):
            caller.counts(client)
        caller.counts(client)


def test_a_cancelled_fetch_leaves_the_others_to_fetch_for_themselves(make: Make) -> None:
    class Slow(Credential):
        async def get_token(self, *scopes: str, **options: Any) -> AccessToken:  # type: ignore[override]
            if not self.asked:
                self.asked.append((scopes, options))
                await asyncio.Event().wait()
            return super().get_token(*scopes, **options)

    credential = Slow()

    async def calls(client: AuthenticatedClient) -> None:
        first = asyncio.ensure_future(sync_license_counts.asyncio(client=client))
        while not credential.asked:  # noqa: ASYNC110 - one more turn of the loop is all it takes
            await asyncio.sleep(0)
        second = asyncio.ensure_future(sync_license_counts.asyncio(client=client))
        await asyncio.sleep(0)
        first.cancel()
        await second
        with pytest.raises(asyncio.CancelledError):
            await first

    with scripted(Answer(204)) as server:
        asyncio.run(calls(make(server, credential=credential)))
    assert server.sent("authorization") == ["Bearer token-2"]


CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"???~~~"}}}'
ENCODED = base64.b64encode(CLAIMS.encode()).decode()


def challenge(claims: str = ENCODED) -> Answer:
    header = f'Bearer realm="", authorization_uri="https://x/authorize", error="insufficient_claims", claims="{claims}"'
    return Answer(401, EXAMPLES["Unauthorized"], {"WWW-Authenticate": header})


def test_claims_are_decoded_from_either_alphabet_with_and_without_padding() -> None:
    texts = ["?", "??", "???", "~~~>>>???"]
    standard = [base64.b64encode(text.encode()).decode() for text in texts]
    assert set("+/=") <= set("".join(standard))
    safe = [base64.urlsafe_b64encode(text.encode()).decode() for text in texts]
    for encoded, text in zip([*standard, *safe], texts * 2, strict=True):
        for form in (encoded, encoded.rstrip("=")):
            assert claims_of(f'Bearer claims="{form}"') == text


def test_a_claims_challenge_is_answered_once(caller: Caller, make: Make) -> None:
    credential = credential_for(caller)
    with scripted(challenge(), Answer(204), challenge(), challenge(), Answer(204)) as server:
        client = make(server, credential=credential)
        caller.counts(client)
        with pytest.raises(errors.Unauthorized):
            caller.counts(client)
        caller.counts(client)
    assert server.sent("authorization") == [f"Bearer token-{number}" for number in (1, 2, 2, 3, 3)]
    assert [options.get("claims") for _, options in credential.asked] == [None, CLAIMS, CLAIMS]
    ids = server.sent("client-request-id")
    assert (ids[0] == ids[1], ids[2] == ids[3], len(set(ids))) == (True, True, 3)


@pytest.mark.parametrize(
    "answer", [Answer(401, b""), challenge("***"), challenge("/w=="), Answer(401, headers={"WWW-Authenticate": "Bearer"})]
)
def test_a_401_without_claims_is_an_error_and_the_next_call_gets_a_new_token(caller: Caller, make: Make, answer: Answer) -> None:
    credential = credential_for(caller)
    with scripted(answer, Answer(204)) as server:
        client = make(server, credential=credential)
        with pytest.raises(errors.Unauthorized):
            caller.counts(client)
        caller.counts(client)
    assert server.sent("authorization") == ["Bearer token-1", "Bearer token-2"]


def test_a_claims_challenge_to_a_string_is_an_error(caller: Caller, make: Make) -> None:
    with scripted(challenge()) as server, pytest.raises(errors.Unauthorized):
        caller.counts(make(server))


# 9. Retries


@pytest.mark.parametrize("status", [429, 503, 504])
def test_a_status_that_asks_for_it_is_tried_again(caller: Caller, make: Make, pauses: list[float], status: int) -> None:
    body = EXAMPLES["TooManyRequests"]
    with scripted(Answer(status, body), Answer(status, HTML), Answer(status), Answer(200, TOKEN_BODY)) as server:
        client = make(server, max_retries=3)
        assert caller.licenses(client).id == ID
    assert len(pauses) == 3
    assert len(set(server.sent("client-request-id"))) == 1
    assert server.connections == 1  # read to their ends, failed answers cost no connection
    for pause, most in zip(pauses, (1, 2, 4), strict=True):
        assert 0 <= pause <= most


def test_tries_are_counted_and_on_by_default(caller: Caller, make: Make, pauses: list[float]) -> None:
    with scripted(*[Answer(429, EXAMPLES["TooManyRequests"], {"Retry-After": "1"})] * 7) as server:
        for client, tries in (
            (make(server, max_retries=1), 2),
            (make(server, max_retries=0), 1),
            (AuthenticatedClient(token=BEARER, base_url=server.base_url), 4),
        ):
            before = len(server.requests)
            with pytest.raises(errors.TooManyRequests):
                caller.licenses(client)
            assert len(server.requests) - before == tries
            client.close()
    assert pauses == [1.0] * 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 502, 509, 520])
def test_other_statuses_are_not_tried_again(caller: Caller, make: Make, status: int) -> None:
    with scripted(Answer(status)) as server, pytest.raises(errors.ApiStatusError):
        caller.licenses(make(server, max_retries=3))


@pytest.mark.parametrize("form", [form for form, (_, expected) in RETRY_AFTER.items() if expected and form != "digits of another script"])
def test_retry_after_is_honoured_in_all_its_forms(caller: Caller, make: Make, pauses: list[float], form: str) -> None:
    text, expected = RETRY_AFTER[form]
    with scripted(Answer(503, b"", {"Retry-After": text()}), Answer(204)) as server:
        caller.counts(make(server, max_retries=1))
    assert pauses == [pytest.approx(expected, abs=2)]


@pytest.mark.parametrize("text", ["soon", "-5", "0", ""])
def test_a_useless_retry_after_leaves_the_growing_pause(
    caller: Caller, make: Make, pauses: list[float], text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with scripted(Answer(503, b"", {"Retry-After": text}), Answer(204)) as server:
        caller.counts(make(server, max_retries=1))
    assert 0 <= pauses[0] <= 1
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_call_that_would_wait_too_long_ends_with_the_answer_it_has(caller: Caller, make: Make, pauses: list[float]) -> None:
    answers = [Answer(429, EXAMPLES["TooManyRequests"], {"Retry-After": text}) for text in ("100", "21", "121")]
    with scripted(*answers) as server:
        client = make(server, max_retries=5)
        with pytest.raises(errors.TooManyRequests) as caught:
            caller.licenses(client)
        assert (caught.value.retry_after, caught.value.code) == (21, "TooManyRequests")
        assert caller.licenses_detailed(client).headers["retry-after"] == "121"
    assert pauses == [100]


def test_a_connection_that_fails_is_tried_again(caller: Caller, make: Make, pauses: list[float]) -> None:
    class Flaky(httpx.BaseTransport, httpx.AsyncBaseTransport):
        def __init__(self) -> None:
            self.failures: list[type[httpx.HTTPError]] = [httpx.ConnectError, httpx.ConnectTimeout]

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if self.failures:
                raise self.failures.pop()("away", request=request)  # type: ignore[call-arg]
            return httpx.Response(204)

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return self.handle_request(request)

    caller.counts(make("http://127.0.0.1:1", max_retries=2, httpx_args={"transport": Flaky()}))
    assert len(pauses) == 2
    with pytest.raises(errors.ApiTimeoutError):
        caller.counts(make("http://127.0.0.1:1", max_retries=0, httpx_args={"transport": Flaky()}))


# 10. Headers and options


def test_the_headers_of_a_request(caller: Caller, make: Make) -> None:
    with scripted(Answer(204), Answer(204)) as server:
        client = make(server)
        caller.counts(client)
        caller.counts(client)
    first = server.requests[0].headers
    assert first["accept"] == "application/json"
    assert first["user-agent"].startswith(f"msgraph-vpptokens/{__version__} ")
    assert __version__ == SPEC["info"]["version"]
    ids = server.sent("client-request-id")
    assert len({uuid.UUID(value) for value in ids}) == 2


def test_headers_of_the_client_and_of_one_call(caller: Caller, make: Make) -> None:
    with scripted(*[Answer(204)] * 3) as server:
        client = make(server, headers={"X-A": "client", "User-Agent": "app/1"})
        caller.counts(client, headers={"x-a": "call", "client-request-id": "in headers"})
        caller.counts(client, client_request_id="in its own place", headers={"Client-Request-Id": "no"})
        caller.counts(client)
    assert server.sent("x-a") == ["call", "client", "client"]
    assert server.sent("user-agent") == ["app/1"] * 3
    assert server.sent("client-request-id")[:2] == ["in headers", "in its own place"]
    assert not any("," in str(sent) for sent in server.sent("client-request-id"))  # none is sent twice


@pytest.mark.parametrize(
    "headers", [{"Authorization": "x"}, {"host": "x"}, {"a b": "x"}, {"a": "x\r\nb: y"}, {"a": "\u00e4"}, {"a": ""}, {"a": 5}]
)
def test_headers_that_cannot_be_are_refused(caller: Caller, make: Make, headers: Any) -> None:
    with scripted() as server:
        client = make(server)
        with pytest.raises((TypeError, ValueError), match="header"):
            caller.counts(client, headers=headers)
        with pytest.raises((TypeError, ValueError), match="header"):
            make(server, headers=headers)
        with pytest.raises((TypeError, ValueError), match="header"):
            client.with_options(headers=headers)


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": "5"},
        {"timeout": True},
        {"timeout": float("nan")},
        {"max_retries": -1},
        {"max_retries": "3"},
        {"max_retries": True},
    ],
)
def test_options_that_cannot_be_are_refused(make: Make, options: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError), match=next(iter(options))):
        make("http://127.0.0.1:1", **options)
    with pytest.raises((TypeError, ValueError), match=next(iter(options))):
        make("http://127.0.0.1:1").with_options(**options)


@pytest.mark.parametrize("name", ["auth", "base_url", "cookies", "headers", "http2", "params", "timeout"])
def test_httpx_args_cannot_replace_what_the_client_says(make: Make, name: str) -> None:
    with pytest.raises(TypeError, match=name):
        make("http://127.0.0.1:1", httpx_args={name: None})


def test_the_default_server_is_the_contracts() -> None:
    assert SPEC["servers"][0]["url"] in repr(AuthenticatedClient(token=BEARER))


def test_there_is_a_default_timeout(make: Make) -> None:
    seen: list[dict[str, float]] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return httpx.Response(204)

    client = make("http://127.0.0.1:1", httpx_args={"transport": httpx.MockTransport(handle)})
    Caller(is_async=False).counts(client)
    Caller(is_async=False).counts(client, timeout=2)
    Caller(is_async=False).counts(client.with_options(timeout=None))
    assert [timeout["read"] for timeout in seen] == [30.0, 2, None]


@pytest.mark.usefixtures("pauses")
def test_with_options_shares_the_connections_and_leaves_the_old_client_as_it_was(make: Make) -> None:
    with scripted(*[Answer(204)] * 3, Answer(429), Answer(204), Answer(429)) as server:
        client = make(server, headers={"X-A": "old"})
        sync_license_counts.sync(client=client)
        other = client.with_options(max_retries=1, headers={"X-B": "new"})
        sync_license_counts.sync(client=other)
        sync_license_counts.sync(client=client)
        sync_license_counts.sync(client=other)
        with pytest.raises(errors.TooManyRequests):
            sync_license_counts.sync(client=client)
    assert server.connections == 1
    assert server.sent("x-a") == ["old"] * 6
    assert server.sent("x-b") == [None, "new", None, "new", "new", None]


def test_with_options_shares_the_connections_of_an_event_loop(make: Make) -> None:
    async def calls(client: AuthenticatedClient) -> None:
        await sync_license_counts.asyncio(client=client)
        await sync_license_counts.asyncio(client=client.with_options(timeout=5))

    with scripted(Answer(204), Answer(204)) as server:
        asyncio.run(calls(make(server)))
    assert server.connections == 1


# 11. Threads, event loops, context managers


def test_a_client_is_safe_to_share_between_threads(make: Make) -> None:
    with scripted(*[Answer(200, {**TOKEN_BODY, "id": f"t{number}"}) for number in range(64)]) as server:
        client = make(server)
        with ThreadPoolExecutor(8) as pool:
            tokens = list(pool.map(lambda _: sync_licenses.sync(ID, client=client), range(64)))
    assert {token.id for token in tokens} == {f"t{number}" for number in range(64)}
    assert len(set(server.sent("client-request-id"))) == 64


def test_a_client_works_in_one_event_loop_after_another_without_leaving_connections_open(make: Make) -> None:
    async def calls(client: AuthenticatedClient) -> None:
        await asyncio.gather(*(sync_license_counts.asyncio(client=client) for _ in range(3)))

    with scripted(*[Answer(204)] * 9) as server:
        client = make(server)
        for _ in range(3):
            asyncio.run(calls(client))
        gc.collect()  # what was left open would warn here, and a warning is an error
        assert client._connections._ahttp == {}  # noqa: SLF001 - nothing kept for loops that are gone
    assert len(server.requests) == 9


def test_context_managers_close_the_connections_and_the_client_can_be_used_again(make: Make) -> None:
    async def calls(client: AuthenticatedClient) -> None:
        async with client as same:
            assert same is client
            await sync_license_counts.asyncio(client=client)
        async with client:
            await sync_license_counts.asyncio(client=client)

    with scripted(*[Answer(204)] * 4) as server:
        client = make(server)
        for _ in range(2):
            with client as same:
                assert same is client
                sync_license_counts.sync(client=client)
        asyncio.run(calls(client))
    assert server.connections == 4


@pytest.mark.parametrize("name", ["SyncLicensesMinimal", "SyncLicensesFull"])
def test_models_and_absent_values_pickle_and_deepcopy_equal(name: str) -> None:
    token = VppToken.from_dict(EXAMPLES[name])
    for same in (pickle.loads(pickle.dumps(token)), copy.deepcopy(token)):  # noqa: S301 - our own
        assert same == token
        assert same.to_dict() == EXAMPLES[name]
    assert pickle.loads(pickle.dumps(UNSET)) is copy.deepcopy(UNSET) is UNSET  # noqa: S301 - our own
    other = copy.deepcopy(token)
    other.display_name = "another"
    assert other != token


def test_errors_pickle_with_what_they_say(caller: Caller, make: Make) -> None:
    with scripted(Answer(404, EXAMPLES["NotFound"], {"request-id": REQUEST_ID})) as server, pytest.raises(errors.NotFound) as caught:
        caller.licenses(make(server))
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert type(error) is errors.NotFound
    assert (str(error), error.code, error.request_id, error.response) == (str(caught.value), "ResourceNotFound", REQUEST_ID, None)


def test_responses_pickle(make: Make) -> None:
    with scripted(Answer(200, TOKEN_BODY)) as server:
        response = sync_licenses.sync_detailed(ID, client=make(server))
    same = pickle.loads(pickle.dumps(response))  # noqa: S301 - our own
    assert (same.status_code, same.content, same.headers, same.parsed) == (200, response.content, response.headers, response.parsed)


# 12. Log


def test_each_try_writes_one_line(caller: Caller, make: Make, pauses: list[float], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "msgraph_vpptokens")
    with scripted(Answer(503), Answer(200, TOKEN_BODY, {"request-id": REQUEST_ID}), None) as server:
        client = make(server, max_retries=1)
        caller.licenses(client)
        with pytest.raises(errors.ApiConnectionError):
            caller.counts(client)
    records = [record for record in caplog.records if record.name == "msgraph_vpptokens"]
    assert [record.levelno for record in records] == [logging.DEBUG] * 3
    first, second, third = [record.getMessage() for record in records]
    assert re.fullmatch(r"syncLicenses 503 request-id=- \d+\.\d ms", first)
    assert re.fullmatch(rf"syncLicenses 200 request-id={REQUEST_ID} \d+\.\d ms", second)
    assert re.fullmatch(r"syncLicenseCounts RemoteProtocolError request-id=- \d+\.\d ms", third)
    assert len(pauses) == 1


# 13. What is public


def public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the public classes, functions and methods of a module of the client."""
    for name in getattr(module, "__all__", [name for name in vars(module) if not name.startswith("_")]):
        thing = getattr(module, name)
        if getattr(thing, "__module__", "").startswith("msgraph_vpptokens") and callable(thing):
            yield name, thing
            for method, value in vars(thing).items() if isinstance(thing, type) else ():
                if not method.startswith("_") and (callable(value) or isinstance(value, property | classmethod)):
                    yield f"{name}.{method}", getattr(thing, method)


@pytest.mark.parametrize("name", ["", *[f".{name}" for name in ("auth", "client", "errors", "models", "transport", "types")]])
def test_every_public_name_has_a_docstring(name: str) -> None:
    module = importlib.import_module(f"msgraph_vpptokens{name}")
    assert module.__doc__
    assert [word for word, thing in public(module) if not inspect.getdoc(thing)] == []


@pytest.mark.parametrize("operation", [sync_licenses, sync_license_counts])
def test_every_operation_says_what_it_takes_returns_and_raises(operation: ModuleType) -> None:
    functions = dict(public(operation))
    assert set(functions) == {"sync", "sync_detailed", "asyncio", "asyncio_detailed"}
    for function in functions.values():
        text = inspect.getdoc(function) or ""
        assert all(word in text for word in ("Args:", "Returns:", "Raises:", "seconds", "ApiConnectionError", "(D)")), function


def test_importing_the_client_imports_neither_azure_nor_the_retry_library() -> None:
    code = "import sys, msgraph_vpptokens.api.vpp_tokens.sync_licenses; print({'azure', 'attrs', 'httpx_retries'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout == "set()\n"
