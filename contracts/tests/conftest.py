"""What pytest needs to know of this directory, and what tests of several folders share."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

# A project of its own, which mock/test_consumer.py runs against the built wheels.
collect_ignore = ["mock/consumer"]
if not find_spec("msgraph_beta"):
    collect_ignore.append("mock/test_with_microsofts_sdk.py")  # `make test-sdk` has the SDK

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `dist`, both distributions built as `make dist` does, and `wheels`, built from its sdists alone in an empty folder."""

    def run(*command: str | Path, cwd: Path) -> None:
        done = subprocess.run([sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        assert done.returncode == 0, done.stderr

    folder, empty = tmp_path_factory.mktemp("distributions"), tmp_path_factory.mktemp("empty")
    for project in ("generated", "contracts"):
        run("hatchling", "build", "--directory", folder / "dist", cwd=ROOT / project)
    options = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation")
    run("pip", "wheel", *options, "--wheel-dir", folder / "wheels", *(folder / "dist").glob("*.tar.gz"), cwd=empty)
    return folder
