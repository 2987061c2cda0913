"""Serve the mock on a socket with uvicorn, and end its connections where a fault asks for it."""

from __future__ import annotations

import asyncio
import signal
import socket
import struct
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any
from weakref import WeakValueDictionary

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from msgraph_vpptokens_contracts.spec import contract

from .app import MockApp

IDLE_SECONDS = 75
"""Between two requests; longer than HTTP clients keep a connection in their pools, so that they are the ones who close it."""


class Server(uvicorn.Server):
    """A uvicorn server that says when it is ready. What is no HTTP gets what uvicorn gives it."""

    def __init__(self, app: MockApp, on_ready: Callable[[], None], graceful_seconds: int = 30) -> None:
        # Weak: uvicorn alone decides how long a connection is kept.
        self.connections: WeakValueDictionary[Any, _Connection] = WeakValueDictionary()
        app.connections = connections = self.connections

        class Connection(_Connection):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
                self.to_caller = transport
                connections[tuple(transport.get_extra_info("peername") or ())[:2]] = self
                super().connection_made(transport)

        super().__init__(
            uvicorn.Config(
                app,
                http=Connection,
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=IDLE_SECONDS,
                timeout_graceful_shutdown=graceful_seconds,
            )
        )
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept connections, then say so."""
        await super().startup(sockets)
        self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop at a first signal; at a second one end the requests in flight, too."""
        if self.should_exit:
            self.stop()
        super().handle_exit(sig, frame)

    def stop(self) -> None:
        """End every connection and then the server; to be called in its thread."""
        for connection in list(self.connections.values()):
            connection.to_caller.abort()
        self.should_exit = True


class _Connection(HttpToolsProtocol):
    """uvicorn's connection, which a fault can end. Uses nothing of it but asyncio's own methods."""

    to_caller: asyncio.Transport

    def reset(self) -> None:
        """Reset the connection: with nothing to linger for, TCP sends RST instead of FIN."""
        self.to_caller.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.to_caller.abort()

    def cut(self) -> None:
        """Close the connection after what has been sent."""
        self.to_caller.close()


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
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{contract().base_path}"


def serve(app: MockApp, listener: socket.socket) -> None:
    """Serve on a bound socket until Ctrl-C or SIGTERM, then finish the requests in flight; a second one ends those too."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn stops at a signal and then raises it once more for the handler that was there before.
        signal.signal(number, lambda *_: sys.exit(0))
    url = base_url(listener)
    Server(app, lambda: print(f"listening on {url}", flush=True)).run([listener])
