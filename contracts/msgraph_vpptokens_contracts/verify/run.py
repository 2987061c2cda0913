"""Run a verification: send the probes and the generated cases, look at every answer, and keep what differs."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Self
from urllib.parse import quote, urlsplit

from msgraph_vpptokens_contracts.http import is_loopback, retry_after
from msgraph_vpptokens_contracts.spec import Operation

from . import CannotVerifyError, generated
from .checks import CHECKS, NOT_JSON, Answer, Check, Finding, Run, look_at
from .contract import contract
from .probes import Probe, Profile, documented_calls, probes
from .wire import CUT, FORMS, TIMEOUT, Exchange, Request, Wire, fill

PACE = 0.25
"""Seconds between two calls in the profile live: at most 80 calls in 20 seconds, of the 100 that are allowed (M)."""
PATIENCE = 120.0
"""Seconds that a run waits in all when it is told to wait (429)."""
GIVE_UP_AFTER = 3
"""Failures of the documented call, one after the other, after which an operation is left alone."""
SHORT = 240
"""Characters of a value that a report shows: about two lines of a terminal."""
MASK = "[masked]"
WORD = 8
"""Characters from which on a secret is hidden wherever it stands; a shorter one could be a part of a word."""


class Mask:
    """Takes credentials out of a text: the bearer token, and the VPP tokens that responses hold."""

    def __init__(self, secrets: Iterable[str], names: Iterable[str]) -> None:
        self._patterns: dict[str, None] = {}
        self._named = re.compile(
            r'(\\?"(?:' + "|".join(map(re.escape, sorted(names) or ["password"])) + r')\\?"\s*:\s*)(\\?"(?:[^"\\]|\\.)*?\\?"|[^\s,}\]]+)',
            re.IGNORECASE,
        )
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Hide `secret` from now on, also as it stands in URLs, JSON and basic authentication.

        A short secret is hidden only behind `Bearer` and as a whole quoted text, and as a whole word if it is no mere letters.
        """
        raw, escaped = secret.encode("utf-8", "surrogatepass"), json.dumps(secret)[1:-1]
        forms = {secret, quote(raw), quote(raw, safe=""), escaped, json.dumps(escaped)[1:-1], b64encode(raw).decode()} - {""}
        for form in sorted(forms, key=len, reverse=True):
            escaped = re.escape(form)
            if len(secret) >= WORD:
                self._patterns[escaped] = None
            else:
                whole = rf"|(?<!\w){escaped}(?!\w)" if len(form) >= WORD // 2 and not form.isalpha() else ""
                self._patterns[rf"(?<=[Bb]earer ){escaped}(?!\w)|(?<=[\"']){escaped}(?=[\"']){whole}"] = None

    def __call__(self, text: str) -> str:
        """Return `text` without any credential."""
        for pattern in sorted(self._patterns, key=len, reverse=True):
            text = re.sub(pattern, MASK, text)
        return self._named.sub(lambda match: match[1] + (match[2] if match[2] == "null" else f'"{MASK}"'), text)


class AllowanceError(ValueError):
    """A text is no allowance; the message names the rule."""


def read_allowance(text: str) -> tuple[str, str]:
    """Read `CHECK[:OPERATION]=REASON`; return what is allowed and why. Raises AllowanceError."""
    what, _, reason = (part.strip() for part in text.partition("="))
    check, _, operation = what.partition(":")
    for name, kind, known in (
        (check, "check", list(CHECKS)),
        (operation, "operation", ["", *(each.name for each in contract().operations)]),
    ):
        if name not in known:
            raise AllowanceError(f"{name!r} is no {kind}; choose from {', '.join(filter(None, known))}")
    if not reason:
        raise AllowanceError(f"{text!r} has no reason: expected CHECK[:OPERATION]=REASON")
    return what, reason


@dataclass(frozen=True)
class Drift:
    """One difference between a server and the contract, with the first request that showed it."""

    operation: str
    check: str
    sentence: str
    """What the check asks."""
    expected: str
    source: str
    """D, M, O or P as in the contract, or the RFC."""
    got: str
    probe: str
    request: str
    """A `curl` line that reads the bearer token from VPPTOKENS_TOKEN."""
    request_id: str
    """The `request-id` of the response, empty if there is none."""
    line: int
    """The place in openapi.yaml."""
    quote: str
    """That line."""
    times: int = 1
    """How many places showed it."""
    reason: str = ""
    """Why it is a note and no drift, if it is one."""

    def __str__(self) -> str:
        """Return the drift in one readable line."""
        times = f" ({self.times} times)" if self.times > 1 else ""
        reason = f" [{self.reason}]" if self.reason else ""
        return (
            f"{self.operation}: {self.check}: Expected {self.expected} ({self.source}); got {self.got}{times}, "
            f'request "{self.probe}". See openapi.yaml:{self.line}{reason}'
        )


