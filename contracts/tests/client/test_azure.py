"""A credential class of azure-identity itself gets its tokens from an endpoint on loopback, sync and async."""

from __future__ import annotations

import asyncio
import ssl
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from azure.core.pipeline.transport import AsyncioRequestsTransport
from azure.identity import ManagedIdentityCredential
from azure.identity.aio import ManagedIdentityCredential as AsyncManagedIdentityCredential
from raw_server import Request
from scripted_server import Answer, ScriptedServer, scripted

from msgraph_vpptokens import AuthenticatedClient
from msgraph_vpptokens.api.vpp_tokens import sync_license_counts


def issued(_: Request) -> Answer:
    """Answer as a managed identity's endpoint does, which App Service gives its programs."""
    ends = str(int(time.time()) + 3600)
    return Answer(
        200,
        {"access_token": "from-the-identity", "expires_on": ends, "resource": "https://graph.microsoft.com", "token_type": "Bearer"},
        {"Content-Type": "application/json"},
    )


def endpoint(monkeypatch: pytest.MonkeyPatch, identity: ScriptedServer) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{identity.port}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "the-endpoints-own-secret")


def check(identity: ScriptedServer, service: ScriptedServer) -> None:
    assert service.sent("authorization") == ["Bearer from-the-identity"] * 2
    (request,) = identity.requests  # the second call had the first one's token
    assert parse_qs(urlsplit(request.target).query)["resource"] == ["https://graph.microsoft.com"]
    assert request.headers["x-identity-header"] == "the-endpoints-own-secret"


OPTIONS: dict[str, Any] = {"max_retries": 0, "httpx_args": {"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}}


def test_a_credential_of_azure_identity_authenticates(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(issued) as identity, scripted(Answer(204), Answer(204)) as service:
        endpoint(monkeypatch, identity)
        with (
            ManagedIdentityCredential() as credential,
            AuthenticatedClient(credential=credential, base_url=service.base_url, **OPTIONS) as client,
        ):
            sync_license_counts.sync(client=client)
            sync_license_counts.sync(client=client)
            check(identity, service)


def test_an_asynchronous_credential_of_azure_identity_authenticates(monkeypatch: pytest.MonkeyPatch) -> None:
    async def calls(base_url: str) -> None:
        async with (
            AsyncManagedIdentityCredential(transport=AsyncioRequestsTransport()) as credential,  # its default needs aiohttp
            AuthenticatedClient(credential=credential, base_url=base_url, **OPTIONS) as client,
        ):
            await sync_license_counts.asyncio(client=client)
            await sync_license_counts.asyncio(client=client)

    with scripted(issued) as identity, scripted(Answer(204), Answer(204)) as service:
        endpoint(monkeypatch, identity)
        asyncio.run(calls(service.base_url))
        check(identity, service)


def test_a_synchronous_credential_of_azure_identity_serves_asyncio(monkeypatch: pytest.MonkeyPatch) -> None:
    async def calls(credential: ManagedIdentityCredential, base_url: str) -> None:
        async with AuthenticatedClient(credential=credential, base_url=base_url, **OPTIONS) as client:
            await asyncio.gather(sync_license_counts.asyncio(client=client), sync_license_counts.asyncio(client=client))

    with scripted(issued) as identity, scripted(Answer(204), Answer(204)) as service:
        endpoint(monkeypatch, identity)
        with ManagedIdentityCredential() as credential:
            asyncio.run(calls(credential, service.base_url))
        check(identity, service)
