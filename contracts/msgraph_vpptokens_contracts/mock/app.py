"""The mock as an ASGI application: reads requests, lets the rules answer, sends what they say."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from .answer import Answer, Stamp, guid
from .request import Request
from .rules import respond
from .tenant import Tenant

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class Connection(Protocol):
    """What a fault can end."""

    def reset(self) -> None:
        """End the connection with nothing sent."""

    def cut(self) -> None:
        """End the connection after what has been sent."""


class MockApp:
    """The application of one tenant; plain ASGI, because it has to be fast."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.connections: Mapping[Any, Connection] = {}
        """The open connections by the caller's address (ASGI's `client`); the server fills it."""
        self._control: Any = None

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve one request."""
        tenant = self.tenant
        if scope["path"].startswith("/_mock/") or scope["path"] == "/openapi.yaml":
            if self._control is None:
                from .control import control_app  # Starlette's part: most mocks never need it, and start faster without

                self._control = control_app(tenant)
            await self._control(scope, receive, send)
            return
        started_at = time.perf_counter()
        request = Request.of(scope)
        if request.chunked:
            content = await _content(receive)
            if content is None:
                return
            request.has_body = content
        stamp = Stamp(guid(), request.client_request_id or guid(), tenant.clock.now())
        answer = respond(request, tenant, stamp)
        status = None if answer.delivery and answer.delivery.drop else answer.status
        tenant.journal.record(stamp.now, request, status, answer.started)
        await self._send(answer, stamp, scope, receive, send)
        if tenant.settings.log:
            tenant.settings.log(request.method, request.shown_path(), status, (time.perf_counter() - started_at) * 1000)

    async def _send(self, answer: Answer, stamp: Stamp, scope: Any, receive: Receive, send: Send) -> None:
        headers = [*stamp.headers()] if answer.has_ids else []
        headers += answer.headers
        if answer.status not in (204, 304):
            headers.append((b"content-length", str(len(answer.body)).encode()))
        start = {"type": "http.response.start", "status": answer.status, "headers": headers}
        delivery = answer.delivery
        if delivery is None:
            await send(start)
            await send({"type": "http.response.body", "body": answer.body})
            return
        connection = self.connections.get(scope["client"])
        if await _left(receive, delivery.delay_ms):
            return
        if not delivery.drop:
            await send(start)
            body = answer.body[: len(answer.body) // 2] if delivery.cut else answer.body
            piece = math.ceil(len(body) / 10) or 1
            for at in range(0, len(body), piece):
                if await _left(receive, delivery.drip_ms):
                    return
                await send({"type": "http.response.body", "body": body[at : at + piece], "more_body": True})
            if not delivery.cut:
                await send({"type": "http.response.body", "body": b""})
                return
        if connection:  # a caller without a socket sees that nothing more comes
            (connection.reset if delivery.drop else connection.cut)()
            await _left(receive, None)  # else the server would complain that the response is not whole


async def _content(receive: Receive) -> bool | None:
    """Wait for the first byte of a chunked body or for its end; tell whether there is one, or None if the caller has left."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if message.get("body") or not message.get("more_body"):
            return bool(message.get("body"))


async def _left(receive: Receive, milliseconds: float | None) -> bool:
    """Wait (without end for None), and tell whether the caller has left meanwhile."""
    if milliseconds == 0:
        return False
    try:
        async with asyncio.timeout(milliseconds and milliseconds / 1000):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True
