"""Say to a person, or to a CI system, what a verification found."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from .report import Drift, Report, Tally

if TYPE_CHECKING:
    from .run import Profile


@contextmanager
def progress() -> Iterator[Callable[[int], None]]:
    """Count the calls on a terminal while they are made; stay silent elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("verifying…") as status:
        yield lambda number: status.update(f"verifying… call {number}")


def show(report: Report) -> None:
    """Print the outcome: a table and the drifts on a terminal, plain lines elsewhere, annotations for GitHub."""
    if is_terminal():
        _table(report)
    for drift in report.drifts:
        print(printable(f"drift: {drift}"))
        print(printable(f"       {drift.request}"))
    for note in report.notes:
        print(printable(f"note: {note}"))
    if report.stopped:
        print(f"stopped: {report.stopped}")
    print(printable(verdict(report)))
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for level, drifts in (("error", report.drifts), ("warning", report.notes)):
            for drift in drifts:
                print(_annotation(level, drift))


def is_terminal() -> bool:
    """Whether a person reads what is printed."""
    return sys.stdout.isatty()


def verdict(report: Report) -> str:
    """Return the outcome in one line."""
    count = len(report.drifts)
    outcome = "conforms" if report.conforms else f"differs: {count} drift{'s' if count > 1 else ''}"
    return (
        f"{report.base_url} {outcome} "
        f"({report.calls} calls, {report.ran} checks, profile {report.profile}, seed {report.seed}, {report.seconds:.1f} s)"
    )


def dry_run(base_url: str, vpp_token_id: str, profile: Profile) -> None:
    """Print each call that a run would make by itself."""
    from .run import planned

    count = 0
    for probe in planned(vpp_token_id, profile):
        count += 1
        path = re.sub(r"\{\w+\}", lambda _: probe.raw_id or "", probe.operation.path)  # noqa: B023 - called at once
        special = "".join(
            f" {shlex.quote(f'{name}: {value}') if value is not None else f'without {name}'}" for name, value in probe.headers.items()
        )
        print(printable(f"{probe.method} {base_url}{path}{special}  # {probe.name}"))
    print(f"{count} calls" + (", and those that schemathesis makes up (--max-examples)" if profile == "mock" else ", at most 4 a second"))


def printable(text: str) -> str:
    """Return a text without the control characters by which a server's words could steer a terminal."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def rows(report: Report) -> list[str]:
    """Return the codes of the checks that ran, ours first, as the rows of a table."""
    ran = {code for checks in report.checks.values() for code in checks}
    return [code for code in report.sentences if code in ran] + sorted(ran - set(report.sentences))


def sentence(report: Report, code: str) -> str:
    """Return what a check asks."""
    return report.sentences.get(code, "One of schemathesis' own.")


def _table(report: Report) -> None:
    operations = list(report.checks)
    table = Table(title=f"{report.base_url}: what was checked, and how often it held")
    table.add_column("check")
    for operation in operations:
        table.add_column(operation, justify="right")
    for code in rows(report):
        table.add_row(code, *(_cell(report.checks[operation].get(code)) for operation in operations))
    Console().print(table)


def _cell(tally: Tally | None) -> str:
    if tally is None:
        return "[dim]-[/]"
    total = tally.passed + tally.failed
    return f"[red]✗ {tally.failed} of {total}[/]" if tally.failed else f"[green]✓[/] {total}"


def _annotation(level: str, drift: Drift) -> str:
    def escape(text: str, *, attribute: bool = False) -> str:
        text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        return text.replace(":", "%3A").replace(",", "%2C") if attribute else text

    return (
        f"::{level} file={escape(drift.file, attribute=True)},line={drift.line},"
        f"title={escape(f'{drift.operation} {drift.check}', attribute=True)}::{escape(str(drift))}"
    )
