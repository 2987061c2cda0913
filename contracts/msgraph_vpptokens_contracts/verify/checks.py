"""The checks: one small function each, with a code, a sentence and who says so.

A check looks at one answer and yields what is wrong with it; it returns None where it has nothing to say. `run` makes
schemathesis checks of them, so that whatever schemathesis sends and whatever this package sends is looked at in the same way.
What a request deserves is read off the request itself (`Answer.deserves`), never off what a test meant to send.
"""

# ruff: noqa: D401 - the docstring of a check is the sentence that reports print

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import unquote_to_bytes, urlsplit

from msgraph_vpptokens_contracts.spec import Pointer, Schema, Violation, show

from .contract import Contract, Operation
from .wire import CUT, NoAnswer

if TYPE_CHECKING:
    from schemathesis.core.transport import Response

LONG = 200
"""Characters of an id from which on a server may find the URL too long."""


@dataclass(frozen=True)
class Finding:
    """One thing wrong with one answer."""

    subject: str
    """What it is about; findings of one check about one subject are one drift."""
    expected: str
    came: str
    pointer: Pointer
    """The place in the contract that says so."""


@dataclass
class Deserved:
    """What a request deserves."""

    check: str
    """The code of the check that this is about."""
    why: str
    statuses: set[int]


@dataclass
class Memory:
    """What a run remembers from one answer to the next."""

    vpp_token_id: str
    token: str
    base_path: str
    request_ids: dict[str, Any] = field(default_factory=dict)
    """Each `request-id`, with the request that it was given to."""


