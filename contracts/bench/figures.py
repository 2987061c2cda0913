"""A figure: rounds of one measurement, beside a contender's where there is one; and how a run of them is shown."""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".bench"
"""Where `make bench-peers` puts other people's clients."""


@dataclass(frozen=True)
class Figure:
    """One figure of a run."""

    what: str
    rounds: list[float]
    """One value for each round: a ratio of the same round, or a measurement; none where the contender is missing."""
    against: str = ""
    """The contender that the ratios are against; empty for a measurement."""
    unit: str = "times"
    limit: float | None = None
    at_least: bool = False
    """Whether the limit is the least that the figure may be, and not the most."""
    remark: str = ""

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.rounds)

    @property
    def missed(self) -> bool:
        """Whether the figure is past its limit."""
        if not self.rounds or self.limit is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    def cells(self) -> tuple[str, str, str, str, str]:
        """Return what a table shows: figure, contender, median, spread, limit."""
        low, _, high = statistics.quantiles(self.rounds) if len(self.rounds) > 1 else (0, 0, 0)
        limit = "" if self.limit is None else f"{'≥' if self.at_least else '≤'} {self.limit:g}{' MISSED' if self.missed else ''}"
        value = f"{self.value:.3g} {self.unit}" if self.rounds else "not measured"
        return self.what, self.against, value, f"{low:.3g} to {high:.3g}" if high else self.remark, limit


def taking_turns(runs: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Run each contender once a round, each round in another order, because the machine's other work must disturb all of them alike."""
    found: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name in sorted(runs, reverse=bool(number % 2)):
            value = runs[name]()
            if number:  # the first round warms up
                found[name].append(value)
    return found


def ratios(ours: Iterable[float], theirs: Iterable[float]) -> list[float]:
    """Return the ratio of each round."""
    return [mine / other for mine, other in zip(ours, theirs, strict=True)]


def machine() -> str:
    """Say where and when the run was."""
    where = f"{os.cpu_count()} cores of {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    return f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {where}"


def as_markdown(figures: list[Figure]) -> str:
    """Return the run as a table."""
    rows = [("figure", "against", "median", "middle half of the rounds", "limit"), *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines) + "\n"


def as_svg(figures: list[Figure]) -> str:
    """Return the ratios of the run as a chart; a bar that ends at the line is as much as the contender."""
    shown = [figure for figure in figures if figure.against and figure.rounds]
    unit, height = 180, 26  # pixels of a ratio of 1, and of a bar
    width = 460 + unit * 3
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height * (len(shown) + 2)}">',
        "<style>text{font:13px sans-serif}</style>",
        f'<rect width="100%" height="100%" fill="#fff"/><text x="8" y="18">{escape(machine())}</text>',
    ]
    for row, figure in enumerate(shown, 1):
        top, length = row * height, min(figure.value, 2.5) * unit
        label = f"{figure.what}, against {figure.against}"
        parts.append(
            f'<text x="8" y="{top + 17}">{escape(label)}</text>'
            f'<rect x="420" y="{top + 4}" width="{length:.0f}" height="{height - 8}" fill="{"#a80000" if figure.missed else "#4a7fb5"}"/>'
            f'<text x="{425 + length:.0f}" y="{top + 17}">{figure.value:.3g}</text>'
        )
    parts.append(f'<line x1="{420 + unit}" x2="{420 + unit}" y1="{height}" y2="{height * (len(shown) + 1)}" stroke="#333"/></svg>')
    return "\n".join(parts) + "\n"
