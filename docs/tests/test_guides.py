"""The guides do what they say: their Python and shell blocks run against the mock, in the order of the page.

Blocks marked `console` are not run: they install packages, sign in to a tenant or start a server.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
import types
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import azure.identity
import pytest
import yaml

from msgraph_vpptokens import AuthenticatedClient
from msgraph_vpptokens_contracts.mock.running import RunningMock

DOCS = Path(__file__).parents[1]
ROOT = DOCS.parent
PAGES = [*sorted((DOCS / "guides").glob("*.md")), ROOT / "contracts" / "README.md", DOCS / "reference.md"]
BLOCK = re.compile(r"^```(python|shell)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COUNT = 3000
"""How many tokens a tenant may have."""


def text_of(page: Path) -> str:
    """Return the page; the reference as Sphinx sees it."""
    text = page.read_text(encoding="utf-8")
    if page.name == "reference.md":
        import conf

        text, _ = conf.render_reference(text)
    return text


class Guide:
    """A page's code, with the mock in the place of every server that it names."""

    def __init__(self, mock: RunningMock, folder: Path) -> None:
        self.mock = mock
        self.folder = folder
        self.names: dict[str, Any] = {}
        self.environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    def run(self, language: str, code: str) -> None:
        """Run one block; raises what it raises, and CalledProcessError for a command that fails."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.mock.base_url))
        code = re.sub(r"http://127\.0\.0\.1:8080|https://graph\.microsoft\.(com|us)(?=/beta)", origin, code)
        if language == "shell":
            subprocess.run(["/bin/sh", "-euc", code], check=True, cwd=self.folder, env=self.environment, capture_output=True)  # noqa: S603
            return
        code = re.sub(r"AuthenticatedClient\((?!.*base_url)", f'AuthenticatedClient(base_url="{self.mock.base_url}", ', code)
        before = {*self.names}
        exec(compile(code, "guide", "exec"), self.names)  # noqa: S102 - the page's own code
        for name in [name for name in self.names if name.startswith("test_") and name not in before]:
            self.mock.reset()
            self.names[name](self.mock)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_code_of_a_page_runs(page: Path, vpptokens_mock: RunningMock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    token = vpptokens_mock.token
    shutil.copytree(ROOT / "contracts" / "tests" / "compare" / "sources", tmp_path, dirs_exist_ok=True)  # files as Microsoft publishes them
    (tmp_path / "token").write_text(token, encoding="utf-8")
    for name, value in {"GRAPH_TOKEN": token, "VPPTOKENS_TOKEN": token, "GRAPH_TOKEN_FILE": str(tmp_path / "token")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(azure.identity, "DefaultAzureCredential", lambda **_: Credential(token))
    guide = Guide(vpptokens_mock, tmp_path)
    for block in BLOCK.finditer(text_of(page)):
        guide.run(block[1], block[2])
    assert BLOCK.search(text_of(page)) or page.stem in {"changes", "sync-all"}, "the page has no code"


class Credential:
    """A credential as azure-identity has them."""

    def __init__(self, token: str) -> None:
        self.token, self.expires_on = token, int(time.time()) + 3600

    def get_token(self, *_scopes: str, **_options: object) -> Credential:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def workflows() -> list[dict[str, Any]]:
    page = (DOCS / "guides" / "verify-in-ci.md").read_text(encoding="utf-8")
    return [yaml.safe_load(block) for block in YAML.findall(page)]


def test_the_workflows_of_the_guide_give_inputs_that_action_and_workflow_have() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    (called,) = (
        yaml.safe_load(path.read_text(encoding="utf-8"))[True]["workflow_call"]  # YAML reads `on` as true
        for path in [ROOT / ".github" / "workflows" / "verify-contract.yml"]
    )
    step, job = (workflow["jobs"]["contract"] for workflow in workflows() if "jobs" in workflow)
    assert {*step["steps"][0]["with"]} <= {*action}
    assert {*job["with"]} <= {*called["inputs"]}
    assert {*job["secrets"]} == {*called["secrets"]}
    for needed, given in ((action, step["steps"][0]["with"]), (called["inputs"], job["with"])):
        assert {name for name, value in needed.items() if value.get("required")} <= {*given}


def test_the_script_of_the_gitlab_job_writes_the_report_that_the_job_shows(vpptokens_mock: RunningMock, tmp_path: Path) -> None:
    (job,) = (workflow["contract"] for workflow in workflows() if "contract" in workflow)
    install, verify = job["script"]
    assert install.startswith("pip install 'msgraph-vpptokens-contracts[")
    guide = Guide(vpptokens_mock, tmp_path)
    guide.environment |= {**job["variables"], "BASE_URL": vpptokens_mock.base_url, "VPPTOKENS_TOKEN": vpptokens_mock.token}
    guide.run("shell", verify)
    assert (tmp_path / job["artifacts"]["reports"]["junit"]).is_file()


def sync_all_of_the_guide() -> Any:
    spec = importlib.util.spec_from_file_location("sync_all", DOCS / "guides" / "sync_all.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tokens_of_a_tenant_take_as_long_as_the_quota_asks_and_not_a_tenth_longer(
    vpptokens_mock: RunningMock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = sync_all_of_the_guide()
    ids = [vpptokens_mock.add_token() for _ in range(COUNT)]
    vpptokens_mock.set_quota()
    moved = 0.0

    async def sleep(seconds: float) -> None:
        """Move the mock's clock once no request is under way."""
        nonlocal moved
        while len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110 - the program has no event that says so
            await asyncio.sleep(0.001)
        vpptokens_mock.advance(seconds)
        moved += seconds

    monkeypatch.setattr(guide, "asyncio", types.SimpleNamespace(TaskGroup=asyncio.TaskGroup, sleep=sleep))
    monkeypatch.setattr(guide, "time", types.SimpleNamespace(monotonic=lambda: time.monotonic() + moved))

    async def run() -> dict[str, Exception]:
        async with AuthenticatedClient(base_url=vpptokens_mock.base_url, token=vpptokens_mock.token) as client:
            failed: dict[str, Exception] = await guide.sync_all(client, ids)
            return failed

    began = guide.time.monotonic()
    assert asyncio.run(run()) == {}
    least = (COUNT / 100 - 1) * 20
    assert guide.time.monotonic() - began >= least
    assert moved <= 1.1 * least
    assert f"] {COUNT}/{COUNT}" in capsys.readouterr().err


def test_a_quota_that_others_use_too_delays_the_program_and_no_more(
    vpptokens_mock: RunningMock,
) -> None:
    vpptokens_mock.fail_next(429, times=20, retry_after=0.01)
    ids = [vpptokens_mock.add_token() for _ in range(10)]
    guide = sync_all_of_the_guide()

    async def run() -> dict[str, Exception]:
        async with AuthenticatedClient(base_url=vpptokens_mock.base_url, token=vpptokens_mock.token, max_retries=9) as client:
            failed: dict[str, Exception] = await guide.sync_all(client, ids)
            return failed

    assert asyncio.run(run()) == {}
    assert [request.status for request in vpptokens_mock.requests].count(429) == 20