@dataclass
class Tally:
    """How often one check ran on one operation."""

    passed: int = 0
    failed: int = 0
    seconds: float = 0.0


@dataclass
class Report:
    """The outcome of one verification."""

    base_url: str
    profile: str
    seed: int
    cases: int = 0
    """Generated cases for each operation; 0 if only probes were sent."""
    started: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    drifts: list[Drift] = field(default_factory=list)
    notes: list[Drift] = field(default_factory=list)
    """Differences that do not count: allowed ones, and in the profile live what only this project says."""
    unused: list[str] = field(default_factory=list)
    """The allowances that match nothing."""
    checks: dict[str, dict[str, Tally]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Tally)))
    """Operation, then check."""
    calls: int = 0
    seconds: float = 0.0
    stopped: str = ""
    """What was not checked and why, if the run ended early."""
    exchanges: list[Exchange] = field(default_factory=list, repr=False)
    mask: Mask = field(default_factory=lambda: Mask([], []), repr=False)
    """Hides the credentials that the run saw; whoever writes the exchanges must use it."""

    @property
    def conforms(self) -> bool:
        """Whether the server does what the contract says."""
        return not self.drifts

    @property
    def ran(self) -> int:
        """How many checks ran, all together."""
        return sum(tally.passed + tally.failed for checks in self.checks.values() for tally in checks.values())


def default_profile(base_url: str) -> Profile:
    """Return the profile for a server: everything on this machine, politeness elsewhere."""
    return "mock" if is_loopback(urlsplit(base_url).hostname or "") else "live"


def ask_for_consent(base_url: str, profile: Profile, *, given: bool) -> None:
    """Raise CannotVerifyError if the calls would reach another machine and nobody agreed to that."""
    if not given and not is_loopback(urlsplit(base_url).hostname or ""):
        what = "profile mock sends hostile input" if profile == "mock" else "the calls would start real syncs"
        raise CannotVerifyError(
            f"{base_url} is not this machine: {what}; "
            "see the calls with --dry-run, agree with --yes-this-triggers-syncs (in Python yes_this_triggers_syncs=True)"
        )


def verify(  # noqa: PLR0913 - two must be, the others have defaults
    base_url: str,
    vpp_token_id: str,
    token: str,
    *,
    profile: Profile | None = None,
    seed: int = 0,
    max_examples: int | None = None,
    timeout: float = TIMEOUT,
    allow: Iterable[str] = (),
    yes_this_triggers_syncs: bool = False,
    on_call: Callable[[int], None] = lambda _: None,
) -> Report:
    """Hold the server at `base_url` to the contract and return what was found.

    `vpp_token_id` is the id of a token that the server has; `token` is a bearer token that it accepts, without the word Bearer.
    `max_examples` is how many cases schemathesis draws for each operation: 25 with the extra `schemathesis`, none without it, unless given.
    `timeout` is in seconds for each call, `allow` holds `CHECK[:OPERATION]=REASON`, and `on_call` is told the number of each call.
    A server on another machine is called only with `yes_this_triggers_syncs`.

    Raises CannotVerifyError if the server cannot be reached, has neither operation or refuses the token, or if consent or the extra is
    missing; AllowanceError, a ValueError, for an allowance that is none.
    """
    profile = profile or default_profile(base_url)
    ask_for_consent(base_url, profile, given=yes_this_triggers_syncs)
    if max_examples and not generated.available():
        raise CannotVerifyError(f"generated cases need the extra schemathesis: {generated.INSTALL}")
    cases = (generated.MAX_EXAMPLES if generated.available() else 0) if max_examples is None else max_examples
    with Verification(base_url, vpp_token_id, token, profile=profile, seed=seed, timeout=timeout, allow=allow, on_call=on_call) as run:
        run.everything(cases if profile == "mock" else 0)
    return run.report


