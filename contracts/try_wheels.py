"""Run the tests against the installed wheels, with the lowest or the newest versions of what they need, on each Python that is found here.

Left out are the tests of what is in no wheel: the rules of the spec, the generator and the release.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import distributions
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
TOOLS = ("pytest>=9", "pytest-xdist>=3.8", "packaging>=25")
NOT_IN_A_WHEEL = (
    "packages",
    "spec",
    "mock/test_consumer.py",  # makes environments from the wheels itself
    *(f"edges/test_edge{edge}_*" for edge in (1, 3, 6, 8)),
)
LEFT_OUT = [f"--ignore-glob={ROOT}/contracts/tests/{name}" for name in NOT_IN_A_WHEEL]
FROM_WHERE = "import msgraph_vpptokens, msgraph_vpptokens_contracts as c; print(msgraph_vpptokens.__file__, c.__file__, sep='\\n')"


def find(version: str) -> str | None:
    """Return a Python of that version: on the PATH, or one of pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for python in (shutil.which(f"python{version}"), *map(str, pyenv.glob(f"{version}.*/bin/python"))):
        if python and subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0:  # noqa: S603 - pyenv's shims may be dead
            return python
    return None


def needs(wheel: Path) -> list[str]:
    """Return the requirements of a wheel and of its extras: uv takes the lowest versions only of what it is asked for itself."""
    (distribution,) = distributions(path=[str(wheel)])
    extras = ("", *distribution.metadata.get_all("Provides-Extra", ()))
    requirements = map(Requirement, distribution.requires or ())
    wanted = (one for one in requirements if not one.marker or any(one.marker.evaluate({"extra": extra}) for extra in extras))
    return [f"{one.name}[{','.join(one.extras)}]{one.specifier}" if one.extras else f"{one.name}{one.specifier}" for one in wanted]


def run(*command: str | Path) -> None:
    """Run a command and show what it says; raises CalledProcessError if it fails."""
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own commands


def attempt(python: str, resolution: str, folder: Path) -> None:
    """Run the tests with one Python; raises CalledProcessError if anything fails, ValueError if they would not test the wheels."""
    uv = Path(sys.executable).with_name("uv")
    wheels = [*(ROOT / "dist").glob("*.whl")]
    mine = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(uv, "venv", "--quiet", "--no-project", "--python", python, folder)
    run(
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        mine,
        "--resolution",
        resolution,
        *wheels,
        *chain.from_iterable(map(needs, wheels)),
        *TOOLS,
    )
    where = subprocess.run([mine, "-c", FROM_WHERE], cwd=folder, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603
    if not all(Path(file).is_relative_to(folder) for file in where):
        raise ValueError(f"Expected the wheels in {folder}; got {where}")
    run(mine, "-m", "pytest", "--quiet", "--numprocesses", "2", "-p", "no:cacheprovider", *LEFT_OUT, "contracts/tests")


def main() -> int:
    """Return 0 if the tests pass on each Python that was found, 1 if they fail on one or if none was found."""
    parser = argparse.ArgumentParser(description="Run the tests against the installed wheels.")
    parser.add_argument("resolution", choices=("lowest-direct", "highest"), help="the versions of the dependencies, as uv calls them")
    parser.add_argument("versions", nargs="*", default=SUPPORTED, help="of Python (default: %(default)s)")
    arguments = parser.parse_args()
    found = {version: python for version in arguments.versions if (python := find(version))}
    failed = []
    for version, python in found.items():
        print(f"Python {version}, {arguments.resolution}:", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            try:
                attempt(python, arguments.resolution, Path(folder, "environment"))
            except (subprocess.CalledProcessError, ValueError) as error:
                print(f"error: {error}", file=sys.stderr)
                failed.append(version)
    passed = [version for version in found if version not in failed]
    missing = [version for version in arguments.versions if version not in found]
    for what, versions in {"passed": passed, "failed": failed, "not found here, so not tried": missing}.items():
        print(f"{what}: {', '.join(versions) or 'none'}")
    return 1 if failed or not found else 0


if __name__ == "__main__":
    sys.exit(main())
