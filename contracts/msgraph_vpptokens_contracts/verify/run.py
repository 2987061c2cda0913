"""Run a verification: the probes, then schemathesis' own engine, both through the same wire and the same checks."""

from __future__ import annotations

import gzip
import json
import logging
import re
import shlex
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from typing import Any, Literal, Self, cast
from urllib.parse import urlsplit

import requests
import schemathesis
from hypothesis import configuration as hypothesis_configuration
from hypothesis.internal.charmap import charmap_file
from schemathesis import config as settings
from schemathesis.checks import CHECKS as REGISTRY
from schemathesis.checks import CheckContext, run_checks
from schemathesis.config._phases import CoveragePhaseConfig, ErrorFeedbackConfig, ExtraDataSourcesConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import HttpMethod, Response
from schemathesis.engine import Status, events
from schemathesis.engine.context import EngineContext
from schemathesis.engine.core import ExecutionPlan
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.engine.run import Phase, PhaseName
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation

from .checks import CHECKS, Answer, Check, Finding, Memory
from .contract import Contract, Operation
from .probes import Probe, probes
from .report import MASK, CannotVerifyError, Drift, Mask, Report
from .wire import CUT, Wire, is_loopback

Profile = Literal["mock", "live"]
AnyCase = Case[APIOperation[Any, Any, Any, Any]]
SchemathesisCheck = Callable[[CheckContext, Response, AnyCase], "bool | None"]

SEED = 0
MAX_EXAMPLES = 25
LIVE_PACE = 0.25
"""Seconds between two calls to the live service: 80 in 20 seconds at most, of the 100 that are allowed (M)."""
TOLD_APART = {"Accept", "Authorization", "client-request-id", "Content-Type"}
"""The headers of a request that say something about it; the rest is the HTTP client's."""

# What schemathesis checks by itself and the wire contract leaves no freedom in. Left out: ignored_auth, which is content with 403
# and with any challenge; use_after_free and ensure_resource_availability, which need operations that make and delete.
BUILT_IN = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "unsupported_method",
)


_ONE_AT_A_TIME = threading.Lock()


class Difference(Failure):
    """A finding, as schemathesis passes it on."""

    def __init__(self, check: Check, finding: Finding, operation: str) -> None:
        super().__init__(operation=operation, title=check.sentence, message=f"Expected {finding.expected}; came {finding.came}")
        self.check = check
        self.finding = finding

    @property
    def _unique_key(self) -> str:
        return f"{self.check.code} {self.finding.subject} {self.finding.came}"


def as_failure(drift: Drift) -> Failure:
    """Return a drift as schemathesis' report writers take it."""
    reported = type("Reported", (Failure,), {"code": drift.check})
    failure: Failure = reported(operation=drift.operation, title=drift.sentence, message=str(drift))
    return failure


def default_profile(base_url: str) -> Profile:
    """Return the profile for a server: everything on this machine, politeness elsewhere."""
    return "mock" if is_loopback(base_url) else "live"


def verify(  # noqa: PLR0913 - two must be, four have defaults
    base_url: str,
    vpp_token_id: str,
    token: str,
    *,
    profile: Profile | None = None,
    seed: int = SEED,
    max_examples: int = MAX_EXAMPLES,
    on_call: Callable[[int], None] = lambda _: None,
) -> Report:
    """Hold the server at `base_url` to the contract and return what was found.

    `vpp_token_id` is the id of a token that the server has; `token` is a bearer token that it accepts, without the word Bearer.
    `max_examples` is how many requests schemathesis may make up for each operation; 0 sends the probes only. `on_call` is told the
    number of each call. Raises CannotVerifyError if the server cannot be reached or refuses the token.
    """
    verification = Verification(base_url, vpp_token_id, token, profile=profile, seed=seed, max_examples=max_examples, on_call=on_call)
    with verification:
        for probe in probes(verification.contract, vpp_token_id, token, verification.report.profile):
            verification.probe(probe)
            if verification.nothing_there:
                break
        if verification.report.profile == "mock" and max_examples and not verification.nothing_there:
            verification.explore()
    return verification.report


def planned(vpp_token_id: str, profile: Profile) -> Iterator[Probe]:
    """Yield the requests that a run makes by itself, without making them."""
    return probes(contract(), vpp_token_id, MASK, profile)


@cache
def contract() -> Contract:
    """Return the contract in this package."""
    return Contract()


