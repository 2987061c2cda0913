"""The client, beside the stock generator's client of the same contract, raw httpx, openapi-generator's client and Microsoft's SDK."""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import subprocess
import sysconfig
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from environments import environment, wheels
from figures import PEERS, ROOT, Figure, ratios, taking_turns
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from msgraph_vpptokens_contracts.spec import contract

WORKER = Path(__file__).with_name("client_worker.py")
OURS, STOCK = "this client", "stock output"
FOUND_IN = {name: PEERS / name / "bin" / "python" for name in ("openapi-generator", "msgraph-beta-sdk")}
PROCESSES = {"import": 1.05, "call": None}
"""What each process of the worker measures, and the limit against the stock output; CPU time."""
CALLS: dict[str, tuple[str, int, float]] = {
    "bytes": ("bytes to a token", 100, 1.05),
    "sync": ("one call, sync", 50, 1.10),
    "async": ("one call, async", 50, 1.10),
}
"""What a served worker measures: its name, how many at once, and the limit against the stock output."""


class Answering(BaseHTTPRequestHandler):
    """Answers every request with the documented token; in threads of this process, whose CPU time is not measured."""

    protocol_version = "HTTP/1.1"
    body = json.dumps(contract().data["components"]["examples"]["SyncLicensesDocumented"]["value"]["value"], indent=2).encode()

    def do_POST(self) -> None:
        """Answer."""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(self.body)}\r\n\r\n"
        self.wfile.write(head.encode() + self.body)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run the server and yield its base URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as running:
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/beta"
        running.shutdown()


def stock_client(folder: Path) -> None:
    """Write the client that the generator makes with its own templates and settings."""
    source = ROOT / "openapi" / "openapi.yaml"
    settings = ConfigFile(package_name_override="stock_client", post_hooks=[])
    config = Config.from_sources(
        settings, MetaType.NONE, document_source=source, file_encoding="utf-8", overwrite=False, output_path=folder
    )
    openapi = GeneratorData.from_dict(contract().data, config=config)
    if isinstance(openapi, GeneratorError):
        raise SystemExit(f"the stock client can't be generated: {openapi.detail}")
    with contextlib.redirect_stdout(io.StringIO()):
        Project(openapi=openapi, config=config).build()


def megabytes(python: Path, extra: Path | None) -> float:
    """Return the size of what is installed for a client, without Python's caches and installers."""
    site = Path(sysconfig.get_path("purelib", vars={"base": str(python.parent.parent)}))
    tops = [*site.iterdir(), *(extra.iterdir() if extra else ())]
    wanted = [top for top in tops if not top.name.startswith(("pip", "setuptools", "_distutils", "_virtualenv", "distutils"))]
    files = [Path(folder, name) for top in wanted for folder, _, names in os.walk(top, followlinks=True) for name in names]
    return sum(file.stat().st_size for file in files if file.suffix != ".pyc") / 1e6


def measure() -> list[Figure]:
    """Measure, with the contenders that are there; the others say how to get them."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        base_url = stack.enter_context(server())
        body = folder / "body.json"
        body.write_bytes(Answering.body)
        # Nothing but the clients' own dependencies: what else is installed costs time at import.
        bare = environment(folder / "bare", [wheels(folder)[0]])
        stock_client(folder / "stock" / "stock_client")
        pythons = {OURS: bare, STOCK: bare, "raw httpx": bare} | {name: python for name, python in FOUND_IN.items() if python.exists()}

        def command(name: str, mode: str) -> list[str]:
            return [str(pythons[name]), str(WORKER), name, base_url, mode, str(body)]

        variables = {**os.environ, "PYTHONPATH": str(folder / "stock")}
        variables.pop("PYTHONDONTWRITEBYTECODE", None)

        def process(name: str, mode: str) -> float:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command(name, mode), check=True, env=variables)  # noqa: S603 - our own program
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

        figures = []
        for mode, limit in PROCESSES.items():
            what = f"client: {'import' if mode == 'import' else 'import and first call'}"
            figures += compared(what, limit, {name: partial(process, name, mode) for name in pythons}, 15)
        workers = {
            name: stack.enter_context(
                subprocess.Popen(command(name, "serve"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables, text=True)  # noqa: S603 - the same
            )
            for name in pythons
        }

        def call(name: str, what: str, number: int) -> float:
            worker = workers[name]
            assert worker.stdin and worker.stdout  # noqa: S101, PT018 - pipes were asked for
            print(what, number, file=worker.stdin, flush=True)
            return float(worker.stdout.readline())

        for what, (words, number, limit) in CALLS.items():
            lacking = {"sync": "msgraph-beta-sdk", "async": "openapi-generator"}.get(what)
            runs: dict[str, Callable[[], float]] = {name: partial(call, name, what, number) for name in pythons if name != lacking}
            figures += compared(f"client: {words}", limit, runs, 21)
        for worker in workers.values():
            worker.kill()
        sizes = {
            name: megabytes(pythons[name], folder / "stock" if name == STOCK else None) for name in pythons if name in {OURS, *FOUND_IN}
        }
        figures += [
            Figure("client: installed, with what it needs", [sizes[OURS] / size], name, remark=f"{sizes[OURS]:.1f} MB, {size:.1f} MB")
            for name, size in sizes.items()
            if name != OURS
        ]
        figures += [Figure("client", [], name, remark="make bench-peers installs it") for name in FOUND_IN if name not in pythons]
        return figures


def compared(what: str, limit: float | None, runs: dict[str, Callable[[], float]], rounds: int) -> list[Figure]:
    """Let the contenders take turns, and return our figure and its ratio to each other's."""
    found = taking_turns(runs, rounds)
    ours = found.pop(OURS)
    return [
        Figure(what, [value * 1e3 for value in ours], unit="ms of CPU"),
        *(Figure(what, ratios(ours, theirs), name, limit=limit if name == STOCK else None) for name, theirs in found.items()),
    ]
