"""Write what a verification found to files, none of which holds a credential."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import asdict
from pathlib import Path
from typing import Any

from schemathesis.config import OutputConfig
from schemathesis.engine.recorder import Interaction, ScenarioRecorder
from schemathesis.engine.statistic import GroupedFailures
from schemathesis.reporting import HarWriter, JunitXmlWriter

from .output import rows, verdict
from .report import Drift, Mask, Report


def write(report: Report, directory: Path, formats: Sequence[str]) -> list[Path]:
    """Write the report in each format, `verification.<format>` or `junit.xml`; returns the files."""
    written = []
    for name in formats:
        path = directory / FILES[name]
        path.write_text(WRITERS[name](report), encoding="utf-8")
        written.append(path)
    return written


def junit(report: Report) -> str:
    """Return JUnit XML: a test case for every check on every operation."""
    from .run import as_failure

    out = io.StringIO()
    config = OutputConfig()
    with JunitXmlWriter(out, config) as writer:
        for operation, checks in report.checks.items():
            for code in checks:
                drifts = [drift for drift in report.drifts if (drift.operation, drift.check) == (operation, code)]
                failures = [GroupedFailures(None, drift.request, [as_failure(drift)], None) for drift in drifts]
                writer.record_scenario(f"{operation}: {code}", 0.0, failures, None, config)
    return out.getvalue()


def har(report: Report) -> str:
    """Return the HTTP archive: every exchange of the run, its credentials masked."""
    out = io.StringIO()
    with HarWriter(out, OutputConfig()) as writer:
        writer.open()
        for recorder in report.recorders:
            masked = ScenarioRecorder(label=recorder.label)
            for case_id, interaction in recorder.interactions.items():
                masked.record_interaction(case_id, _masked(interaction, report.mask))
            writer.write(masked)
    return out.getvalue()


def _masked(interaction: Interaction, mask: Mask) -> Interaction:
    found = copy(interaction)
    found.request = copy(interaction.request)
    found.request.headers = _masked_headers(interaction.request.headers, mask)
    found.request.uri = mask(interaction.request.uri)
    if interaction.request.body is not None:
        found.request.body = mask(interaction.request.body.decode("utf-8", "replace")).encode()
    if interaction.response is not None:
        found.response = copy(interaction.response)
        found.response.message = mask(interaction.response.message or "")
        found.response.headers = _masked_headers(interaction.response.headers, mask)
        found.response.content = mask((interaction.response.content or b"").decode("utf-8", "replace")).encode()
    return found


def _masked_headers(headers: dict[str, list[Any]], mask: Mask) -> dict[str, list[str]]:
    return {
        mask(name): [mask(value.decode("latin-1") if isinstance(value, bytes) else str(value)) for value in values]
        for name, values in headers.items()
    }


def as_json(report: Report) -> str:
    """Return the report as JSON: what it was run with, the tallies, the drifts and the notes."""
    content = {
        "base_url": report.base_url,
        "profile": report.profile,
        "seed": report.seed,
        "conforms": report.conforms,
        "calls": report.calls,
        "seconds": round(report.seconds, 3),
        "stopped": report.stopped or None,
        "checks": {operation: {code: asdict(tally) for code, tally in checks.items()} for operation, checks in report.checks.items()},
        "drifts": [asdict(drift) for drift in report.drifts],
        "notes": [asdict(note) for note in report.notes],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def as_html(report: Report) -> str:
    """Return one HTML page that needs nothing else."""
    e = html.escape
    operations = list(report.checks)
    table = "".join(
        f"<tr><th scope=row>{e(code)}<br><small>{e(report.sentences.get(code, 'One of the own checks of schemathesis.'))}</small></th>"
        + "".join(_cell(report, operation, code) for operation in operations)
        + "</tr>"
        for code in rows(report)
    )
    drifts = "".join(_article(drift) for drift in report.drifts) or "<p>None.</p>"
    notes = f"<h2>Notes</h2>{''.join(_article(note) for note in report.notes)}" if report.notes else ""
    stopped = f"<p>Stopped: {e(report.stopped)}.</p>" if report.stopped else ""
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{'Conforms' if report.conforms else 'Differs'}: {e(report.base_url)}</title><style>{STYLE}</style>"
        f"<h1>{'Conforms' if report.conforms else 'Differs'}</h1><p>{e(verdict(report))}</p>{stopped}"
        f"<h2>Drifts</h2>{drifts}{notes}<h2>Checks</h2><table><thead><tr><th scope=col>check</th>"
        + "".join(f"<th scope=col>{e(operation)}</th>" for operation in operations)
        + f"</tr></thead><tbody>{table}</tbody></table></html>\n"
    )


def _cell(report: Report, operation: str, code: str) -> str:
    tally = report.checks[operation].get(code)
    if tally is None:
        return "<td>-</td>"
    total = tally.passed + tally.failed
    return f"<td class=bad>✗ {tally.failed} of {total}</td>" if tally.failed else f"<td class=good>✓ {total}</td>"


def _article(drift: Drift) -> str:
    e = html.escape
    times = f" ({drift.times} times)" if drift.times > 1 else ""
    return (
        f"<article><h3>{e(drift.operation)}: {e(drift.check)}</h3><p>{e(drift.sentence)}</p><dl>"
        f"<dt>Expected ({e(drift.source)})<dd>{e(drift.expected)}<dt>Came{times}<dd>{e(drift.came)}"
        f"<dt>Contract<dd>{e(drift.file)}:{drift.line}</dl><pre>{e(drift.request)}</pre></article>"
    )


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}"
    "table{border-collapse:collapse}th,td{border:1px solid #767676;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    ".good{color:#05620a}.bad{color:#a80000;font-weight:bold}pre{overflow:auto;background:#f2f2f2;padding:.6rem}"
    "article{border-left:4px solid #a80000;padding-left:1rem}dt{font-weight:bold}dd{margin:0 0 .5rem;overflow-wrap:anywhere}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}pre{background:#2a2a2a}.good{color:#7ddc84}.bad{color:#ff9a9a}}"
)
FILES = {"junit": "junit.xml", "html": "verification.html", "json": "verification.json", "har": "verification.har"}
WRITERS: dict[str, Callable[[Report], str]] = {"junit": junit, "html": as_html, "json": as_json, "har": har}
