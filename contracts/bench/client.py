# ruff: noqa: INP001 - a program, not a package
"""What the client costs, next to raw httpx, to stock generator output and, where there is one, to Microsoft's SDK.

Every figure is a median of rounds in which all contenders take turns, in CPU time: the machine's other work disturbs all of them alike.
Run it as `python contracts/bench/client.py [--sdk-python PATH]`; PATH is the Python of an environment that has msgraph-beta-sdk.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import io
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from msgraph_vpptokens import AuthenticatedClient
from msgraph_vpptokens.api.vpp_tokens import sync_licenses
from msgraph_vpptokens.models import VppToken
from msgraph_vpptokens_contracts.spec import Document

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "generated" / "msgraph_vpptokens"
BODY = json.dumps(Document.load().data["components"]["examples"]["SyncLicensesDocumented"]["value"], indent=2).encode()
ID = "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c"
PATH = f"/deviceAppManagement/vppTokens/{ID}/syncLicenses"
TOKEN = "x" * 1500  # as long as a real one
ROUNDS, CALLS = 21, 100


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run a server of a few lines in a process of its own, so that only the client's CPU time counts here; yield its base URL."""
    process = subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True)  # noqa: S603 - this file
    try:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/beta"
    finally:
        process.kill()
        process.communicate()


def serve() -> None:
    """Answer every request on a free port with the documented token."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nrequest-id: {ID}\r\nContent-Length: {len(BODY)}\r\n\r\n"
    answer = head.encode() + BODY

    def talk(connection: socket.socket) -> None:
        received = b""
        while data := connection.recv(65536):
            *requests, received = (received + data).split(b"\r\n\r\n")
            connection.sendall(answer * len(requests))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=talk, args=(connection,), daemon=True).start()


def headers() -> dict[str, str]:
    """Return what the client sends, for those that must be told."""
    return {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json", "User-Agent": "bench/1", "client-request-id": ID}


def medians(contenders: dict[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, tuple[float, float]]:
    """Return each contender's median seconds, and its median ratio to the first one of the same round."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for round_number in range(rounds + 1):
        for name, run in contenders.items():
            seconds = run()
            if round_number:  # the first round warms up
                times[name].append(seconds)
    first = next(iter(times.values()))
    return {
        name: (statistics.median(own), statistics.median(mine / base for mine, base in zip(own, first, strict=True)))
        for name, own in times.items()
    }


def cpu_of(call: Callable[[], object], calls: int = CALLS) -> Callable[[], float]:
    """Return a function that measures the CPU seconds of one call."""

    def run() -> float:
        start = time.process_time()
        for _ in range(calls):
            call()
        return (time.process_time() - start) / calls

    return run


def cpu_of_async(runner: asyncio.Runner, call: Callable[[], Awaitable[object]]) -> Callable[[], float]:
    """Return the same for a coroutine function."""

    async def calls() -> None:
        for _ in range(CALLS):
            await call()

    def run() -> float:
        start = time.process_time()
        runner.run(calls())
        return (time.process_time() - start) / CALLS

    return run


def cpu_of_process(python: str, code: str) -> Callable[[], float]:
    """Return a function that measures the CPU seconds of a process which runs `code`."""

    def run() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([python, "-c", code], check=True)  # noqa: S603 - our own code
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    return run


def stock_client(folder: Path) -> None:
    """Generate the client with the generator's own templates and settings as the package `stock_client` below `folder`."""
    from openapi_python_client import Project
    from openapi_python_client.config import Config, ConfigFile, MetaType
    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.errors import GeneratorError

    settings = ConfigFile(package_name_override="stock_client", post_hooks=[])
    output = folder / "stock"
    source = ROOT / "openapi" / "openapi.yaml"
    config = Config.from_sources(settings, MetaType.UV, document_source=source, file_encoding="utf-8", overwrite=False, output_path=output)
    openapi = GeneratorData.from_dict(Document.load().data, config=config)
    if isinstance(openapi, GeneratorError):
        raise SystemExit(f"the stock client can't be generated: {openapi.detail}")
    with contextlib.redirect_stdout(io.StringIO()):
        Project(openapi=openapi, config=config).build()
    sys.path.insert(0, str(output))


