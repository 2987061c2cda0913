"""Say what a verification found: to a person, to GitHub, and in files, none of which holds a credential."""

from __future__ import annotations

import html
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import harfile
from rich.console import Console
from rich.table import Table

from .checks import CHECKS
from .contract import contract
from .run import Drift, Report, Tally
from .wire import Exchange

LINES = 20
"""Drifts that are printed on a terminal; the reports hold all."""
TOOL = "msgraph-vpptokens-contracts"


@dataclass(frozen=True)
class Failure:
    """A verification that could not be run."""

    base_url: str
    message: str


Outcome = Report | Failure


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
    """Print the outcome: a table and 20 drifts on a terminal, a line for each drift elsewhere."""
    limit = LINES if is_terminal() else len(report.drifts)
    if is_terminal():
        _table(report)
    for drift in report.drifts[:limit]:
        print(printable(f"drift: {drift}"))
        print(printable(f"       {drift.request}"))
    if len(report.drifts) > limit:
        print(f"and {len(report.drifts) - limit} more; --report-dir DIR writes all of them")
    for note in report.notes:
        print(printable(f"note: {note}"))
    for allowance in report.unused:
        print(printable(f"note: --allow {allowance} matches no drift"))
    if report.stopped:
        print(printable(f"stopped: {report.stopped}"))
    print(printable(verdict(report)))


def tell_github(outcome: Outcome) -> None:
    """Print annotations and write the summary of the job, if GitHub runs this."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        if isinstance(outcome, Failure):
            print(_annotation("error", "The contract could not be verified", outcome.message))
        else:
            for level, drifts in (("error", outcome.drifts), ("warning", outcome.notes)):
                for drift in drifts:
                    print(_annotation(level, f"{drift.operation} {drift.check}", f'{drift}: "{drift.quote}"'))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(as_markdown(outcome))


def is_terminal() -> bool:
    """Whether a person reads what is printed."""
    return sys.stdout.isatty()


def verdict(outcome: Outcome) -> str:
    """Return the outcome in one line."""
    if isinstance(outcome, Failure):
        return f"{outcome.base_url} could not be verified: {outcome.message}"
    count = len(outcome.drifts)
    result = "conforms" if outcome.conforms else f"differs: {count} drift{'s' if count > 1 else ''}"
    depth = f"probes and {outcome.cases} generated cases for each operation" if outcome.cases else "probes only"
    return (
        f"{outcome.base_url} {result} "
        f"({outcome.calls} calls, {depth}, {outcome.ran} checks, profile {outcome.profile}, seed {outcome.seed}, {outcome.seconds:.1f} s)"
    )


def printable(text: str) -> str:
    """Return a text without the control characters by which a server's words could steer a terminal or break XML."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def write(outcome: Outcome, directory: Path, formats: tuple[str, ...]) -> None:
    """Write the outcome in each format; a verification that could not be run makes a JUnit file only. Raises OSError."""
    for name in formats:
        file, writer = FORMATS[name]
        if isinstance(outcome, Report):
            (directory / file).write_text(writer(outcome), encoding="utf-8")
        elif name == "junit":
            (directory / file).write_text(as_junit(outcome), encoding="utf-8")


def versions() -> dict[str, str | None]:
    """Return the versions of this tool, of the contract and of schemathesis, None where that is not installed."""
    try:
        generator = version("schemathesis")
    except PackageNotFoundError:
        generator = None
    return {TOOL: version(TOOL), "contract": contract().version, "schemathesis": generator}


