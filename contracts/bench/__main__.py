"""Measure client, mock, verification, comparison and pytest plugin, each beside its contenders; `make bench` runs this.

Prints a table, and writes it with a chart to reports/. Exits with 1 if a figure is past its limit.
"""

from __future__ import annotations

import sys

import client_figures
import command_figures
import mock_figures
from figures import ROOT, as_markdown, as_svg, machine


def main() -> int:
    """Measure everything; return 1 if a figure is past its limit."""
    found = []
    for part in (client_figures, mock_figures, command_figures):
        print(f"measuring: {part.__doc__}", file=sys.stderr)
        found += part.measure()
    table = f"{machine()}\n\n{as_markdown(found)}"
    print(table)
    reports = ROOT / "reports"
    reports.mkdir(exist_ok=True)
    (reports / "bench.md").write_text(table, encoding="utf-8")
    (reports / "bench.svg").write_text(as_svg(found), encoding="utf-8")
    missed = [figure for figure in found if figure.missed]
    print(f"{len(missed)} of {sum(figure.limit is not None for figure in found)} limits missed; reports/bench.md, reports/bench.svg")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
