"""The mock, beside a bare Starlette handler and Prism."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import uvloop
from figures import ROOT, Figure, ratios, taking_turns

from msgraph_vpptokens_contracts.spec import CONTRACT, contract

CONNECTIONS, REQUESTS, ROUNDS = (1, 32), 3_000, 9
EXAMPLES = contract().data["components"]["examples"]
TOKEN = EXAMPLES["SyncLicensesDocumented"]["value"]["value"]
PATH = f"/deviceAppManagement/vppTokens/{TOKEN['id']}/syncLicenses"
MOCK = [str(Path(sys.executable).with_name("vpptokens-contracts")), "mock", "--port", "{port}"]
BARE_APP = """
import json, sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

body = json.dumps(json.loads(sys.argv[1]), separators=(",", ":")).encode()

async def sync_licenses(request):
    return Response(body, media_type="application/json")

app = Starlette(routes=[Route("/beta/deviceAppManagement/vppTokens/{vpp_token_id}/syncLicenses", sync_licenses, methods=["POST"])])
uvicorn.run(app, port=int(sys.argv[2]), access_log=False, log_level="error")
"""
BARE = [sys.executable, "-c", BARE_APP, json.dumps(EXAMPLES["SyncLicensesDocumented"]["value"]), "{port}"]
PRISM = ROOT / ".peers" / "node_modules" / ".bin" / "prism"
PRISM_COMMAND = [str(PRISM), "mock", "-v", "silent", "-h", "127.0.0.1", "-p", "{port}", str(CONTRACT)]


@contextlib.contextmanager
def running(command: list[str]) -> Iterator[tuple[int, float, int]]:
    """Run a server; gives its port, the seconds until it took connections, and its process id."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    started = time.perf_counter()
    arguments = [part.replace("{port}", str(port)) for part in command]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - named in this file
        try:
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                if process.poll() is not None:
                    raise SystemExit(f"{command[0]} did not start")
            yield port, time.perf_counter() - started, process.pid
        finally:
            process.terminate()


class Caller(asyncio.Protocol):
    """One connection that sends a request again as soon as the response is whole, so many times."""

    def __init__(self, url: str, count: int) -> None:
        self._request = (
            f"POST {urlsplit(url).path} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nAuthorization: Bearer mock-token\r\n"
            "Accept: application/json\r\nContent-Length: 0\r\n\r\n"
        ).encode()
        self._left = count
        self._received = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # TCP's can be written to
        """Send the first request."""
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Send the next request after a whole response."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < int(head.lower().partition(b"content-length: ")[2].split(b"\r")[0]):
            return
        if not head.startswith(b"HTTP/1.1 200 "):
            self.done.set_exception(SystemExit(head.decode()))
        self._received = b""
        self._left -= 1
        if self._left:
            self._transport.write(self._request)
        else:
            self._transport.close()
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        """Fail if a response never came."""
        if not self.done.done():
            self.done.set_exception(error or SystemExit("a response never came"))


def seconds_for(url: str, connections: int) -> float:
    """Return how long the requests take over so many connections."""

    async def load() -> None:
        loop, port = asyncio.get_running_loop(), int(urlsplit(url).port or 80)
        callers = [
            (await loop.create_connection(lambda: Caller(url, REQUESTS // connections), "127.0.0.1", port))[1] for _ in range(connections)
        ]
        await asyncio.gather(*(caller.done for caller in callers))

    started = time.perf_counter()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(load())
    return time.perf_counter() - started


def ready(command: list[str]) -> float:
    """Return the seconds until a server takes connections."""
    with running(command) as (_, seconds, _):
        return seconds


def megabytes() -> float:
    """Return the memory of a mock with 3,000 tokens after some load; reads /proc, so on Linux only."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([{**EXAMPLES["SyncLicensesFull"]["value"], "id": f"token-{number}"} for number in range(3000)], file)
        file.flush()
        with running([*MOCK, "--tokens", file.name]) as (port, _, pid):
            seconds_for(f"http://127.0.0.1:{port}/beta{PATH}", 32)
            return int(Path(f"/proc/{pid}/status").read_text(encoding="ascii").partition("VmRSS:")[2].split()[0]) / 1024


def measure() -> list[Figure]:
    """Measure, with Prism if it is there."""
    commands = {"this mock": (MOCK, "/beta"), "bare Starlette handler": (BARE, "/beta")} | (
        {"Prism": (PRISM_COMMAND, "")} if PRISM.exists() else {}
    )
    limits = {(32, "bare Starlette handler"): 0.6, (32, "Prism"): 3}
    figures = []
    with contextlib.ExitStack() as stack:
        urls = {
            name: f"http://127.0.0.1:{stack.enter_context(running(command))[0]}{base_path}{PATH}"
            for name, (command, base_path) in commands.items()
        }
        for connections in CONNECTIONS:
            seconds = taking_turns({name: partial(seconds_for, url, connections) for name, url in urls.items()}, ROUNDS)
            what = f"mock: requests/s at {connections} connection{'s' if connections > 1 else ''}"
            ours = seconds.pop("this mock")
            figures.append(Figure(what, [REQUESTS / each for each in ours], unit="requests/s"))
            figures += [
                Figure(what, ratios(theirs, ours), name, limit=limits.get((connections, name)), at_least=True)
                for name, theirs in seconds.items()
            ]
    starts = taking_turns({name: partial(ready, command) for name, (command, _) in commands.items()}, ROUNDS)
    ours = starts.pop("this mock")
    figures.append(Figure("mock: ready after", ours, unit="s"))
    figures += [
        Figure("mock: ready after", ratios(ours, theirs), name, limit=0.25 if name == "Prism" else None) for name, theirs in starts.items()
    ]
    figures.append(Figure("mock: memory with 3,000 tokens", [megabytes()], unit="MB", limit=100))
    return figures if PRISM.exists() else [*figures, Figure("mock", [], "Prism", remark="make lint-peers installs it")]
