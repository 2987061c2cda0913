"""A server on loopback that sends the bytes it is told to send, those included that no HTTP library would send."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedIOBase
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, Self


@dataclass(frozen=True)
class Request:
    """A request as it arrived."""

    number: int
    """The first request to a server is 1."""
    method: str
    target: str
    headers: dict[str, str]
    """The names are in lower case; the values of a repeated name are joined as RFC 9110 section 5.3 says."""
    body: bytes

    @property
    def path(self) -> str:
        """The path below /beta, without the query; empty for any other path."""
        path = self.target.partition("?")[0]
        return path.removeprefix("/beta") if path.startswith("/beta/") else ""


Send = Callable[[bytes], object]
Answer = Callable[[Request, Send], bool]
"""Sends the response in one or more pieces; returns whether the connection stays open."""


class RawServer(ThreadingTCPServer):
    """Listens on a free port; while entered, answers each connection in a thread of its own."""

    request_queue_size = 128

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        if tls:  # the handshake is made by the thread of the connection, when it first reads
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.answer = answer
        self.port: int = self.socket.getsockname()[1]
        self.base_url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/beta"
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self._open: list[socket.socket] = []

    @property
    def connections(self) -> int:
        """How many connections were made."""
        return len(self._open)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.append(connection)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - the signature is socketserver's
        raise  # noqa: PLE0704 - called while an error is handled, which shall fail the test

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        _shut(self.socket)  # ends the wait for a connection at once
        self.shutdown()
        for connection in self._open:
            _shut(connection)
        self.server_close()


class _Connection(StreamRequestHandler):
    server: RawServer
    disable_nagle_algorithm = True

    def handle(self) -> None:
        with suppress(OSError):  # the other side has gone
            while request := _read(self.rfile, self.server.requests):
                if not self.server.answer(request, self.wfile.write):
                    return


def _shut(opened: socket.socket) -> None:
    with suppress(OSError):  # the other side was faster
        opened.shutdown(socket.SHUT_RDWR)


def _read(stream: BufferedIOBase, requests: list[Request]) -> Request | None:
    """Read the next request and add it to the others; None if there is none."""
    method, target, version = [*stream.readline().decode("latin-1").split(), "", "", ""][:3]
    if version != "HTTP/1.1":
        return None
    headers: dict[str, str] = {}
    while field := stream.readline().decode("latin-1").rstrip("\r\n"):
        name, _, value = field.partition(":")
        earlier = f"{headers[name.lower()]}, " if name.lower() in headers else ""
        headers[name.lower()] = earlier + value.strip(" \t")
    body = stream.read(int(headers.get("content-length", "0")))
    while headers.get("transfer-encoding") == "chunked" and (size := int(stream.readline(), 16)):
        body += stream.read(size)
        stream.readline()
    if "transfer-encoding" in headers:
        stream.readline()
    request = Request(len(requests) + 1, method, target, headers, body)
    requests.append(request)
    return request
