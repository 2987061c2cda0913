"""The mock's figures, each beside its bound: throughput, start, memory, growth with the number of tokens.

    python contracts/bench/mock.py [--prism COMMAND]

Servers are measured in turns, because other programs on the machine would else decide which is faster. Prism is measured where it is
installed: on PATH, or as the command given. Exits with 1 if a bound is missed.
"""
# ruff: noqa: INP001 - a program, not a package

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvloop

from msgraph_vpptokens_contracts.spec import CONTRACT, Document

CONNECTIONS = 32
ROUND = 10_000
"""Requests per server and turn."""
ROUNDS = 20
"""Turns of the mock and the bare server: 200,000 requests to the mock."""

BARE = """
import sys
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
import uvicorn

BODY = open(sys.argv[1], "rb").read()

async def sync_licenses(request):
    return Response(BODY, media_type="application/json")

app = Starlette(routes=[Route("/beta/deviceAppManagement/vppTokens/{vpp_token_id}/syncLicenses", sync_licenses, methods=["POST"])])
uvicorn.run(app, port=int(sys.argv[2]), loop="uvloop", http="httptools", access_log=False, log_level="error")
"""


@dataclass
class Load:
    """What one turn has shown."""

    seconds: float
    failed: int


class Caller(asyncio.Protocol):
    """One connection that sends a request, waits for the whole answer, and sends the next while there are any."""

    def __init__(self, requests: Iterator[bytes], done: asyncio.Future[None], load: Load) -> None:
        self._requests = requests
        self._done = done
        self._load = load
        self._received = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # TCP's can be written to
        """Send the first request."""
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        """Send the next request after a whole answer."""
        received = self._received = self._received + data if self._received else data
        end = received.find(b"\r\n\r\n") + 4
        if end < 4:  # noqa: PLR2004 - not found
            return
        at = received.lower().find(b"content-length: ", 0, end) + 16
        if len(received) < end + int(received[at : received.find(b"\r", at)]):
            return
        self._received = b""
        if not received.startswith(b"HTTP/1.1 200 "):
            self._load.failed += 1
        self._next()

    def connection_lost(self, _: Exception | None) -> None:
        """Count the answer that never came."""
        if not self._done.done():
            self._load.failed += 1
            self._done.set_result(None)

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is not None:
            self._transport.write(request)
        elif not self._done.done():
            self._done.set_result(None)
            self._transport.close()


async def load(base_url: str, ids: Sequence[str], count: int = ROUND) -> Load:
    """Send so many requests for syncLicenses over 32 connections, for each id in turn."""
    url = urllib.parse.urlsplit(base_url)
    host, port = str(url.hostname), int(url.port or 80)
    texts = [
        (
            f"POST {url.path}/deviceAppManagement/vppTokens/{vpp_token_id}/syncLicenses HTTP/1.1\r\nHost: {url.netloc}\r\n"
            "Authorization: Bearer mock-token\r\nAccept: application/json\r\nContent-Length: 0\r\n\r\n"
        ).encode()
        for vpp_token_id in ids
    ]
    requests = (texts[number % len(texts)] for number in range(count))
    loop = asyncio.get_running_loop()
    result = Load(0, 0)
    started = time.perf_counter()
    waiting: list[asyncio.Future[None]] = []
    for _ in range(CONNECTIONS):
        done: asyncio.Future[None] = loop.create_future()
        waiting.append(done)
        await loop.create_connection(lambda done=done: Caller(requests, done, result), host, port)  # type: ignore[misc] # the lambda
    await asyncio.gather(*waiting)
    result.seconds = time.perf_counter() - started
    return result


def under_load(base_url: str, ids: Sequence[str]) -> Load:
    """Run one turn."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(load(base_url, ids))


@contextlib.contextmanager
def running(command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a server; its log goes nowhere."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603 - named in this file
        try:
            yield process
        finally:
            process.terminate()


@contextlib.contextmanager
def mock(*options: str) -> Iterator[tuple[str, float, subprocess.Popen[str]]]:
    """Run the mock; gives its base URL, the seconds until it was ready, and its process."""
    started = time.perf_counter()
    with running([str(Path(sys.executable).with_name("vpptokens-contracts")), "mock", "--port", "0", *options]) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        for line in process.stdout:
            if line.startswith("listening on "):
                yield line.removeprefix("listening on ").strip(), time.perf_counter() - started, process
                return
        raise SystemExit("the mock did not start")


@contextlib.contextmanager
def other(command: Sequence[str], port: int) -> Iterator[float]:
    """Run another server; gives the seconds until it took connections."""
    started = time.perf_counter()
    with running(command) as process:
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} did not start")
        yield time.perf_counter() - started


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def resident_megabytes(process: subprocess.Popen[str]) -> float:
    """Return the memory of a process; reads /proc, so on Linux only."""
    return int(Path(f"/proc/{process.pid}/status").read_text().partition("VmRSS:")[2].split()[0]) / 1024


class Report:
    """The figures, printed as they come."""

    def __init__(self) -> None:
        self.missed = 0

    def add(self, what: str, measured: float, bound: str, *, ok: bool, unit: str = "") -> None:
        """Print one figure beside its bound."""
        self.missed += not ok
        print(f"{what:60} {measured:>10,.2f} {unit:4} {bound:>8}  {'' if ok else 'MISSED'}", flush=True)


def file_of_tokens(directory: Path, token: dict[str, object], count: int) -> tuple[str, list[str]]:
    """Write a file of tokens; returns its name and their ids."""
    ids = [f"token-{number}" for number in range(count)]
    path = directory / f"{count}.json"
    path.write_text(json.dumps([{**token, "id": vpp_token_id} for vpp_token_id in ids]))
    return str(path), ids


def main() -> int:
    """Measure, print, and return 1 if a bound was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prism", default=shutil.which("prism"), metavar="COMMAND", help="where Prism is, if not on PATH")
    arguments = parser.parse_args()
    examples = Document.load().data["components"]["examples"]
    documented = examples["SyncLicensesDocumented"]["value"]
    report = Report()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        ready = start(report)
        file, ids = file_of_tokens(directory, examples["SyncLicensesFull"]["value"], 3000)
        bare_body = directory / "body.json"
        bare_body.write_bytes(json.dumps(documented, separators=(",", ":")).encode())
        throughput(report, file, ids, bare_body)
        growth(report, directory, examples["SyncLicensesFull"]["value"])
        if arguments.prism:
            against_prism(report, arguments.prism, documented["value"]["id"], ready)
        else:
            print("Prism is not installed; nothing to compare with")
    return 1 if report.missed else 0