def calls(base_url: str) -> None:
    """Print the CPU time of a call."""
    ours = AuthenticatedClient(token=TOKEN, base_url=base_url)
    stock: Any = importlib.import_module("stock_client.client")
    stock_operation: Any = importlib.import_module("stock_client.api.vpp_tokens.sync_licenses")
    stock_one = stock.AuthenticatedClient(token=TOKEN, base_url=base_url)
    http = httpx.Client(base_url=base_url, timeout=30)
    table(
        "one call, sync",
        1e6,
        "µs CPU",
        medians(
            {
                "httpx + json.loads": cpu_of(lambda: json.loads(http.post(PATH, headers=headers()).content)),
                "this client": cpu_of(lambda: sync_licenses.sync(ID, client=ours)),
                "stock output": cpu_of(lambda: stock_operation.sync(ID, client=stock_one)),
            }
        ),
        {"this client": 1.10},
    )
    http.close()
    stock_one.get_httpx_client().close()
    ours.close()
    with asyncio.Runner() as runner:
        ahttp = httpx.AsyncClient(base_url=base_url, timeout=30)

        async def raw() -> object:
            return json.loads((await ahttp.post(PATH, headers=headers())).content)

        table(
            "one call, async",
            1e6,
            "µs CPU",
            medians(
                {
                    "httpx + json.loads": cpu_of_async(runner, raw),
                    "this client": cpu_of_async(runner, lambda: sync_licenses.asyncio(ID, client=ours)),
                    "stock output": cpu_of_async(runner, lambda: stock_operation.asyncio(ID, client=stock_one)),
                }
            ),
            {"this client": 1.10},
        )
        runner.run(ahttp.aclose())
        runner.run(stock_one.get_async_httpx_client().aclose())


def reading() -> None:
    """Print the CPU time from bytes to a token."""
    stock: Any = importlib.import_module("stock_client.models")
    bare = json.dumps(json.loads(BODY)["value"]).encode()
    table(
        "bytes to a token",
        1e6,
        "µs CPU",
        medians(
            {
                "json.loads": cpu_of(lambda: json.loads(bare), 500),
                "this client": cpu_of(lambda: VppToken.from_dict(json.loads(bare)), 500),
                "stock output": cpu_of(lambda: stock.VppToken.from_dict(json.loads(bare)), 500),
            }
        ),
        {"this client": 3.0},
    )


def importing(sdk_python: str | None) -> None:
    """Print the CPU time of a process that imports what a call needs."""
    path = "import sys; sys.path[:0] = " + repr(sys.path[:1])
    contenders = {
        "import httpx": cpu_of_process(sys.executable, "import httpx"),
        "this client": cpu_of_process(sys.executable, "from msgraph_vpptokens.api.vpp_tokens import sync_licenses"),
        "stock output": cpu_of_process(sys.executable, f"{path}; from stock_client.api.vpp_tokens import sync_licenses"),
    }
    if sdk_python:
        code = "from msgraph_beta import GraphServiceClient; from msgraph_beta.generated.models.vpp_token import VppToken"
        contenders["msgraph-beta-sdk"] = cpu_of_process(sdk_python, code)
    table("import, a process in all", 1e3, "ms CPU", medians(contenders, 11), {"this client": 1.3})


