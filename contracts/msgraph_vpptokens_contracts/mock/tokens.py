"""VPP tokens from outside, held to the spec's schema before they are let in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgraph_vpptokens_contracts.spec import Document, Schema

from .answer import encode
from .request import is_valid_id


class TokenError(ValueError):
    """A value is no vppToken, or none that can be asked for; the message names place and reason."""


class TokenCheck:
    """Holds values to the schema of vppToken."""

    def __init__(self, document: Document) -> None:
        self._schema = Schema(document, ("components", "schemas", "VppToken"))

    def __call__(self, token: Any) -> bytes:
        """Return a token as JSON text; raises TokenError for the first thing that is wrong with it."""
        for violation in self._schema.violations(token):
            raise TokenError(f".{violation}" if violation.at else f": {violation}")
        if not is_valid_id(token["id"].encode("utf-8", "replace")):
            raise TokenError(f".id: {token['id']!r} could never be asked for: only A-Z a-z 0-9 - . _ ~, and no dot in front")
        try:
            return encode(token)
        except ValueError as error:
            raise TokenError(f": cannot be sent as JSON: {error}") from error


def read_tokens(path: Path, document: Document) -> dict[str, bytes]:
    """Return the tokens in a JSON file by id, as JSON texts.

    Raises OSError if it cannot be read, and TokenError that names file, index and property if a token is wrong.
    """
    check = TokenCheck(document)
    found: dict[str, bytes] = {}
    with _reading(str(path)):
        for index, token in enumerate(_elements(path.read_bytes().decode())):
            try:
                text = check(token)
            except TokenError as error:
                raise TokenError(f"{path}: [{index}]{error}") from error
            if token["id"] in found:
                raise TokenError(f"{path}: [{index}].id: {token['id']!r} is the id of [{list(found).index(token['id'])}] too")
            found[token["id"]] = text
    return found


def parse_json(text: bytes, what: str) -> Any:
    """Return the value of a JSON text in UTF-8; raises TokenError, which begins with `what`, if it is none."""
    with _reading(what):
        return json.loads(text.decode())


def _elements(text: str) -> Iterator[Any]:
    """Yield the elements of a JSON list, one at a time: thousands at once would leave the process twice as large as it needs to be."""
    decoder = json.JSONDecoder()
    at = _after_blanks(text, 0)
    if not text.startswith("[", at):
        decoder.raw_decode(text, at)
        raise ValueError("not a list of vppTokens")
    at = _after_blanks(text, at + 1)
    while not text.startswith("]", at):
        element, at = decoder.raw_decode(text, at)
        yield element
        at = _after_blanks(text, at)
        if text.startswith(",", at):
            at = _after_blanks(text, at + 1)
            if text.startswith("]", at):
                raise json.JSONDecodeError("Expecting value", text, at)
        elif not text.startswith("]", at):
            raise json.JSONDecodeError("Expecting ',' or ']'", text, at)
    at = _after_blanks(text, at + 1)
    if at != len(text):
        raise json.JSONDecodeError("Extra data", text, at)


_BLANKS = re.compile(r"[ \t\r\n]*")


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


@contextmanager
def _reading(what: str) -> Iterator[None]:
    """Turn what the standard library says of bad input into one line that begins with `what`."""
    try:
        yield
    except TokenError:
        raise
    except json.JSONDecodeError as error:
        raise TokenError(f"{what}: not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise TokenError(f"{what}: not UTF-8: byte {error.start}") from error
    except RecursionError as error:
        raise TokenError(f"{what}: not JSON that can be read: nested too deeply") from error
    except ValueError as error:
        raise TokenError(f"{what}: {error}") from error
