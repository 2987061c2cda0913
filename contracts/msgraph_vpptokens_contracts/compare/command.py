"""Hold what Microsoft publishes against the contract: documentation pages, CSDL ($metadata), OpenAPI, the list of permissions.

PATH is a file or a folder. The kind of a file is found out from its content. A named file that is none of these is an error; in a
folder it is skipped. The table has a line for each statement: the contract's value and line (here), the source's (there).

Exit code: 0 everything agrees or is a known difference, 1 something differs or is on one side only, 2 a file could not be read.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .facts import Fact

SUMMARY = "hold Microsoft's pages, CSDL, OpenAPI and permissions list against the contract"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file that Microsoft publishes, or a folder of them")
    parser.add_argument("--brief", action="store_true", help="leave out what agrees and what a source does not state")
    parser.add_argument("--json", action="store_true", help="print the whole table as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Compare and print; return the exit code."""
    from msgraph_vpptokens_contracts.spec import CONTRACT

    from .comparer import Status, compare, not_shown, read
    from .facts import RefusedError

    contract = read(CONTRACT)
    sources: list[dict[str, Any]] = []
    refused, skipped = list[RefusedError](), list[RefusedError]()
    for path in arguments.paths:
        before, folders = len(sources), list(os.walk(path))  # none for a file, nor for what cannot be looked at
        for file in sorted(Path(folder, name) for folder, _, names in folders for name in names) if folders else [path]:
            try:
                source = read(file)
            except RefusedError as error:
                (skipped if folders else refused).append(error)
                continue
            rows = compare(contract, source)
            table = [
                row._asdict() | {"here": _side(row.here, CONTRACT), "there": _side(row.there, CONTRACT), "drift": row.drift} for row in rows
            ]
            unseen = not_shown(source, rows)
            sources.append({"file": str(file), "kind": source.kind, "version": source.version, "rows": table, "notShown": unseen})
        if folders and before == len(sources):
            refused.append(RefusedError(path, 1, "Expected a page, CSDL, OpenAPI or a list of permissions in this folder; got none"))
    every = [row for source in sources for row in source["rows"]]
    counts, drifts = Counter(row["status"] for row in every), sum(row["drift"] for row in every)
    summary = f"{drifts} drift{'s' * (drifts != 1)} in {len(sources)} source{'s' * (len(sources) != 1)}: "
    summary += ", ".join(f"{counts[status]} {status}" for status in Status)
    summary += f"; {sum(source['version'] != 'beta' for source in sources)} of another version, {len(skipped)} skipped"
    if arguments.json:
        report = {"summary": summary, "sources": sources, "skipped": list(map(str, skipped)), "refused": list(map(vars, refused))}
        print(json.dumps(report, indent=2))
    elif sources or skipped:
        print(*(line for source in sources for line in _lines(source, brief=arguments.brief)), sep="\n")
        print(*(f"skipped: {line}" for line in skipped), summary, sep="\n")
    for line in refused:
        print(f"vpptokens-contracts compare: error: {line}", file=sys.stderr)
    return 2 if refused else int(drifts > 0)


def _side(fact: Fact | None, contract: Path) -> dict[str, Any] | None:
    if not fact:
        return None
    path, line = fact.where
    return {"value": fact.value, "file": contract.name if path == contract else str(path), "line": line}


def _lines(source: dict[str, Any], *, brief: bool) -> Iterator[str]:
    from .facts import clean

    other = "" if source["version"] == "beta" else f", another version ({source['version']}), not compared"
    yield f"{clean(source['file'], None)}: {source['kind']}{other}"
    table: list[list[str]] = []
    for row in source["rows"]:
        if not (brief and row["status"] in ("agree", "not stated")):
            table.append([row["status"], clean(row["subject"])])
            for name in ("here", "there"):
                side = row[name]
                table[-1] += [name, clean(side["value"]), f"{clean(side['file'], None)}:{side['line']}"] if side else [name, "-", "-"]
            table[-1].append(row["reason"])
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        yield "  " + "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
    yield from (f"  not shown: the known difference {text}" for text in source["notShown"])