class Answer:
    """One response and the request behind it, as the checks look at it."""

    def __init__(  # noqa: PLR0913 - an answer is made of these
        self,
        contract: Contract,
        memory: Memory,
        operation: Operation,
        response: Response,
        *,
        broken: NoAnswer | None,
        surplus: bytes,
        heeded: bool = False,
    ) -> None:
        self.contract = contract
        self.memory = memory
        self.operation = operation
        self.response = response
        self.request = response.request
        self.broken = broken
        """Why there is no response, if there is none."""
        self.surplus = surplus
        """What came after the end of the body."""
        self.heeded = heeded
        """Whether this is a 429 after which the request was sent again: its status is no fault then."""
        self.status = response.status_code
        self.documented = contract.response(operation, self.status) if broken is None else None
        """Where the response is documented, if it is."""

    def header(self, name: str) -> list[str]:
        """Return the values of a response header."""
        return self.response.headers.get(name.lower(), [])

    @property
    def has_body(self) -> bool:
        """Whether a body belongs to the response."""
        return self.documented is not None and self.request.method != "HEAD" and bool(self.contract.content(self.documented))

    @cached_property
    def raw_id(self) -> str | None:
        """The id in the request's path, as sent; None where the operation has none or the path is another."""
        head, tail = (re.escape(part) for part in re.split(r"\{\w+\}", self.operation.path)) if "{" in self.operation.path else ("", "")
        path = urlsplit(str(self.request.url)).path
        found = re.fullmatch(f"{re.escape(self.memory.base_path)}{head}(.*){tail}", path, re.DOTALL) if head else None
        return found[1] if found else None

    @cached_property
    def asked_id(self) -> str | None:
        """The id in the request's path, decoded."""
        return None if self.raw_id is None else unquote_to_bytes(self.raw_id).decode("utf-8", "replace")

    @cached_property
    def authorized(self) -> bool:
        """Whether the request carried the bearer token that the run was given."""
        scheme, _, token = str(self.request.headers.get("Authorization", "")).partition(" ")
        return scheme.lower() == "bearer" and token.strip() == self.memory.token

    @cached_property
    def deserved(self) -> list[Deserved]:
        """What is special about the request, in the order in which the wire contract checks, and what each deserves."""
        found = []
        if self.request.method != self.operation.method:
            found.append(Deserved("other-method", f"{self.request.method} is no method of this path", {405}))
        if not self.authorized:
            found.append(Deserved("authentication", "the request has no accepted bearer token", {401}))
        if not _accepts_json(self.request.headers.get("Accept")):
            found.append(Deserved("not-acceptable", "the request rules out JSON", {406}))
        if self.request.body:
            found.append(Deserved("request-body", "the request has a body", {400}))
        if "{" in self.operation.path:
            found += self._of_the_id()
        return found or [Deserved("success", "the request is as documented", {self.operation.success})]

    def _of_the_id(self) -> Iterator[Deserved]:
        asked, raw = self.asked_id, self.raw_id
        if asked is None or raw is None:  # folded by an HTTP client on the way, or empty
            yield Deserved("invalid-id", "the path is none of the two", {400, 404})
        elif not self.contract.id_pattern.match(asked):
            yield Deserved("invalid-id", "the id is not valid", _statuses_of_an_invalid_id(raw, asked))
        elif asked != self.memory.vpp_token_id:
            yield Deserved("unknown-id", "there is no such VPP token", {404} | ({400, 414, 431} if len(raw) > LONG else set()))

    @property
    def allowed(self) -> set[int]:
        """The statuses that the request deserves; where several things are wrong with it, a server may look at any of them first."""
        return set[int]().union(*(deserved.statuses for deserved in self.deserved))

    @cached_property
    def json(self) -> Any:
        """The body as JSON; raises ValueError saying what is wrong with it."""
        body = self.response.content or b""
        if body.startswith(b"\xef\xbb\xbf"):
            raise ValueError("a byte order mark in front")
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_duplicates)

    @cached_property
    def value(self) -> Any:
        """The body as JSON if it is a JSON body at all, however loosely; None otherwise."""
        if not self.has_body or _media_type(self.header("Content-Type")) != "application/json":
            return None
        try:
            return json.loads(self.response.content or b"")
        except (ValueError, RecursionError):
            return None

    @cached_property
    def violations(self) -> list[tuple[str, Finding]]:
        """What the schema finds wrong with the body, each with the code of the check that reports it."""
        if self.value is None or self.documented is None:
            return []
        return [
            (_kind(violation), Finding(_generic(violation), self._what(violation, rule), self._came(violation), rule))
            for violation, rule in self.contract.violations(self.documented, self.value)
        ]

    def _what(self, violation: Violation, rule: Pointer) -> str:
        kind = _kind(violation)
        place = show(violation.at) or "the body"
        if kind == "missing-property":
            return f"the property {show((*violation.at, _quoted(violation.message)))}"
        try:
            wanted = self.contract.document.get(rule)
        except (KeyError, IndexError, TypeError):
            wanted = None
        if kind == "enum-member":
            return f"{place} to be " + ("one of " + ", ".join(map(str, wanted)) if isinstance(wanted, list) else repr(wanted))
        if kind == "date":
            form = "as 2017-01-01T00:00:00.1234567Z, Z or an offset behind, 12 fractional digits at most"
            return f"{place} to be a date-time {form if rule[-1] == 'pattern' else 'that the calendar has'}"
        return f"{place} to fit {rule[-1]} {json.dumps(wanted) if wanted is not None else ''}".rstrip()

    def _came(self, violation: Violation) -> str:
        if _kind(violation) == "missing-property":
            return "a body without it"
        value = self.value
        for part in violation.at:
            value = value[part]
        if self.contract.secret_names & set(map(str, violation.at)):
            return f"a JSON {type(value).__name__}"
        return json.dumps(value, ensure_ascii=False)

    @property
    def vpp_token(self) -> dict[str, Any] | None:
        """The VPP token of a 200, in either shape."""
        if self.status != self.operation.success or not isinstance(self.value, dict):
            return None
        wrapped = self.value.get("value")
        return wrapped if isinstance(wrapped, dict) else self.value

    def secrets(self) -> Iterator[str]:
        """Yield the credentials that the body holds."""
        for name, value in _members(self.value):
            if name in self.contract.secret_names and isinstance(value, str):
                yield value

    def at(self, *parts: str | int) -> Pointer:
        """Return a place in the documented response, or the operation's responses where it is not documented."""
        return (*(self.documented or (*self.operation.pointer, "responses")), *parts)


Look = Callable[[Answer], "Iterator[Finding] | None"]


@dataclass(frozen=True)
class Check:
    """A check with its code and its sentence."""

    code: str
    sentence: str
    source: str
    look: Look