class Verification:
    """One verification: enter it, send what is to be looked at, leave it, and its report is complete."""

    def __init__(  # noqa: PLR0913 - what `verify` takes
        self,
        base_url: str,
        vpp_token_id: str,
        token: str,
        *,
        profile: Profile | None = None,
        seed: int = 0,
        timeout: float = TIMEOUT,
        allow: Iterable[str] = (),
        on_call: Callable[[int], None] = lambda _: None,
    ) -> None:
        base_url = base_url.rstrip("/")
        self.profile = profile or default_profile(base_url)
        self.report = Report(base_url, self.profile, seed)
        self._allowances = dict(map(read_allowance, allow))
        self._facts = Run(contract(), urlsplit(base_url).path, vpp_token_id, token)
        self._calls = {call.operation.name: call for call in documented_calls(contract(), self._facts.base_path, vpp_token_id)}
        self.report.mask = Mask([fill(form, token) for form in FORMS], contract().secret_names)
        self._wire = Wire(base_url, token, timeout)
        self._on_call = on_call
        self._found: dict[tuple[str, str, str], Drift] = {}
        self._crashes: list[str] = []
        self._gone: set[str] = set()
        """The operations that do not answer any more."""
        self._patience = PATIENCE
        self._last = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._wire.close()
        report = self.report
        report.seconds = (dt.datetime.now(dt.UTC) - report.started).total_seconds()
        if kind is not None:
            return
        if self._crashes:
            report.stopped = f"a part was not checked: {_short(report.mask(self._crashes[0]))}"
        used = set()
        for drift in self._found.values():
            what = next((what for what in (f"{drift.check}:{drift.operation}", drift.check) if what in self._allowances), "")
            used.add(what)
            reason = f"allowed: {self._allowances[what]}" if what else self._note(drift)
            shown = replace(drift, expected=_short(report.mask(drift.expected)), got=_short(report.mask(drift.got)), reason=reason)
            (report.notes if reason else report.drifts).append(shown)
        report.unused = [f"{what}={reason}" for what, reason in self._allowances.items() if what not in used]
        if report.stopped and report.conforms:  # what was not checked may differ
            raise CannotVerifyError(report.stopped)

    def _note(self, drift: Drift) -> str:
        """Return why a difference is no drift in the profile live, empty if it is one."""
        if self.profile == "live" and drift.source == "P":
            return "note: only this project says so (P)"
        return "note: the service grows (M)" if self.profile == "live" and drift.check == "undocumented-property" else ""

    def everything(self, cases: int) -> None:
        """Send the probes and, in the profile mock, `cases` generated cases for each operation; raises CannotVerifyError."""
        self.report.cases = cases
        with ExitStack() as stack:
            drawing = stack.enter_context(generated.Generator(self._facts.vpp_token_id, self.report.seed, cases)) if cases else None
            documented: list[int] = []
            for probe in probes(contract(), self._facts.base_path, self._facts.vpp_token_id, self.profile):
                answer = self.probe(probe)
                documented.append(answer.status if answer else 0)
                if len(documented) == len(self._calls):
                    self._can_be_verified(documented)
            if drawing:
                try:
                    self._generated(drawing)
                except generated.GeneratorError as error:
                    self._crashes.append(str(error))

    def _can_be_verified(self, documented: list[int]) -> None:
        """Raise CannotVerifyError if the documented calls say, all of them, that nothing is there or that the token is refused."""
        for statuses, why in (
            ({HTTPStatus.NOT_FOUND}, "neither operation is there (404); is the base URL complete (…/beta), and --vpp-token-id right?"),
            ({HTTPStatus.UNAUTHORIZED}, "the server does not accept the given bearer token (401)"),
            ({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}, "the server says that the bearer token lacks the permission (403)"),
        ):
            if set(documented) <= statuses:
                raise CannotVerifyError(f"{self.report.base_url}: {why}")

    def _generated(self, drawing: generated.Generator) -> None:
        for number, (name, raw_id, own_id) in enumerate(drawing.cases(), start=1):
            own_id = re.sub(r"[^\t -~]", "", own_id or "").strip() or None  # noqa: PLW2901 - what a header can hold
            answer = self.probe(self._calls[name].probe(f"generated case {number}", {"client-request-id": own_id}, raw_id=raw_id))
            if answer is None or answer.value is NOT_JSON or not answer.right_status or answer.violations or answer.two_shapes:
                continue
            if opinion := drawing.opinion(name, answer.exchange):
                finding = Finding("opinion", "a response that schemathesis accepts", opinion, answer.at("content"))
                self._keep(answer, CHECKS["schema"], finding)

    def probe(self, probe: Probe) -> Answer | None:
        """Send one probe and check the answer; None if the operation has stopped answering.

        Raises CannotVerifyError if the server has not answered anything at all.
        """
        if probe.operation.name in self._gone:
            return None
        answer = self._send(probe)
        documented = self._calls[probe.operation.name].probe("the documented call, again")
        failed = int(probe.request == documented.request)
        again = answer
        while _silent(again) and not again.exchange.refused and failed < GIVE_UP_AFTER and not (self._gone and self._nothing_came):
            again = self._send(documented)
            failed += 1
        if _silent(again):
            self._give_up(again, probe.operation)
        return answer

    @property
    def _nothing_came(self) -> bool:
        return all(exchange.problem not in ("", CUT) for exchange in self.report.exchanges)

    def _give_up(self, answer: Answer, operation: Operation) -> None:
        problem = answer.exchange.problem
        self._gone |= set(self._calls) if answer.exchange.refused else {operation.name}
        if self._nothing_came and self._gone == set(self._calls):
            raise CannotVerifyError(f"{self.report.base_url}: {self.report.mask(problem)}")
        before = next((found for found in reversed(self.report.exchanges) if not found.problem), None)
        after = f' after the request "{before.name}": {curl(self.report.base_url, before.request)}' if before else ""
        who = "the server" if self._gone == set(self._calls) else operation.name
        self.report.stopped = f"{who} stopped answering ({self.report.mask(problem)}){after}; the rest was not checked"

    def _send(self, probe: Probe) -> Answer:
        """Send a request, again if told to wait (429), and look at each answer."""
        while True:
            pause = self._last + (PACE if self.profile == "live" else 0.0) - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            self._last = time.monotonic()
            self.report.calls += 1
            self._on_call(self.report.calls)
            exchanges = self.report.exchanges
            exchange = self._wire.send(probe.name, probe.request, exchanges[-1].name if exchanges else "")
            exchanges.append(exchange)
            wait = 1.0 if (asked := retry_after(next(iter(exchange.header("Retry-After")), None))) is None else asked
            heeded = exchange.status == HTTPStatus.TOO_MANY_REQUESTS and wait <= self._patience
            answer = Answer(self._facts, probe.operation, exchange, heeded=heeded)
            self._look(answer)
            if not heeded:
                return answer
            self._patience -= max(wait, 0.5)
            time.sleep(wait)

    def _look(self, answer: Answer) -> None:
        for secret in answer.secrets():
            self.report.mask.add(secret)
        started = time.perf_counter()
        try:
            for check, findings in look_at(answer):
                tally = self.report.checks[answer.operation.name][check.code]
                tally.seconds += time.perf_counter() - started
                tally.passed += not findings
                tally.failed += bool(findings)
                for finding in findings:
                    self._keep(answer, check, finding)
                started = time.perf_counter()
        except Exception as error:  # noqa: BLE001 - whatever a server's answer makes a check stumble over must not pass for a verdict
            self._crashes.append(f"a check failed on {answer.exchange.name}: {type(error).__name__}: {error}")

    def _keep(self, answer: Answer, check: Check, finding: Finding) -> None:
        operation, exchange = answer.operation.name, answer.exchange
        key = (operation, check.code, finding.subject)
        if known := self._found.get(key):
            self._found[key] = replace(known, times=known.times + 1)
            return
        line, text = contract().place(finding.pointer)
        self._found[key] = Drift(
            operation=operation,
            check=check.code,
            sentence=check.sentence,
            expected=finding.expected,
            source=finding.source or check.source,
            got=finding.got or "an empty value",
            probe=exchange.name,
            request=curl(self.report.base_url, exchange.request),
            request_id=self.report.mask("".join(exchange.header("request-id")[:1])),
            line=line,
            quote=text,
        )


