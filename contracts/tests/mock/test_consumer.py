"""Another team's project, with nothing of ours but the two wheels."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def start(*command: str | Path, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603 - our own commands


def finish(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """The Python of an environment that has both wheels, and others' packages, but nothing of this checkout."""
    builds = [
        start(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path, cwd=ROOT / project)
        for project in ("contracts", "generated")
    ]
    venv.create(tmp_path / "venv", symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    for build in builds:
        finish(build)
    wheels = sorted(tmp_path.glob("*.whl"))
    assert [wheel.name.partition("-")[0] for wheel in wheels] == ["msgraph_vpptokens", "msgraph_vpptokens_contracts"]
    options = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-compile")
    finish(start(sys.executable, "-m", "pip", "--python", python, "install", *options, *wheels, cwd=tmp_path))
    # The packages of others come from the environment of these tests. A directory that a .pth file names is searched, but its own .pth
    # files, which lead into this checkout, are not read.
    ours, theirs = (Path(sysconfig.get_path("purelib", vars={"base": str(base)})) for base in (tmp_path / "venv", sys.prefix))
    (ours / "others.pth").write_text(f"{theirs}\n")
    return python


def test_a_consumer_s_tests_pass_with_the_two_wheels_alone_and_in_parallel(tmp_path: Path, environment: Path) -> None:
    project = tmp_path / "consumer"
    shutil.copytree(Path(__file__).with_name("consumer"), project)
    without = ("no:schemathesis", "no:hypothesispytest")  # plugins of other packages, each of which takes a second to load
    runs = [
        start(environment, "-m", "pytest", "-q", *(f"-p{name}" for name in without), *options, cwd=project) for options in ((), ("-n", "2"))
    ]
    where = "import msgraph_vpptokens as client, msgraph_vpptokens_contracts as contracts; print(client.__file__, contracts.__file__)"
    used = finish(start(environment, "-c", where, cwd=project)).split()
    assert all(Path(file).is_relative_to(tmp_path) for file in used)
    for run in runs:
        assert "9 passed" in finish(run)
