"""What changes over time: the clock, the VPP tokens with their syncs, and how much of the quota is used up."""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgraph_vpptokens_contracts.http import RetryAfterForm

from .answer import NANOSECONDS, encode, show_date


class Clock:
    """The time of the mock: the real one, and as far ahead of it as a test has moved it."""

    def __init__(self) -> None:
        self._ahead = 0

    def now(self) -> int:
        """Return nanoseconds since 1970."""
        return time.time_ns() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the clock forward; raises ValueError if seconds is negative, NaN or 10⁹ or more."""
        if not 0 <= seconds < 10**9:  # a NaN fails this too; the bound is some thirty years, past which dates lose meaning
            raise ValueError(f"expected seconds from 0 to less than 1,000,000,000; got {seconds}")
        self._ahead += round(seconds * NANOSECONDS)

    def reset(self) -> None:
        """Return to real time."""
        self._ahead = 0


class _Entry:
    """One VPP token, as the JSON text that is sent."""

    __slots__ = ("due", "text")

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.due: int | None = None
        """When the sync that runs ends, in nanoseconds of the mock's clock."""


class Store:
    """The VPP tokens by id. A sync ends when somebody looks after its time, so that a request costs the same for one token as for many."""

    def __init__(self, clock: Clock, sync_seconds: float, preloaded: Mapping[str, bytes]) -> None:
        self._clock = clock
        self._sync_for = round(sync_seconds * NANOSECONDS)
        self._preloaded = preloaded
        self.reset()

    def reset(self) -> None:
        """Return to the tokens of the start."""
        self._entries = {vpp_token_id: _Entry(text) for vpp_token_id, text in self._preloaded.items()}

    def __contains__(self, vpp_token_id: str) -> bool:
        return vpp_token_id in self._entries

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
    """Return the token after its sync has ended; the sync of one that is not valid fails, and then nothing has been synced."""
    if token["state"] == "valid":
        return {**token, "lastSyncStatus": "completed", "lastSyncDateTime": date, "lastModifiedDateTime": date}
    return {**token, "lastSyncStatus": "failed", "lastModifiedDateTime": date}


@dataclass(frozen=True)
class Quota:
    """How many writes are taken in any window of time; the published one by default (M). Raises ValueError if it lets nothing through."""

    app: int = 100
    """For one bearer token: the mock's notion of an app."""
    tenant: int = 200
    """For all of them together."""
    seconds: float = 20
    retry_after: RetryAfterForm = "whole"
    """How a 429 says when to come back."""

    def __post_init__(self) -> None:
        if self.app < 1 or self.tenant < 1 or self.seconds <= 0:  # no `Retry-After` could be true then
            raise ValueError(
                f"expected a quota that lets at least one write through, in a time above 0; got {self.app}:{self.tenant}/{self.seconds:g}"
            )


class Meter:
    """Counts the writes of the last seconds. Those that were refused for the quota do not count."""

    def __init__(self, quota: Quota, clock: Clock) -> None:
        self.quota = quota
        self._clock = clock
        self._window = round(quota.seconds * NANOSECONDS)
        # Never longer than the tenant's quota, however many bearer tokens there are.
        self._writes: deque[tuple[int, str]] = deque()
        self._count: Counter[str] = Counter()

    def wait(self, bearer: str) -> float:
        """Return how many seconds later there is room for one write more; 0 if there is now."""
        now = self._clock.now()
        while self._writes and self._writes[0][0] <= now - self._window:
            _, expired = self._writes.popleft()
            self._count[expired] -= 1
            if not self._count[expired]:
                del self._count[expired]
        if self._count[bearer] >= self.quota.app:
            blocking = next(time for time, of in self._writes if of == bearer)
        elif len(self._writes) >= self.quota.tenant:
            blocking = self._writes[0][0]
        else:
            return 0
        return max((blocking + self._window - now) / NANOSECONDS, 0.001)

    def take(self, bearer: str) -> float:
        """Count one write and return 0, or return how many seconds later there is room for it."""
        if seconds := self.wait(bearer):
            return seconds
        self._writes.append((self._clock.now(), bearer))
        self._count[bearer] += 1
        return 0
