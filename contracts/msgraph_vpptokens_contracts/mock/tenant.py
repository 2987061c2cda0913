"""What the mock remembers, in one object: clock, VPP tokens, faults, quota and journal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgraph_vpptokens_contracts.spec import Operation, contract

from .answer import encode
from .faults import Faults
from .journal import Journal
from .state import Clock, Meter, Quota, Store

DEFAULT_BEARER = "mock-token"

Log = Callable[[str, str, int | None, float], None]
"""Takes method, path, status (None for a dropped connection) and milliseconds of each request."""


@dataclass
class Settings:
    """How the mock behaves: the command line's options."""

    bearers: Mapping[str, Collection[str] | None] = field(default_factory=lambda: {DEFAULT_BEARER: None})
    """The accepted bearer tokens with the permissions that each holds; None for all."""
    accept_any_bearer: bool = False
    sync_seconds: float = 5
    shape: str = "documented"
    """Of the 200 body: `documented` (wrapped in `value`) or `bare`."""
    quota: Quota | None = None
    control_secret: str | None = None
    """What callers of the control API must know; None leaves it to those on this machine."""
    controllable: bool = True
    """Whether there is a control API at all."""
    log: Log | None = None


class Tenant:
    """One tenant, with the documented VPP token and others, given by id as JSON texts. It belongs to the thread that serves it."""

    def __init__(self, settings: Settings, tokens: Mapping[str, bytes] | None = None) -> None:
        self.settings = settings
        self.documented_token: dict[str, Any] = contract().get(("components", "examples", "SyncLicensesDocumented", "value", "value"))
        self.clock = Clock()
        preloaded = {self.documented_token["id"]: encode(self.documented_token), **(tokens or {})}
        self.store = Store(self.clock, settings.sync_seconds, preloaded)
        self.faults = Faults()
        self.journal = Journal()
        self.set_quota(settings.quota)

    def reset(self) -> None:
        """Return to the state of the start."""
        for part in (self.clock, self.store, self.faults, self.journal):
            part.reset()
        self.set_quota(self.settings.quota)

    def set_quota(self, quota: Quota | None) -> None:
        """Count writes from now on against another quota, or against none."""
        self.meter = Meter(quota, self.clock) if quota else None

    def knows(self, bearer: str) -> bool:
        """Tell whether a bearer token is accepted."""
        return bearer in self.settings.bearers or self.settings.accept_any_bearer

    def permits(self, bearer: str, operation: Operation) -> bool:
        """Tell whether a bearer token holds one of the operation's permissions."""
        held = self.settings.bearers.get(bearer)
        return held is None or any(alternative <= set(held) for alternative in operation.permissions)
