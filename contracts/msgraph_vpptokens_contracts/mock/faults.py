"""Faults on demand: what gateways, proxies and bad days of the service send instead of the contract's answer."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field, fields
from typing import Any

from msgraph_vpptokens_contracts.spec import Document, Pointer

from .answer import Answer, Ids, Refusal, encode, error_answer, phrase
from .request import OPERATIONS, Request

BODIES = ("html", "empty", "cut", "not-json")
SHAPES = ("documented", "bare")

_NO_BODY = (204, 205, 304)
_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Fault:
    """What to do to the next requests. Raises ValueError, with a sentence for people, if it makes no sense."""

    operation: str | None = None
    """`syncLicenses` or `syncLicenseCounts`; None for whichever comes."""
    times: int = 1
    """For how many requests."""
    status: int | None = None
    """From 400 on, the answer comes before every check but path and method. Below, it replaces the status of success."""
    retry_after: float | str | None = None
    """Sent as `Retry-After`, as it is."""
    delay_ms: float = 0
    """Pause before the answer, in real milliseconds: the caller's timeout is real too."""
    drip_ms: float = 0
    """Pause before each tenth of the body, in real milliseconds."""
    body: str | None = None
    """`html` or `empty`: a gateway's answer, without `request-id`. `cut`: the connection ends in the middle of the body. `not-json`: a
    whole body that only says that it is JSON."""
    drop_connection: bool = False
    """Reset the connection instead of an answer."""
    shape: str | None = None
    """Of the 200 body: `documented` (wrapped in `value`) or `bare`."""
    properties: dict[str, Any] = field(default_factory=dict)
    """Put into the vppToken of the 200 body unchecked: an unknown enum member, an undocumented property."""
    example: tuple[bytes, Any] | None = field(default=None, repr=False)
    """Content type and value of the body; `Prefer` names it."""

    def __post_init__(self) -> None:
        _require("operation", self.operation, self.operation in (None, *OPERATIONS), f"none of {', '.join(OPERATIONS)}")
        _require("times", self.times, _is_int(self.times) and self.times >= 1, "no whole number from 1")
        # 1xx ends no request; from 600 on there is no HTTP.
        _require("status", self.status, self.status is None or (_is_int(self.status) and self.status in range(200, 600)), "not 200 to 599")
        is_line = isinstance(self.retry_after, str) and self.retry_after.isascii() and self.retry_after.isprintable()
        _require("retry_after", self.retry_after, self.retry_after is None or is_line or _is_number(self.retry_after), "no seconds or text")
        _require("delay_ms", self.delay_ms, _is_number(self.delay_ms), "no milliseconds")
        _require("drip_ms", self.drip_ms, _is_number(self.drip_ms), "no milliseconds")
        _require("body", self.body, self.body in (None, *BODIES), f"none of {', '.join(BODIES)}")
        _require("drop_connection", self.drop_connection, isinstance(self.drop_connection, bool), "neither true nor false")
        _require("shape", self.shape, self.shape in (None, *SHAPES), f"none of {', '.join(SHAPES)}")
        _require("properties", self.properties, isinstance(self.properties, dict), "no object")
        encode(self.properties)

    @classmethod
    def of(cls, members: Any) -> Fault:
        """Return the fault that a JSON object describes; raises ValueError if it describes none."""
        if not isinstance(members, dict):
            raise ValueError("a fault is a JSON object")  # noqa: TRY004 - all that is wrong with a fault is a ValueError
        known = [member.name for member in fields(cls) if member.name != "example"]
        for name in members:
            if name not in known:
                raise ValueError(f"{name}: no property of a fault; those are {', '.join(known)}")
        return cls(**members)

    @property
    def precedes_checks(self) -> bool:
        """Whether the request never reaches the service."""
        return self.drop_connection or (self.status is not None and self.status >= _FIRST_ERROR)

    def answer(self, ids: Ids, date: str) -> Answer:
        """Return the answer to a request that never reaches the service."""
        status = self.status or _FIRST_ERROR
        return error_answer(Refusal(status, f"The mock was asked to answer with status {status}."), ids, date)

    def spoil(self, answer: Answer, ids: Ids, date: str) -> Answer:
        """Return what becomes of an answer."""
        status = self.status or answer.status
        headers = [header for header in answer.headers if header[0] != b"content-type"]
        content_type, body = b"application/json" if answer.body else b"", answer.body
        if self.example:
            content_type, value = self.example
            body = value.encode() if isinstance(value, str) else encode(_with_inner_error(value, ids.inner_error(date)))
        if self.body == "html":
            title = f"{status} {phrase(status)}"
            content_type, body = b"text/html", f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>".encode()
        if self.body == "not-json":
            content_type, body = b"application/json", b'{"value": undefined}'
        if self.body == "empty" or status in _NO_BODY:
            content_type, body = b"", b""
        if content_type:
            headers.append((b"content-type", content_type))
        if self.retry_after is not None:
            headers.append((b"retry-after", str(self.retry_after).encode()))
        return Answer(status, tuple(headers), body, answer.started, self)

    @property
    def from_gateway(self) -> bool:
        """Whether the answer is not the service's own, and so has no ids."""
        return self.body in ("html", "empty") or (self.example is not None and self.example[0] == b"text/html")


