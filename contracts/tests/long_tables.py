"""Tables of faults that are too long for `make test`: it tries every second row, and `make planted-faults` the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest


def every_second(rows: Mapping[str, tuple[Any, ...]]) -> list[Any]:
    """Return the rows as pytest's parameters, each with its name, and every second one left to `make planted-faults`."""
    return [pytest.param(*row, id=name, marks=[pytest.mark.planted] * (at % 2)) for at, (name, row) in enumerate(rows.items())]
