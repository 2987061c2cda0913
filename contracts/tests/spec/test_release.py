"""The version is stated once and holds everywhere; a release is prepared as a whole, or refused with the reason and nothing changed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import check_breaking
import check_spec
import generate_client
import release
from msgraph_vpptokens import __version__
from msgraph_vpptokens.client import USER_AGENT
from msgraph_vpptokens_contracts.spec import Document

VERSION = check_breaking.dotted(check_breaking.version(Document.load(check_spec.SPEC)))
RELEASED = check_spec.SPEC.with_name("released.yaml")


@pytest.mark.parametrize("distribution", ["generated", "contracts"])
def test_each_package_has_the_version_of_the_contract(distribution: str) -> None:
    command = [sys.executable, "-m", "hatchling", "metadata", "version"]
    built = subprocess.run(command, cwd=release.ROOT / distribution, check=True, capture_output=True, text=True)  # noqa: S603 - our own interpreter
    assert built.stdout.strip() == VERSION


def test_the_client_names_the_version_of_the_contract() -> None:
    assert __version__ == VERSION
    assert USER_AGENT.startswith(f"msgraph-vpptokens/{VERSION} ")


def test_the_newest_release_of_the_changelog_is_the_released_contract() -> None:
    dated = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", (release.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    released = [check_breaking.dotted(check_breaking.version(Document.load(RELEASED)))] if RELEASED.exists() else []
    assert dated[:1] == released
    assert all(check_breaking.parsed(number) <= check_breaking.parsed(VERSION) for number in dated)


def committed(root: Path, message: str = "a change") -> None:
    for command in (["add", "--all"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--message", message]):
        assert check_breaking.git(root, *command).returncode == 0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository whose version 0.1.0 was never released."""
    for name in ("openapi", "generated"):
        shutil.copytree(release.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "released.yaml"))
    shutil.copy(release.ROOT / "generator-config.yaml", tmp_path)
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Everything.\n", encoding="utf-8")
    edit(tmp_path / "openapi" / "openapi.yaml", f"  version: {VERSION}\n", "  version: 0.1.0\n")
    assert check_breaking.git(tmp_path, "init").returncode == 0
    committed(tmp_path)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def status(root: Path) -> str:
    return check_breaking.git(root, "status", "--porcelain").stdout.decode()


def test_a_dry_run_says_what_it_would_do_and_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(["9.8.7"], root) == 0
    said = capsys.readouterr().out
    assert "openapi/openapi.yaml: version 0.1.0 → 9.8.7" in said
    assert "CHANGELOG.md: what is unreleased becomes ## [9.8.7] - " in said
    assert '+__version__ = "9.8.7"' in said
    assert "before that" not in said
    assert status(root) == ""


def test_a_release_is_followed_by_one_whose_version_rises_as_it_must(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(["0.1.0", "--apply"], root) == 0
    assert "git tag --annotate v0.1.0" in capsys.readouterr().out
    contract = (root / "openapi" / "openapi.yaml").read_text(encoding="utf-8")
    assert (root / "openapi" / "released.yaml").read_text(encoding="utf-8") == contract
    assert re.search(
        r"## \[Unreleased\]\n\n## \[0.1.0\] - \d{4}-\d\d-\d\d\n\n### Added\n", (root / "CHANGELOG.md").read_text(encoding="utf-8")
    )
    assert generate_client.check(root) == []
    committed(root)

    (root / "new.txt").touch()
    assert release.main(["0.1.1"], root) == 0
    dry = capsys.readouterr().out
    assert "before that: Expected a clean working tree; got uncommitted changes:\n?? new.txt" in dry
    assert "before that: Expected something under `## [Unreleased]` in CHANGELOG.md; got nothing to release" in dry
    (root / "new.txt").unlink()
    assert release.main(["0.1.1", "--apply"], root) == 1
    assert "got nothing to release" in capsys.readouterr().err
    edit(root / "openapi" / "openapi.yaml", "operationId: syncLicenseCounts\n", "operationId: syncCounts\n")
    edit(root / "CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n### Changed\n\n- A name.\n")
    committed(root)
    for number in ("0.1.0", "0.1.1"):
        assert release.main([number], root) == 1
        said = capsys.readouterr()
        assert 'operationId "syncLicenseCounts" → "syncCounts"' in said.out
        assert f"Expected the version 0.2.0 or higher, as CHANGELOG.md asks; got {number}" in said.err
    assert release.main(["0.2.0", "--apply"], root) == 0
    assert re.search(r"  version: 0\.2\.0\n", (root / "openapi" / "released.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("0.0.9", "Expected a version not below the contract's own 0.1.0; got 0.0.9"),
        ("v0.1.0", "Expected a version such as 1.2.3; got 'v0.1.0'"),
        ("0.1", "Expected a version such as 1.2.3; got '0.1'"),
    ],
)
def test_a_wrong_version_is_refused(root: Path, number: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main([number, "--apply"], root) == 1
    assert reason in capsys.readouterr().err
    assert status(root) == ""


def test_a_working_tree_with_changes_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "new.txt").touch()
    assert release.main(["0.1.0", "--apply"], root) == 1
    assert "Expected a clean working tree; got uncommitted changes:\n?? new.txt" in capsys.readouterr().err


def test_a_version_that_has_a_tag_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_breaking.git(root, "tag", "v0.1.0").returncode == 0
    assert release.main(["0.1.0", "--apply"], root) == 1
    assert "v0.1.0 has been released" in capsys.readouterr().err


def test_a_contract_that_cannot_be_generated_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root / "openapi" / "openapi.yaml", "/schemas/MainError'", "/schemas/Main'")
    committed(root)
    assert release.main(["0.1.0", "--apply"], root) == 1
    assert "leads nowhere" in capsys.readouterr().err
    assert status(root) == ""
