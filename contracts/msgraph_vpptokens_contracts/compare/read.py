"""Find out what a file is, and read it."""

from __future__ import annotations

import re
from pathlib import Path

from .csdl import read_csdl
from .facts import RefusedError, Source
from .openapi import read_events
from .pages import read_page

_LIMIT = 80_000_000  # Microsoft's OpenAPI document of the whole beta has about 64 MB
_HEAD = 65_536
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_YAML = re.compile(r"^(?:openapi|swagger|info|servers|paths|components)[ \t]*:", re.MULTILINE)


def read(path: Path) -> Source:
    """Read a file of any kind; raises RefusedError if it is of none, broken, or about something else than the contract."""
    try:
        if path.exists() and not (path.is_file() and path.stat().st_size <= _LIMIT):
            raise RefusedError(path, 1, f"Expected a file of at most {_LIMIT} bytes, or a folder")
        with path.open("rb") as file:
            head = file.read(_HEAD)
        text = head.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
        if b"\0" in head:
            raise RefusedError(path, 1, "a binary file")
        if text.startswith("{") or _YAML.search(text):
            source = read_events(path)
        else:
            source = read_csdl(path) if text.startswith("<") and not _HEADING.search(text) else read_page(path)
    except OSError as error:
        raise RefusedError(path, 1, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RefusedError(path, 1, "not text in UTF-8") from error
    if not any(fact.subject.startswith(("sync", "vppToken")) for fact in source.facts):
        raise RefusedError(path, 1, f"Expected syncLicenses, syncLicenseCounts or vppToken in this {source.kind}; got none of them")
    return source
