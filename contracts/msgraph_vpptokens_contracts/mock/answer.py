"""What the mock sends: the contract's error bodies, and the ids that every response carries."""

from __future__ import annotations

import http
import json
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .faults import Fault

Headers = tuple[tuple[bytes, bytes], ...]

JSON: Headers = ((b"content-type", b"application/json"),)
CHALLENGE: Headers = (
    (
        b"www-authenticate",
        (
            b'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", '
            b'client_id="00000003-0000-0000-c000-000000000000"'
        ),
    ),
)

# The names that the wire contract gives errors, where they are not the status' own phrase, and the headers that go with them.
_CODES = {401: "InvalidAuthenticationToken", 404: "ResourceNotFound", 413: "ContentTooLarge"}
_HEADERS: dict[int, Headers] = {401: CHALLENGE, 405: ((b"allow", b"POST"),)}


@dataclass(slots=True)
class Answer:
    """One response, but for the ids and `content-length`."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    started: str | None = None
    """What the request has set going, for the journal."""
    fault: Fault | None = None
    """How to send it, if not whole and at once."""


class Refusal(Exception):  # noqa: N818 - a refused request is an outcome, not an error of the mock
    """A request that gets an error of the contract instead of success."""

    def __init__(self, status: int, message: str, *, headers: Headers = (), **members: Any) -> None:
        super().__init__(message)
        self.status = status
        self.headers = _HEADERS.get(status, ()) + headers
        self.error: dict[str, Any] = {"code": _CODES.get(status) or re.sub("[^A-Za-z]", "", phrase(status)), "message": message, **members}


def phrase(status: int) -> str:
    """Return the words of a status, also for those that no standard knows."""
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Unknown Error"


def guid() -> str:
    """Return a new random GUID; `uuid.uuid4` takes several times as long."""
    digits = os.urandom(16).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


@dataclass(slots=True)
class Ids:
    """The two ids of one response."""

    client_request_id: str
    request_id: str = field(default_factory=guid)

    def headers(self) -> Headers:
        """Return them as response headers."""
        return (b"request-id", self.request_id.encode()), (b"client-request-id", self.client_request_id.encode())

    def inner_error(self, date: str) -> dict[str, str]:
        """Return them as an error body has them; `date` has no time zone, as the service's has none."""
        return {"date": date, "request-id": self.request_id, "client-request-id": self.client_request_id}


def error_answer(refusal: Refusal, ids: Ids, date: str) -> Answer:
    """Return the contract's error response. Intune's own answers, 403 here, spell `innererror` in lower case."""
    spelling = "innererror" if refusal.status == 403 else "innerError"  # noqa: PLR2004 - the status in the sentence above
    return Answer(refusal.status, JSON + refusal.headers, encode({"error": {**refusal.error, spelling: ids.inner_error(date)}}))


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def encode(value: Any) -> bytes:
    """Return a JSON value as UTF-8 without needless spaces; raises ValueError for what is none (NaN, a lone surrogate)."""
    return _ENCODER.encode(value).encode()
