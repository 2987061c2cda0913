"""VPP tokens from outside, held to the contract's schema before they are let in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from msgraph_vpptokens_contracts.spec import Schema, contract

from .answer import encode
from .request import is_valid_id

_VPP_TOKEN = ("components", "schemas", "VppToken")


class TokenError(ValueError):
    """A value is no vppToken, or none that can be asked for; the message names place and reason."""


def require_known(names: Iterable[str]) -> None:
    """Raise ValueError for a name that is neither a documented property of vppToken nor an `@…` annotation."""
    known = contract().get((*_VPP_TOKEN, "properties"))
    for name in names:
        if name not in known and "@" not in name:
            near = get_close_matches(name, known, 1)
            raise ValueError(f"expected a documented property of vppToken; got {name}{f'. Did you mean {near[0]}?' if near else ''}")


class TokenCheck:
    """Holds values to the schema of vppToken."""

    def __init__(self) -> None:
        self._schema = Schema(contract(), _VPP_TOKEN)

    def __call__(self, token: Any) -> bytes:
        """Return a token as JSON text; raises TokenError for the first thing that is wrong with it."""
        for violation in self._schema.violations(token):
            raise TokenError(f".{violation}" if violation.at else f": {violation}")
        if not is_valid_id(token["id"]):
            raise TokenError(f".id: expected A-Z a-z 0-9 - . _ ~ only, and no dot in front; got {token['id']!r}")
        try:
            return encode(token)
        except ValueError as error:
            raise TokenError(f": cannot be sent as JSON: {error}") from error


def read_tokens(path: Path) -> dict[str, bytes]:
    """Return the tokens in a JSON file by id, as JSON texts.

    Raises OSError if it cannot be read, and TokenError that names file, index and property if a token is wrong.
    """
    check = TokenCheck()
    found: dict[str, bytes] = {}
    tokens = parse_json(path.read_bytes(), str(path))
    if not isinstance(tokens, list):
        raise TokenError(f"{path}: expected a list of vppTokens; got {type(tokens).__name__}")
    for index, token in enumerate(tokens):
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
    try:
        return json.loads(text.decode())
    except json.JSONDecodeError as error:
        raise TokenError(f"{what}: not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise TokenError(f"{what}: not UTF-8: byte {error.start}") from error
    except RecursionError as error:
        raise TokenError(f"{what}: not JSON that can be read: nested too deeply") from error
    except ValueError as error:  # a number with thousands of digits
        raise TokenError(f"{what}: {error}") from error