class Verification:
    """One verification: enter it, send what is to be looked at, leave it, and its report is complete."""

    def __init__(  # noqa: PLR0913 - what `verify` takes
        self,
        base_url: str,
        vpp_token_id: str,
        token: str,
        *,
        profile: Profile | None = None,
        seed: int = SEED,
        max_examples: int = MAX_EXAMPLES,
        on_call: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.token = token
        self.contract = contract()
        profile = profile or default_profile(base_url)
        self.report = Report(self.base_url, profile, seed, {check.code: check.sentence for check in CHECKS.values()})
        self._memory = Memory(vpp_token_id, token, urlsplit(self.base_url).path)
        self._mask = self.report.mask = Mask([token], self.contract.secret_names)
        self._wire = Wire(self.base_url, pace=LIVE_PACE if profile == "live" else 0.0, on_call=on_call)
        self._found: dict[tuple[str, str, str], Drift] = {}
        self._answer: Answer | None = None
        self._statuses: list[int] = []
        self._crashes: list[str] = []
        self._schema = schemathesis.openapi.from_dict(self.contract.knowing(vpp_token_id), config=self._config(seed, max_examples))
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._started = time.monotonic()
        self._stack.enter_context(_registered([self._as_schemathesis_check(check) for check in CHECKS.values()]))
        self._stack.enter_context(self._wire)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        report = self.report
        if self._wire.gone:
            report.stopped = "the server stopped answering; the rest was not checked"
        elif self.nothing_there:
            report.stopped = "neither operation is there; is the base URL complete (…/beta)? The rest was not checked"
        report.calls = self._wire.calls
        report.seconds = time.monotonic() - self._started
        if self._crashes:
            report.stopped = f"a part was not checked: {_short(self._mask(self._crashes[0]))}"
            if not self._found:
                raise CannotVerifyError(report.stopped)
        for (_operation, code, _subject), drift in self._found.items():
            growth = report.profile == "live" and code == "undocumented-property"
            (report.notes if growth else report.drifts).append(self._masked(drift))

    def _config(self, seed: int, max_examples: int) -> settings.SchemathesisConfig:
        enabled = {name: {"enabled": True} for name in (*BUILT_IN, *map(_name, CHECKS))}
        learning = ExtraDataSourcesConfig(responses=False)  # what is sent must not hang on what came back
        phases = settings.PhasesConfig(
            examples=settings.ExamplesPhaseConfig(extra_data_sources=learning),
            coverage=CoveragePhaseConfig(unexpected_methods={"get", "put", "patch", "delete", "options"}, extra_data_sources=learning),
            fuzzing=settings.FuzzingPhaseConfig(extra_data_sources=learning, error_feedback=ErrorFeedbackConfig(enabled=False)),
        )
        project = settings.ProjectConfig(
            base_url=self.base_url,
            headers={"Authorization": f"Bearer {self.token}", "Accept": "application/json"},
            continue_on_failure=True,
            checks=settings.ChecksConfig.from_dict({"enabled": False, **enabled}),
            phases=phases,
            generation=settings.GenerationConfig(
                max_examples=max_examples, no_shrink=True, unique_inputs=True, database="none", with_security_parameters=False
            ),
        )
        # Nothing is kept between runs, and the working directory's schemathesis.toml is not read.
        return settings.SchemathesisConfig(
            seed=seed, cache=settings.CacheConfig(enabled=False), projects=settings.ProjectsConfig(default=project)
        )

    def probe(self, probe: Probe) -> None:
        """Send one probe and check the answer; raises CannotVerifyError if it is the first and nothing can be verified."""
        if self._wire.gone:
            return
        first = self._wire.calls == 0
        recorder = ScenarioRecorder(label=probe.name)
        case = self._case(probe.operation, probe.method, recorder)
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"} | probe.headers
        self._wire.url = self.base_url + re.sub(r"\{\w+\}", lambda _: probe.raw_id or "", probe.operation.path)
        response = case.call(session=self._wire, headers=_encoded(headers), data=probe.body)
        if first:
            self._can_be_verified(response)
        self._statuses.append(response.status_code)
        self._check(case, response, recorder)

    @property
    def nothing_there(self) -> bool:
        """Whether neither operation was found, as with a wrong base URL: every further call would say the same."""
        first = self._statuses[: len(self.contract.operations)]
        return first == [HTTPStatus.NOT_FOUND] * len(self.contract.operations)

    def _case(self, operation: Operation, method: HttpMethod, recorder: ScenarioRecorder) -> AnyCase:
        parameters = {"vppTokenId": "sent-otherwise"} if "{" in operation.path else {}
        case = self._schema[operation.path][operation.method].Case(method=method, path_parameters=parameters)
        recorder.record_case(parent_id=None, case=case, transition=None, is_transition_applied=False)
        return case

    def _can_be_verified(self, response: Response) -> None:
        """Say that nothing can be verified if the first documented call is not answered or its token is refused."""
        broken = self._wire.broken.get(response.request)
        if broken is not None and str(broken) != CUT:
            raise CannotVerifyError(f"{self.base_url}: {self._mask(str(broken))}")
        if response.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            why = (
                "does not accept the given bearer token"
                if response.status_code == HTTPStatus.UNAUTHORIZED
                else "says that the bearer token lacks the permission"
            )
            raise CannotVerifyError(f"{self.base_url}: the server {why} ({response.status_code})")

    def _check(self, case: AnyCase, response: Response, recorder: ScenarioRecorder) -> None:
        recorder.record_response(case_id=case.id, response=response)
        config = self._schema.config.checks_config_for()
        context = CheckContext(None, None, None, config, None, recorder, response_checks=None)
        try:
            run_checks(
                case=case,
                response=response,
                ctx=context,
                checks=context._checks,  # noqa: SLF001 - where schemathesis keeps them
                on_failure=lambda name, _, found: recorder.record_check_failure(name=name, case_id=case.id, code_sample="", failure=found),
                on_success=lambda name, _: recorder.record_check_success(name=name, case_id=case.id),
            )
        except Exception as error:  # noqa: BLE001 - whatever a server's answer makes a check stumble over must not pass for a verdict
            self._crashes.append(f"a check failed on {recorder.label}: {type(error).__name__}: {error}")
        self._collect(recorder)

    def explore(self) -> None:
        """Let schemathesis make up requests: what its coverage and its fuzzing phase draw from the contract."""
        if self._wire.gone:
            return
        with _quiet(self._crashes):
            context = _Context(self._schema, self._wire)
            self._wire.on_gone = context.control.stop_event.set
            plan = ExecutionPlan([Phase(PhaseName.EXAMPLES), Phase(PhaseName.COVERAGE), Phase(PhaseName.FUZZING)])
            for event in plan.execute(context):
                if isinstance(event, events.ScenarioFinished):
                    self._collect(event.recorder)
                elif isinstance(event, events.Interrupted):
                    raise KeyboardInterrupt
                elif isinstance(event, events.NonFatalError):
                    self._crashes.append(f"schemathesis failed on {event.label}: {event.value}")

    def _collect(self, recorder: ScenarioRecorder) -> None:
        """Take over what the checks said of every exchange that a recorder holds."""
        for case_id, nodes in recorder.checks.items():
            case = recorder.cases[case_id].value
            operation = self.contract.operations[case.operation.path].name
            # schemathesis' own checks speak up where ours are silent; they do not know that a HEAD has no body.
            ours = case.method == "HEAD" or any(isinstance(node.failure_info and node.failure_info.failure, Difference) for node in nodes)
            for node in nodes:
                failure = node.failure_info.failure if node.failure_info else None
                if node.status == Status.SUCCESS:
                    self.report.checks[operation][_code(node.name)].passed += 1
                elif failure is not None and (isinstance(failure, Difference) or not ours):
                    self._note(operation, _code(node.name), failure, recorder.interactions[case_id].response)
        self.report.recorders.append(recorder)
        while self._wire.throttled:
            self._check_throttled(self._wire.throttled.pop())

    def _check_throttled(self, response: requests.Response) -> None:
        """Look at an answer of 429, which was heeded before any check saw it: its status is no fault, its form may be."""
        recorder = ScenarioRecorder(label="throttled")
        path = urlsplit(str(response.request.url)).path
        operation = max(self.contract.operations.values(), key=lambda found: path.endswith(found.path))
        case = self._case(operation, cast("HttpMethod", response.request.method), recorder)
        answer = Response.from_requests(response, verify=True)
        self._answer_of(answer, case, heeded=True)
        self._check(case, answer, recorder)

    def _note(self, operation: str, code: str, failure: Failure, response: Response | None) -> None:
        self.report.checks[operation][code].failed += 1
        if isinstance(failure, Difference):
            finding, sentence, source = failure.finding, failure.check.sentence, failure.check.source
        else:
            lines = " ".join(failure.message.split())
            pointer = next(found.pointer for found in self.contract.operations.values() if found.name == operation)
            finding, sentence, source = Finding(failure.title, "conformance", lines, pointer), f"{failure.title}.", "schemathesis"
        file, line = self.contract.place(finding.pointer)
        drift = Drift(operation, code, sentence, finding.expected, source, _short(self._mask(finding.came)), "", str(file), line)
        key = (operation, code, finding.subject)
        known = self._found.get(key)
        if known:
            self._found[key] = replace(known, times=known.times + 1)
        else:
            self._found[key] = replace(drift, request=self._curl(response.request) if response else "")

    def _masked(self, drift: Drift) -> Drift:
        return replace(drift, expected=_short(self._mask(drift.expected)), came=self._mask(drift.came), request=self._mask(drift.request))

    def _curl(self, request: requests.PreparedRequest) -> str:
        """Return a request as a line for a shell, which takes the bearer token from VPPTOKENS_TOKEN."""
        parts = ["curl", "-i", "-X", str(request.method)]
        if request.method == "HEAD":
            parts = ["curl", "-I"]
        for name, value in request.headers.items():
            text = value.decode("latin-1") if isinstance(value, bytes) else value
            if name in TOLD_APART:
                header = f"{name}: {text}" if text.strip() else f"{name};"
                quoted = shlex.quote(header)
                if self.token and self.token in header:
                    quoted = '"' + header.replace(self.token, "$VPPTOKENS_TOKEN") + '"'
                parts += ["-H", quoted]
        if request.body:
            body = request.body.decode("utf-8", "replace") if isinstance(request.body, bytes) else str(request.body)
            parts += ["--data-binary", shlex.quote(body)]
        return " ".join([*parts, "--path-as-is", shlex.quote(str(request.url))])

    def _answer_of(self, response: Response, case: AnyCase, *, heeded: bool = False) -> Answer:
        """Return the answer that a response is; all checks of one response share it."""
        if self._answer is None or self._answer.response is not response:
            request = response.request
            broken, surplus = self._wire.broken.get(request), self._wire.surplus.get(request, b"")
            operation = self.contract.operations[case.operation.path]
            self._answer = Answer(self.contract, self._memory, operation, response, broken=broken, surplus=surplus, heeded=heeded)
            for secret in self._answer.secrets():
                self._mask.add(secret)
        return self._answer

    def _as_schemathesis_check(self, check: Check) -> SchemathesisCheck:
        def run(_: CheckContext, response: Response, case: AnyCase) -> bool | None:
            answer = self._answer_of(response, case)
            findings = check.look(answer)
            if findings is None:
                return True  # nothing to check here, which is no success
            differences = [Difference(check, finding, answer.operation.name) for finding in findings]
            if differences:
                raise FailureGroup(differences)
            return None

        run.__name__ = _name(check.code)
        run.__doc__ = check.sentence
        return run


class _Context(EngineContext):
    """The engine's context, with our own session in place of one that reads the environment and follows redirects."""

    def __init__(self, schema: Any, wire: Wire) -> None:
        super().__init__(schema=schema, stop_event=threading.Event())
        self._wire = wire

    def get_session(self, *, operation: APIOperation[Any, Any, Any, Any] | None = None) -> requests.Session:
        del operation
        return self._wire


@contextmanager
def _registered(checks: list[SchemathesisCheck]) -> Iterator[None]:
    """Register checks for the length of a run only: the process may have schemathesis tests of its own. One run at a time."""
    with _ONE_AT_A_TIME:
        for check in checks:
            schemathesis.check(check)
        try:
            yield
        finally:
            for check in checks:
                REGISTRY.unregister(check.__name__)


@contextmanager
def _quiet(crashes: list[str]) -> Iterator[None]:
    """Keep libraries from writing where nobody asked them to: Hypothesis into the working directory, a crashed thread to stderr."""
    hook, logger = threading.excepthook, logging.getLogger("urllib3")
    level = logger.level
    with tempfile.TemporaryDirectory(prefix="vpptokens-contracts-") as directory:
        hypothesis_configuration.set_hypothesis_home_dir(directory)
        _write_utf8_table()
        logger.setLevel(logging.CRITICAL)
        threading.excepthook = lambda crash: crashes.append(f"schemathesis failed: {crash.exc_type.__name__}: {crash.exc_value}")
        try:
            yield
        finally:
            threading.excepthook = hook
            logger.setLevel(level)
            hypothesis_configuration.set_hypothesis_home_dir(None)


def _write_utf8_table() -> None:
    """Give Hypothesis its table of what UTF-8 can encode, everything but surrogates: it takes more than a second to find that out.

    A version that keeps its tables under another name will make its own.
    """
    with suppress(OSError):
        path = charmap_file("codec-v2-utf-8")
        path.parent.mkdir(parents=True)
        path.write_bytes(gzip.compress(json.dumps([[[0, 0xD7FF], [0xE000, sys.maxunicode]], []]).encode()))


def _encoded(headers: dict[str, str | None]) -> dict[str, Any]:
    return {name: None if value is None else value.encode("utf-8").decode("latin-1") for name, value in headers.items()}


def _name(code: str) -> str:
    return "vpptokens_" + code.replace("-", "_")


def _code(name: str) -> str:
    return name.removeprefix("vpptokens_").replace("_", "-")


def _short(text: str) -> str:
    return text if len(text) <= 240 else text[:239] + "…"  # noqa: PLR2004 - about two lines of a terminal
