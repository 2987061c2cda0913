"""The requests that a run makes by hand, each with a name and one thing special about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote
from uuid import UUID, uuid5

from msgraph_vpptokens_contracts.spec import Operation

from .contract import Contract
from .wire import SHORTENED, SWAPPED, TOKEN, USER_AGENT, Request

Profile = Literal["mock", "live"]

CALLS = 10
"""The tenth call must conform as the first did."""
NAMESPACE = UUID("3f8a7f5e-0a55-4c4e-9a4c-6d4d5e8f7a10")
"""Ids that the probes need are derived from this, so that two runs make the same calls."""
METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
UNUSUAL_IDS = {
    "a single character": "a",
    "all the signs that are allowed": "~_-.~",
    "200 characters": "a" * 200,
    "2,000 characters": "a" * 2000,
    "zeroes only": str(UUID(int=0)),
    "a number": "-1",
    "the word null": "null",
    "the name of the other operation": "syncLicenseCounts",
}
INVALID_IDS = {
    "a leading dot": ".hidden",
    "three dots": "...",
    "two dots, percent-encoded": "%2E%2E",
    "one dot, percent-encoded": "%2e",
    "a path, percent-encoded": "..%2F..%2Fusers",
    "an encoded slash": "a%2Fb",
    "an encoded backslash": "a%5Cb",
    "a percent sign": "100%25",
    "an encoding within an encoding": "%252e%252e",
    "letters outside ASCII": "%C3%BCn%C3%AFc%C3%B6de",
    "an emoji": "%F0%9F%92%A9",
    "bytes that are not UTF-8": "%FF%FE",
    "a space": "a%20b",
    "a plus sign": "a+b",
    "a NUL": "a%00b",
    "a line break": "a%0D%0Ab",
    "a quote": "%27%20or%20%271%27=%271",
    "OData's way to write a key": "(%27a%27)",
    "markup": "%3Cscript%3E",
    "a format string": "%7B0%7D%25s%25n",
    "a semicolon": "a;b=c",
    "an asterisk": "*",
    "a colon": "a:b",
}
AUTHORIZATIONS = {
    "no authentication": None,
    "an empty Authorization": "",
    "an empty bearer": "Bearer",
    "the token without a scheme": TOKEN,
    "no space behind the scheme": f"Bearer{TOKEN}",
    "another scheme": "Basic dXNlcjpwYXNzd29yZA==",
    "the token in the scheme Token": f"Token {TOKEN}",
    "the token in the scheme Basic": f"Basic {TOKEN}",
    "a wrong token": "Bearer wrong",
    "the word null as token": "Bearer null",
    "the token in quotes": f'Bearer "{TOKEN}"',
    "the token and one more character": f"Bearer {TOKEN}x",
    "one more character and the token": f"Bearer x{TOKEN}",
    "the token less its last character": f"Bearer {SHORTENED}",
    "the token in the other case": f"Bearer {SWAPPED}",
    "the token and another word": f"Bearer {TOKEN} more",
    "another word and the token": f"Bearer more {TOKEN}",
    "the token and a comma": f"Bearer {TOKEN}, Basic dXNlcjpwYXNzd29yZA==",
}
ELSEWHERE = {"X-Authorization": f"Bearer {TOKEN}", "Proxy-Authorization": f"Bearer {TOKEN}", "Cookie": f"access_token={TOKEN}"}
ACCEPTS = {
    "any Accept": "*/*",
    "no Accept": None,
    "Accept as a list": "application/json, text/plain, */*",
    "Accept with a parameter": "application/json;odata.metadata=minimal",
    "Accept with a quality": "text/html, application/json;q=0.9",
    "Accept of a group": "application/*",
    "Accept of XML": "application/xml",
    "Accept of HTML or text": "text/html, text/plain;q=0.5",
    "Accept with q=0": "application/json;q=0",
    "Accept with q=0.0 for all": "*/*;q=0.0",
}
BODIES = {
    "a JSON body": (b'{"force": true}', "application/json"),
    "an empty JSON object": (b"{}", "application/json"),
    "a text body": (b"now", "text/plain"),
    "a body that is no JSON": (b"{", "application/json"),
    "a body that is not UTF-8": (b"\xff\xfe{}", "application/json"),
    "a body without a type": (b"now", None),
    "a blank": (b" ", "text/plain"),
    "the JSON text null": (b"null", "application/json"),
    "a form": (b"force=true", "application/x-www-form-urlencoded"),
}
CLIENT_REQUEST_IDS = {
    "in mixed case": "5E0fcf08-2b1C-4b34-9F25-2f4c1a3f8a11",
    "of 200 characters": "x" * 200,
    "that is no GUID": "nightly run / 7",
    "with a comma": "run 7, step 2",
    "in quotes": '"nightly"',
    "with inner blanks": "run  7   b",
    "with signs": "<a&b>;c=%41\\'",
    "of 201 characters": "x" * 201,
    "outside ASCII": "n\u00e4chtlich",
}


@dataclass(frozen=True)
class Probe:
    """One request and its name; `operation` says with which operation it is reported."""

    name: str
    operation: Operation
    request: Request


def documented_calls(contract: Contract, base_path: str, vpp_token_id: str) -> list[Call]:
    """Return the documented call of each operation, syncLicenses first."""
    return [Call(operation, base_path, quote(vpp_token_id, safe="")) for operation in contract.operations]


def probes(contract: Contract, base_path: str, vpp_token_id: str, profile: Profile) -> Iterator[Probe]:
    """Yield what a run sends by hand, the documented calls first."""
    calls = documented_calls(contract, base_path, vpp_token_id)
    unknown = str(uuid5(NAMESPACE, vpp_token_id))
    for call in calls:
        yield call.probe("the documented call")
    if profile == "live":
        for call in calls:
            yield call.probe("the second call", {"client-request-id": str(uuid5(NAMESPACE, call.operation.name))})
            yield call.probe("no authentication", {"Authorization": None})
            yield call.probe("a wrong token", {"Authorization": "Bearer wrong"})
        yield calls[0].probe("an unknown id", raw_id=unknown)
        return
    for call in calls:
        yield from call.special()
    last = "0" if vpp_token_id[-1] != "0" else "1"
    similar = {
        "an unknown id": unknown,
        "an unknown id, again": unknown,
        "an id that differs in its last character": vpp_token_id[:-1] + last,
        "an id with one more character": f"{vpp_token_id}0",
    }
    for name, raw_id in similar.items():
        yield calls[0].probe(name, raw_id=quote(raw_id, safe=""))
    yield calls[0].probe("an unknown id and no authentication", {"Authorization": None}, raw_id=unknown)
    for name, raw_id in (UNUSUAL_IDS | INVALID_IDS).items():
        yield calls[0].probe(f"as id {name}", raw_id=raw_id)
    for call in calls:
        yield call.probe("the documented call, after all that")


@dataclass(frozen=True)
class Call:
    """The documented call of an operation, and what may be special about it."""

    operation: Operation
    base_path: str
    raw_id: str

    def probe(  # noqa: PLR0913 - a request is made of these
        self,
        name: str,
        headers: dict[str, str | None] | None = None,
        *,
        method: str = "POST",
        raw_id: str | None = None,
        path: str | None = None,
        query: str = "",
        body: bytes = b"",
    ) -> Probe:
        """Return the documented call with something special: `headers` are put in place of the usual ones, and one of None is left out."""
        usual: dict[str, str | None] = {
            "Authorization": f"Bearer {TOKEN}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # so that the length speaks of the JSON
            "User-Agent": USER_AGENT,
            "Content-Length": str(len(body)) if method in ("POST", "PUT", "PATCH") or body else None,
        }
        sent = tuple((header, value) for header, value in (usual | (headers or {})).items() if value is not None)
        path = self.operation.filled(self.raw_id if raw_id is None else raw_id) if path is None else path
        return Probe(name, self.operation, Request(method, self.base_path + path + query, sent, body))

    def special(self) -> Iterator[Probe]:
        """Yield the probes that both operations get."""
        for number in range(2, CALLS + 1):
            own_id = {"client-request-id": str(uuid5(NAMESPACE, f"{self.operation.name} {number}"))} if number % 2 == 0 else {}
            yield self.probe(f"call {number}", {**own_id})
        for name, authorization in AUTHORIZATIONS.items():
            yield self.probe(name, {"Authorization": authorization})
        for header, value in ELSEWHERE.items():
            yield self.probe(f"the token in {header} only", {"Authorization": None, header: value})
        yield self.probe("the token in the query only", {"Authorization": None}, query=f"?access_token={TOKEN}")
        for name, value in CLIENT_REQUEST_IDS.items():
            yield self.probe(f"a client-request-id {name}", {"client-request-id": value})
            yield self.probe(f"a client-request-id {name}, on an error", {"client-request-id": value, "Authorization": None})
        for name, accept in ACCEPTS.items():
            yield self.probe(name, {"Accept": accept})
        for method in METHODS:
            yield self.probe(f"{method} instead of POST", method=method)
        for name, (body, content_type) in BODIES.items():
            yield self.probe(name, {"Content-Type": content_type}, body=body)
        chunked: dict[str, str | None] = {"Content-Type": "application/json", "Content-Length": None, "Transfer-Encoding": "chunked"}
        yield self.probe("a body in chunks", chunked, body=b"{}")
        yield self.probe("no Content-Length", {"Content-Length": None})
        yield self.probe("a Content-Type without a body", {"Content-Type": "application/json"})
        yield self.probe("a header of 3,000 characters", {"X-Large": "a" * 3000})
        yield self.probe("a header of 16,000 characters", {"X-Large": "a" * 16000})
        for name, path in {
            "below the operation": f"{self.operation.filled(self.raw_id)}/more",
            "beside it": f"/{self.operation.name}",
        }.items():
            yield self.probe(f"an unknown path {name}", path=path)
