# ruff: noqa: INP001 - a program, not a package
"""What `vpptokens-contracts compare` costs on the largest file that Microsoft publishes, an OpenAPI document of 64 MB, in YAML and in JSON.

The file is the contract with other schemas around its own. Exits with 1 past the limits, or if memory grows with the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from msgraph_vpptokens_contracts.spec import CONTRACT

SECONDS, MEGABYTES, GROWTH = 15.0, 100.0, 1.2
SIZES = (16_000_000, 64_000_000)
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


def measure(path: Path) -> tuple[float, float]:
    """Return the CPU seconds and the megabytes that comparing a file takes; raises AssertionError if anything is found to differ.

    CPU time, because other work on the machine is no matter of this figure.
    """
    command = [sys.executable, "-m", "msgraph_vpptokens_contracts.cli", "compare", "--brief", str(path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own command
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"compare {path} exited with {process.returncode}"  # noqa: S101 - a benchmark
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> int:
    """Measure and print; return 1 past a limit."""
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".yaml", ".json"):
            figures = []
            for size in SIZES:
                path = Path(folder, f"openapi{suffix}")
                write(path, size)
                figures.append(measure(path))
                print(f"compare, {path.stat().st_size / 1e6:3.0f} MB{suffix}: {figures[-1][0]:5.1f} s, {figures[-1][1]:4.0f} MB")
            (_, small), (seconds, large) = figures
            failed |= seconds > SECONDS or large > MEGABYTES or large / small > GROWTH
    verdict = "exceeded" if failed else "kept"
    print(f"compare, limits: {SECONDS} s, {MEGABYTES:.0f} MB, memory times {GROWTH} from the smaller to the larger file: {verdict}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
