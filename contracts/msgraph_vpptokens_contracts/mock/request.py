"""Read a request as the contract sees it: which operation, who calls, what is accepted, whether there is a body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

from msgraph_vpptokens_contracts.spec import Operation, contract, pattern

NOWHERE = Operation("", "", "")
"""In the place of an operation, where a path names none."""

_BEARER = re.compile("bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)


@dataclass(slots=True)
class Request:
    """What the rules need to know of one request."""

    method: str
    path: bytes
    """As it was sent, still percent-encoded, without the query: that may hold a credential."""
    headers: list[tuple[bytes, bytes]]
    """Names in lower case, values as sent."""
    operation: Operation = NOWHERE
    vpp_token_id: str = ""
    """As the path names it, decoded; empty if the operation has none."""
    bearer: str = ""
    """The bearer token (RFC 6750); empty if there is none that is well-formed, or more than one."""
    accept: str | None = None
    client_request_id: str | None = None
    """The caller's, if it is one that is echoed."""
    has_body: bool = False
    chunked: bool = False
    """Whether only the body itself can tell whether there is one."""
    prefer: str = ""

    @classmethod
    def of(cls, scope: Any) -> Request:
        """Return the request behind an ASGI scope."""
        request = cls(scope["method"], scope["raw_path"], scope["headers"], *_find(scope["raw_path"]))
        authorizations = 0
        for name, value in request.headers:
            if name == b"authorization":
                authorizations += 1
                match = _BEARER.fullmatch(value.decode("latin-1"))
                request.bearer = match[1] if match and authorizations == 1 else ""
            elif name == b"accept":
                text = value.decode("latin-1")
                request.accept = text if request.accept is None else f"{request.accept},{text}"
            elif name == b"client-request-id":
                text = value.decode("latin-1")
                request.client_request_id = text if _echoed().match(text) else None
            elif name == b"content-length":
                request.has_body = int(value) > 0  # digits: the HTTP parser has refused anything else
            elif name == b"transfer-encoding":
                request.chunked = True
            elif name == b"prefer":
                request.prefer += "," + value.decode("latin-1")
        return request

    def preferences(self) -> dict[str, str]:
        """Return the preferences of `Prefer` (RFC 7240), names in lower case, values without quotes."""
        pairs = (item.partition("=") for item in re.split("[,;]", self.prefer))
        return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}

    def shown_path(self) -> str:
        """Return the path as text for people: what is not ASCII is escaped."""
        return self.path.decode("ascii", "backslashreplace")


def is_valid_id(vpp_token_id: str) -> bool:
    """Tell whether an id fits the contract's pattern of `vppTokenId`."""
    return contract().id_pattern.match(vpp_token_id) is not None


def is_bearer(text: str) -> bool:
    """Tell whether a text can be sent as a bearer token (RFC 6750)."""
    return _BEARER.fullmatch(f"bearer {text}") is not None


def _find(path: bytes) -> tuple[Operation, str]:
    """Return the operation that a path names and the id in it, decoded."""
    if b"%" in path:
        # An encoded slash separates nothing: it becomes a character that is valid nowhere.
        path = unquote_to_bytes(path.replace(b"%2F", b"%00").replace(b"%2f", b"%00"))
    for operation, shape in _paths():
        if match := shape.fullmatch(path):
            return operation, match[1].decode("utf-8", "replace") if operation.takes_id else ""
    return NOWHERE, ""


@cache
def _paths() -> list[tuple[Operation, re.Pattern[bytes]]]:
    """Return the operations with what their paths look like."""
    document = contract()
    return [(operation, re.compile((document.base_path + operation.filled("([^/]+)")).encode())) for operation in document.operations]


@cache
def _echoed() -> re.Pattern[str]:
    return pattern(contract().get(("components", "headers", "ClientRequestId", "schema", "pattern")))