class Faults:
    """The faults that wait for a request, oldest first."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._waiting: deque[list[Any]] = deque()

    def reset(self) -> None:
        """Forget all faults."""
        self._waiting.clear()

    def add(self, fault: Fault) -> None:
        """Let the next requests meet the fault."""
        self._waiting.append([fault.times, fault])

    def take(self, operation: str) -> Fault | None:
        """Return the fault that a request for the operation meets, and count it."""
        for item in self._waiting:
            if item[1].operation in (None, operation):
                item[0] -= 1
                if not item[0]:
                    self._waiting.remove(item)
                return item[1]  # type: ignore[no-any-return] # a list of two types
        return None

    def preferred(self, operation: str, request: Request) -> Fault | None:
        """Return the fault that the request itself asks for: `Prefer: code=503, example=gateway`, as Prism takes it.

        `dynamic` and everything else is ignored, as RFC 7240 wants. Raises Refusal for a code or example that does not exist.
        """
        asked = request.preferences()
        code, name = asked.get("code"), asked.get("example")
        if code is None and name is None:
            return None
        if code is not None and not (code.isascii() and code.isdigit()):
            raise Refusal(400, f"Prefer: code={code!r} is no status.", target="Prefer")
        status = int(code) if code else 200
        example = None
        if name is not None:
            examples = self._examples(operation, status)
            if name not in examples:
                known = ", ".join(examples) or "none"
                raise Refusal(400, f"Prefer: {operation} has no example {name!r} for status {status}, but {known}.", target="Prefer")
            example = examples[name]
        try:
            return Fault(status=status if code else None, example=example)
        except ValueError as error:
            raise Refusal(400, f"Prefer: {error}.", target="Prefer") from None

    def _examples(self, operation: str, status: int) -> dict[str, tuple[bytes, Any]]:
        """Return the spec's examples of a response by name."""
        document = self._document
        paths = document.get(("paths",))
        responses: Pointer = next(("paths", path, "post", "responses") for path in paths if paths[path]["post"]["operationId"] == operation)
        declared = document.get(responses)
        key = str(status) if str(status) in declared else f"{status // 100}XX"
        if key not in declared:
            return {}
        response = document.resolve((*responses, key))
        return {
            name: (
                content_type.encode(),
                document.get((*document.resolve((*response, "content", content_type, "examples", name)), "value")),
            )
            for content_type, content in document.get(response).get("content", {}).items()
            for name in content["examples"]
        }


def _with_inner_error(value: Any, inner: dict[str, str]) -> Any:
    """Return an example with this response's ids in the place of its own."""
    if "error" not in value:
        return value
    error = {name: inner if name.lower() == "innererror" else member for name, member in value["error"].items()}
    return {**value, "error": error}


def with_properties(token: bytes, properties: dict[str, Any]) -> bytes:
    """Return a token's JSON text with some properties replaced or added."""
    return encode({**json.loads(token), **properties}) if properties else token


def _require(name: str, value: Any, condition: object, otherwise: str) -> None:
    if not condition:
        raise ValueError(f"{name}: {value!r} is {otherwise}")


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < float("inf")