def curl(base_url: str, request: Request) -> str:
    """Return a line for a shell that sends the request as it was sent and takes the bearer token from VPPTOKENS_TOKEN."""
    parts = urlsplit(base_url)
    line = [
        "curl",
        "-i",
        *(["--http1.1"] if parts.scheme == "https" else []),
        *(["-I"] if request.method == "HEAD" else ["-X", request.method]),
    ]
    unsent = [name for name in ("Accept", "User-Agent", *(("Content-Type",) if request.body else ())) if request.header(name) is None]
    for name, value in (*request.headers, *((name, None) for name in unsent)):
        if name == "Content-Length" and request.body:
            continue  # curl adds it
        line += ["-H", _quoted(f"{name}:" if value is None else f"{name}: {value}" if value else f"{name};")]
    source = ""
    if request.body and request.body.isascii():
        line += ["--data-binary", shlex.quote(request.body.decode())]
    elif request.body:
        line += ["--data-binary", "@-"]
        source = "printf '" + "".join(f"\\{byte:03o}" for byte in request.body) + "' | "
    return source + " ".join([*line, "--path-as-is", _quoted(f"{parts.scheme}://{parts.netloc}{request.target}")])


def _quoted(text: str) -> str:
    """Quote a text for a shell, which shall put in the bearer token."""
    pieces = re.split("(" + "|".join(map(re.escape, FORMS)) + ")", text)
    if len(pieces) == 1:
        return shlex.quote(text)
    if not re.search(r'["`\\$]', "".join(pieces[::2])):
        return f'"{text}"'
    return "".join(f'"{piece}"' if index % 2 else shlex.quote(piece) if piece else "" for index, piece in enumerate(pieces))


def _silent(answer: Answer) -> bool:
    return bool(answer.exchange.problem) and answer.exchange.problem != CUT


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
