"""Plant every fault of the catalogue in a copy of its own; say which check caught each; exit 1 unless all are caught."""

from __future__ import annotations

import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console

from . import Fault, NotPlantedError, plant, reported
from .client import FAULTS as CLIENT
from .examples import FAULTS as EXAMPLES
from .spec import FAULTS as SPEC

CATALOGUE = {"client": CLIENT, "spec": SPEC, "examples": EXAMPLES}


def caught(fault: Fault) -> tuple[bool, str]:
    """Plant one fault; return whether the check that it breaks has reported it, and what was reported."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            plant(fault, Path(folder))
        except NotPlantedError as error:
            return False, str(error)
        reports = reported(fault, Path(folder))
    if fault.caught_by in reports:
        return True, fault.caught_by
    return False, f"{fault.caught_by} did not report it; {', '.join(sorted(reports)) or 'nothing'} did"


def main() -> int:
    """Run the catalogue; return 1 if a fault was not caught."""
    console = Console(highlight=False, soft_wrap=True)
    missed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for edge, faults in CATALOGUE.items():
            found = 0
            for fault, (is_caught, by) in zip(faults, pool.map(caught, faults), strict=True):
                found += is_caught
                console.print(
                    f"{'caught' if is_caught else 'MISSED'}  {edge}: {fault.name} ({by})", style=None if is_caught else "red", markup=False
                )
            console.print(f"{edge}: {found} caught / {len(faults)} planted")
            missed += len(faults) - found
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
