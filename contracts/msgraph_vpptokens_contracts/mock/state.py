"""What the mock remembers: the clock, the VPP tokens with their syncs, and how much of the quota is used up."""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from dataclasses import dataclass
from typing import Any

from .answer import encode

_NANOSECONDS = 1_000_000_000


class Clock:
    """The time of the mock: the real one, and as far ahead of it as a test has moved it."""

    def __init__(self) -> None:
        self._ahead = 0

    def now(self) -> int:
        """Return nanoseconds since 1970."""
        return time.time_ns() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the clock forward; raises ValueError for a time that is none, or that lies behind."""
        if not 0 <= seconds < 10**9:  # a NaN fails this too; the bound is some thirty years, past which dates lose meaning
            raise ValueError(f"the clock moves forward, by at most 1,000,000,000 seconds, not by {seconds}")
        self._ahead += round(seconds * _NANOSECONDS)

    def reset(self) -> None:
        """Return to real time."""
        self._ahead = 0


def show_date(nanoseconds: int, digits: int = 7) -> str:
    """Return an instant in UTC, without its zone and with so many fractional digits of a second: `2026-11-21T10:15:30.1234567`."""
    seconds, rest = divmod(nanoseconds, _NANOSECONDS)
    date = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{date}.{rest:09}"[: len(date) + 1 + digits] if digits else date


class _Entry:
    """One VPP token, as the JSON text that is sent: less memory than a dictionary, and nothing to encode per request."""

    __slots__ = ("due", "text")

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.due: int | None = None
        """When the sync that runs ends, in nanoseconds of the mock's clock."""


class Store:
    """The VPP tokens by id. Syncs end lazily, when somebody looks, so that a request costs the same for one token as for many."""

    def __init__(self, clock: Clock, sync_seconds: float, preloaded: dict[str, bytes]) -> None:
        self._clock = clock
        self._sync_for = round(sync_seconds * _NANOSECONDS)
        self._preloaded = preloaded
        self.reset()

    def reset(self) -> None:
        """Return to the tokens of the start."""
        self._entries = {vpp_token_id: _Entry(text) for vpp_token_id, text in self._preloaded.items()}

    def sync(self, vpp_token_id: str) -> bytes:
        """Start a sync, unless one runs, and return the token as JSON text; raises KeyError if there is no such token."""
        entry = self._current(vpp_token_id)
        if entry.due is None:
            entry.due = self._clock.now() + self._sync_for
            token = json.loads(entry.text)
            if token["lastSyncStatus"] != "inProgress":
                entry.text = encode({**token, "lastSyncStatus": "inProgress"})
        return entry.text

    def get(self, vpp_token_id: str) -> bytes:
        """Return the token as JSON text, as it is now; raises KeyError if there is no such token."""
        return self._current(vpp_token_id).text

    def put(self, vpp_token_id: str, text: bytes) -> None:
        """Add a token, or put it in the place of the one with its id; a sync that ran is forgotten."""
        self._entries[vpp_token_id] = _Entry(text)

    def delete(self, vpp_token_id: str) -> None:
        """Remove the token; raises KeyError if there is no such token."""
        del self._entries[vpp_token_id]

    def _current(self, vpp_token_id: str) -> _Entry:
        entry = self._entries[vpp_token_id]
        if entry.due is not None and entry.due <= self._clock.now():
            entry.text = encode(_after_sync(json.loads(entry.text), show_date(entry.due) + "Z"))
            entry.due = None
        return entry


def _after_sync(token: dict[str, Any], date: str) -> dict[str, Any]:
    """Return the token after its sync has ended; one that Apple does not honour fails, and then nothing has been synced."""
    if token["state"] == "valid":
        return {**token, "lastSyncStatus": "completed", "lastSyncDateTime": date, "lastModifiedDateTime": date}
    return {**token, "lastSyncStatus": "failed", "lastModifiedDateTime": date}


@dataclass(frozen=True)
class Quota:
    """How many writes are taken in any window of time. What is published: 100 for an app, 200 for a tenant, in 20 seconds.

    Raises ValueError for a quota that lets nothing through: no `Retry-After` could be true then.
    """

    each: int = 100
    """For one bearer token: the mock's notion of an app."""
    all: int = 200
    """For all of them together: the tenant."""
    seconds: float = 20

    def __post_init__(self) -> None:
        if self.each < 1 or self.all < 1 or self.seconds <= 0:
            raise ValueError("a quota lets at least one write through in a time above 0")


class Meter:
    """Counts the writes of the last seconds. Those that were refused for the quota do not count."""

    def __init__(self, quota: Quota, clock: Clock) -> None:
        self.quota = quota
        self._clock = clock
        self._window = round(quota.seconds * _NANOSECONDS)
        self.reset()

    def reset(self) -> None:
        """Forget all writes."""
        # Never longer than the quota of all, however many bearer tokens there are.
        self._writes: deque[tuple[int, str]] = deque()
        self._count: Counter[str] = Counter()

    def take(self, bearer: str) -> float:
        """Count one write and return 0, or return how many seconds later there is room for it."""
        now = self._clock.now()
        while self._writes and self._writes[0][0] <= now - self._window:
            _, expired = self._writes.popleft()
            self._count[expired] -= 1
            if not self._count[expired]:
                del self._count[expired]
        blocking = None
        if len(self._writes) >= self.quota.all:
            blocking = self._writes[0][0]
        if self._count[bearer] >= self.quota.each:
            blocking = next(time for time, of in self._writes if of == bearer)
        if blocking is not None:
            return max((blocking + self._window - now) / _NANOSECONDS, 0.001)
        self._writes.append((now, bearer))
        self._count[bearer] += 1
        return 0
