"""Secrets: neither the bearer token nor a VPP token is in repr, exceptions or logs."""

from __future__ import annotations

import copy
import json
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import attrs
import httpx
import pytest
from client_calls import BEARER, BREACHES, SYNC, TOKEN_BODY, VPP_SECRET, Caller, Credential, Make
from scripted_server import EXAMPLES, Answer, Step, scripted

from msgraph_vpptokens import AuthenticatedClient, errors
from msgraph_vpptokens.models import (
    VppToken,
)


def everything_shown(error: BaseException) -> str:
    """Return what a program may show or store of an exception: its traceback, its pickle, and the texts of its causes."""
    shown = [*traceback.TracebackException.from_exception(error).format(), repr(pickle.dumps(error))]
    link: BaseException | None = error
    while link is not None:
        shown += [repr(link), str(link), str(link.args)]
        link = link.__cause__ or link.__context__
    return "\n".join(shown)


def error_of(call: Callable[[], Any]) -> BaseException:
    try:
        call()
    except errors.ApiError as error:
        return error
    pytest.fail("no error")


@pytest.mark.parametrize("step", [Answer(401, EXAMPLES["Unauthorized"]), Answer(200, b"{"), None, Answer(302, headers={"Location": "/x"})])
def test_no_error_shows_the_bearer_token(caller: Caller, make: Make, step: Step, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    with scripted(step) as server:
        client = make(server)
        shown = everything_shown(error_of(lambda: caller.licenses(client)))
    assert server.sent("authorization") == [f"Bearer {BEARER}"]
    records = "\n".join(f"{record.getMessage()} {record.args} {vars(record)}" for record in caplog.records)
    assert BEARER not in shown + records + repr(client)
    assert "httpcore" in records  # the loudest of all loggers has been heard


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
    assert VPP_SECRET not in everything_shown(error)
    shown = [line for line in traceback.TracebackException.from_exception(error, capture_locals=True).format() if "tests" not in line]
    assert VPP_SECRET not in "".join(shown)  # nor in the client's own variables
    assert isinstance(error, errors.ApiError)
    assert error.response is not None
    assert VPP_SECRET.encode() in error.response.content


def test_a_secret_of_another_type_is_not_shown() -> None:
    with pytest.raises(ValueError, match="token: Expected a string; got an array") as caught:
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
    "base_url",
    [
        *("http://graph.microsoft.com/beta", "http://10.0.0.1", "https://u:pass@host", "https://u:pass@host:bad/", "ftp://host", "host"),
        *("https://host?a=b", "https://host?", "https://host/beta#", "https://host/beta ", "https://u:pass@host/\n", "https://host:99999"),
        *(5, httpx.URL("https://host?a=b")),
    ],
)
def test_a_base_url_that_would_give_the_token_away_is_refused_and_its_password_not_shown(base_url: Any) -> None:
    with pytest.raises(ValueError, match="base_url") as refused:
        AuthenticatedClient(token=BEARER, base_url=base_url)
    assert "pass@" not in str(refused.value)


@pytest.mark.parametrize(
    "base_url", ["http://localhost:1", "http://127.0.0.9", "http://[::1]:8080/beta/", "https://graph.microsoft.us/beta"]
)
def test_https_and_this_machine_are_accepted(base_url: str) -> None:
    assert base_url.rstrip("/") in repr(AuthenticatedClient(token=BEARER, base_url=base_url))


def test_http_beyond_this_machine_needs_an_explicit_yes() -> None:
    with pytest.raises(ValueError, match="allow_http=True"):
        AuthenticatedClient(token=BEARER, base_url="http://mock:8080/beta")
    transport = httpx.MockTransport(lambda request: httpx.Response(204, headers={"host-was": request.url.host}))
    client = AuthenticatedClient(token=BEARER, base_url="http://mock:8080/beta", allow_http=True, httpx_args={"transport": transport})
    assert SYNC.counts_detailed(client).headers["host-was"] == "mock"
    with pytest.raises(ValueError, match="reads the bearer token"):
        attrs.evolve(client, allow_http=False)