SDK_CALL = """
import asyncio, json, sys, time, statistics, httpx
from azure.core.credentials import AccessToken
from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from msgraph_beta import GraphRequestAdapter, GraphServiceClient

async def main(base_url, path, vpp_token_id, calls, rounds):
    adapter = GraphRequestAdapter(AnonymousAuthenticationProvider())
    adapter.base_url = base_url
    operation = GraphServiceClient(request_adapter=adapter).device_app_management.vpp_tokens.by_vpp_token_id(vpp_token_id).sync_licenses
    async with httpx.AsyncClient(base_url=base_url, timeout=30) as http:
        ratios, own, base = [], [], []
        for number in range(rounds + 1):
            start = time.process_time()
            for _ in range(calls):
                json.loads((await http.post(path)).content)
            middle = time.process_time()
            for _ in range(calls):
                await operation.post()
            end = time.process_time()
            if number:
                base.append((middle - start) / calls)
                own.append((end - middle) / calls)
                ratios.append(own[-1] / base[-1])
        sdk = [statistics.median(own), statistics.median(ratios)]
        print(json.dumps({"httpx + json.loads": [statistics.median(base), 1.0], "msgraph-beta-sdk": sdk}))

asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])))
"""


def sdk_calls(sdk_python: str, base_url: str) -> None:
    """Print the CPU time of a call by Microsoft's SDK, beside httpx in the same process; it has no sync calls."""
    command = [sdk_python, "-c", SDK_CALL, base_url, PATH, ID, "30", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
    if done.returncode:
        raise SystemExit(f"the SDK could not be measured with {sdk_python}:\n{done.stderr}")
    table(
        "one call, async, in the SDK's environment",
        1e6,
        "µs CPU",
        {name: tuple(pair) for name, pair in json.loads(done.stdout).items()},
        {},
    )


def sizes(sdk_python: str | None) -> None:
    """Print how much is installed, and what else it needs."""
    import tomllib

    files = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        subprocess.run(command, cwd=ROOT / "generated", check=True, capture_output=True)  # noqa: S603 - our own build
        wheel = next(Path(folder).glob("*.whl"))
        wheel_size, wheel_files = wheel.stat().st_size, len(zipfile.ZipFile(wheel).namelist())
    project = tomllib.loads((ROOT / "generated" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    print("\n## size")
    print(f"package            {sum(path.stat().st_size for path in files) / 1024:9.1f} KiB in {len(files)} files")
    print(f"wheel              {wheel_size / 1024:9.1f} KiB, {wheel_files} files")
    print(f"needs              {', '.join(project['dependencies'])}")
    if sdk_python:
        code = "import msgraph_beta, os; print(os.path.dirname(msgraph_beta.__file__))"
        done = subprocess.run([sdk_python, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code
        sdk = [path for path in Path(done.stdout.strip()).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        print(f"msgraph-beta-sdk   {sum(path.stat().st_size for path in sdk) / 1024:9.1f} KiB in {len(sdk)} files")


def table(title: str, scale: float, unit: str, rows: Mapping[str, tuple[float, ...]], limits: dict[str, float]) -> None:
    """Print one comparison; a limit is shown beside its ratio."""
    print(f"\n## {title}")
    for name, (seconds, ratio) in rows.items():
        limit = f"  (at most {limits[name]:.2f}: {'yes' if ratio <= limits[name] else 'NO'})" if name in limits else ""
        print(f"{name:18} {seconds * scale:9.1f} {unit}  {ratio:6.2f} times{limit}", flush=True)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Measure what the client costs.")
    parser.add_argument(
        "--sdk-python",
        default=os.environ.get("SDK_PYTHON") or None,
        metavar="PATH",
        help="Python of an environment with msgraph-beta-sdk, to measure that too (default: the environment variable SDK_PYTHON)",
    )
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
        return
    with tempfile.TemporaryDirectory() as folder, server() as base_url:
        stock_client(Path(folder))
        calls(base_url)
        reading()
        importing(arguments.sdk_python)
        if arguments.sdk_python:
            sdk_calls(arguments.sdk_python, base_url)
        sizes(arguments.sdk_python)


if __name__ == "__main__":
    main()
