# copied from openapi/runtime/responses.py, do not edit; change it there and run make generate
"""Operations of the contract, and the responses that arrive."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, Self, TypeVar, cast
from urllib.parse import quote

import httpx
from attrs import define, field

from .errors import ApiStatusError, id_of, invalid_response_error, status_error
from .types import Mismatch, is_object

T = TypeVar("T")


@define
class Response(Generic[T]):
    """An HTTP response that arrived, whatever its status; `repr` leaves out headers and body, which may hold a secret."""

    status_code: int
    """The HTTP status; any three digits, registered or not."""
    content: bytes = field(repr=False)
    """The body as sent, after content decoding; empty if there is none."""
    headers: httpx.Headers = field(repr=False)
    """The response's headers; names in any case."""
    parsed: T | None
    """The body as the model that the contract names for this status; None if it names none or the body does not fit it."""
    client_request_id: str = ""
    """The `client-request-id` that was sent, the same on every try of the call."""
    _errors: Mapping[int, type[ApiStatusError]] = field(factory=dict[int, type[ApiStatusError]], alias="errors", repr=False, kw_only=True)
    _breach: str | None = field(default=None, alias="breach", repr=False, kw_only=True)

    @property
    def request_id(self) -> str | None:
        """The service's id of this response, for Microsoft's support: the header `request-id`, else an error body's."""
        return id_of(self, "request-id")

    def raise_for_status(self) -> Self:
        """Return the response itself, or raise what `sync` raises for it.

        Raises errors.ApiStatusError, in a subclass for each documented status, for an error; errors.InvalidResponseError for a success
        that is not what the contract promises.
        """
        if not 200 <= self.status_code < 300:
            raise status_error(self, self._errors.get(self.status_code, ApiStatusError))
        if self._breach is not None:
            raise invalid_response_error(self, self._breach)
        return self


@define
class Operation(Generic[T]):
    """What the contract says of one operation; T is what its success holds."""

    name: str
    method: str
    path: str
    """The path below the base URL, with the names of its parameters in braces."""
    patterns: Mapping[str, str]
    """The pattern of each parameter of the path, by name."""
    success: int
    """The status of a success."""
    read: Callable[[Any], T] | None
    """Reads the body of a success; raises Mismatch."""
    read_error: Callable[[Any], Any]
    """Reads the body of an error; raises Mismatch."""
    envelope: tuple[str, str] | None = None
    """Where a success may come wrapped: the wrapper's property, and a property that only the bare object has."""

    def path_with(self, arguments: Mapping[str, str]) -> str:
        """Return the path for some arguments; raises TypeError or ValueError for one that the contract does not allow."""
        quoted: dict[str, str] = {}
        for name, value in arguments.items():
            if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may not check types
                raise TypeError(f"{name}: Expected a string; got {type(value).__name__}")
            if not re.fullmatch(self.patterns[name], value):
                raise ValueError(f"{name}: Expected a match of {self.patterns[name]}; got {value!r}")
            quoted[name] = quote(value, safe="")
        return self.path.format_map(quoted)

    def response(self, response: httpx.Response, client_request_id: str, errors: Mapping[int, type[ApiStatusError]]) -> Response[Any]:
        """Return what arrived, parsed as far as the contract names a model for its status and the body fits it."""
        status, content = response.status_code, response.content
        parsed, breach = None, None
        if status == self.success:
            parsed, breach = self._success(content)
        elif 200 <= status < 300:
            breach = f"Expected status {self.success}; got {status}"
        elif 400 <= status < 600:
            parsed, _ = _parsed(self.read_error, content)  # a gateway's may be anything
        return Response(status, content, response.headers, parsed, client_request_id, errors=errors, breach=breach)

    def result(self, response: Response[Any]) -> T:
        """Return what a success holds; raises the error that anything else is."""
        return cast("T", response.raise_for_status().parsed)

    def _success(self, content: bytes) -> tuple[T | None, str | None]:
        read, envelope = self.read, self.envelope
        if read is None:
            return None, None
        return _parsed(read if envelope is None else lambda body: read(_unwrapped(body, *envelope)), content)


def _parsed(read: Callable[[Any], T], content: bytes) -> tuple[T | None, str | None]:
    """Return what a body holds, or why it can't be read."""
    try:
        return read(json.loads(content)), None
    except Mismatch as error:
        return None, str(error)
    except (ValueError, RecursionError):
        return None, "Expected JSON; got another text" if content else "Expected JSON; got no body"


def _unwrapped(body: Any, name: str, key: str) -> Any:
    """Return the object in the property `name`, with the wrapper's annotations, as in the bare shape; or the bare object itself."""
    if not is_object(body):
        return body
    inner = body.get(name)
    if key in body or not is_object(inner):
        return body
    return {word: value for word, value in body.items() if word.startswith("@")} | inner