CHECKS: dict[str, Check] = {}


def check(code: str, source: str, sentence: str | None = None) -> Callable[[Look], Look]:
    """Register a check: its code, the letter of who says so, and what it asks in one sentence, its docstring unless given."""

    def register(look: Look) -> Look:
        CHECKS[code] = Check(code, sentence or look.__doc__ or code, source, look)
        return look

    return register


@check("no-answer", "RFC 9110")
def no_answer(answer: Answer) -> Iterator[Finding]:
    """Every call gets a whole HTTP response in time."""
    if answer.broken is not None and str(answer.broken) != CUT:
        yield Finding(str(answer.broken), "a response", str(answer.broken), answer.operation.pointer)


@check("server-error", "P")
def server_error(answer: Answer) -> Iterator[Finding]:
    """No request makes the server fail."""
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        expected = f"{_any_of(answer.allowed)}, because {answer.deserved[0].why}"
        yield Finding(answer.deserved[0].check, expected, _status(answer), (*answer.operation.pointer, "responses"))


def _status_check(code: str) -> Look:
    def look(answer: Answer) -> Iterator[Finding] | None:
        first = answer.deserved[0]
        if first.check != code or answer.broken is not None or answer.heeded:
            return None
        return _wrong_status(answer, first)

    return look


def _wrong_status(answer: Answer, first: Deserved) -> Iterator[Finding]:
    if answer.status not in answer.allowed and answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        hint = ""
        if first.check == "success" and answer.status == HTTPStatus.NOT_FOUND:
            hint = "; is --vpp-token-id the id of a token there, and --base-url complete (…/beta)?" if "{" in answer.operation.path else ""
        documented = answer.contract.response(answer.operation, min(first.statuses)) or answer.operation.pointer
        yield Finding(str(answer.status), f"{_any_of(answer.allowed)}, because {first.why}{hint}", _status(answer), documented)


for _code, _sentence, _source in (
    ("success", "A call as documented succeeds: 200 for a known id, 204 for the counts.", "D"),
    ("authentication", "No bearer token, an empty or a wrong one, or another scheme is 401.", "P"),
    ("unknown-id", "An id that the tenant does not have is 404, never another token's data.", "P"),
    ("invalid-id", "An id that is not valid is refused: 400, or 404 where it could name another path.", "P"),
    ("request-body", "A request body is refused with 400.", "D, P"),
    ("other-method", "Any other method is 405.", "P"),
    ("not-acceptable", "A request that rules out JSON is 406.", "P"),
):
    check(_code, _source, _sentence)(_status_check(_code))


@check("no-content", "D")
def no_content(answer: Answer) -> Iterator[Finding] | None:
    """A response without documented content has no body and no content type."""
    if answer.documented is None or answer.contract.content(answer.documented):
        return None
    return _content_that_should_not_be(answer)


def _content_that_should_not_be(answer: Answer) -> Iterator[Finding]:
    if (
        answer.response.content
        or answer.surplus
        or answer.header("Content-Length") not in ([], ["0"])
        or answer.header("Transfer-Encoding")
    ):
        yield Finding("body", "no body", _shown(answer.response.content or answer.surplus) or "headers that announce one", answer.at())
    if answer.header("Content-Type"):
        yield Finding("content type", "no Content-Type", answer.header("Content-Type")[0], answer.at())


@check("content-type", "D")
def content_type(answer: Answer) -> Iterator[Finding] | None:
    """The content type is the documented one, once, in UTF-8; parameters are allowed."""
    return _wrong_content_type(answer) if answer.has_body else None


def _wrong_content_type(answer: Answer) -> Iterator[Finding]:
    assert answer.documented is not None  # noqa: S101 - has_body
    documented = answer.contract.content(answer.documented)
    values = answer.header("Content-Type")
    charset = re.search(r';\s*charset\s*=\s*"?([^";\s]*)', values[0], re.IGNORECASE) if values else None
    if not values and not answer.response.content and _from_a_gateway(answer):
        return
    if len(values) != 1 or _media_type(values) not in documented:
        yield Finding("type", " or ".join(documented), " and ".join(values) or "no Content-Type", answer.at("content"))
    elif charset and charset[1].lower() not in ("utf-8", "utf8"):
        yield Finding("charset", "UTF-8", values[0], answer.at("content"))


