"""The checks: each a function with a code, a sentence and its source, that looks at one answer and yields what is wrong with it.

What status a request deserves is read from the request itself, so that hand-made and generated requests are judged alike.
"""

# ruff: noqa: D401 - the docstring of a check is the sentence that reports print

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from http import HTTPMethod, HTTPStatus
from itertools import chain
from typing import Any, NamedTuple, NoReturn
from urllib.parse import unquote_to_bytes

from msgraph_vpptokens_contracts.http import accepts_json, retry_after
from msgraph_vpptokens_contracts.spec import Operation, Pointer, Violation

from .contract import Contract
from .wire import CUT, Exchange, fill

LONG_ID = 200
"""Characters of an id beyond which a server may find the URL too long."""
LONG = 8000
"""Characters of a request's head, and bytes of its body, beyond which a server may find it too large."""
NOT_JSON = object()
"""The value of a body that is no JSON text, or of none."""


@dataclass(frozen=True)
class Finding:
    """One thing wrong with one answer."""

    subject: str
    """What it is about; findings of one check about one subject are one drift."""
    expected: str
    got: str
    pointer: Pointer
    """The place in the contract that says so."""
    source: str = ""
    """Who says so, if not the source of the check."""


class Deserved(NamedTuple):
    """The code of a check, and the statuses that a request deserves because of what the check is about."""

    check: str
    why: str
    statuses: set[int]


@dataclass
class Run:
    """What the checks know of the run."""

    contract: Contract
    base_path: str
    vpp_token_id: str
    token: str = field(repr=False)
    request_ids: dict[str, Exchange] = field(default_factory=dict)
    """Each `request-id` in lower case, with the exchange that it was given to."""
    client_request_ids: set[str] = field(default_factory=set)
    """Each `client-request-id` that was sent."""


