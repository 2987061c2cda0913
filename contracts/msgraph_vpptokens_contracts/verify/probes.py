"""The requests that a run makes by hand, each with a name and one thing special about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote
from uuid import UUID, uuid5

from msgraph_vpptokens_contracts.spec import Operation

from .contract import Contract
from .wire import AS_USER, BEHEADED, SHORTENED, SWAPPED, TOKEN, USER_AGENT, Request

Profile = Literal["mock", "live"]
Headers = dict[str, str | None]
"""What stands in place of the usual headers; None leaves one out."""

CALLS = 10
"""The tenth call must conform as the first did."""
NAMESPACE = UUID("3f8a7f5e-0a55-4c4e-9a4c-6d4d5e8f7a10")
"""Ids that the probes need are derived from this, so that two runs make the same calls."""
METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
UNUSUAL_IDS = ("a", "~_-.~", "b" * 200, "c" * 2000, str(UUID(int=0)), "-1", "42", "null", "syncLicenseCounts")
INVALID_IDS = (
    "", ".hidden", "...", "%2E%2E", "%2e", "..%2F..%2Fusers", "a%2Fb", "a%5Cb", "100%25", "%zz", "%252e%252e", "%C3%BCn%C3%AFc%C3%B6de",
    "%F0%9F%92%A9", "%FF%FE", "a%20b", "a+b", "a%00b", "a%0D%0Ab", "%27%20or%20%271%27=%271", "(%27a%27)", "%3Cscript%3E",
    "%7B0%7D%25s%25n", "a;b=c", "*", "a:b",
)  # fmt: skip
ENDINGS = ("%20", "%00", "%0A", ";a=b", ".json", ".", "~", "0", "%2Fa")
SHAPES = (
    "bearer *", "BEARER *", "Bearer  *", "*", "Bearer*", "Token *", "Basic *", "DPoP *", "BearerToken *", "Bearer Bearer *",
    "Bearer: *", "Bearer\t*", "Bearer token=*", 'Bearer "*"', "Bearer *-", "Bearer x*", "Bearer **", "Bearer *==", "Bearer * more",
    "Bearer more *", "Bearer *, Basic dXNlcjpwYXNzd29yZA==", "Bearer *;", "Bearer *\nBearer wrong", "Bearer wrong\nBearer *",
)  # fmt: skip
"""Values of `Authorization` with * for the token; the first three are well-formed. A letter behind it would join the variable's name."""
AUTHORIZATIONS = {
    "no authentication": None,
    "an empty Authorization": "",
    "an empty bearer": "Bearer",
    "another scheme": "Basic dXNlcjpwYXNzd29yZA==",
    "the token as user name": f"Basic {AS_USER}",
    "a wrong token": "Bearer wrong",
    "the word null as token": "Bearer null",
    "the token less its last character": f"Bearer {SHORTENED}",
    "the token less its first character": f"Bearer {BEHEADED}",
    "the token with another last character": f"Bearer {SHORTENED}0",
    "the token with another first character": f"Bearer 0{BEHEADED}",
    "the token in the other case": f"Bearer {SWAPPED}",
    "a token of one character": "Bearer a",
    "a token of 1,500 characters": f"Bearer {'a' * 1500}",
    "a token outside ASCII": "Bearer n\u00e4",
    "an unsigned JWT": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
}
ELSEWHERE = {
    **dict.fromkeys(("X-Authorization", "Proxy-Authorization"), f"Bearer {TOKEN}"),
    **dict.fromkeys(("X-Api-Key", "X-Access-Token"), TOKEN),
    "Cookie": f"access_token={TOKEN}",
}
QUERIES = ("access_token", "token", "api_key")
ACCEPTS = (
    "*/*", None, "application/json, text/plain, */*", "application/json;odata.metadata=minimal", "text/html, application/json;q=0.9",
    "application/*", "Application/JSON", "application/json;q=0.001", "text/html ; q=0.9 , application/json", 'application/json;x="a,b"',
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json, */*;q=0", "text/html\napplication/json",
    "application/json\ntext/html", "application/xml", "text/html, text/plain;q=0.5", "application/json;q=0", "*/*;q=0.0",
    "application/json;q=0.000", "application/json;q=0, */*", "application/problem+json, text/json, application/json-seq", "text/plain",
    "image/png, text/*",
)  # fmt: skip
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
    "a body of 10,000 bytes": (b"a" * 10000, "text/plain"),
}
HEADERS: dict[str, Headers] = {
    "a forwarded address and no authentication": {"Authorization": None, "X-Forwarded-For": "127.0.0.1"},
    "no Accept and no authentication": {"Authorization": None, "Accept": None},
    "no User-Agent": {"User-Agent": None},
    "Prefer": {"Prefer": "return=minimal"},
    "60 more headers": {f"X-{number}": "a" for number in range(60)},
    "a header of 3,000 characters": {"X-Large": "a" * 3000},
    "a header of 16,000 characters": {"X-Large": "a" * 16000},
    "a Content-Type without a body": {"Content-Type": "application/json"},
    "no Content-Length": {"Content-Length": None},
    "the names of headers in another case": {"Authorization": None, "authorization": f"Bearer {TOKEN}", "CLIENT-REQUEST-ID": "7"},
}
CLIENT_REQUEST_IDS = (
    "5E0fcf08-2b1C-4b34-9F25-2f4c1a3f8a11", "x" * 200, "y" * 201, "nightly run / 7", "run 7, step 2", "a,b", "a+b", '"nightly"',
    "run  7   b", "<a&b>;c=%41\\'", "n\u00e4chtlich",
)  # fmt: skip


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
    yield from calls[0].ids(vpp_token_id, unknown)
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
        headers: Headers | None = None,
        *,
        method: str = "POST",
        raw_id: str | None = None,
        path: str | None = None,
        query: str = "",
        body: bytes = b"",
    ) -> Probe:
        """Return the documented call with something special; a line break in a header's value makes two lines of it."""
        usual: Headers = {
            "Authorization": f"Bearer {TOKEN}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # so that the length speaks of the JSON
            "User-Agent": USER_AGENT,
            "Content-Length": str(len(body)) if method in ("POST", "PUT", "PATCH") or body else None,
        }
        values = {header: value for header, value in (usual | (headers or {})).items() if value is not None}
        sent = tuple((header, line) for header, value in values.items() for line in value.split("\n"))
        path = self.operation.filled(self.raw_id if raw_id is None else raw_id) if path is None else path
        return Probe(name, self.operation, Request(method, self.base_path + path + query, sent, body))

    def special(self) -> Iterator[Probe]:
        """Yield the probes that both operations get."""
        for name, headers in self._headers():
            yield self.probe(name, headers)
        for name in QUERIES:
            yield self.probe(f"the token as {name} in the query only", {"Authorization": None}, query=f"?{name}={TOKEN}")
        for method in METHODS:
            yield self.probe(f"{method} instead of POST", method=method)
        yield self.probe("GET that X-HTTP-Method-Override calls POST", {"X-HTTP-Method-Override": "POST"}, method="GET")
        yield self.probe("GET with a client-request-id", self._own_id(), method="GET")
        for name, (body, content_type) in BODIES.items():
            yield self.probe(name, {"Content-Type": content_type}, body=body)
        chunked: Headers = {"Content-Type": "application/json", "Content-Length": None, "Transfer-Encoding": "chunked"}
        yield self.probe("a body in chunks", chunked, body=b"{}")
        yield self.probe("a body with a client-request-id", self._own_id(), body=b"{}")
        path, last = self.operation.filled(self.raw_id), self.operation.name
        yield self.probe("an unknown path below the operation", path=f"{path}/more")
        yield self.probe("an unknown path beside it", path=f"/{last}")
        yield self.probe("an unknown path with an id more", path=f"{path.removesuffix(last)}{self.raw_id}/{last}")
        yield self.probe("an unknown path with a client-request-id", self._own_id(), path=f"{path}/more")

    def _headers(self) -> Iterator[tuple[str, Headers]]:
        for number in range(2, CALLS + 1):
            yield f"call {number}", self._own_id(number) if number % 2 == 0 else {}
        for name, authorization in AUTHORIZATIONS.items():
            yield name, {"Authorization": authorization}
        for shape in SHAPES:
            name = "Authorization: " + shape.replace("\n", ", Authorization: ")
            yield f"{name} (* is the token)", {"Authorization": shape.replace("*", TOKEN)}
        for header, value in ELSEWHERE.items():
            yield f"the token in {header} only", {"Authorization": None, header: value}
        for value in CLIENT_REQUEST_IDS:
            yield f"client-request-id: {value:.40}", {"client-request-id": value}
            yield f"client-request-id: {value:.40}, on an error", {"client-request-id": value, "Authorization": None}
        for accept in ACCEPTS:
            yield "Accept: " + accept.replace("\n", ", Accept: ") if accept else "no Accept", {"Accept": accept}
        yield "Accept: application/xml, with a client-request-id", {**self._own_id(), "Accept": "application/xml"}
        yield from HEADERS.items()

    def _own_id(self, number: int = 0) -> Headers:
        return {"client-request-id": str(uuid5(NAMESPACE, f"{self.operation.name} {number}"))}

    def ids(self, known: str, unknown: str) -> Iterator[Probe]:
        """Yield the probes of an operation that takes an id."""
        encoded = f"%{ord(known[0]):02X}{known[1:]}"
        ids = {
            "an unknown id": unknown,
            "an unknown id, again": unknown,
            "an id that differs in its first character": f"{'1' if known[0] == '0' else '0'}{known[1:]}",
            "an id that differs in its last character": f"{known[:-1]}{'1' if known[-1] == '0' else '0'}",
            "the id less its first character": known[1:],
            "the id less its last character": known[:-1],
            "the id less its hyphens": known.replace("-", ""),
            "the id, percent-encoded": encoded,
            "the id, percent-encoded twice": encoded.replace("%", "%25"),
            **{f"the id and {ending}": known + ending for ending in ENDINGS},
            **{f'the id "{raw_id:.40}"': raw_id for raw_id in (*UNUSUAL_IDS, *INVALID_IDS)},
        }
        for name, raw_id in ids.items():
            if raw_id != known:
                yield self.probe(name, raw_id=raw_id)
        for name, raw_id in {"an unknown id": unknown, "the id, percent-encoded,": encoded}.items():
            yield self.probe(f"{name} and no authentication", {"Authorization": None}, raw_id=raw_id)
        for name, raw_id in {"an unknown id": unknown, "an invalid id": ".hidden"}.items():
            yield self.probe(f"{name} with a client-request-id", self._own_id(), raw_id=raw_id)
        yield self.probe("an unknown path without an id", path=f"{self.operation.path.partition('/{')[0]}/{self.operation.name}")
