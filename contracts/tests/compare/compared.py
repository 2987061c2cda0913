"""Run `vpptokens-contracts compare` and read its table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from msgraph_vpptokens_contracts import cli

SOURCES = Path(__file__).parent / "sources"


class Line(NamedTuple):
    """What a row of the table says; "" for a side that states nothing."""

    status: str
    subject: str
    here: str
    there: str


class Compared(NamedTuple):
    """The result of one run."""

    code: int
    report: dict[str, Any]
    errors: list[str]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [row for source in self.report["sources"] for row in source["rows"]]

    def lines(self, *statuses: str) -> list[Line]:
        """Return the rows with one of these statuses; the drifts, if none is given."""
        return [
            Line(row["status"], row["subject"], (row["here"] or {}).get("value", ""), (row["there"] or {}).get("value", ""))
            for row in self.rows
            if (row["status"] in statuses if statuses else row["drift"])
        ]


def compared(capsys: pytest.CaptureFixture[str], *paths: Path) -> Compared:
    """Compare files or folders with the contract."""
    code = cli.main(["compare", "--json", *map(str, paths)])
    out, err = capsys.readouterr()
    return Compared(code, json.loads(out), err.splitlines())


def changed(tmp_path: Path, name: str, *edits: tuple[str, str]) -> Path:
    """Return a copy of one of our small files in which each text is replaced, once."""
    text = (SOURCES / name).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, f"{name} does not have {old!r}"
        text = text.replace(old, new, 1)
    copy = tmp_path / name
    copy.write_text(text, encoding="utf-8")
    return copy
