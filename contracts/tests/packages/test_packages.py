"""What is shipped: wheels and sdists of both distributions, their metadata, and the command that the wheel installs."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest

import msgraph_vpptokens_contracts
from msgraph_vpptokens_contracts.cli import main
from msgraph_vpptokens_contracts.spec import CONTRACT, Document

ROOT = Path(__file__).parents[3]
VERSION = Document.load(ROOT / "openapi" / "openapi.yaml").data["info"]["version"]
PACKAGED = "msgraph_vpptokens_contracts/openapi.yaml"
URLS = tomllib.loads((ROOT / "contracts" / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]


def content(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:  # RECORD lists the other files in the order in which they were packed
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/RECORD")}


@pytest.fixture(params=["msgraph_vpptokens", "msgraph_vpptokens_contracts"])
def name(request: pytest.FixtureRequest) -> str:
    return f"{request.param}-{VERSION}"


def test_the_wheel_is_the_same_from_the_checkout_and_from_the_sdist(distributions: Path, name: str) -> None:
    wheel = f"{name}-py3-none-any.whl"
    assert content(distributions / "wheels" / wheel) == content(distributions / "dist" / wheel)


def test_the_wheel_carries_the_licence_and_says_what_it_is(distributions: Path, name: str) -> None:
    files = content(distributions / "wheels" / f"{name}-py3-none-any.whl")
    assert files[f"{name}.dist-info/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    metadata = message_from_bytes(files[f"{name}.dist-info/METADATA"])
    assert (metadata["Version"], metadata["License-Expression"]) == (VERSION, "MIT")
    assert metadata.get_all("Project-URL") == [f"{label}, {url}" for label, url in URLS.items()]
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert "intune" in metadata["Keywords"]


def test_wheel_and_sdist_carry_the_contract_to_the_letter(distributions: Path) -> None:
    name, contract = f"msgraph_vpptokens_contracts-{VERSION}", (ROOT / "openapi" / "openapi.yaml").read_bytes()
    assert content(distributions / "wheels" / f"{name}-py3-none-any.whl")[PACKAGED] == contract
    with tarfile.open(distributions / "dist" / f"{name}.tar.gz") as sdist:
        member = sdist.extractfile(f"{name}/{PACKAGED}")
        assert member
        assert member.read() == contract


def test_an_editable_install_reads_the_contract_of_the_repository(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel:editable", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT / "contracts", check=True, capture_output=True)  # noqa: S603 - our own project
    assert PACKAGED not in content(next(tmp_path.glob("*.whl")))
    assert ROOT / "openapi" / "openapi.yaml" == CONTRACT


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S607 - the git of PATH
    return [ROOT / file for file in listed.stdout.rstrip("\0").split("\0")]


def test_no_file_of_the_repository_is_a_symbolic_link() -> None:
    assert [path for path in tracked() if path.is_symlink()] == []


def test_one_file_names_the_address_of_the_repository_and_the_generator_copies_it() -> None:
    addresses = {
        (str(path.relative_to(ROOT)), address)
        for path in tracked()
        for address in re.findall(r"(?:\w+://|git@)[^\s\"'<>)]*msgraph-vpptokens", path.read_text(encoding="utf-8", errors="replace"))
    }
    assert addresses == {(f"{project}/pyproject.toml", URLS["Repository"]) for project in ("contracts", "generated")}


def test_the_version_is_the_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    assert msgraph_vpptokens_contracts.__version__ == VERSION
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"vpptokens-contracts {VERSION}\n"


def test_the_bare_command_prints_its_help() -> None:
    command = [sys.executable, "-m", "msgraph_vpptokens_contracts"]
    bare, asked = (
        subprocess.run([*command, *options], check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own program
        for options in ([], ["--help"])
    )
    assert bare == asked
    assert "mock" in bare
    assert "verify" in bare