class Answer:
    """One exchange, as the checks look at it."""

    def __init__(self, run: Run, operation: Operation, exchange: Exchange, *, heeded: bool = False) -> None:
        self.run = run
        self.contract = run.contract
        self.operation = operation
        self.exchange = exchange
        self.request = exchange.request
        self.status = exchange.status
        self.heeded = heeded
        """Whether this is a 429 after which the request is sent again: its status is no fault."""
        self.documented = None if exchange.problem else run.contract.response(operation, exchange.status)
        """Where the response is documented, if it is."""

    def header(self, name: str) -> list[str]:
        """Return the values of a response header."""
        return self.exchange.header(name)

    @property
    def has_content(self) -> bool:
        """Whether content belongs to the response."""
        return self.documented is not None and self.request.method != "HEAD" and bool(self.contract.content(self.documented))

    @property
    def media_type(self) -> str:
        """The media type of the response in lower case, without parameters."""
        return "".join(self.header("Content-Type")[:1]).partition(";")[0].strip().lower()

    @cached_property
    def raw_id(self) -> str | None:
        """The id in the request's path, as sent; None where the path is that of neither operation."""
        path = self.request.target.partition("?")[0].removeprefix(self.run.base_path)
        for operation in self.contract.operations:
            found = re.fullmatch(re.sub(r"\\{\w+\\}", "([^/]*)", re.escape(operation.path)), path)
            if found:
                return found[1] if operation.takes_id else ""
        return None

    @cached_property
    def asked_id(self) -> str:
        """The id in the request's path, decoded."""
        return unquote_to_bytes(self.raw_id or "").decode("utf-8", "replace")

    @cached_property
    def authorized(self) -> bool:
        """Whether the request carries the bearer token of the run in a well-formed `Authorization`."""
        scheme, _, token = fill(self.request.header("Authorization") or "", self.run.token).partition(" ")
        return scheme.lower() == "bearer" and token.strip(" ") == self.run.token

    @cached_property
    def deserved(self) -> list[Deserved]:
        """What is special about the request, in the order of the rules in openapi/README.md; of several, a server may look at any first.

        Only whether an id exists is for those to know whose bearer token is accepted.
        """
        request, raw, asked = self.request, self.raw_id, self.asked_id
        if raw is None:
            return [Deserved("unknown-path", "the path is neither of the two", {404})]
        found = []
        if request.method != "POST":
            found.append(Deserved("other-method", f"{request.method} is no method of this path", {405}))
        if not self.authorized:
            found.append(Deserved("authentication", "the request has no accepted bearer token", {401}))
        if not accepts_json(request.header("Accept")):
            found.append(Deserved("not-acceptable", "the request's Accept rules out JSON", {406}))
        if request.body:
            no_length = {411} if request.header("Content-Length") is None else set()  # RFC 9110, 15.5.12
            found.append(Deserved("request-body", "the request has a body", {400} | no_length))
        if self.operation.takes_id and not self.contract.id_pattern.match(asked):
            found.append(Deserved("invalid-id", "the id is not valid", _statuses_of_an_invalid_id(raw, asked)))
        elif self.operation.takes_id and asked != self.run.vpp_token_id and self.authorized:  # a stranger could list the ids
            found.append(Deserved("unknown-id", "there is no such VPP token", {404} | ({400, 414, 431} if len(raw) > LONG_ID else set())))
        return found or [Deserved("success", "the request is as documented", {self.operation.success})]

    @cached_property
    def allowed(self) -> set[int]:
        """The statuses that the request deserves."""
        request, names = self.request, [name.lower() for name, _ in self.request.headers]
        fair = {
            (400, 413, 431): sum(len(name) + len(value) for name, value in request.headers) > LONG,
            (413,): len(request.body) > LONG,
            (400, 501): request.method not in HTTPMethod.__members__ and self.raw_id is not None,
            (400,): names.count("authorization") > 1,
        }
        return set(chain(*(deserved.statuses for deserved in self.deserved), *(also for also, holds in fair.items() if holds)))

    @property
    def right_status(self) -> bool:
        """Whether the status is one that the request deserves, or a 429 that was heeded."""
        return self.heeded or self.status in self.allowed

    @cached_property
    def json(self) -> tuple[Any, str]:
        """The body as a strict JSON text, and what is wrong with it; NOT_JSON and nothing where none is documented."""
        if not self.has_content or self.media_type != "application/json":
            return NOT_JSON, ""
        try:
            value = json.loads(self.exchange.body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeDecodeError:
            problem = "a body that is not UTF-8"
        except UnicodeEncodeError:
            problem = "an escaped surrogate alone, which is no character (8.2)"
        except RecursionError:
            problem = "a text nested too deeply to read"
        except ValueError as error:  # its own words are good: a name twice, a byte order mark, what is expected where
            problem = re.sub(r" \((char|decode)[^)]*\)", "", str(error))
        else:
            return value, ""
        return NOT_JSON, problem

    @property
    def value(self) -> Any:
        """The body as JSON, or NOT_JSON."""
        return self.json[0]

    @property
    def error(self) -> dict[str, Any]:
        """The error in the body; empty if there is none."""
        error = self.value.get("error") if isinstance(self.value, dict) else None
        return error if isinstance(error, dict) else {}

    @property
    def vpp_token(self) -> dict[str, Any]:
        """The VPP token of a 200, in either shape; empty if there is none."""
        bare = self.value if isinstance(self.value, dict) and self.status == self.operation.success else {}
        return bare["value"] if isinstance(bare.get("value"), dict) else bare

    @cached_property
    def two_shapes(self) -> bool:
        """Whether the body is bare and wrapped at once."""
        return self.documented is not None and self.value is not NOT_JSON and self.contract.shapes_at_once(self.documented, self.value)

    @cached_property
    def violations(self) -> list[tuple[Violation, Pointer]]:
        """What the schema finds wrong with the body."""
        if self.value is NOT_JSON or self.documented is None or self.two_shapes:
            return []
        return self.contract.violations(self.documented, self.value)

    def secrets(self) -> Iterator[str]:
        """Yield the strings below the name of a credential, in any case, in the body and in JSON that one of its strings holds."""
        waiting: list[tuple[bool, Any]] = [(False, _pairs(text)) for text in (self.exchange.body, self.exchange.surplus)]
        while waiting:
            secret, value = waiting.pop()
            if isinstance(value, list):
                waiting += [(secret, inner) for inner in value]
            elif isinstance(value, tuple):
                waiting.append((secret or value[0].lower() in self.contract.secret_names, value[1]))
            elif isinstance(value, str):
                waiting.append((secret, _pairs(value)))
                if secret:
                    yield value

    def at(self, *parts: str | int) -> Pointer:
        """Return a place in the documented response, or the operation's responses where it is not documented."""
        return (*(self.documented or (*self.operation.pointer, "responses")), *parts)


@dataclass(frozen=True)
class Check:
    """A check with its code and its sentence."""

    code: str
    sentence: str
    source: str
    """D, M, O or P as in the contract, or the RFC."""
    when: Callable[[Answer], object]
    """Whether the check has anything to look at."""
    look: Callable[[Answer], Iterator[Finding]]


CHECKS: dict[str, Check] = {}
Look = Callable[[Answer], Iterator[Finding]]


def check(code: str, source: str, when: Callable[[Answer], object], sentence: str | None = None) -> Callable[[Look], Look]:
    """Register a check; its sentence is the function's docstring unless given."""

    def register(look: Look) -> Look:
        CHECKS[code] = Check(code, sentence or look.__doc__ or code, source, when, look)
        return look

    return register


def look_at(answer: Answer) -> Iterator[tuple[Check, list[Finding]]]:
    """Yield each check that has something to look at, with its findings.

    After a wrong status nothing else is looked at: the response answers another request, and one fault is one drift.
    """
    wrong = False
    for each in CHECKS.values():
        if not wrong and each.when(answer):
            findings = list(each.look(answer))
            yield each, findings
            wrong = bool(findings) and (bool(answer.exchange.problem) or not answer.right_status)


@check("no-answer", "RFC 9110", lambda answer: answer.exchange.problem != CUT)
def no_answer(answer: Answer) -> Iterator[Finding]:
    """Every call gets a whole HTTP response in time."""
    if answer.exchange.problem:
        after = f' after the request "{answer.exchange.previous}"' if answer.exchange.previous else ""
        subject, got = answer.exchange.problem.partition(":")[0], answer.exchange.problem + after
        yield Finding(subject, "a response", got, answer.operation.pointer)


@check("server-error", "P", lambda answer: not answer.exchange.problem)
def server_error(answer: Answer) -> Iterator[Finding]:
    """No request makes the server fail."""
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not answer.right_status:
        first = answer.deserved[0]
        expected = f"{_any_of(answer.allowed)}, because {first.why}"
        yield Finding(first.check, expected, _status(answer), answer.at(), "D" if first.check == "success" else "P")


def _is_about(code: str, answer: Answer) -> bool:
    return not answer.exchange.problem and answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and answer.deserved[0].check == code


def wrong_status(answer: Answer) -> Iterator[Finding]:
    """Compare the status with those that the request deserves."""
    if answer.right_status:
        return
    first, status = answer.deserved[0], answer.status
    hint, source, got = "", "", _status(answer)
    if first.check == "success" and status == HTTPStatus.NOT_FOUND and answer.operation.takes_id:
        hint = "; is --vpp-token-id the id of a token there?"
    if first.check == "success" and 300 <= status < HTTPStatus.BAD_REQUEST:  # noqa: PLR2004 - the redirects
        hint = "; no redirect is followed, so that the bearer token stays with this server"
    if first.check == "authentication" and status < HTTPStatus.MULTIPLE_CHOICES:
        source = "D, RFC 6750"  # to let a wrong token in breaks more than our table of statuses
    if first.check == "success" and status == HTTPStatus.NO_CONTENT:
        source = "P"  # the metadata allow a null result (M)
    if first.check == "unknown-id" and (other := answer.vpp_token.get("id", answer.asked_id)) != answer.asked_id:
        source, got = "D", f"{status} and the id {json.dumps(other)}"  # as echoed-id
    documented = answer.contract.response(answer.operation, min(first.statuses)) or answer.operation.pointer
    yield Finding(str(status), f"{_any_of(answer.allowed)}, because {first.why}{hint}", got, documented, source)


for _code, _source, _sentence in (
    ("success", "D", "A call as documented succeeds: 200 for a known id, 204 for the counts."),
    ("authentication", "P", "Without the bearer token in a well-formed `Authorization` header the answer is 401."),
    ("unknown-id", "P", "An id that the tenant does not have is 404, never another token's data."),
    ("invalid-id", "P", "An id that is not valid is refused: 400, or 404 where it could name another path."),
    ("request-body", "P", "A request body is refused with 400."),
    ("other-method", "P", "Any other method is 405."),
    ("unknown-path", "P", "A path that is neither of the two is 404."),
    ("not-acceptable", "P", "A request that rules out JSON is 406."),
):
    check(_code, _source, partial(_is_about, _code), _sentence)(wrong_status)


@check("content-length", "RFC 9112", lambda answer: answer.status or answer.exchange.problem)
def content_length(answer: Answer) -> Iterator[Finding]:
    """A response is as long as its head says, and says it once."""
    exchange, announced = answer.exchange, answer.header("Content-Length")
    if exchange.problem == CUT:
        yield Finding("cut", "as many bytes as announced", CUT, answer.operation.pointer)
    elif exchange.surplus and answer.request.method == "HEAD":
        yield Finding("surplus", "no body in an answer to HEAD", shown(exchange.surplus), answer.at())
    elif exchange.surplus and answer.status != HTTPStatus.NO_CONTENT:
        end = f"{announced[0]} bytes, as Content-Length says" if announced else "an end at the last chunk"
        yield Finding("surplus", end, f"more: {shown(exchange.surplus)}", answer.at())
    elif announced and answer.header("Transfer-Encoding"):
        yield Finding("both", "Content-Length or Transfer-Encoding", "both", answer.at())


@check("no-content", "D, RFC 9110", lambda answer: answer.documented and not answer.contract.content(answer.documented))
def no_content(answer: Answer) -> Iterator[Finding]:
    """A response without documented content has no body and no content type."""
    names = ("Content-Length", "Transfer-Encoding")
    announced = [f"{name}: {value}" for name in names for value in answer.header(name) if (name, value) != ("Content-Length", "0")]
    if announced or answer.exchange.body or answer.exchange.surplus:
        got = " and ".join(announced) or shown(answer.exchange.body or answer.exchange.surplus)
        yield Finding("body", "no body", got, answer.at())
    if answer.header("Content-Type"):
        yield Finding("content type", "no Content-Type", answer.header("Content-Type")[0], answer.at())


@check("content-type", "D, M", lambda answer: answer.has_content)
def content_type(answer: Answer) -> Iterator[Finding]:
    """The content type is the documented one, once, in UTF-8 and without a content coding; parameters are allowed."""
    assert answer.documented is not None  # noqa: S101 - has_content
    documented, values = answer.contract.content(answer.documented), answer.header("Content-Type")
    from_a_gateway = not values and not answer.exchange.body and not answer.contract.error_codes(answer.operation, answer.status)
    charset = re.search(r';\s*charset\s*=\s*"?([^";\s]*)', values[0], re.IGNORECASE) if values else None
    coding = [value for value in answer.header("Content-Encoding") if value.lower() != "identity"]
    if from_a_gateway and answer.status >= HTTPStatus.BAD_REQUEST:
        return
    if len(values) != 1 or answer.media_type not in documented:
        yield Finding("type", " or ".join(documented), " and ".join(values) if values else "no Content-Type", answer.at("content"))
    elif charset and charset[1].lower() not in ("utf-8", "utf8"):
        yield Finding("charset", "UTF-8", values[0], answer.at("content"))
    if coding:
        yield Finding(
            "coding", "no Content-Encoding, because the request accepts identity only", coding[0], answer.at("content"), "RFC 9110"
        )


@check("strict-json", "RFC 8259", lambda answer: answer.json[1] or answer.value is not NOT_JSON)
def strict_json(answer: Answer) -> Iterator[Finding]:
    """The body is one strict JSON text in UTF-8: no NaN, no repeated name, nothing behind it."""
    if answer.json[1] and not answer.header("Content-Encoding") and not answer.exchange.surplus:  # one fault is one drift
        got = f"{answer.json[1]}: {shown(answer.exchange.body)}" if answer.exchange.body else "no body"
        yield Finding(answer.json[1][:12], "a JSON text", got, answer.at("content"))


KINDS = {"required": "missing-property", "enum": "enum-member", "const": "enum-member", "pattern": "date", "format": "date"}
"""The check that reports a keyword of a schema; `pattern` and `format` for dates only, all others `schema`."""
WORDS = {"enum": "one of", "const": "", "type": "of type", "pattern": "of pattern", "maximum": "at most", "minimum": "at least"}


def _kind(violation: Violation) -> str:
    kind = KINDS.get(str(violation.rule[-1]), "schema")
    return kind if kind != "date" or "DateTime" in violation.rule else "schema"


def _violations(code: str) -> Look:
    def look(answer: Answer) -> Iterator[Finding]:
        for violation, rule in answer.violations:
            if _kind(violation) == code:
                yield _of_the_schema(answer, violation, rule)
        if code == "schema" and answer.two_shapes:
            yield Finding("shapes", 'the token bare or wrapped in "value"', "both shapes at once", answer.at("content"))

    return look


def _of_the_schema(answer: Answer, violation: Violation, rule: Pointer) -> Finding:
    keyword, place = str(rule[-1]), folded(violation.at) or "the body"
    if violation.missing:
        place = folded((*violation.at, violation.missing))
        item = answer.contract.document.get(rule).index(violation.missing)
        return Finding(place, f"the property {place}", "a body without it", (*rule, item))
    value = answer.value
    for part in violation.at:
        value = value[part]
    secret = answer.contract.secret_names & set(map(str, violation.at))
    got = "another value, which is not shown" if secret else json.dumps(value, ensure_ascii=False)
    if _kind(violation) == "date":
        form = "as 2017-01-01T00:00:00.1234567Z, with Z or an offset and at most 12 fractional digits, and a day of the calendar"
        return Finding(place, f"{place} to be a date-time {form}", got, rule)
    try:
        wanted = answer.contract.document.get(rule)
    except (KeyError, IndexError, TypeError):
        return Finding(f"{place} {keyword}", f"{place} to fit {keyword}", got, rule)
    wanted = ", ".join(map(str, wanted)) if isinstance(wanted, list) else str(wanted)
    return Finding(f"{place} {keyword}", f"{place} to be {WORDS.get(keyword, keyword)} {wanted}".replace("  ", " "), got, rule)


for _code, _source, _sentence in (
    ("missing-property", "D, M", "Every required property is there, at any depth."),
    ("enum-member", "M", "Enumerations have known members only."),
    ("date", "M", "Dates look as documented and are in the calendar."),
    ("schema", "D, M", "The body fits its schema."),
):
    check(_code, _source, lambda answer: answer.value is not NOT_JSON, _sentence)(_violations(_code))


@check("undocumented-property", "M", lambda answer: answer.value is not NOT_JSON and not answer.two_shapes)
def undocumented_property(answer: Answer) -> Iterator[Finding]:
    """Nothing undocumented is in the body, at any depth; @ annotations may be."""
    for at, rule in answer.contract.undocumented(answer.at("content", "application/json", "schema"), answer.value):
        yield Finding(folded(at), "documented properties only", folded(at), rule)


@check("echoed-id", "D", lambda answer: answer.operation.takes_id and isinstance(answer.vpp_token.get("id"), str))
def echoed_id(answer: Answer) -> Iterator[Finding]:
    """The id in the answer is the id asked for."""
    if answer.vpp_token["id"] != answer.asked_id:
        schema: Pointer = ("components", "schemas", "VppToken", "properties", "id")
        yield Finding("id", f'the id "{answer.asked_id}"', json.dumps(answer.vpp_token["id"]), schema)


@check("error-code", "P", lambda answer: "code" in answer.error)
def error_code(answer: Answer) -> Iterator[Finding]:
    """An error's code is the one for its status."""
    codes = answer.contract.error_codes(answer.operation, answer.status)
    if codes and isinstance(answer.error["code"], str) and answer.error["code"] not in codes:
        expected = f"the code {' or '.join(sorted(codes))} with {answer.status}"
        yield Finding(str(answer.status), expected, json.dumps(answer.error["code"]), answer.at("content"))


_TRACE = re.compile(
    r"Traceback \(most recent call last\)"  # Python
    r"|\bFile \"[^\"\n]+\", line \d+"
    r"|(?m:^\s*at [\w.$<>\[\]`]+ ?\([^)\n]*\))"  # Java, .NET, JavaScript
    r"|\bin \S+:line \d+"  # .NET
    r"|\b(?:[a-z]\w*\.)+[A-Z]\w*(?:Exception|Error)\b"  # java.lang.NullPointerException
    r"|\bSystem\.(?:\w+\.)*\w*Exception\b"
    r"|\bgoroutine \d+ \["  # Go
    r"|\bstack backtrace:|thread '[^']*' panicked at"  # Rust
    r"|\.(?:py|rb|php|js|ts|java|kt|cs|go|rs)(?::|\(|:line | on line )\d+"  # a place in a source file
)


@check("stack-trace", "P", lambda answer: answer.status >= HTTPStatus.BAD_REQUEST and answer.exchange.body)
def stack_trace(answer: Answer) -> Iterator[Finding]:
    """An error says nothing of the server's insides."""
    text = answer.exchange.body.decode("utf-8", "replace").replace("\\r", "").replace("\\n", "\n").replace('\\"', '"')
    found = _TRACE.search(text)
    if found:
        yield Finding("trace", "a message without a stack trace", " ".join(found[0].split()), answer.at("content"))


def _header(name: str) -> Look:
    """Make the check of one header: there if required, once, and of the documented form."""

    def look(answer: Answer) -> Iterator[Finding]:
        pointer = _documented(name, answer)
        header, values = answer.contract.document.get(pointer), answer.header(name)
        joined = ", ".join(values)  # several lines are one list (RFC 9110, 5.3), and a challenge may stand anywhere in it
        tails = [joined[found.end() :] for found in re.finditer(r",\s*", joined)] if name == "WWW-Authenticate" else []
        tails = [re.sub("^bearer", "Bearer", text, flags=re.IGNORECASE) for text in (joined, *tails)]  # schemes have no case
        schema = answer.contract.schema((*pointer, "schema"))
        if not values and header.get("required"):
            yield Finding("missing", f"a header {name}", "none", pointer)
        elif len(values) > 1 and name not in ("WWW-Authenticate", "Allow"):
            yield Finding("repeated", f"one header {name}", " and ".join(values), pointer)
        elif values and all(any(schema.violations(text)) for text in (*values, *tails)):
            rule = " ".join(f"{key} {header['schema'][key]}" for key in ("format", "pattern") if key in header["schema"])
            yield Finding("form", f"{name} of {rule}", values[0], pointer)
        elif values and name == "Retry-After" and retry_after(values[0]) is None:
            yield Finding("calendar", f"{name} to be a day of the calendar", values[0], pointer)

    return look


def _documented(name: str, answer: Answer) -> Any:
    return answer.contract.header(answer.documented, name) if answer.documented else None


for _code, _name, _source, _sentence in (
    ("request-id", "request-id", "M", "Every response carries a request-id, a GUID."),
    ("client-request-id", "client-request-id", "M", "Every response carries a client-request-id."),
    ("challenge", "WWW-Authenticate", "RFC 9110, RFC 6750", "A 401 carries a Bearer challenge."),
    ("allow", "Allow", "RFC 9110", "A 405 says that POST is allowed."),
    ("retry-after", "Retry-After", "RFC 9110, M", "Retry-After is seconds, fractions of them or an HTTP date."),
):
    check(_code, _source, partial(_documented, _name), _sentence)(_header(_name))


@check("own-request-id", "M", lambda answer: answer.header("request-id"))
def own_request_id(answer: Answer) -> Iterator[Finding]:
    """No two responses have the same request-id."""
    value = answer.header("request-id")[0].lower()
    if answer.run.request_ids.setdefault(value, answer.exchange) is not answer.exchange:
        yield Finding("repeated", "a request-id of its own", f"{value} again", ("components", "headers", "RequestId"))


ECHO: Pointer = ("components", "headers", "ClientRequestId")


@check("echoed-client-request-id", "M", lambda answer: answer.header("client-request-id"))
def echoed_client_request_id(answer: Answer) -> Iterator[Finding]:
    """The client-request-id sent comes back as it is, and to no other request."""
    sent, got = (answer.request.header("client-request-id") or "").strip(" \t"), answer.header("client-request-id")[0]
    if not sent and got in answer.run.client_request_ids:
        yield Finding("another's", "an id of the server's own, because the request has none", f"that of an earlier request, {got}", ECHO)
    answer.run.client_request_ids |= {sent} - {""}
    if sent and got != sent and not any(answer.contract.schema((*ECHO, "schema")).violations(sent)):
        is_guid = not any(answer.contract.schema(("components", "headers", "RequestId", "schema")).violations(sent))
        yield Finding("echo", json.dumps(sent), json.dumps(got), ECHO, "M" if is_guid else "P")


@check("error-ids", "M", lambda answer: answer.error)
def error_ids(answer: Answer) -> Iterator[Finding]:
    """The ids inside an error are those of its headers."""
    for spelling in ("innerError", "innererror"):
        inner = answer.error.get(spelling)
        inner = inner if isinstance(inner, dict) else {}
        for name in ("request-id", "client-request-id"):
            if isinstance(inner.get(name), str) and answer.header(name) and inner[name] != answer.header(name)[0]:
                pointer: Pointer = ("components", "schemas", "InnerError", "properties", name)
                yield Finding(name, f"{name} {answer.header(name)[0]}", json.dumps(inner[name]), pointer)


def folded(pointer: Pointer) -> str:
    """Return a place without positions: `tokenActionResults[].actionState`."""
    return "".join("[]" if isinstance(part, int) else f".{part}" for part in pointer).removeprefix(".")


def text_of(body: bytes) -> str:
    """Return a body that is JSON or blank as text, of any other the length only: no mask finds a credential in what cannot be read."""
    if body.strip() and _pairs(body) is NOT_JSON:
        return f"{len(body)} bytes that are no JSON"
    return body.decode("utf-8")


def shown(body: bytes) -> str:
    """Return a body as text in one line."""
    return " ".join(text_of(body).split()) or json.dumps(body.decode())


def _statuses_of_an_invalid_id(raw: str, asked: str) -> set[int]:
    statuses = {400}
    if re.search(r"[/\\]", asked) or not asked.strip("."):  # a gateway may have read another path in it
        statuses.add(404)
    if len(raw) > LONG_ID:
        statuses |= {404, 414, 431}
    # An HTTP server may refuse these before the service does.
    if re.search("%(?![0-9A-Fa-f]{2})", raw) or re.search("[\\0-\\x1f\\x7f\\ufffd]", asked):
        statuses.add(404)
    return statuses


def _status(answer: Answer) -> str:
    location = " ".join(answer.header("Location"))
    if answer.error:
        return f"{answer.status} {answer.error.get('code')}: {answer.error.get('message')}"
    body = "" if answer.status < HTTPStatus.MULTIPLE_CHOICES or not answer.exchange.body else shown(answer.exchange.body)
    return f"{answer.status}{f' to {location}' if location else ''} {body}".strip()


def _any_of(statuses: set[int]) -> str:
    return " or ".join(map(str, sorted(statuses)))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name}, which is no JSON")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f'the name "{name}" twice')
    return dict(pairs)


def _pairs(text: str | bytes) -> Any:
    """Return JSON with its objects as lists of pairs, which lose no repeated name; NOT_JSON for anything else."""
    try:
        return json.loads(text if isinstance(text, str) else text.decode("utf-8"), object_pairs_hook=list)
    except (ValueError, RecursionError):
        return NOT_JSON
