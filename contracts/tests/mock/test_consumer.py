"""Another team's project, in an environment that has the two wheels without extras, what they need, and pytest."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from environments import environment

from msgraph_vpptokens_contracts.mock.running import RunningMock


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory, distributions: Path) -> Path:
    wheels = [*(distributions / "wheels").glob("*.whl")]
    return environment(tmp_path_factory.mktemp("environment"), wheels, "pytest")


def run(python: Path, *arguments: str, cwd: Path, code: int = 0) -> str:
    environment = {**os.environ, "VPPTOKENS_TOKEN": "mock-token"}
    ran = subprocess.run(  # noqa: S603 - our own commands
        [python, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def test_a_consumer_s_tests_pass_with_the_two_wheels(python: Path, tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).with_name("consumer"), tmp_path, dirs_exist_ok=True)
    assert "9 passed" in run(python, "-m", "pytest", "-q", cwd=tmp_path)


def test_the_wheel_without_extras_brings_no_schemathesis(python: Path, tmp_path: Path) -> None:
    program = (
        "import importlib.util as util, msgraph_vpptokens_contracts as contracts\n"
        "print(*[name for name in ('schemathesis', 'hypothesis', 'requests') if util.find_spec(name)], contracts.__file__)"
    )
    (where,) = run(python, "-c", program, cwd=tmp_path).split()
    assert Path(where).is_relative_to(python.parents[1])


def test_a_server_is_verified_by_probes_without_the_extra_which_generated_cases_need(
    python: Path, tmp_path: Path, vpptokens_mock: RunningMock
) -> None:
    command = ["-m", "msgraph_vpptokens_contracts", "verify", "--base-url", vpptokens_mock.base_url]
    command += ["--vpp-token-id", vpptokens_mock.vpp_token_id]
    assert "probes only" in run(python, *command, cwd=tmp_path)
    assert "msgraph-vpptokens-contracts[schemathesis]" in run(python, *command, "--max-examples", "5", cwd=tmp_path, code=2)
