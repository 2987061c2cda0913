# ruff: noqa: INP001 - a program, not a package
"""What the mock costs, each figure with its limit; exits with 1 if one is past it.

`make bench` runs it as `PYTHONPATH=contracts/tests python contracts/bench/mock.py [--prism COMMAND]`. Contenders take turns, and speed is
that of their CPU time, because the machine's other work must not decide. Prism is measured where it is installed: on PATH, or as the
command given. Linux only: CPU time and memory of a process are read from /proc.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import uvloop
from environments import environment, wheels

from msgraph_vpptokens_contracts.spec import CONTRACT, contract

CONNECTIONS, REQUESTS, TURNS = 32, 5_000, 9
EXAMPLES = contract().data["components"]["examples"]
TOKEN = EXAMPLES["SyncLicensesDocumented"]["value"]["value"]
PATH = f"/deviceAppManagement/vppTokens/{TOKEN['id']}/syncLicenses"
MOCK = [str(Path(sys.executable).with_name("vpptokens-contracts")), "mock", "--port", "{port}"]
BARE = """
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


@dataclass(frozen=True)
class Figure:
    """One figure; `limit` is the most it may be, or the least if `at_least`."""

    what: str
    measured: float
    limit: float
    at_least: bool = False

    @property
    def ok(self) -> bool:
        """Whether it is within its limit."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def __str__(self) -> str:
        """Return the figure beside its limit."""
        limit = f"{'>=' if self.at_least else '<='} {self.limit:g}"
        return f"{self.what:64} {self.measured:>8.2f} {limit:>8}{'' if self.ok else '  MISSED'}"


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


def load(port: int, path: str) -> None:
    """Send so many requests over so many connections."""

    async def call() -> None:
        loop, url = asyncio.get_running_loop(), f"http://127.0.0.1:{port}{path}"
        callers = [
            (await loop.create_connection(lambda: Caller(url, REQUESTS // CONNECTIONS), "127.0.0.1", port))[1] for _ in range(CONNECTIONS)
        ]
        await asyncio.gather(*(caller.done for caller in callers))

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(call())


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has taken."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def speed_against(command: list[str], path: str) -> float:
    """Return the mock's requests in a second, as a multiple of another server's."""
    with running(MOCK) as (port, _, pid), running(command) as (other_port, _, other_pid):

        def cost(pid: int, port: int, path: str) -> float:
            before = cpu_seconds(pid)
            load(port, path)
            return cpu_seconds(pid) - before

        turns = [(cost(pid, port, f"/beta{PATH}"), cost(other_pid, other_port, path)) for _ in range(TURNS + 1)]
        return statistics.median(theirs / ours for ours, theirs in turns[1:])  # the first one warms up


def start_against(command: list[str]) -> float:
    """Return the time until the mock is ready, as a multiple of another server's."""

    def ready(command: list[str]) -> float:
        with running(command) as (_, seconds, _):
            return seconds

    return statistics.median(ready(MOCK) / ready(command) for _ in range(TURNS))


def megabytes() -> float:
    """Return the memory of a mock with 3,000 tokens after some load."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([{**EXAMPLES["SyncLicensesFull"]["value"], "id": f"token-{number}"} for number in range(3000)], file)
        file.flush()
        with running([*MOCK, "--tokens", file.name]) as (port, _, pid):
            load(port, f"/beta{PATH}")
            return int(Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0]) / 1024


def pytest_run() -> float:
    """Return the CPU time of a pytest run without fixture where both wheels are installed, as a multiple of one with the client's only."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        client, contracts = wheels(directory)
        pythons = environment(directory / "both", [client, contracts], "pytest"), environment(directory / "client", [client], "pytest")
        (directory / "test_empty.py").write_text("def test_empty(): pass\n")

        def cost(python: Path) -> float:
            before = os.times()
            command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_empty.py"]
            subprocess.run(command, cwd=directory, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the command above
            after = os.times()
            return after.children_user + after.children_system - before.children_user - before.children_system

        turns = [[cost(python) for python in pythons] for _ in range(TURNS + 1)][1:]
        return statistics.median(both / alone for both, alone in turns)


def figures(prism: str | None) -> Iterator[Figure]:
    """Measure, one figure after the other."""
    bare = [sys.executable, "-c", BARE, json.dumps(EXAMPLES["SyncLicensesDocumented"]["value"]), "{port}"]
    yield Figure(
        "mock: requests/s at 32 connections, of a bare Starlette handler's", speed_against(bare, f"/beta{PATH}"), 0.6, at_least=True
    )
    yield Figure("mock: memory with 3,000 tokens, MB", megabytes(), 100)
    yield Figure("a pytest run that uses no fixture, of the same with the client only", pytest_run(), 1.15)
    if prism:
        command = [prism, "mock", "-v", "silent", "-h", "127.0.0.1", "-p", "{port}", str(CONTRACT)]
        yield Figure("mock: requests/s at 32 connections, of Prism's", speed_against(command, PATH), 3, at_least=True)
        yield Figure("mock: ready after, of Prism's", start_against(command), 0.25)


def main() -> int:
    """Print each figure beside its limit; return 1 if one is past it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prism", default=shutil.which("prism"), metavar="COMMAND", help="where Prism is, if not on PATH")
    prism = parser.parse_args().prism
    found = []
    for figure in figures(prism):
        print(figure, flush=True)
        found.append(figure)
    if not prism:
        print("mock: Prism is not installed, so there is nothing to compare with")
    return 0 if all(figure.ok for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
