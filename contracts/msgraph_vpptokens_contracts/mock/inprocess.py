"""The mock as an httpx transport: the same application and tenant, no socket."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable, Coroutine
from typing import Any

import anyio.to_thread
import httpx

from .app import MockApp

Submit = Callable[[Coroutine[Any, Any, None]], "concurrent.futures.Future[None]"]


class InProcessTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Serves httpx clients, synchronous and asynchronous. Faults of the connection raise what httpx raises for a real one."""

    def __init__(self, app: MockApp, submit: Submit) -> None:
        self._app = app
        self._submit = submit

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        await request.aread()
        return await anyio.to_thread.run_sync(self._answer, request, abandon_on_cancel=True)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        sent: list[dict[str, Any]] = []
        future = self._submit(_run(self._app, request, sent))
        try:
            future.result(request.extensions.get("timeout", {}).get("read"))
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise httpx.ReadTimeout("the mock has not answered in time", request=request) from None
        if not sent:
            raise httpx.ReadError("the mock has reset the connection", request=request)
        start, *pieces = sent
        if pieces[-1].get("more_body"):
            raise httpx.RemoteProtocolError("the mock has closed the connection before the end of the body", request=request)
        body = b"" if request.method == "HEAD" else b"".join(piece["body"] for piece in pieces)
        return httpx.Response(start["status"], headers=start["headers"], content=body, request=request)


async def _run(app: MockApp, request: httpx.Request, sent: list[dict[str, Any]]) -> None:
    """Let the application answer, and keep what it sends."""
    url = request.url
    bodies = [request.content]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "server": (url.host, url.port),
        "client": None,
        "scheme": url.scheme,
        "root_path": "",
        "method": request.method,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "query_string": url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
    }

    async def receive() -> dict[str, Any]:
        if not bodies:  # the caller stays until it has its response
            await asyncio.Event().wait()
        return {"type": "http.request", "body": bodies.pop(), "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
