"""A catalogue of faults, each planted in a copy of the project to see that the check it breaks says so.

A fault that nobody catches means that a check is missing, not that the fault should go. The drifts of a server have a catalogue of
their own, verify/server_drifts.py, and the mistakes in the spec that break a house rule are in spec/test_spec.py.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
COPIED = ("openapi", "generated", "contracts", "generator-config.yaml", "pyproject.toml", "LICENSE")


@dataclass(frozen=True)
class Fault:
    """One small change that breaks one promise."""

    name: str
    """What it breaks, as a reader of the report would say it."""
    file: str
    """The file that is changed, relative to the project's root."""
    old: str
    """The text that is replaced where it first occurs."""
    new: str
    caught_by: str
    """The test that must report it, as `file::name`."""


class NotPlantedError(Exception):
    """The fault does not fit the code any more; the message names file and text."""


def plant(fault: Fault, root: Path) -> None:
    """Copy the project to the empty folder `root`, the fault included; raises NotPlantedError if there is no place for it."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
        else:
            shutil.copy(source, root / name)
    path = root / fault.file
    text = path.read_bytes().decode("utf-8")  # bytes, because the documented exchanges have CRLF line ends
    if fault.old not in text:
        raise NotPlantedError(f"{fault.name}: {fault.file} has no {fault.old!r}")
    path.write_bytes(text.replace(fault.old, fault.new, 1).encode("utf-8"))


def reported(fault: Fault, root: Path) -> set[str]:
    """Run the test that should report the fault in the copy `root`; return the tests that failed, as `file::name`."""
    environment = {
        **os.environ,
        # Before what is installed.
        "PYTHONPATH": os.pathsep.join(str(root / name) for name in ("generated", "contracts", "contracts/tests")),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    # Only the plugins that the test needs: all of them take four times as long to load as most of the tests to run.
    plugins = ["msgraph_vpptokens_contracts.pytest_plugin"]
    if fault.caught_by.startswith("edges/test_edge2"):
        plugins.append("schemathesis.pytest.plugin")
    if fault.caught_by.startswith(("edges/test_edge2", "edges/test_edge3", "client/test_lossless")):
        plugins.append("planted_faults.first_failure")
    options = ["-qx", "--tb=no", "-p", "no:cacheprovider", *(option for plugin in plugins for option in ("-p", plugin))]
    command = [sys.executable, "-m", "pytest", *options, f"contracts/tests/{fault.caught_by}"]
    result = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own tests
    return set(re.findall(r"^(?:FAILED|ERROR) contracts/tests/([\w/]+\.py::\w+)", result.stdout, re.MULTILINE))
