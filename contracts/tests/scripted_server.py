"""A server on loopback that answers each request with the next step of a script, and keeps what it was sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from raw_server import RawServer, Request, Send

from msgraph_vpptokens_contracts.spec import Document

SPEC = Document.load().data
EXAMPLES: dict[str, Any] = {name: example["value"] for name, example in SPEC["components"]["examples"].items()}
"""The contract's example payloads by name."""


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


class ScriptedServer(RawServer):
    """A server whose script is its steps; a request for which there is none has no response."""

    def __init__(self, *steps: Step) -> None:
        super().__init__(self._next)
        self.steps: list[Step] = list(steps)
        self.unscripted = 0

    def sent(self, header: str) -> list[str | None]:
        """Return a header of each request; its name is given in lower case."""
        return [request.headers.get(header) for request in self.requests]

    def _next(self, request: Request, send: Send) -> bool:
        if not self.steps:
            self.unscripted += 1
            return False
        step = self.steps.pop(0)
        answer = step(request) if callable(step) else step
        if answer is None:
            return False
        send(bytes(answer))
        return not answer.cut


@contextmanager
def scripted(*steps: Step) -> Iterator[ScriptedServer]:
    """Run a scripted server; fails if there were more requests than steps."""
    with ScriptedServer(*steps) as server:
        yield server
    assert not server.unscripted, f"{server.unscripted} requests more than the script has steps"
