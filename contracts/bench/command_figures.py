"""The commands of the wheel, and what its plugin costs a pytest run that does not use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import yaml
from environments import environment, wheels
from figures import Figure, ratios, taking_turns

from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.spec import CONTRACT

COMMAND = [sys.executable, "-m", "msgraph_vpptokens_contracts"]
ROUNDS = 7
SIZES = (16_000_000, 64_000_000)
"""Bytes of the OpenAPI documents that are compared; Microsoft's largest has 64 MB."""
SCHEMA = {
    "type": "object",
    "properties": {f"property{n}": {"type": "string", "description": "A text. " * 8, "nullable": True} for n in range(8)},
}


def write(path: Path, size: int) -> None:
    """Write the contract in `path`'s format, filled up with schemas to `size` bytes."""
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    document["components"]["schemas"]["FILLER"] = 0
    if path.suffix == ".json":
        before, after = json.dumps(document, indent=1).split('"FILLER": 0')
        schema, end = f'"microsoft.graph.filler%d": {json.dumps(SCHEMA, indent=1)},\n', '"filler": {}'
    else:
        before, after = yaml.safe_dump(document).split("FILLER: 0\n")
        lines = yaml.safe_dump(SCHEMA).splitlines()
        schema, end = "microsoft.graph.filler%d:\n" + "".join(f"      {line}\n" for line in lines) + "    ", "filler: {}\n"
    with path.open("w", encoding="utf-8") as file:
        file.write(before)
        for number in range((size - len(before)) // len(schema)):
            file.write(schema % number)
        file.write(end + after)


PEAK = """
import runpy, sys
try:
    runpy.run_module("msgraph_vpptokens_contracts", run_name="__main__")
finally:
    print(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""
"""Runs the command of the wheel and then says how many KB of memory it took: a child's rusage holds its parent's peak as well."""


def cost(command: list[str], directory: str = ".", **variables: str) -> tuple[float, str]:
    """Run a command, which must succeed; return its CPU seconds and the last line of its stderr."""
    before = os.times()
    done = subprocess.run(command, cwd=directory, env={**os.environ, **variables}, capture_output=True, text=True, check=False)  # noqa: S603 - our own commands
    after = os.times()
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} exited with {done.returncode}: {done.stdout}{done.stderr}")
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, (done.stderr.splitlines() or [""])[-1]


def verification() -> list[Figure]:
    """Measure `verify` against the mock, with generated cases and without."""
    with RunningMock() as mock:
        command = [*COMMAND, "verify", "--base-url", mock.base_url, "--vpp-token-id", mock.vpp_token_id]
        runs = {
            "by probes": partial(cost, [*command, "--max-examples", "0"], VPPTOKENS_TOKEN=mock.token),
            "with generated cases": partial(cost, command, VPPTOKENS_TOKEN=mock.token),
        }
        found = taking_turns({name: lambda run=run: run()[0] for name, run in runs.items()}, ROUNDS)  # type: ignore[misc]
        return [Figure(f"verify {name}", seconds, unit="s of CPU") for name, seconds in found.items()]


def comparison() -> list[Figure]:
    """Measure `compare` on the contract with other schemas around its own, and how its memory grows with the file."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".yaml", ".json"):
            memory: list[float] = []
            for size in SIZES:
                path = Path(folder, f"openapi{suffix}")
                write(path, size)
                seconds, kilobytes = cost([sys.executable, "-c", PEAK, "compare", str(path)])
                memory.append(int(kilobytes) / 1000)
                what = f"compare: {size // 10**6} MB of {suffix.removeprefix('.').upper()}"
                figures += [
                    Figure(what, [seconds], unit="s of CPU", limit=15),
                    Figure(what, [memory[-1]], unit="MB", limit=100),
                ]
            figures.append(
                Figure(f"compare: memory, {suffix.removeprefix('.').upper()}", ratios(memory[1:], memory[:1]), "a fourth of the file")
            )
    return figures


def plugin() -> Figure:
    """Measure a pytest run that uses no fixture, with both wheels beside the client's alone."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        client, contracts = wheels(directory)
        pythons = {
            "both": environment(directory / "both", [client, contracts], "pytest"),
            "client": environment(directory / "client", [client], "pytest"),
        }
        (directory / "test_empty.py").write_text("def test_empty(): pass\n", encoding="utf-8")

        def run(python: Path) -> float:
            return cost([str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_empty.py"], folder)[0]

        found = taking_turns({name: partial(run, python) for name, python in pythons.items()}, 9)
        return Figure("a pytest run that uses no fixture", ratios(found["both"], found["client"]), "the client's wheel only", limit=1.15)


def measure() -> list[Figure]:
    """Measure."""
    return [*verification(), *comparison(), plugin()]
