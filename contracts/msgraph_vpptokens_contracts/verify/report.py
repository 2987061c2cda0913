"""What a verification found, as data."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

MASK = "[masked]"


class CannotVerifyError(Exception):
    """The verification could not be run; the message is one line for the person who started it."""


class Mask:
    """Takes credentials out of a text: the bearer token, and the VPP tokens that responses hold."""

    def __init__(self, secrets: Iterable[str], names: Iterable[str]) -> None:
        self._secrets: set[str] = set()
        self._named = re.compile(
            r'(\\?"(?:' + "|".join(map(re.escape, sorted(names or ["password"]))) + r')\\?"\s*:\s*)(\\?"(?:[^"\\]|\\.)*?\\?"|[^\s,}\]]+)'
        )
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Hide `secret` from now on, in the forms that it takes in URLs, JSON and basic authentication too."""
        if secret:
            self._secrets |= {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1], b64encode(secret.encode()).decode()}

    def __call__(self, text: str) -> str:
        """Return `text` without any credential."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, MASK)
        return self._named.sub(lambda match: match[1] + (match[2] if match[2] == "null" else f'"{MASK}"'), text)


@dataclass(frozen=True)
class Drift:
    """One difference between a server and the contract."""

    operation: str
    check: str
    """The check's code, such as `undocumented-property`."""
    sentence: str
    """What the check asks, in one sentence."""
    expected: str
    source: str
    """Who says so: D, M, O or P as in the contract, or the RFC."""
    came: str
    request: str
    """The request as a `curl` line that reads the bearer token from VPPTOKENS_TOKEN."""
    file: str
    line: int
    """The place in the contract."""
    times: int = 1
    """How many responses showed it."""

    def __str__(self) -> str:
        """Return the drift in one readable line."""
        times = f" ({self.times} times)" if self.times > 1 else ""
        return (
            f"{self.operation}: {self.check}: {self.sentence} "
            f"Expected {self.expected} ({self.source}); came {self.came}{times}. See {self.file}:{self.line}"
        )


@dataclass
class Tally:
    """How often one check ran on one operation."""

    passed: int = 0
    failed: int = 0


@dataclass
class Report:
    """The outcome of one verification."""

    base_url: str
    profile: str
    seed: int
    sentences: dict[str, str] = field(default_factory=dict)
    """Every check's code and sentence."""
    drifts: list[Drift] = field(default_factory=list)
    notes: list[Drift] = field(default_factory=list)
    """Differences that the profile does not count: growth of the live service."""
    checks: dict[str, dict[str, Tally]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Tally)))
    """Operation, then check."""
    calls: int = 0
    seconds: float = 0.0
    stopped: str = ""
    """Why the run ended early, if it did."""
    mask: Mask = field(default_factory=lambda: Mask([], []), repr=False)
    """Hides the credentials that the run saw; whoever writes the exchanges must use it."""
    recorders: list[Any] = field(default_factory=list, repr=False)
    """The exchanges, as schemathesis' report writers read them."""

    @property
    def conforms(self) -> bool:
        """Whether the server does what the contract says."""
        return not self.drifts

    @property
    def ran(self) -> int:
        """How many checks ran, all together."""
        return sum(tally.passed + tally.failed for checks in self.checks.values() for tally in checks.values())
