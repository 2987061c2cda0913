"""The checks can fail: the most telling faults of the catalogue, each planted in a copy and reported by the check that it breaks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from planted_faults import Fault, NotPlantedError, plant, reported
from planted_faults.__main__ import CATALOGUE

TELLING = (
    "the VPP token is in repr",
    "a nullable property is not",
    "the last digit of a date changes",
)
FAULTS = [fault for faults in CATALOGUE.values() for fault in faults]


@pytest.mark.planted
@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.name in TELLING], ids=lambda fault: fault.name)
def test_the_fault_is_reported_by_the_check_that_it_breaks(fault: Fault, tmp_path: Path) -> None:
    plant(fault, tmp_path)
    assert fault.caught_by in reported(fault, tmp_path)


@pytest.mark.planted
def test_an_untouched_copy_has_nothing_to_report(tmp_path: Path) -> None:
    fault = next(fault for fault in FAULTS if fault.name in TELLING)
    plant(Fault("nothing", fault.file, fault.old, fault.old, fault.caught_by), tmp_path)
    assert reported(fault, tmp_path) == set()


def test_a_fault_without_a_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotPlantedError, match=r"lost: pyproject\.toml has no 'not in it'"):
        plant(Fault("lost", "pyproject.toml", "not in it", "", "any"), tmp_path)


def test_every_fault_has_a_name_of_its_own() -> None:
    assert [name for name, count in Counter(fault.name for fault in FAULTS).items() if count > 1] == []
    assert set(TELLING) <= {fault.name for fault in FAULTS}