def start(report: Report) -> float:
    """Measure the time from process start to readiness."""

    def once() -> float:
        with mock() as (_, seconds, _):
            return seconds

    # The best, not the median: other programs only ever make it slower.
    ready = min(once() for _ in range(15))
    report.add("ready after (best of 15)", ready, "<= 0.3", ok=ready <= 0.3, unit="s")  # noqa: PLR2004 - the bound
    return ready


def throughput(report: Report, file: str, ids: Sequence[str], body: Path) -> None:
    """Measure the mock with 3,000 tokens, state and checks on, against a handler that only returns the same bytes."""
    port = free_port()
    with mock("--tokens", file) as (base_url, _, process), other([sys.executable, "-c", BARE, str(body), str(port)], port):
        documented = ["9ceb2f92-2f92-9ceb-922f-eb9c922feb9c"]
        bare_url = f"http://127.0.0.1:{port}/beta"
        turns = [(under_load(base_url, documented), under_load(bare_url, documented)) for _ in range(ROUNDS)]
        failed = sum(turn.failed for turn, _ in turns)
        rate = statistics.median(ROUND / turn.seconds for turn, _ in turns)
        ratio = statistics.median(bare.seconds / turn.seconds for turn, bare in turns)
        report.add(f"requests per second at {CONNECTIONS} connections", rate, "", ok=True, unit="1/s")
        report.add("of what a bare Starlette handler reaches", ratio, ">= 0.6", ok=ratio >= 0.6)  # noqa: PLR2004 - the bound
        report.add(f"failed of {ROUND * ROUNDS:,} requests", failed, "= 0", ok=not failed)
        under_load(base_url, ids)
        resident = resident_megabytes(process)
        report.add("resident with 3,000 tokens, all asked for", resident, "<= 45", ok=resident <= 45, unit="MB")  # noqa: PLR2004 - the bound


def growth(report: Report, directory: Path, token: dict[str, object]) -> None:
    """Measure whether a request takes longer among 100,000 tokens than with one."""
    file, ids = file_of_tokens(directory, token, 100_000)
    one, one_id = file_of_tokens(directory, token, 1)
    # No sync ends while this is measured: the work of ending one is the same in any store, but a store of one ends fewer.
    slow = ("--sync-seconds", "3600")
    with mock("--tokens", one, *slow) as (small, _, _), mock("--tokens", file, *slow) as (large, _, _):
        sample = ids[:: len(ids) // 1000]
        under_load(large, sample)
        turns = [(under_load(small, one_id), under_load(large, sample)) for _ in range(ROUNDS // 2)]
        ratio = statistics.median(many.seconds / few.seconds for few, many in turns)
        report.add("time of a request, 100,000 tokens : 1", ratio, "<= 1.1", ok=ratio <= 1.1)  # noqa: PLR2004 - the bound


def against_prism(report: Report, prism: str, vpp_token_id: str, ready: float) -> None:
    """Measure the mock against Prism on the same spec."""
    port = free_port()
    with (
        mock() as (base_url, _, _),
        other([prism, "mock", "-v", "silent", "-h", "127.0.0.1", "-p", str(port), str(CONTRACT)], port) as slow,
    ):
        turns = [(under_load(base_url, [vpp_token_id]), under_load(f"http://127.0.0.1:{port}", [vpp_token_id])) for _ in range(3)]
        ratio = statistics.median(theirs.seconds / ours.seconds for ours, theirs in turns)
        report.add("requests per second, mock : Prism", ratio, ">= 4", ok=ratio >= 4)  # noqa: PLR2004 - the bound
        report.add("of Prism's start", ready / slow, "<= 0.33", ok=ready <= slow / 3)


if __name__ == "__main__":
    sys.exit(main())
