"""The requests of the past, for tests to look at; no credential in it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .answer import show_date
from .request import Request


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request that the mock has answered."""

    time: str
    """When, on the mock's clock, in UTC with seven fractional digits."""
    method: str
    path: str
    """As it was sent, without the query."""
    headers: dict[str, str]
    """Names in lower case; credentials masked; the values of a repeated header joined by a comma."""
    status: int | None
    """Of the response, or None if the connection was dropped instead."""
    operation: str | None
    """`syncLicenses` or `syncLicenseCounts`, or None if the path is neither of the two."""
    started: str | None
    """What the request has set going: `licenseSync` or `licenseCountRefresh`, or None if it was refused."""


class Journal:
    """The last requests, each kept as it came and made readable when somebody looks."""

    LENGTH = 1000
    """How many requests are kept."""
    LARGEST = 1024
    """Bytes of a path or of a header's value that are kept, so that hostile requests do not fill the memory."""

    def __init__(self) -> None:
        self._raw: deque[tuple[int, Request, int | None, str | None]] = deque(maxlen=self.LENGTH)
        self.forgotten = 0
        """How many older requests had to make room."""

    def reset(self) -> None:
        """Forget all requests."""
        self._raw.clear()
        self.forgotten = 0

    def record(self, time: int, request: Request, status: int | None, started: str | None) -> None:
        """Append one request."""
        self.forgotten += len(self._raw) == self.LENGTH
        if len(request.path) > self.LARGEST or any(len(value) > self.LARGEST for _, value in request.headers):
            headers = [(name[: self.LARGEST], value[: self.LARGEST]) for name, value in request.headers]
            request = replace(request, path=request.path[: self.LARGEST], headers=headers)
        self._raw.append((time, request, status, started))

    def __iter__(self) -> Iterator[Recorded]:
        for time, request, status, started in self._raw:
            operation = request.operation.name or None
            yield Recorded(
                show_date(time) + "Z", request.method, request.shown_path(), _masked(request.headers), status, operation, started
            )


_CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie"})


def _masked(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    shown: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if name in _CREDENTIALS:
            # The scheme helps to see why a request was refused; a word alone may be the credential itself.
            value = "Bearer ***" if value.lower().startswith("bearer ") else "***"
        shown[name] = f"{shown[name]}, {value}" if name in shown else value
    return shown
