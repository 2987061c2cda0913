"""Say what a verification found: to a person, to GitHub, and in files, none of which holds a credential."""

from __future__ import annotations

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
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import harfile
from markdown_it import MarkdownIt
from rich.console import Console
from rich.markdown import Markdown

from .checks import CHECKS, text_of
from .contract import contract
from .run import Drift, Report

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
    limit = len(report.drifts)
    if is_terminal():
        limit = LINES
        Console().print(Markdown("\n".join(_checks(report))))
    for drift in report.drifts[:limit]:
        print(printable(f"drift: {drift}"))
        print(printable(f"       {drift.request}"))
    if len(report.drifts) > limit:
        print(f"and {len(report.drifts) - limit} more; --report-dir DIR writes all of them")
    for note in (*report.notes, *_unused(report)):
        print(printable(f"note: {note}"))
    if report.stopped:
        print(printable(f"stopped: {report.stopped}"))
    print(printable(verdict(report)))


def tell_github(outcome: Outcome) -> None:
    """Print annotations and write the summary of the job, if GitHub runs this.

    An annotation names no file, because openapi.yaml is not one of the repository that is verified.
    """
    if os.environ.get("GITHUB_ACTIONS") == "true":
        said = [("error", "The contract could not be verified", outcome.message)] if isinstance(outcome, Failure) else []
        for level, drifts in (("error", outcome.drifts), ("warning", outcome.notes)) if isinstance(outcome, Report) else ():
            said += [(level, f"{drift.operation} {drift.check}", f'{drift}: "{drift.quote}"') for drift in drifts]
        for level, title, text in said:
            print(f"::{level} title={title}::{printable(text).replace('%', '%25')}")
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
    depth = f"probes and up to {outcome.cases} generated cases for each operation" if outcome.cases else "probes only"
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
    out, mask, parts = io.StringIO(), report.mask, urlsplit(report.base_url)

    def records(headers: Any) -> list[harfile.Record]:
        return [harfile.Record(name=mask(name), value=mask(value)) for name, value in headers]

    with harfile.HarFile(out, creator=harfile.Creator(name=TOOL, version=version(TOOL))) as file:
        for exchange in report.exchanges:
            sent, milliseconds = exchange.request, round(exchange.seconds * 1000, 3)
            body, media_type = sent.body.decode("utf-8", "replace"), sent.header("Content-Type") or ""
            file.add_entry(
                startedDateTime=exchange.started,
                time=milliseconds,
                request=harfile.Request(
                    method=sent.method,
                    url=f"{parts.scheme}://{parts.netloc}{sent.target}",
                    httpVersion="HTTP/1.1",
                    headers=records(sent.headers),
                    postData=harfile.PostData(mimeType=media_type, text=body) if body else None,
                    bodySize=len(sent.body),
                ),
                response=harfile.Response(
                    status=exchange.status,
                    statusText=mask(exchange.reason),
                    httpVersion=exchange.version,
                    headers=records(exchange.headers),
                    content=harfile.Content(
                        size=len(exchange.body),
                        mimeType=mask("".join(exchange.header("Content-Type")[:1])),
                        text=mask(text_of(exchange.body)),
                    ),
                    redirectURL=mask("".join(exchange.header("Location")[:1])),
                    bodySize=len(exchange.body),
                ),
                timings=harfile.Timings(send=0, wait=milliseconds, receive=0),
                comment=mask(f"{exchange.name}: {exchange.problem}" if exchange.problem else exchange.name),
            )
    return out.getvalue()


def as_json(report: Report) -> str:
    """Return the report as JSON: what it was run with, the tallies, the drifts and the notes."""
    shown = {name: value for name, value in vars(report).items() if name not in ("exchanges", "mask", "started")}
    content = {"date": _date(report), "versions": versions(), "conforms": report.conforms, **shown}
    return json.dumps(content, indent=2, ensure_ascii=False, default=asdict) + "\n"


def as_markdown(outcome: Outcome) -> str:
    """Return the outcome as Markdown: the verdict, each drift and note, and how often each check held."""
    if isinstance(outcome, Failure):
        return f"# Contract not verified\n\n{_escaped(verdict(outcome))}\n\n"
    made_by = ", ".join(f"{name} {number or 'not installed'}" for name, number in versions().items())
    lines = [
        f"# Contract: {'conforms' if outcome.conforms else 'differs'}",
        "",
        _escaped(verdict(outcome)),
        "",
        f"{_date(outcome)}; {made_by}",
        "",
    ]
    lines += [f"Stopped: {_escaped(outcome.stopped)}", ""] if outcome.stopped else []
    for title, drifts in (("Drifts", outcome.drifts), ("Notes", outcome.notes)):
        lines += [f"## {title}", ""] if drifts else []
        lines += [line for drift in drifts for line in _details(drift)]
    lines += [f"- {_escaped(text)}" for text in _unused(outcome)]
    return "\n".join([*lines, "", "## Checks", "", *_checks(outcome), "", ""])


def _details(drift: Drift) -> Iterator[str]:
    yield from (f"### {drift.operation}: {drift.check}", "", _escaped(drift.sentence), "")
    facts = {
        f"Expected ({drift.source})": drift.expected,
        f"Got{f' ({drift.times} times)' if drift.times > 1 else ''}": drift.got,
        f"Contract, line {drift.line}": drift.quote,
        "Request": drift.probe,
        "request-id": drift.request_id or "none",
        "Reason": drift.reason,
    }
    yield from (f"- {name}: {_escaped(value)}" for name, value in facts.items() if value)
    yield from ("", f"      {printable(drift.request)}", "")  # six blanks: a block of code within the list


def _checks(report: Report) -> Iterator[str]:
    """Yield the lines of a table: how often each check held on each operation."""
    yield "| check | " + " | ".join(report.checks) + " |"
    yield "|---|" + "---|" * len(report.checks)
    for code in CHECKS:
        tallies = [checks.get(code) for checks in report.checks.values()]
        cells = [f"✗ {t.failed} of {t.failed + t.passed}" if t and t.failed else f"✓ {t.passed}" if t else "-" for t in tallies]
        yield f"| {code} | " + " | ".join(cells) + " |"


def _unused(report: Report) -> list[str]:
    return [f"--allow {allowance} matches no drift" for allowance in report.unused]


def _date(report: Report) -> str:
    return report.started.isoformat(timespec="seconds")


def _escaped(text: str) -> str:
    """Return a text that Markdown takes as it is."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", printable(text))


def as_html(report: Report) -> str:
    """Return one HTML page that needs nothing else."""
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>"
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Contract: {'conforms' if report.conforms else 'differs'}</title><style>{STYLE}</style>"
        f"<main>{MarkdownIt('commonmark', {'html': False}).enable('table').render(as_markdown(report))}</main></html>\n"
    )


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:1rem auto;padding:0 1rem;max-width:70rem;color:#1b1b1b;background:#fff}"
    "main{overflow-wrap:anywhere}table{border-collapse:collapse}th,td{border:1px solid #767676;padding:.3rem;text-align:left}"
    "pre{white-space:pre-wrap;background:#f2f2f2;padding:.6rem}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}pre{background:#2a2a2a}}"
)
FORMATS: dict[str, tuple[str, Callable[[Report], str]]] = {
    "junit": ("junit.xml", as_junit),
    "html": ("verification.html", as_html),
    "json": ("verification.json", as_json),
    "har": ("verification.har", as_har),
}