@check("strict-json", "RFC 8259")
def strict_json(answer: Answer) -> Iterator[Finding] | None:
    """The body is one strict JSON text in UTF-8: no NaN, no repeated name, nothing behind it."""
    return _loose_json(answer) if answer.has_body and _media_type(answer.header("Content-Type")) == "application/json" else None


def _loose_json(answer: Answer) -> Iterator[Finding]:
    try:
        _ = answer.json
    except RecursionError:
        yield Finding("depth", "a JSON text", "one nested beyond measure", answer.at("content"))
    except ValueError as error:
        yield Finding(
            type(error).__name__ + str(error)[:12],
            "a JSON text",
            f"{_because(error)}: {_shown(answer.response.content)}",
            answer.at("content"),
        )


@check("content-length", "RFC 9112")
def content_length(answer: Answer) -> Iterator[Finding] | None:
    """The body is as long as Content-Length says."""
    may_be_longer = answer.request.method == "HEAD" or (answer.has_body and answer.header("Content-Length"))
    if answer.broken is None and not may_be_longer:
        return None
    return _wrong_length(answer)


def _wrong_length(answer: Answer) -> Iterator[Finding]:
    announced = answer.header("Content-Length")
    if str(answer.broken) == CUT:
        yield Finding("cut", "as many bytes as announced", CUT, answer.operation.pointer)
    elif answer.surplus:
        expected = "nothing behind a HEAD" if answer.request.method == "HEAD" else f"{announced[0]} bytes"
        yield Finding("length", expected, f"{_shown(answer.surplus)} behind it", answer.at())
    elif len(set(announced)) > 1:
        yield Finding("repeated", "one length", " and ".join(announced), answer.at())


def _schema_check(code: str) -> Look:
    def look(answer: Answer) -> Iterator[Finding] | None:
        if answer.value is None:
            return None
        return (finding for kind, finding in answer.violations if kind == code)

    return look


for _code, _sentence, _source in (
    ("missing-property", "Every required property is there, at any depth.", "D"),
    ("enum-member", "Enumerations have known members only.", "M"),
    ("date", "Dates look as documented and are in the calendar.", "M"),
    ("schema", "The body fits its schema.", "D, M"),
):
    check(_code, _source, _sentence)(_schema_check(_code))


@check("undocumented-property", "M")
def undocumented_property(answer: Answer) -> Iterator[Finding] | None:
    """Nothing undocumented is in the body, at any depth; @ annotations may be."""
    if answer.value is None or answer.documented is None:
        return None
    return _undocumented(answer, answer.documented)


def _undocumented(answer: Answer, documented: Pointer) -> Iterator[Finding]:
    for violation, rule in answer.contract.violations(documented, answer.value, closed=True):
        yield Finding(_generic(violation), "documented properties only", f"{show(violation.at)}", rule)


@check("echoed-id", "D")
def echoed_id(answer: Answer) -> Iterator[Finding] | None:
    """The id in the answer is the id asked for."""
    if answer.vpp_token is None or answer.asked_id is None or "id" not in answer.vpp_token:
        return None
    return _another_id(answer, answer.vpp_token["id"])


def _another_id(answer: Answer, came: Any) -> Iterator[Finding]:
    if came != answer.asked_id:
        schema: Pointer = ("components", "schemas", "VppToken", "properties", "id")
        yield Finding("id", f'the id "{answer.asked_id}"', json.dumps(came), schema)


@check("error-code", "P")
def error_code(answer: Answer) -> Iterator[Finding] | None:
    """An error's code is the one for its status."""
    codes = (
        answer.contract.error_codes(answer.documented)
        if answer.has_body and answer.documented and answer.status >= HTTPStatus.BAD_REQUEST
        else set()
    )
    error = answer.value.get("error") if isinstance(answer.value, dict) else None
    if not codes or not isinstance(error, dict) or "code" not in error:
        return None
    return _wrong_code(answer, codes, error["code"])


