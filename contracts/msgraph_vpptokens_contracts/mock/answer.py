"""What the mock sends: responses as plain data, the contract's error bodies, and the ids that every response carries."""

from __future__ import annotations

import http
import itertools
import json
import re
import time
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from msgraph_vpptokens_contracts.spec import contract

Headers = tuple[tuple[bytes, bytes], ...]

JSON: Headers = ((b"content-type", b"application/json"),)
NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a response is sent, where that is not whole and at once."""

    delay_ms: float = 0
    """Pause before it, in milliseconds."""
    drip_ms: float = 0
    """Pause before each tenth of its body, in milliseconds."""
    cut: bool = False
    """Close the connection in the middle of the body."""
    drop: bool = False
    """Reset the connection in place of the response."""


@dataclass(slots=True)
class Answer:
    """One response, without its ids and its `content-length`."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    started: str | None = None
    """What the request has started, for the journal."""
    delivery: Delivery | None = None
    has_ids: bool = True
    """False for the response of a gateway."""


@dataclass(slots=True)
class Stamp:
    """What tells one response from every other: its two ids and its time."""

    request_id: str
    client_request_id: str
    now: int
    """Nanoseconds since 1970, on the mock's clock."""

    def headers(self) -> Headers:
        """Return the ids as response headers."""
        return (b"request-id", self.request_id.encode()), (b"client-request-id", self.client_request_id.encode())

    def inner_error(self) -> dict[str, str]:
        """Return ids and time as an error body has them: without a time zone (O)."""
        return {"date": show_date(self.now, 0), "request-id": self.request_id, "client-request-id": self.client_request_id}


def error(status: int, stamp: Stamp, example: str | None = None, headers: Headers = (), **members: str) -> Answer:
    """Return an error response: that of the contract's example (the first one if none is named), with some members replaced."""
    documented, spelling, documented_headers = _documented(status, example)
    return Answer(status, JSON + documented_headers + headers, encode({"error": {**documented, **members, spelling: stamp.inner_error()}}))


@cache
def _documented(status: int, example: str | None) -> tuple[dict[str, str], str, Headers]:
    """Return what an error with this status always says, its spelling of `innerError`, and its headers."""
    document = contract()
    responses = (*document.operations[0].pointer, "responses")
    if str(status) not in document.get(responses):
        return {"code": code(status), "message": f"The mock was asked to answer with status {status}."}, "innerError", ()
    response = document.resolve((*responses, str(status)))
    examples = document.examples(response)
    value: dict[str, Any] = examples[example or next(iter(examples))][1]["error"]
    spelling = next(name for name in value if name.lower() == "innererror")
    headers = {name: document.get(document.resolve((*response, "headers", name))) for name in document.get(response)["headers"]}
    return (
        {name: value[name] for name in ("code", "message", "target") if name in value},
        spelling,
        tuple(
            (name.lower().encode(), header["example"].encode())
            for name, header in headers.items()
            if header.get("required") and not name.endswith("request-id")
        ),
    )


def code(status: int) -> str:
    """Return the error code of a status that the contract has none for."""
    return re.sub("[^A-Za-z]", "", phrase(status))


def phrase(status: int) -> str:
    """Return the words of a status, also for one that no standard knows."""
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Unknown Error"


_PROCESS, _NUMBERS = str(uuid4())[:24], itertools.count(1)


def guid() -> str:
    """Return a new GUID: random for each process and counted up in it, because a random one takes as long as all rules together."""
    return f"{_PROCESS}{next(_NUMBERS):012x}"


def show_date(nanoseconds: int, digits: int = 7) -> str:
    """Return an instant in UTC, without its zone and with so many fractional digits of a second: `2026-11-21T10:15:30.1234567`."""
    seconds, rest = divmod(nanoseconds, NANOSECONDS)
    date = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{date}.{rest:09}"[: len(date) + 1 + digits] if digits else date


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def encode(value: Any) -> bytes:
    """Return a JSON value as UTF-8 without needless spaces; raises ValueError for what JSON cannot hold (NaN, a lone surrogate)."""
    return _ENCODER.encode(value).encode()
