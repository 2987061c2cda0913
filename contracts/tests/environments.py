"""Environments that hold some distributions and what they need, and nothing else; copied from this one, so that no network is needed."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


def wheels(directory: Path) -> tuple[Path, Path]:
    """Build the wheels of the client and of the contracts in a directory; returns their paths."""
    options = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", directory)
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, ROOT / "generated", ROOT / "contracts"], check=True)  # noqa: S603 - our own projects
    client, contracts = sorted(directory.glob("*.whl"))
    return client, contracts


def environment(directory: Path, wheels: Sequence[Path], *wanted: str) -> Path:
    """Make an environment with some wheels, some installed distributions (`name[extra]`) and what both need; returns its Python."""
    venv.create(directory, symlinks=True)
    python = directory / "bin" / "python"
    options = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", *options, *wheels], check=True)  # noqa: S603 - our own wheels
    site = Path(sysconfig.get_path("purelib", vars={"base": str(directory)}))
    theirs = Path(sysconfig.get_path("purelib"))
    waiting = [*wanted, *(text for wheel in metadata.distributions(path=[str(site)]) for text in wheel.requires or ())]
    done: set[tuple[str, str]] = set()
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        distribution = metadata.distribution(requirement.name)
        for extra in {"", *requirement.extras} - {extra for name, extra in done if name == distribution.name}:
            done.add((distribution.name, extra))
            needs = map(Requirement, distribution.requires or ())
            waiting += [_bare(need) for need in needs if need.marker is None or need.marker.evaluate({"extra": extra})]
        for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
            if not (site / top).exists():
                (site / top).symlink_to(theirs / top)
    return python


def _bare(requirement: Requirement) -> str:
    """Return a requirement without its marker, which has been looked at."""
    return f"{requirement.name}[{','.join(requirement.extras)}]" if requirement.extras else requirement.name