def _wrong_code(answer: Answer, codes: set[str], came: Any) -> Iterator[Finding]:
    if came not in codes:
        yield Finding(
            str(answer.status), f"the code {' or '.join(sorted(codes))} with {answer.status}", json.dumps(came), answer.at("content")
        )


@check("stack-trace", "P")
def stack_trace(answer: Answer) -> Iterator[Finding] | None:
    """An error says nothing of the server's insides."""
    return _insides(answer) if answer.status >= HTTPStatus.BAD_REQUEST and answer.response.content else None


_TRACE = re.compile(
    r"Traceback \(most recent call last\)"  # Python
    r"|\bFile \"[^\"\n]+\", line \d+"
    r"|(?m:^\s*at [\w.$<>\[\]`]+ ?\([^)\n]*\))"  # Java, .NET, JavaScript
    r"|\bin \S+:line \d+"  # .NET
    r"|\b(?:[a-z]\w*\.)+[A-Z]\w*(?:Exception|Error)\b"  # java.lang.NullPointerException
    r"|\bSystem\.(?:\w+\.)*\w*Exception\b"
    r"|\bgoroutine \d+ \["  # Go
    r"|\bstack backtrace:|thread '[^']*' panicked at"  # Rust
    r"|#\d+ [^\s(]+\.php\(\d+\)"  # PHP
)


def _insides(answer: Answer) -> Iterator[Finding]:
    text = (answer.response.content or b"").decode("utf-8", "replace").replace("\\r", "").replace("\\n", "\n").replace('\\"', '"')
    found = _TRACE.search(text)
    if found:
        yield Finding("trace", "a message without a stack trace", _shown(found[0].strip().encode()), answer.at("content"))


def _header(answer: Answer, name: str) -> Iterator[Finding]:
    """Hold one header to the contract: there if required, once, and of the documented form."""
    assert answer.documented is not None  # noqa: S101 - asked for documented responses only
    pointer = answer.contract.header(answer.documented, name)
    values = answer.header(name)
    if pointer is None:
        return
    header = answer.contract.document.get(pointer)
    if not values:
        if header.get("required"):
            yield Finding("missing", f"a header {name}", "none", pointer)
        return
    if len(set(values)) > 1 and name != "WWW-Authenticate":
        yield Finding("repeated", f"one header {name}", " and ".join(values), pointer)
    schema: Schema = answer.contract.schema((*pointer, "schema"))
    if all(any(schema.violations(value)) for value in values):
        rule = " ".join(f"{key} {header['schema'][key]}" for key in ("format", "pattern") if key in header["schema"])
        yield Finding("form", f"{name} of {rule}", values[0], pointer)


def _header_check(name: str) -> Look:
    def look(answer: Answer) -> Iterator[Finding] | None:
        if answer.documented is None or (answer.contract.header(answer.documented, name) is None):
            return None
        return _header(answer, name)

    return look


for _code, _name, _sentence, _source in (
    ("request-id", "request-id", "Every response carries a request-id, a GUID.", "M"),
    ("client-request-id", "client-request-id", "Every response carries a client-request-id.", "M"),
    ("challenge", "WWW-Authenticate", "A 401 carries a Bearer challenge.", "P"),
    ("allow", "Allow", "A 405 says that POST is allowed.", "P"),
    ("retry-after", "Retry-After", "Retry-After is seconds, fractions of them or an HTTP date.", "M, O"),
):
    check(_code, _source, _sentence)(_header_check(_name))


@check("own-request-id", "M")
def own_request_id(answer: Answer) -> Iterator[Finding] | None:
    """No two responses have the same request-id."""
    return _used_before(answer, answer.header("request-id")[0]) if answer.header("request-id") else None


def _used_before(answer: Answer, value: str) -> Iterator[Finding]:
    if answer.memory.request_ids.setdefault(value, answer.response) is not answer.response:
        yield Finding("repeated", "a request-id of its own", f"{value} again", ("components", "headers", "RequestId"))


