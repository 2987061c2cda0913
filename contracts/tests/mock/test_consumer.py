"""Another team's project, in an environment that has the two wheels without extras, what they need, and pytest."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from environments import environment


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory, distributions: Path) -> Path:
    wheels = [*(distributions / "wheels").glob("*.whl")]
    return environment(tmp_path_factory.mktemp("environment"), wheels, "pytest", "pytest-xdist")


def run(python: Path, *arguments: str, cwd: Path) -> str:
    ran = subprocess.run([python, *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own commands
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_a_consumer_s_tests_pass_in_parallel(python: Path, tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).with_name("consumer"), tmp_path, dirs_exist_ok=True)
    assert "9 passed" in run(python, "-m", "pytest", "-q", "-n", "2", cwd=tmp_path)


def test_the_wheel_without_extras_brings_no_schemathesis(python: Path, tmp_path: Path) -> None:
    program = (
        "import importlib.util as util, msgraph_vpptokens_contracts as contracts\n"
        "print(*[name for name in ('schemathesis', 'hypothesis', 'requests') if util.find_spec(name)], contracts.__file__)"
    )
    (where,) = run(python, "-c", program, cwd=tmp_path).split()
    assert Path(where).is_relative_to(python.parents[1])
