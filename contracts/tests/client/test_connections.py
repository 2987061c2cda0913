"""Connections: shared between threads, tasks and clients, one event loop after another, closed when they should be."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor

from client_calls import ID, TOKEN_BODY, Make
from scripted_server import Answer, scripted

from msgraph_vpptokens import AuthenticatedClient
from msgraph_vpptokens.api.vpp_tokens import sync_license_counts, sync_licenses


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
        assert client._pools._ahttp == {}  # noqa: SLF001 - nothing kept for loops that are gone
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
