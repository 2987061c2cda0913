"""Fail where a change since the last release breaks an importer and the version does not say so.

`contract_changes.py` judges the contract, griffe the client's Python; CHANGELOG.md says by how much a version rises.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import griffe

from contract_changes import changes
from msgraph_vpptokens_contracts.spec import Document

ROOT = Path(__file__).parent.parent
PACKAGE = "msgraph_vpptokens"
VERSION = ("info", "version")

Version = tuple[int, int, int]


def parsed(text: str) -> Version:
    """Return a version as numbers; raises ValueError unless it is major.minor.patch."""
    if not re.fullmatch(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}", text):
        raise ValueError(f"Expected a version such as 1.2.3; got {text!r}")
    major, minor, patch = map(int, text.split("."))
    return major, minor, patch


def dotted(version: Version) -> str:
    """Return a version as text."""
    return ".".join(map(str, version))


def version(document: Document) -> Version:
    """Return `info.version` as numbers; raises ValueError with the place unless it is major.minor.patch."""
    try:
        return parsed(str(document.get(VERSION)))
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(f"{os.path.relpath(document.path)}:{document.line(VERSION)}: {error}") from error


def least_version(released: Version, *, breaking: bool) -> Version:
    """Return the lowest version that may follow: the rule in CHANGELOG.md, as code."""
    major, minor, patch = released
    if not breaking:
        return major, minor, patch + 1
    return (major + 1, 0, 0) if major else (0, minor + 1, 0)


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in the repository that holds `root`."""
    return subprocess.run(["git", "-C", root, *arguments], capture_output=True, check=False)  # noqa: S603, S607 - git as in PATH


def retyped(old: griffe.Object | griffe.Alias, new: griffe.Object | griffe.Alias) -> Iterator[tuple[griffe.Object | griffe.Alias, str]]:
    """Yield each public member whose value may be what it was not before, or is awaited or not: griffe compares parameters only."""
    for name, member in new.members.items():
        if (before := old.members.get(name)) and member.is_public and not member.is_alias and not before.is_alias:
            texts = [f"{'async ' * ('async' in side.labels)}{getattr(side, 'annotation', None) or 'Any'}" for side in (before, member)]
            one, other = (set(text.split()) for text in texts)
            if "async" in one ^ other or ("Any" not in one and other - one):
                yield member, f"`{member.path}`: *Type changed*: `{texts[0]}` → `{texts[1]}`"
            yield from retyped(before, member)


def python_changes(released: str, root: Path = ROOT) -> list[str]:
    """Return a line for each change that breaks importers of the client since the tag of a version, or that git has no such tag."""
    archive = git(root, "archive", f"v{released}", "generated")
    if archive.returncode:
        reason = archive.stderr.decode(errors="replace").strip()
        return [f"not compared  git has no v{released} to compare the client's Python with: {reason}"]
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
        old, new = (griffe.load(PACKAGE, search_paths=[home / "generated"], allow_inspection=False) for home in (Path(folder), root))
        found = [(it.obj, it.explain(griffe.ExplanationStyle.MARKDOWN).removeprefix("- ")) for it in griffe.find_breaking_changes(old, new)]
        places = [(f"{it.relative_package_filepath}:{it.lineno or 1}", text) for it, text in (*found, *retyped(old, new))]
        return [f"breaking      generated/{place}: {text}" for place, text in places]


def changelog(root: Path = ROOT) -> tuple[list[str], Version, bool]:
    """Return what changed since the last release, its version and whether something breaks; raises OSError or ValueError if unreadable."""
    released, contract = (Document.load(Path(os.path.relpath(root / "openapi" / name))) for name in ("released.yaml", "openapi.yaml"))
    last = version(released)
    try:
        lines = [*changes(released, contract), *python_changes(dotted(last), root)]
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{released.path} and {contract.path} cannot be compared, one is no valid OpenAPI document: {error!r}") from error
    breaking, harmless = (sum(line.startswith(kind) for line in lines) for kind in ("breaking", "not breaking"))
    return [*lines, f"{breaking} breaking, {harmless} not breaking since {dotted(last)}."], last, breaking > 0


def main(root: Path = ROOT) -> int:
    """Print the changelog; return 1 if the version had to rise further, or with the reason if there is no comparing."""
    root = Path(os.path.relpath(root))
    released = root / "openapi" / "released.yaml"
    if not released.exists():
        print(f"There is no {released}: nothing has been released yet that a change could break.")
        return 0
    try:
        lines, last, breaking = changelog(root)
        contract = Document.load(root / "openapi" / "openapi.yaml")
        present = version(contract)
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    least = least_version(last, breaking=True) if breaking else last  # what breaks nobody may wait for its version until it is released
    if present < least:
        reason = f"Expected the version {dotted(least)} or higher, as CHANGELOG.md asks; got {dotted(present)}"
        print(f"error: {contract.path}:{contract.line(VERSION)}: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
