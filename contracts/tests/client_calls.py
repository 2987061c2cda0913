"""What the tests of the client have in common: calls in both ways, credentials, the contract's own values, fixtures."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from scripted_server import EXAMPLES, SPEC, ScriptedServer

from msgraph_vpptokens import AuthenticatedClient
from msgraph_vpptokens._runtime import retries
from msgraph_vpptokens.api.vpp_tokens import sync_license_counts, sync_licenses
from msgraph_vpptokens.models import ODataError, VppToken
from msgraph_vpptokens.types import Response

BEARER = "a-bearer-token-that-nobody-may-see"
VPP_SECRET = "a-vpp-token-that-nobody-may-see"
ID = EXAMPLES["SyncLicensesMinimal"]["id"]
TOKEN_BODY = EXAMPLES["SyncLicensesFull"]
REQUEST_ID = SPEC["components"]["headers"]["RequestId"]["example"]
CLIENT_REQUEST_ID = SPEC["components"]["headers"]["ClientRequestId"]["example"]
HTML = EXAMPLES["GatewayServerError"].encode()

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loading the machine's certificates for each client would take most of these tests' time."""

NOWHERE = "http://127.0.0.1:1"
"""A base URL for clients that send nothing, or have a transport of their own."""

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
"""Bodies of a 200 that break the contract."""

Make = Callable[..., AuthenticatedClient]


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


SYNC, ASYNC = Caller(is_async=False), Caller(is_async=True)


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


@pytest.fixture(params=[SYNC, ASYNC], ids=["sync", "asyncio"])
def caller(request: pytest.FixtureRequest) -> Caller:
    """Call in one of the two ways."""
    caller: Caller = request.param
    return caller


@pytest.fixture
def make() -> Iterator[Make]:
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


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let waits take no time, and record their seconds."""
    seconds: list[float] = []

    async def asleep(delay: float) -> None:
        seconds.append(delay)

    # In the client's module only: the mock of another test, in its thread, must go on sleeping.
    monkeypatch.setattr(retries, "time", SimpleNamespace(sleep=seconds.append, perf_counter=time.perf_counter))
    monkeypatch.setattr(retries, "asyncio", SimpleNamespace(sleep=asleep))
    return seconds