def as_junit(outcome: Outcome) -> str:
    """Return JUnit XML: a test case for every check on every operation, or one with an error where nothing could be verified."""
    root = ET.Element("testsuites")
    suite = ET.SubElement(root, "testsuite", name=f"{TOOL} verify {outcome.base_url}")
    if isinstance(outcome, Failure):
        suite.attrib |= {"tests": "1", "failures": "0", "errors": "1"}
        case = ET.SubElement(suite, "testcase", classname=f"{TOOL}.verify", name="verify")
        ET.SubElement(case, "error", message=printable(outcome.message), type="CannotVerifyError").text = printable(outcome.message)
    else:
        cases = [(operation, code, tally) for operation, checks in outcome.checks.items() for code, tally in checks.items()]
        failures = 0
        for operation, code, tally in cases:
            case = ET.SubElement(suite, "testcase", classname=f"{TOOL}.{operation}", name=code, time=f"{tally.seconds:.3f}")
            drifts = [drift for drift in outcome.drifts if (drift.operation, drift.check) == (operation, code)]
            failures += bool(drifts)
            if drifts:  # a test case has one failure: some readers take the first only
                message = printable("; ".join(f"Expected {drift.expected}; got {drift.got}" for drift in drifts))
                failure = ET.SubElement(case, "failure", message=message, type=code)
                failure.text = "\n".join(printable(line) for drift in drifts for line in (str(drift), drift.quote, drift.request))
        suite.attrib |= {
            "tests": str(len(cases)),
            "failures": str(failures),
            "errors": "0",
            "skipped": "0",
            "timestamp": outcome.started.replace(tzinfo=None).isoformat(timespec="seconds"),
            "time": f"{outcome.seconds:.3f}",
        }
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def as_har(report: Report) -> str:
    """Return the HTTP archive: every exchange of the run, its credentials masked."""
    out, mask = io.StringIO(), report.mask
    with harfile.HarFile(out, creator=harfile.Creator(name=TOOL, version=version(TOOL))) as file:
        for exchange in report.exchanges:
            file.add_entry(
                startedDateTime=exchange.started,
                time=round(exchange.seconds * 1000, 3),
                request=_har_request(report, exchange),
                response=harfile.Response(
                    status=exchange.status,
                    statusText=mask(exchange.reason),
                    httpVersion=exchange.version,
                    headers=[harfile.Record(name=mask(name), value=mask(value)) for name, value in exchange.headers],
                    content=harfile.Content(
                        size=len(exchange.body),
                        mimeType=mask("".join(exchange.header("Content-Type")[:1])),
                        text=mask(exchange.body.decode("utf-8", "replace")),
                    ),
                    redirectURL=mask("".join(exchange.header("Location")[:1])),
                    bodySize=len(exchange.body),
                ),
                timings=harfile.Timings(send=0, wait=round(exchange.seconds * 1000, 3), receive=0),
                comment=exchange.name + (f": {mask(exchange.problem)}" if exchange.problem else ""),
            )
    return out.getvalue()


def _har_request(report: Report, exchange: Exchange) -> harfile.Request:
    request = exchange.request  # holds a name in place of the bearer token
    parts = urlsplit(report.base_url)
    body = request.body.decode("utf-8", "replace")
    return harfile.Request(
        method=request.method,
        url=f"{parts.scheme}://{parts.netloc}{request.target}",
        httpVersion="HTTP/1.1",
        headers=[harfile.Record(name=name, value=value) for name, value in request.headers],
        postData=harfile.PostData(mimeType=request.header("Content-Type") or "", text=body) if body else None,
        bodySize=len(request.body),
    )


def as_json(report: Report) -> str:
    """Return the report as JSON: what it was run with, the tallies, the drifts and the notes."""
    content = {
        "base_url": report.base_url,
        "date": report.started.isoformat(timespec="seconds"),
        "versions": versions(),
        "profile": report.profile,
        "seed": report.seed,
        "generated_cases": report.cases,
        "conforms": report.conforms,
        "calls": report.calls,
        "seconds": round(report.seconds, 3),
        "stopped": report.stopped or None,
        "checks": {operation: {code: asdict(tally) for code, tally in checks.items()} for operation, checks in report.checks.items()},
        "drifts": [asdict(drift) for drift in report.drifts],
        "notes": [asdict(note) for note in report.notes],
        "unused_allowances": report.unused,
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def as_markdown(outcome: Outcome) -> str:
    """Return the outcome as Markdown: the verdict and a table of drifts and notes."""

    def cell(text: str) -> str:
        """Return a text that Markdown takes as it is."""
        return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", printable(text))

    lines = [f"## {cell(verdict(outcome))}", ""]
    if isinstance(outcome, Report):
        rows = [("drift", drift) for drift in outcome.drifts] + [("note", note) for note in outcome.notes]
        if rows:
            lines += ["| | operation | check | expected | got | times |", "|---|---|---|---|---|---|"]
        for kind, drift in rows:
            cells = (kind, drift.operation, drift.check, f"{drift.expected} ({drift.source})", drift.got, str(drift.times))
            lines.append("| " + " | ".join(map(cell, cells)) + " |")
        lines += [f"\nStopped: {cell(outcome.stopped)}"] if outcome.stopped else []
    return "\n".join([*lines, "", ""])


def as_html(report: Report) -> str:
    """Return one HTML page that needs nothing else."""
    e = html.escape
    operations = list(report.checks)
    table = "".join(
        f"<tr><th scope=row>{e(code)}<br><small>{e(check.sentence)}</small></th>"
        + "".join(_html_cell(report.checks[operation].get(code)) for operation in operations)
        + "</tr>"
        for code, check in CHECKS.items()
    )
    title = f"{'Conforms' if report.conforms else 'Differs'}: {report.base_url}"
    made_by = ", ".join(f"{name} {number or 'not installed'}" for name, number in versions().items())
    unused = "".join(f"<p>The allowance {e(allowance)} matches no drift.</p>" for allowance in report.unused)
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>"
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{e(title)}</title><style>{STYLE}</style><main><h1>{e(title)}</h1><p>{e(verdict(report))}</p>"
        f"<p>{e(report.started.isoformat(sep=' ', timespec='seconds'))}; {e(made_by)}</p>"
        + (f"<p>Stopped: {e(report.stopped)}.</p>" if report.stopped else "")
        + f"<h2>Drifts</h2>{''.join(map(_article, report.drifts)) or '<p>None.</p>'}"
        + (f"<h2>Notes</h2>{''.join(map(_article, report.notes))}{unused}" if report.notes or unused else "")
        + "<h2>Checks</h2><table><thead><tr><th scope=col>check</th>"
        + "".join(f"<th scope=col>{e(operation)}</th>" for operation in operations)
        + f"</tr></thead><tbody>{table}</tbody></table></main></html>\n"
    )


