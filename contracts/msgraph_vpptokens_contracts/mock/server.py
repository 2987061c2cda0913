"""Serve the mock on a socket: uvicorn, with the limits that keep hostile connections from holding it up."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import socket
import struct
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from .answer import Ids, Refusal, guid
from .app import MockApp
from .request import BASE_PATH, Request


@dataclass(frozen=True)
class Limits:
    """What one connection may cost."""

    request_seconds: float = 10
    """From a request's first byte (or from connecting) to its last; then the connection is closed."""
    idle_seconds: int = 75
    """Between two requests; longer than HTTP clients keep a connection in their pools, so that they are the ones who close it."""
    head_bytes: int = 65_536
    """Request line and headers; more is answered with 431."""


class Server(uvicorn.Server):
    """A uvicorn server that says when it is ready, watches slow connections, and leaves the process alone when it ends."""

    def __init__(self, app: MockApp, on_ready: Callable[[], None], limits: Limits | None = None, graceful_seconds: int = 30) -> None:
        self.limits = limits or Limits()
        server = self

        class Protocol(_Protocol):
            """The protocol class that uvicorn makes one object of for each connection."""

            mock = app
            limits = server.limits

        super().__init__(
            uvicorn.Config(
                app,
                http=Protocol,
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=self.limits.idle_seconds,
                timeout_graceful_shutdown=graceful_seconds,
            )
        )
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept connections, then say so."""
        await super().startup(sockets)
        self._on_ready()

    async def main_loop(self) -> None:
        """Serve until told to stop, and end connections whose request takes too long."""
        watch = asyncio.create_task(self._watch())
        try:
            await super().main_loop()
        finally:
            watch.cancel()

    async def _watch(self) -> None:
        """One timer for all connections costs less than one for each request."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self.limits.request_seconds / 8)
            latest = loop.time() - self.limits.request_seconds
            for connection in list(self.server_state.connections):
                if isinstance(connection, _Protocol):
                    connection.close_if_waiting_since(latest)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on Ctrl-C and SIGTERM; uvicorn would raise the signal again afterwards, and the process would not end with 0."""
        with contextlib.ExitStack() as stack:
            if threading.current_thread() is threading.main_thread():
                for number in (signal.SIGINT, signal.SIGTERM):
                    stack.callback(signal.signal, number, signal.signal(number, self.handle_exit))
            yield


class _Protocol(HttpToolsProtocol):
    """One connection: uvicorn's, plus limits, and the contract's error body where uvicorn sends plain text."""

    mock: MockApp
    limits: Limits

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        # Weak, or a closed connection would hold itself in memory until the garbage collector comes by.
        self.app_state = {"connection": weakref.proxy(self)}
        self._waiting_since: float | None = self.loop.time()
        self._in_head = True
        self._head_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Feed the parser, as uvicorn does, and refuse what is not HTTP or too large in the contract's own form."""
        self._unset_keepalive_if_required()
        if self._waiting_since is None:
            self._waiting_since = self.loop.time()
        self._head_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserInvalidMethodError:
            self._refuse(_method_unknown(data) if self._head_bytes == len(data) else _NOT_HTTP)
        except httptools.HttpParserError:
            self._refuse(_NOT_HTTP)
        except httptools.HttpParserUpgrade:
            # No other protocol is spoken here: the request has been answered as the plain one that it also is.
            self._last_request()
        else:
            if self._in_head and self._head_bytes > self.limits.head_bytes:
                self._refuse(_HEAD_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._waiting_since = self.loop.time()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._waiting_since = None
        self._in_head = True
        self._head_bytes = 0
        if self.cycle.response_complete and self.timeout_keep_alive_task is None:
            # The body came after the answer and has stopped the clock of the idle connection.
            self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def close_if_waiting_since(self, latest: float) -> None:
        """Close the connection if the rest of a request has been due since before `latest`."""
        if self._waiting_since is not None and self._waiting_since < latest:
            self.transport.close()

    def reset(self) -> None:
        """Reset the connection: with nothing to linger for, TCP sends RST instead of FIN."""
        self.cycle.disconnected = True
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def cut(self) -> None:
        """Close the connection after what has been sent."""
        self.cycle.disconnected = True
        self.transport.close()

    def _last_request(self) -> None:
        """Answer what has been asked, read nothing more, then close."""
        self.cycle.keep_alive = False
        if self.cycle.response_complete:
            self.transport.close()
        else:
            self.transport.pause_reading()

    def _refuse(self, refusal: Refusal) -> None:
        """Answer a request that never reaches the application."""
        if self.transport.is_closing():
            return
        if self.cycle is not None and not self.cycle.response_complete:
            if self.cycle.response_started or not self.cycle.more_body:
                # The bad bytes follow a whole request, whose answer comes first.
                self._last_request()
                return
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        ids = Ids(guid())
        answer = self.mock.refuse(refusal, ids)
        headers = [*self.server_state.default_headers, *ids.headers(), *answer.headers]
        headers += (b"content-length", str(len(answer.body)).encode()), (b"connection", b"close")
        lines = [name + b": " + value + b"\r\n" for name, value in headers]
        self.transport.write(b"".join([STATUS_LINE[answer.status], *lines, b"\r\n", answer.body]))
        self.transport.close()


_FILES = 65_536
_NOT_HTTP = Refusal(400, "This is no valid HTTP request.")
_HEAD_TOO_LARGE = Refusal(431, "The request line and headers are larger than the server takes.")


_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~]+) HTTP/1\.[01]\r\n")


def _method_unknown(data: bytes) -> Refusal:
    """Return what the contract says to a method that the parser does not know, `data` beginning with the request line."""
    line = _REQUEST_LINE.match(data)
    if not line:
        return _NOT_HTTP
    found = Request(line[1].decode(), line[2].partition(b"?")[0], []).operation()
    return Refusal(405, "This path supports POST only.") if found else Refusal(404, "No operation has this path.")


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address, port 0 for a free one; raises OSError if that is not possible."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listener = socket.socket(family)
    try:
        # A port is free again as soon as the mock has stopped, not minutes later.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def base_url(listener: socket.socket) -> str:
    """Return the URL under which a bound socket serves the two operations."""
    host, port, *_ = listener.getsockname()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{BASE_PATH}"


def serve(app: MockApp, listener: socket.socket) -> None:
    """Serve on a bound socket until Ctrl-C or SIGTERM, then finish the requests in flight; a second Ctrl-C ends those too."""
    with contextlib.suppress(ImportError):  # there is no such limit on Windows
        import resource

        # One file for each connection; the default of a shell, often 1024, is meant for programs that use `select`.
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    url = base_url(listener)
    Server(app, lambda: print(f"listening on {url}", flush=True)).run([listener])
