"""Write beside each wheel what it needs, as a CycloneDX SBOM: its dependencies and those of its extras, as the lock pins them.

What only another system needs is left out: the packages are those that are installed here.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"^([\w.-]+)==.*(?:\n    .*)*\n", re.MULTILINE)
"""A requirement of the lock; the hashes are in the lines below it."""


def needed(requirements: Iterable[str], extras: Iterable[str] = ("",)) -> set[str]:
    """Return the names of the packages that these requirements bring to this system."""
    found: set[Requirement] = set()
    waiting = [(Requirement(text), {*extras}) for text in requirements]
    while waiting:
        requirement, asked = waiting.pop()
        wanted = not requirement.marker or any(requirement.marker.evaluate({"extra": extra}) for extra in asked)
        if wanted and requirement not in found:
            found.add(requirement)
            waiting += [(Requirement(text), {"", *requirement.extras}) for text in requires(requirement.name) or ()]
    return {canonicalize_name(requirement.name) for requirement in found}


def write(wheel: Path, lock: str) -> None:
    """Write the SBOM of `wheel` beside it; raises ValueError if the lock lacks something."""
    (distribution,) = distributions(path=[str(wheel)])
    names = needed(distribution.requires or (), ("", *distribution.metadata.get_all("Provides-Extra", ())))
    requirements = "".join(found[0] for found in PINNED.finditer(lock) if canonicalize_name(found[1]) in names)
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible", "--mc-type", "library", "-"]
    made = subprocess.run(command, input=requirements, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - an installed tool
    sbom = json.loads(made.stdout)
    if lacking := names - {canonicalize_name(component["name"]) for component in sbom["components"]}:
        raise ValueError(f"requirements.lock has no {', '.join(sorted(lacking))}; run make lock")
    sbom["metadata"]["component"] = {
        "type": "library",
        "bom-ref": "root-component",
        "name": distribution.name,
        "version": distribution.version,
        "purl": f"pkg:pypi/{distribution.name}@{distribution.version}",
    }
    path = wheel.with_name(f"{distribution.name}-{distribution.version}.cdx.json")
    path.write_text(json.dumps(sbom, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main() -> int:
    """Write an SBOM for each wheel in the folder that is named."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for wheel in sorted(Path(sys.argv[1]).glob("*.whl")):
        write(wheel, lock)
    return 0


if __name__ == "__main__":
    sys.exit(main())