def _html_cell(tally: Tally | None) -> str:
    if tally is None:
        return "<td>-</td>"
    total = tally.passed + tally.failed
    return f"<td class=bad>✗ {tally.failed} of {total}</td>" if tally.failed else f"<td class=good>✓ {total}</td>"


def _article(drift: Drift) -> str:
    e = html.escape
    facts = {
        f"Expected ({drift.source})": drift.expected,
        f"Got{f' ({drift.times} times)' if drift.times > 1 else ''}": drift.got,
        f"Contract, line {drift.line}": drift.quote,
        "Request": drift.probe,
        "request-id": drift.request_id or "none",
    } | ({"Note": drift.reason} if drift.reason else {})
    listed = "".join(f"<dt>{e(name)}<dd>{e(value)}" for name, value in facts.items())
    title = f"<h3>{e(drift.operation)}: {e(drift.check)}</h3><p>{e(drift.sentence)}</p>"
    return f"<article>{title}<dl>{listed}</dl><pre>{e(drift.request)}</pre></article>"


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:1rem auto;padding:0 1rem;max-width:70rem;color:#1b1b1b;background:#fff}"
    "h1,h3,p,th,dd{overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #767676;padding:.3rem;text-align:left;vertical-align:top}small{font-weight:normal}"
    ".good{color:#05620a}.bad{color:#a80000;font-weight:bold}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f2f2f2;padding:.6rem}"
    "article{border-left:4px solid #a80000;padding-left:1rem}dt{font-weight:bold}dd{margin:0 0 .5rem}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}pre{background:#2a2a2a}.good{color:#7ddc84}.bad{color:#ff9a9a}}"
)
FORMATS: dict[str, tuple[str, Callable[[Report], str]]] = {
    "junit": ("junit.xml", as_junit),
    "html": ("verification.html", as_html),
    "json": ("verification.json", as_json),
    "har": ("verification.har", as_har),
}


def _table(report: Report) -> None:
    operations = list(report.checks)
    table = Table(title=f"{report.base_url}: what was checked, and how often it held")
    table.add_column("check")
    for operation in operations:
        table.add_column(operation, justify="right")
    for code in CHECKS:
        tallies = [report.checks[operation].get(code) for operation in operations]
        if any(tallies):
            table.add_row(code, *map(_cell, tallies))
    Console().print(table)


def _cell(tally: Tally | None) -> str:
    if tally is None:
        return "[dim]-[/]"
    total = tally.passed + tally.failed
    return f"[red]✗ {tally.failed} of {total}[/]" if tally.failed else f"[green]✓[/] {total}"


def _annotation(level: str, title: str, text: str) -> str:
    """Return a command of GitHub; it names no file, because openapi.yaml is not one of the repository that is verified."""

    def escape(text: str) -> str:
        return printable(text).replace("%", "%25")

    return f"::{level} title={escape(title).replace(':', '%3A').replace(',', '%2C')}::{escape(text)}"
