"""Headers, timeouts and options of clients and calls."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import attrs
import httpx
import pytest
from client_calls import BEARER, NO_TLS, Caller, Make
from scripted_server import SPEC, Answer, scripted

from msgraph_vpptokens import AuthenticatedClient, __version__, errors
from msgraph_vpptokens.api.vpp_tokens import sync_license_counts


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
    "headers",
    [{"Authorization": "x"}, {"host": "x"}, {"a b": "x"}, {"a": "x\r\nb: y"}, {"a": "\u00e4"}, {"a": ""}, {"a": 5}, [("a", "b")]],
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
    with pytest.raises(TypeError, match="httpx_args: Expected a mapping; got list"):
        AuthenticatedClient(token=BEARER, httpx_args=[(name, None)])  # type: ignore[arg-type]


def test_what_the_caller_changes_later_does_not_reach_the_client(make: Make) -> None:
    headers, httpx_args = {"X-A": "1"}, {"verify": NO_TLS}
    with scripted(Answer(204)) as server:
        client = make(server, headers=headers, httpx_args=httpx_args)
        headers["X-A"], httpx_args["auth"] = "2", NO_TLS
        Caller(is_async=False).counts(client.with_options(timeout=5))
    assert server.sent("x-a") == ["1"]


def test_no_cookie_is_kept(caller: Caller, make: Make) -> None:
    with scripted(Answer(204, headers={"Set-Cookie": "session=of-one-token; Path=/"}), Answer(204)) as server:
        client = make(server)
        caller.counts(client)
        caller.counts(attrs.evolve(client, token="another"))
    assert server.sent("cookie") == [None, None]


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


@pytest.mark.usefixtures("waits")
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


def test_a_client_is_an_attrs_class_whose_options_stay_as_they_are() -> None:
    client = AuthenticatedClient(token=BEARER, timeout=5)
    assert {"token", "credential", "base_url", "scope", "allow_http", "timeout", "max_retries", "headers", "httpx_args"} <= {
        field.name for field in attrs.fields(AuthenticatedClient)
    }
    assert attrs.evolve(client, max_retries=1).timeout == client.timeout == httpx.Timeout(5)
    for name in ("token", "base_url", "timeout"):
        with pytest.raises(attrs.exceptions.FrozenAttributeError):
            setattr(client, name, "x")


def test_evolve_and_with_options_share_the_connections_unless_httpx_args_differ(make: Make) -> None:
    with scripted(*[Answer(204)] * 5) as server:
        client = make(server)
        others = [client.with_options(httpx_args={"verify": NO_TLS, "trust_env": False}), make(server)]
        for one in (client, attrs.evolve(client, timeout=5), client.with_options(httpx_args=dict(client.httpx_args)), *others):
            sync_license_counts.sync(client=one)
        others[0].close()
    assert server.connections == 3


def test_a_proxy_given_in_httpx_args_is_used(caller: Caller, make: Make) -> None:
    with scripted(Answer(204)) as proxy:
        caller.counts(make("http://localhost:9/beta", httpx_args={"proxy": f"http://127.0.0.1:{proxy.port}"}))
    assert proxy.requests[0].target == "http://localhost:9/beta/deviceAppManagement/vppTokens/syncLicenseCounts"


def test_a_certificate_that_verify_does_not_trust_is_a_connection_error(caller: Caller, make: Make) -> None:
    with scripted() as server, pytest.raises(errors.ApiConnectionError):
        caller.counts(make(server.base_url.replace("http:", "https:")))
