"""A server on loopback that answers each request with the next step of a script, and keeps what it was sent."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from types import TracebackType
from typing import Any, Self

from msgraph_vpptokens_contracts.spec import Document

SPEC = Document.load().data
EXAMPLES: dict[str, Any] = {name: example["value"] for name, example in SPEC["components"]["examples"].items()}
"""The contract's example payloads by name."""


@dataclass(frozen=True)
class Request:
    """A request as it arrived."""

    line: str
    headers: Message


@dataclass(frozen=True)
class Answer:
    """An HTTP response; `cut` sends that many bytes less than promised."""

    status: int
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0

    def __bytes__(self) -> bytes:
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        headers = {"Content-Length": str(len(body)), **self.headers}
        if self.status == 204:
            del headers["Content-Length"]
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} x\r\n{head}\r\n".encode() + body[: len(body) - self.cut]


Step = Answer | Callable[[Request], Answer] | None
"""What answers one request: an answer, a function that makes one, or None for a connection that is closed without one."""


class ScriptedServer:
    """Listens on a free port until it is left; fails a request for which the script has no step."""

    def __init__(self, *steps: Step) -> None:
        self.steps: list[Step] = list(steps)
        self.requests: list[Request] = []
        self.connections = 0
        self.unscripted = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    @property
    def port(self) -> int:
        port: int = self._socket.getsockname()[1]
        return port

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/beta"

    def sent(self, header: str) -> list[str | None]:
        """Return a header of each request."""
        return [request.headers.get(header) for request in self.requests]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        for open_socket in (self._socket, *self._open):
            with suppress(OSError):  # the other side was faster
                open_socket.shutdown(socket.SHUT_RDWR)
            open_socket.close()
        for thread in self._threads:
            thread.join(10)
        if error is None:
            assert not self.unscripted, f"{self.unscripted} requests more than the script has steps"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.append(connection)
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            try:
                for request in _requests(stream):
                    with self._lock:
                        self.requests.append(request)
                        if not self.steps:
                            self.unscripted += 1
                            return
                        step = self.steps.pop(0)
                    answer = step(request) if callable(step) else step
                    if answer is None:
                        return
                    connection.sendall(bytes(answer))
                    if answer.cut:
                        return
            except OSError:
                return  # the client has gone


def _requests(stream: Any) -> Iterator[Request]:
    while line := stream.readline():
        head = b""
        while (more := stream.readline()) not in {b"\r\n", b""}:
            head += more
        headers = BytesParser().parsebytes(head)
        stream.read(int(headers.get("content-length", "0")))
        yield Request(line.decode().strip(), headers)


@contextmanager
def scripted(*steps: Step) -> Iterator[ScriptedServer]:
    """Run a scripted server."""
    with ScriptedServer(*steps) as server:
        yield server
