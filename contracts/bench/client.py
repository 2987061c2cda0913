# ruff: noqa: INP001 - a program, not a package
"""The client's figures beside the stock generator's client of the same contract: import, bytes to a token, one call sync and async.

Both are measured in an environment that holds nothing but their own dependencies, copied from the one that runs this, without a registry.
They take turns, in CPU time, because the machine's other work disturbs both alike. Exits with 1 if a figure is past its limit.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import venv
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ID = "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c"
PACKAGES = {"stock output": "stock_client", "this client": "msgraph_vpptokens"}
ROUNDS, CALLS = 31, 50
LIMITS = {"import": 1.05, "bytes to a token": 1.05, "one call, sync": 1.10, "one call, async": 1.10}
UNITS = {"import": (1e3, "ms")}
Times = dict[str, dict[str, list[float]]]
"""Seconds of each round, by figure and client."""


def taking_turns(runs: Mapping[str, Callable[[], object]], times: dict[str, list[float]], calls: int) -> None:
    """Measure the CPU seconds of a call of each, a round at a time, each round in another order."""
    for number in range(ROUNDS + 1):
        for name in sorted(runs, reverse=bool(number % 2)):
            start = time.process_time()
            for _ in range(calls):
                runs[name]()
            if number:  # the first round warms up
                times[name].append((time.process_time() - start) / calls)


def read(model: Any, body: bytes) -> object:
    """Read a token."""
    return model.from_dict(json.loads(body))


def measure(base_url: str, body: bytes) -> Times:
    """Measure what needs no process of its own; run in the bare environment."""
    models = {name: importlib.import_module(f"{package}.models").VppToken for name, package in PACKAGES.items()}
    operations = {name: importlib.import_module(f"{package}.api.vpp_tokens.sync_licenses") for name, package in PACKAGES.items()}
    clients = {
        name: importlib.import_module(f"{package}.client").AuthenticatedClient(base_url=base_url, token="x" * 1500)  # as long as a real one
        for name, package in PACKAGES.items()
    }
    times: Times = {figure: {name: [] for name in PACKAGES} for figure in LIMITS}
    taking_turns({name: partial(read, model, body) for name, model in models.items()}, times["bytes to a token"], 5 * CALLS)
    sync = {name: partial(operations[name].sync, ID, client=client) for name, client in clients.items()}
    taking_turns(sync, times["one call, sync"], CALLS)
    with asyncio.Runner() as runner:

        async def calls(name: str) -> None:
            for _ in range(CALLS):
                await operations[name].asyncio(ID, client=clients[name])

        def run(name: str) -> None:
            runner.run(calls(name))

        taking_turns({name: partial(run, name) for name in clients}, times["one call, async"], 1)
    for seconds in times["one call, async"].values():
        seconds[:] = [each_round / CALLS for each_round in seconds]
    return times


def importing(python: Path) -> dict[str, list[float]]:
    """Measure the CPU seconds of a process that imports what a call needs."""
    times: dict[str, list[float]] = {name: [] for name in PACKAGES}
    for number in range(ROUNDS + 1):
        for name in sorted(PACKAGES, reverse=bool(number % 2)):
            package = PACKAGES[name]
            code = f"from {package} import AuthenticatedClient; from {package}.api.vpp_tokens import sync_licenses"
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([python, "-c", code], check=True)  # noqa: S603 - our own code
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if number:  # the first round compiles
                times[name].append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return times


def bare_environment(folder: Path) -> Path:
    """Make an environment with both clients and their dependencies, and return its Python."""
    venv.create(folder, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    shutil.copytree(ROOT / "generated" / "msgraph_vpptokens", site / "msgraph_vpptokens")
    stock_client(folder / "stock")
    shutil.copytree(folder / "stock" / "stock_client", site / "stock_client")
    for name in needed(["attrs", "httpx", "httpx-retries"]):
        for file in metadata.files(name) or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), site / file)
    return folder / "bin" / "python"


def needed(names: list[str]) -> set[str]:
    """Return the names of some distributions and of all that they need."""
    from packaging.requirements import Requirement

    found: set[str] = set()
    while names:
        name = names.pop()
        if name not in found:
            found.add(name)
            requirements = [Requirement(text) for text in metadata.requires(name) or ()]
            names += [each.name for each in requirements if not each.marker or each.marker.evaluate({"extra": ""})]
    return found


def stock_client(output: Path) -> None:
    """Write the client that the generator makes with its own templates and settings."""
    from openapi_python_client import Project
    from openapi_python_client.config import Config, ConfigFile, MetaType
    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.errors import GeneratorError

    from msgraph_vpptokens_contracts.spec import Document

    settings = ConfigFile(package_name_override="stock_client", post_hooks=[])
    source = ROOT / "openapi" / "openapi.yaml"
    config = Config.from_sources(settings, MetaType.UV, document_source=source, file_encoding="utf-8", overwrite=False, output_path=output)
    openapi = GeneratorData.from_dict(Document.load(source).data, config=config)
    if isinstance(openapi, GeneratorError):
        raise SystemExit(f"the stock client can't be generated: {openapi.detail}")
    with contextlib.redirect_stdout(io.StringIO()):
        Project(openapi=openapi, config=config).build()


@contextlib.contextmanager
def server(body: bytes) -> Iterator[str]:
    """Answer every request with the body, and yield the base URL; in threads of this process, whose CPU time is not measured."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nrequest-id: {ID}\r\nContent-Length: {len(body)}\r\n\r\n"

    def talk(connection: socket.socket) -> None:
        received = b""
        while data := connection.recv(65536):
            *requests, received = (received + data).split(b"\r\n\r\n")
            connection.sendall((head.encode() + body) * len(requests))

    def accept(listener: socket.socket) -> None:
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, args=(listener,), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/beta"


def main() -> int:
    """Measure and print; return 1 if a figure is past its limit."""
    from msgraph_vpptokens_contracts.spec import Document

    body = json.dumps(Document.load().data["components"]["examples"]["SyncLicensesDocumented"]["value"]["value"], indent=2).encode()
    with tempfile.TemporaryDirectory() as folder, server(body) as base_url:
        python = bare_environment(Path(folder))
        command = [str(python), __file__, base_url, body.decode()]
        times: Times = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": ""}).stdout)  # noqa: S603 - this file
        times["import"] = importing(python)
    missed = 0
    for figure, limit in LIMITS.items():
        stock, own = (times[figure][name] for name in PACKAGES)
        ratio = statistics.median(mine / base for mine, base in zip(own, stock, strict=True))
        scale, unit = UNITS.get(figure, (1e6, "µs"))
        medians = ", ".join(f"{name} {statistics.median(times[figure][name]) * scale:.1f} {unit}" for name in PACKAGES)
        print(f"{figure:18} {ratio:5.2f} times (at most {limit:.2f}{'' if ratio <= limit else ': MISSED'}); CPU: {medians}")
        missed += ratio > limit
    return 1 if missed else 0


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(measure(sys.argv[1], sys.argv[2].encode())))
    else:
        sys.exit(main())