@check("echoed-client-request-id", "M")
def echoed_client_request_id(answer: Answer) -> Iterator[Finding] | None:
    """The client-request-id sent comes back as it is."""
    sent, came = answer.request.headers.get("client-request-id"), answer.header("client-request-id")
    pointer: Pointer = ("components", "headers", "ClientRequestId")
    text = (sent.decode("latin-1") if isinstance(sent, bytes) else sent or "").strip(" \t")
    if not came or not text or any(answer.contract.schema((*pointer, "schema")).violations(text)):
        return None
    return iter([Finding("echo", text, came[0], pointer)] if came[0] != text else [])


@check("error-ids", "M")
def error_ids(answer: Answer) -> Iterator[Finding] | None:
    """The ids inside an error are those of its headers."""
    error = answer.value.get("error") if isinstance(answer.value, dict) else None
    if not isinstance(error, dict):
        return None
    return _other_ids(answer, error)


def _other_ids(answer: Answer, error: dict[str, Any]) -> Iterator[Finding]:
    for spelling in ("innerError", "innererror"):
        inner = error.get(spelling)
        for name in ("request-id", "client-request-id") if isinstance(inner, dict) else ():
            if isinstance(inner, dict) and name in inner and answer.header(name) and inner[name] != answer.header(name)[0]:
                pointer: Pointer = ("components", "schemas", "InnerError", "properties", name)
                yield Finding(name, f"{name} {answer.header(name)[0]}", json.dumps(inner[name]), pointer)


def _kind(violation: Violation) -> str:
    rule = violation.rule
    if rule[-1] == "required":
        return "missing-property"
    if rule[-1] in ("enum", "const"):
        return "enum-member"
    if rule[-1] in ("pattern", "format") and "DateTime" in rule:
        return "date"
    return "schema"


def _generic(violation: Violation) -> str:
    """Name the place without positions: the same fault in two items of a list is one drift."""
    names = [str(part) for part in violation.at if isinstance(part, str)]
    return ".".join([*names, _quoted(violation.message) if violation.rule[-1] == "required" else str(violation.rule[-1])])


def _quoted(message: str) -> str:
    found = re.match(r'"(.*)" is a required property', message)
    return found[1] if found else message


def _statuses_of_an_invalid_id(raw: str, asked: str) -> set[int]:
    statuses = {400}
    if re.search(r"[/\\]", asked) or not asked.strip("."):  # a gateway may have read another path in it
        statuses.add(404)
    if len(raw) > LONG:
        statuses |= {404, 414, 431}
    if any(character < " " or character in "\x7f\ufffd" for character in asked):  # an HTTP server may refuse it before the service does
        statuses |= {404}
    return statuses


def _accepts_json(accept: str | bytes | None) -> bool:
    """Tell whether an `Accept` header leaves JSON possible, as RFC 9110 reads it; anything unreadable does."""
    text = accept.decode("latin-1") if isinstance(accept, bytes) else accept or "*/*"
    quality: dict[str, float] = {}
    for part in text.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
        try:
            quality[media_range] = float(weight)
        except ValueError:
            return True
    known = [media_range for media_range in ("application/json", "application/*", "*/*") if media_range in quality]
    if not known and not all("/" in media_range for media_range in quality):
        return True
    return bool(known) and quality[known[0]] > 0


def _from_a_gateway(answer: Answer) -> bool:
    """Tell whether the response is documented for a whole range of statuses: a gateway may have answered with nothing."""
    assert answer.documented is not None  # noqa: S101 - asked for documented responses only
    return str(answer.status) not in answer.contract.document.get((*answer.operation.pointer, "responses"))


def _media_type(values: list[str]) -> str:
    return values[0].partition(";")[0].strip().lower() if values else ""


def _status(answer: Answer) -> str:
    error = answer.value.get("error") if isinstance(answer.value, dict) else None
    if isinstance(error, dict):
        return f"{answer.status} {error.get('code')}: {error.get('message')}"
    body = _shown(answer.response.content)
    return f"{answer.status} with {body}" if body else str(answer.status)


def _any_of(statuses: set[int]) -> str:
    return " or ".join(map(str, sorted(statuses)))


def _shown(body: bytes | None) -> str:
    text = (body or b"").decode("utf-8", "replace")
    return " ".join(text.split())


def _because(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "a body that is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    return str(error)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name}, which is no JSON")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f'the name "{name}" twice')
    return dict(pairs)


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name, inner
            yield from _members(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _members(inner)
