"""Write beside each wheel what it needs, as a CycloneDX SBOM: its dependencies and those of its extras, in the versions of the lock.

What only another system needs is left out: the packages are those that are installed here, from requirements.lock.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import distributions, requires, version
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@cache
def component(name: str, number: str) -> Component:
    """Return a package in one version, always the same object: a reference within an SBOM is one."""
    url = PackageURL("pypi", None, name, number)
    return Component(name=name, version=number, purl=url, bom_ref=str(url))


def add(bom: Bom, parent: Component, requirements: Iterable[str], extras: set[str], done: set[tuple[str, Requirement]]) -> None:
    """Add to `bom` what `parent` needs, and what that needs in turn."""
    for requirement in map(Requirement, requirements):
        wanted = not requirement.marker or any(requirement.marker.evaluate({"extra": extra}) for extra in extras)
        if wanted and (parent.name, requirement) not in done:
            done.add((parent.name, requirement))
            name = canonicalize_name(requirement.name)
            child = component(name, version(name))
            bom.components.add(child)
            bom.register_dependency(parent, [child])
            add(bom, child, requires(name) or (), {"", *requirement.extras}, done)


def write(wheel: Path, built: dt.datetime) -> None:
    """Write the SBOM of `wheel` beside it."""
    (distribution,) = distributions(path=[str(wheel)])
    root = component(distribution.name, distribution.version)
    bom = Bom(metadata=BomMetaData(component=root, timestamp=built), serial_number=uuid5(NAMESPACE_URL, str(root.purl)))
    add(bom, root, distribution.requires or (), {"", *distribution.metadata.get_all("Provides-Extra", ())}, set())
    path = wheel.with_name(f"{distribution.name}-{distribution.version}.cdx.json")
    path.write_text(JsonV1Dot6(bom).output_as_string(indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Write an SBOM for each wheel in the folder that is named; the time in it is SOURCE_DATE_EPOCH, as in the wheels."""
    built = dt.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), dt.UTC)
    for wheel in sorted(Path(sys.argv[1]).glob("*.whl")):
        write(wheel, built)
    return 0


if __name__ == "__main__":
    sys.exit(main())
