"""Prepare a release: hold its version to what changed, then write it into contract, client and changelog. Dry unless told to apply.

Everything is made in a folder aside first, so that a release that cannot be made changes nothing.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import generate_client
from check_breaking import changelog, dotted, git, least_version, parsed, version
from msgraph_vpptokens_contracts.spec import Document

ROOT = Path(__file__).parent.parent
UNRELEASED = re.compile(r"(?<=^## \[Unreleased\]\n)(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
STATED = re.compile(r"(?<=^  version: )\S+$", re.MULTILINE)
"""`info.version`, the one place that states it: both packages are built with what stands there."""


def release(number: str, root: Path = ROOT, *, apply: bool) -> None:
    """Print what the release does, and do it if told to; without that, print also what stands in its way.

    Raises ValueError, OSError or GenerationError if it cannot be made; then nothing has changed.
    """
    _check_version(number, root)
    obstacles = list(_obstacles(number, root))
    if apply and obstacles:
        raise ValueError(obstacles[0])
    with tempfile.TemporaryDirectory(dir=root, prefix=".release-") as folder:
        fresh = Path(folder)
        shutil.copytree(root / "openapi", fresh / "openapi")
        shutil.copy(root / "generator-config.yaml", fresh)
        contract, notes = fresh / "openapi" / "openapi.yaml", fresh / "CHANGELOG.md"
        text, found = STATED.subn(number, contract.read_text(encoding="utf-8"))
        if found != 1:
            raise ValueError(f"{contract.name}: Expected one line `  version: …`; got {found}")
        contract.write_text(text, encoding="utf-8")
        (fresh / "openapi" / "released.yaml").write_text(text, encoding="utf-8")
        notes.write_text(_dated(number, (root / "CHANGELOG.md").read_text(encoding="utf-8")), encoding="utf-8")
        generate_client.generate(fresh / "generated", fresh)
        generated = list(generate_client.differences(root / "generated", fresh / "generated"))
        print(
            f"openapi/openapi.yaml: version {dotted(version(Document.load(root / 'openapi' / 'openapi.yaml')))} → {number}\n"
            "openapi/released.yaml: the same contract\n"
            f"CHANGELOG.md: what is unreleased becomes {_heading(number)}\n"
            f"generated/: {len(generated)} lines of difference",
            *(f"  {line}" for line in generated),
            sep="\n",
        )
        for obstacle in obstacles:
            print(f"before that: {obstacle}")
        if apply:
            (root / "generated").rename(fresh / "stale")
            for name in ("generated", "openapi/openapi.yaml", "openapi/released.yaml", "CHANGELOG.md"):
                (fresh / name).rename(root / name)


def _check_version(number: str, root: Path) -> None:
    wanted, present = parsed(number), version(Document.load(root / "openapi" / "openapi.yaml"))
    if wanted < present:
        raise ValueError(f"Expected a version not below the contract's own {dotted(present)}; got {number}")
    if (root / "openapi" / "released.yaml").exists():
        lines, last, breaking = changelog(root)
        print("\n".join(lines))
        least = least_version(last, breaking=breaking)
        if wanted < least:
            raise ValueError(f"Expected the version {dotted(least)} or higher, as CHANGELOG.md asks; got {number}")


def _obstacles(number: str, root: Path) -> Iterator[str]:
    """Yield what must be done before the release can be made."""
    status = git(root, "status", "--porcelain")
    if status.returncode:
        yield f"Expected a git repository; got {status.stderr.decode(errors='replace').strip()}"
    elif status.stdout:
        yield f"Expected a clean working tree; got uncommitted changes:\n{status.stdout.decode(errors='replace').rstrip()}"
    if git(root, "rev-parse", "--verify", "--quiet", f"refs/tags/v{number}").returncode == 0:
        yield f"Expected a version without a tag; v{number} has been released"
    unreleased = UNRELEASED.search((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    if not unreleased or not re.search(r"^[^#\s]", unreleased[1], re.MULTILINE):
        yield "Expected something under `## [Unreleased]` in CHANGELOG.md; got nothing to release"


def _heading(number: str) -> str:
    return f"## [{number}] - {datetime.now(UTC).date()}"


def _dated(number: str, text: str) -> str:
    """Return the changelog with its unreleased part as that of the version `number`, of today."""
    return UNRELEASED.sub(lambda found: f"\n{_heading(number)}\n{found[1]}", text, count=1)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the command line; return 0, or 1 with the reason on stderr."""
    parser = argparse.ArgumentParser(description="Prepare a release, or show what that would do.")
    parser.add_argument("version", help="such as 1.2.3")
    parser.add_argument("--apply", action="store_true", help="change the files; without it nothing changes")
    given = parser.parse_args(arguments)
    try:
        release(given.version, root, apply=given.apply)
    except (ValueError, OSError, generate_client.GenerationError) as error:
        print(f"error: {error}\nNothing has changed.", file=sys.stderr)
        return 1
    if given.apply:
        print(
            f"{given.version} is prepared. Read `git diff`, then:\n"
            f"  git add --all && git commit --message 'Release {given.version}'\n"
            f"  git tag --annotate v{given.version} --message 'Release {given.version}'\n"
            "  git push --follow-tags"
        )
    else:
        print(f"This was a dry run; nothing has changed. To do it: make release VERSION={given.version} APPLY=1")
    return 0


if __name__ == "__main__":
    sys.exit(main())
