"""Faults on demand: what gateways, proxies and bad days of the service send in place of the contract's response."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field, fields
from typing import Any, Self

from msgraph_vpptokens_contracts.spec import contract

from .answer import Answer, Delivery, Stamp, encode, error, phrase
from .request import Request

BODIES = ("html", "empty", "cut", "not-json")
SHAPES = ("documented", "bare")

_NO_BODY = (204, 205, 304)
_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Fault:
    """What to do to the next requests; with nothing set, nothing. Raises ValueError, naming the property, if a value is not valid."""

    operation: str | None = None
    """`syncLicenses` or `syncLicenseCounts`; None for either."""
    times: int = 1
    """For how many requests."""
    status: int | None = None
    """From 400 on, the response comes before every check except path and method. Below, it replaces the status of success."""
    retry_after: float | str | None = None
    """Sent as `Retry-After`, as it is."""
    delay_ms: float = 0
    """Pause before the response, in real milliseconds: the caller's timeout is real too."""
    drip_ms: float = 0
    """Pause before each tenth of the body, in real milliseconds."""
    body: str | None = None
    """`html` or `empty`: a gateway's response, without `request-id`. `cut`: the connection ends in the middle of the body. `not-json`: a
    whole body that is not the JSON it says it is."""
    drop_connection: bool = False
    """Reset the connection in place of a response."""
    shape: str | None = None
    """Of the 200 body: `documented` (wrapped in `value`) or `bare`."""
    properties: dict[str, Any] = field(default_factory=dict)
    """Put into the vppToken of the 200 body unchecked: an unknown enum member, an undocumented property."""
    example: tuple[str, Any] | None = field(default=None, repr=False)
    """Media type and value of the body; `Prefer` names it."""

    def __post_init__(self) -> None:
        operations = [operation.name for operation in contract().operations]
        _require("operation", self.operation, self.operation in (None, *operations), f"one of {', '.join(operations)}")
        _require("times", self.times, _is_int(self.times) and self.times >= 1, "a whole number from 1")
        # 1xx ends no request; from 600 on there is no HTTP.
        _require("status", self.status, self.status is None or (_is_int(self.status) and self.status in range(200, 600)), "200 to 599")
        is_line = isinstance(self.retry_after, str) and self.retry_after.isascii() and self.retry_after.isprintable()
        _require(
            "retry_after",
            self.retry_after,
            self.retry_after is None or is_line or _is_number(self.retry_after),
            "seconds or a line of text",
        )
        _require("delay_ms", self.delay_ms, _is_number(self.delay_ms), "milliseconds from 0")
        _require("drip_ms", self.drip_ms, _is_number(self.drip_ms), "milliseconds from 0")
        _require("body", self.body, self.body in (None, *BODIES), f"one of {', '.join(BODIES)}")
        _require("drop_connection", self.drop_connection, isinstance(self.drop_connection, bool), "true or false")
        _require("shape", self.shape, self.shape in (None, *SHAPES), f"one of {', '.join(SHAPES)}")
        _require("properties", self.properties, isinstance(self.properties, dict), "an object")
        encode(self.properties)

    @classmethod
    def of(cls, members: Any) -> Self:
        """Return the fault that a JSON object describes; raises ValueError if it describes none."""
        if not isinstance(members, dict):
            raise ValueError(f"expected a fault as a JSON object; got {members!r}")  # noqa: TRY004 - all that is wrong with a fault is a ValueError
        known = [member.name for member in fields(cls) if member.name != "example"]
        for name in members:
            if name not in known:
                raise ValueError(f"expected a property of a fault ({', '.join(known)}); got {name!r}")
        return cls(**members)

    def answer(self, stamp: Stamp) -> Answer | None:
        """Return the response to a request that never reaches the service, or None if it does reach it."""
        if self.drop_connection or (self.status is not None and self.status >= _FIRST_ERROR):
            return error(self.status or _FIRST_ERROR, stamp)
        return None

    def apply(self, answer: Answer, stamp: Stamp) -> Answer:
        """Return a response with the fault applied to it."""
        status = self.status or answer.status
        headers = tuple(header for header in answer.headers if header[0] != b"content-type")
        content_type, body = "application/json" if answer.body else "", answer.body
        if self.example:
            content_type, value = self.example
            body = value.encode() if isinstance(value, str) else encode(_with_inner_error(value, stamp.inner_error()))
        if self.body == "html":
            title = f"{status} {phrase(status)}"
            content_type, body = "text/html", f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>".encode()
        if self.body == "not-json":
            content_type, body = "application/json", b'{"value": undefined}'
        if self.body == "empty" or status in _NO_BODY:
            content_type, body = "", b""
        if content_type:
            headers += ((b"content-type", content_type.encode()),)
        if self.retry_after is not None:
            headers += ((b"retry-after", str(self.retry_after).encode()),)
        delivery = Delivery(self.delay_ms, self.drip_ms, self.body == "cut", self.drop_connection)
        from_gateway = self.body in ("html", "empty") or (self.example is not None and content_type == "text/html")
        return Answer(status, headers, body, answer.started, delivery, not from_gateway)


class Faults:
    """The faults that wait for a request, oldest first."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Fault, int]] = deque()

    def reset(self) -> None:
        """Forget all faults."""
        self._waiting.clear()

    def add(self, *faults: Fault) -> None:
        """Let the next requests meet the faults, in this order."""
        self._waiting += [(fault, fault.times) for fault in faults]

    def take(self, operation: str) -> Fault | None:
        """Return the fault that a request for the operation meets, and count it."""
        for index, (fault, left) in enumerate(self._waiting):
            if fault.operation in (None, operation):
                if left > 1:
                    self._waiting[index] = fault, left - 1
                else:
                    del self._waiting[index]
                return fault
        return None


def preferred(request: Request) -> Fault | None:
    """Return the fault that a request asks for: `Prefer: code=503, example=gateway`, as Prism takes it; None if it asks for none.

    `dynamic` and everything else is ignored (RFC 7240). Raises ValueError for a code or an example that does not exist.
    """
    asked = request.preferences()
    code, name = asked.get("code"), asked.get("example")
    if code is None and name is None:
        return None
    if code is not None and not (code.isascii() and code.isdigit()):
        raise ValueError(f"code: expected a status; got {code!r}")
    status = int(code) if code else 200
    example = None
    if name is not None:
        response = contract().response(request.operation, status)
        examples = contract().examples(response) if response else {}
        if name not in examples:
            known = ", ".join(examples) or "none"
            raise ValueError(f"example: expected one of {request.operation.name} for status {status} ({known}); got {name!r}")
        example = examples[name]
    return Fault(status=status if code else None, example=example)


def with_properties(token: bytes, properties: dict[str, Any]) -> bytes:
    """Return a token's JSON text with some properties replaced or added."""
    return encode({**json.loads(token), **properties}) if properties else token


def _with_inner_error(value: Any, inner: dict[str, str]) -> Any:
    """Return an example with this response's ids in the place of its own."""
    if "error" not in value:
        return value
    return {**value, "error": {name: inner if name.lower() == "innererror" else member for name, member in value["error"].items()}}


def _require(name: str, value: Any, condition: object, expected: str) -> None:
    if not condition:
        raise ValueError(f"{name}: expected {expected}; got {value!r}")


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < float("inf")
