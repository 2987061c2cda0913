"""Read a request as the wire contract sees it: which operation, who calls, what is accepted, whether there is a body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

BASE_PATH = "/beta"
SYNC_LICENSES = "syncLicenses"
SYNC_LICENSE_COUNTS = "syncLicenseCounts"
OPERATIONS = (SYNC_LICENSES, SYNC_LICENSE_COUNTS)

_PREFIX = [b"", b"beta", b"deviceAppManagement", b"vppTokens"]
_VALID_ID = re.compile(rb"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
_ECHOED = re.compile(rb"[ -~]{1,200}")
_BEARER = re.compile(rb"bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)
_QUALITY = re.compile(rb"(0(\.[0-9]{0,3})?|1(\.0{0,3})?)")
_MEDIA_RANGE = re.compile(rb"([!#$&^_.+*a-z0-9-]+)/([!#$&^_.+*a-z0-9-]+)")


@dataclass(slots=True)
class Request:
    """What the contract's rules need to know of one request."""

    method: str
    path: bytes
    """As it was sent, still percent-encoded, without the query: that may hold a credential."""
    headers: list[tuple[bytes, bytes]]
    """Names in lower case, values as sent."""
    authorization: bytes | None = None
    """The one `Authorization` header; empty if there are several, because no one can tell which of them counts."""
    accept: bytes | None = None
    client_request_id: str | None = None
    """The caller's, if it is one that is echoed."""
    content_length: int = 0
    chunked: bool = False
    prefer: bytes | None = None

    @classmethod
    def of(cls, scope: Any) -> Request:
        """Return the request behind an ASGI scope."""
        request = cls(scope["method"], scope["raw_path"], scope["headers"])
        for name, value in request.headers:
            if name == b"authorization":
                request.authorization = value if request.authorization is None else b""
            elif name == b"accept":
                request.accept = value if request.accept is None else request.accept + b"," + value
            elif name == b"client-request-id":
                request.client_request_id = value.decode() if _ECHOED.fullmatch(value) else None
            elif name == b"content-length":
                request.content_length = int(value)  # digits: the HTTP parser has refused anything else
            elif name == b"transfer-encoding":
                request.chunked = True
            elif name == b"prefer":
                request.prefer = value if request.prefer is None else request.prefer + b"," + value
        return request

    def bearer(self) -> str | None:
        """Return the bearer token (RFC 6750), or None if there is none that is well-formed."""
        match = self.authorization and _BEARER.fullmatch(self.authorization)
        return match[1].decode() if match else None

    def operation(self) -> tuple[str, bytes] | None:
        """Return the operation that the path names and the id in it, decoded (empty for the counts), or None if it is none of the two.

        Each segment is decoded on its own, so that an encoded slash stays inside the id, where it is not valid.
        """
        segments = self.path.split(b"/")
        if b"%" in self.path:
            segments = [unquote_to_bytes(segment) for segment in segments]
        if segments[:4] != _PREFIX:
            return None
        match segments[4:]:
            case [b"syncLicenseCounts"]:
                return SYNC_LICENSE_COUNTS, b""
            case [vpp_token_id, b"syncLicenses"] if vpp_token_id:
                return SYNC_LICENSES, vpp_token_id
        return None

    def accepts_json(self) -> bool:
        """Tell whether `Accept` allows an answer in `application/json`."""
        return self.accept is None or self.accept in (b"application/json", b"*/*") or _accepts_json(self.accept)

    def preferences(self) -> dict[str, str]:
        """Return the preferences of `Prefer` (RFC 7240), names in lower case, without parameters' order or quotes."""
        items = re.split("[,;]", (self.prefer or b"").decode("latin-1"))
        pairs = (item.partition("=") for item in items)
        return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}

    def shown_path(self) -> str:
        """Return the path as text for people: what is not ASCII is escaped."""
        return self.path.decode("ascii", "backslashreplace")


def is_valid_id(vpp_token_id: bytes) -> bool:
    """Tell whether an id is one or more URL-unreserved characters, not beginning with a dot."""
    return _VALID_ID.fullmatch(vpp_token_id) is not None


def is_bearer(text: str) -> bool:
    """Tell whether a text can be sent as a bearer token (RFC 6750)."""
    return text.isascii() and _BEARER.fullmatch(b"bearer " + text.encode()) is not None


@lru_cache(maxsize=64)
def _accepts_json(accept: bytes) -> bool:
    """Apply RFC 9110, section 12.5.1: the most specific range decides. A range that is malformed rules nothing out."""
    found: list[tuple[int, bool]] = []
    well_formed = False
    for item in accept.lower().split(b","):
        media_range, *parameters = (part.strip() for part in item.split(b";"))
        match = _MEDIA_RANGE.fullmatch(media_range)
        quality = next((part[2:] for part in parameters if part.startswith(b"q=")), b"1")
        if not match or not _QUALITY.fullmatch(quality):
            continue
        well_formed = True
        if media_range in (b"*/*", b"application/*", b"application/json"):
            found.append(((b"*/*", b"application/*", b"application/json").index(media_range), float(quality) > 0))
    if not found:
        return not well_formed
    return max(found)[1]
