"""The mock as an httpx transport: the same application and state, no socket."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable, Coroutine
from typing import Any

import anyio.to_thread
import httpx

from .app import MockApp

Submit = Callable[[Coroutine[Any, Any, "_Exchange"]], "concurrent.futures.Future[_Exchange]"]


class InProcessTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Serves httpx clients, synchronous and asynchronous. Faults of the connection raise what httpx raises for a real one."""

    def __init__(self, app: MockApp, submit: Submit) -> None:
        self._app = app
        self._submit = submit

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        exchange = _Exchange(request, request.read())
        return self._wait(exchange)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        exchange = _Exchange(request, await request.aread())
        return await anyio.to_thread.run_sync(self._wait, exchange, abandon_on_cancel=True)

    def _wait(self, exchange: _Exchange) -> httpx.Response:
        future = self._submit(exchange.run(self._app))
        try:
            future.result(exchange.request.extensions.get("timeout", {}).get("read"))
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise httpx.ReadTimeout("the mock has not answered in time", request=exchange.request) from None
        return exchange.response()


class _Exchange:
    """One request and its answer; to the application, the connection that carries both."""

    def __init__(self, request: httpx.Request, body: bytes) -> None:
        self.request = request
        self._body = body
        self._start: dict[str, Any] = {}
        self._received = b""
        self._broken: httpx.TransportError | None = None

    def reset(self) -> None:
        """Break the connection before the answer."""
        self._broken = httpx.ReadError("the mock has reset the connection", request=self.request)

    def cut(self) -> None:
        """Break the connection in the middle of the answer."""
        self._broken = httpx.RemoteProtocolError("the mock has closed the connection before the end of the body", request=self.request)

    async def run(self, app: MockApp) -> _Exchange:
        """Let the application answer."""
        url = self.request.url
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "server": (url.host, url.port),
            "client": ("127.0.0.1", 0),
            "scheme": url.scheme,
            "root_path": "",
            "method": self.request.method,
            "path": url.path,
            "raw_path": url.raw_path.partition(b"?")[0],
            "query_string": url.query,
            "headers": [(name.lower(), value) for name, value in self.request.headers.raw],
            "state": {"connection": self},
        }
        await app(scope, self._receive, self._send)
        return self

    def response(self) -> httpx.Response:
        """Return what has come; raises httpx.TransportError if the connection broke."""
        if self._broken:
            raise self._broken
        return httpx.Response(self._start["status"], headers=self._start["headers"], content=self._received, request=self.request)

    async def _receive(self) -> dict[str, Any]:
        body, self._body = self._body, b""
        return {"type": "http.request", "body": body, "more_body": False}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif self.request.method != "HEAD":
            self._received += message.get("body", b"")
