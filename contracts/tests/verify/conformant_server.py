"""A server of the two operations that conforms in every way that openapi/README.md leaves open, and drifts in every way asked for.

Written from the wire
contract, apart from the mock; its payloads are the examples of openapi.yaml.
"""

from __future__ import annotations

import copy
import json
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote_to_bytes
from uuid import uuid4

from raw_server import RawServer, Request, Send

from msgraph_vpptokens_contracts.spec import Document

DOCUMENT = Document.load()
EXAMPLES: dict[str, Any] = {name: example["value"] for name, example in DOCUMENT.data["components"]["examples"].items()}
KNOWN_ID: str = EXAMPLES["SyncLicensesFull"]["id"]
TOKEN = "the-bearer-token-of-the-tests"
VPP_TOKEN_SECRET = "an-apple-credential"
PREFIX = "/deviceAppManagement/vppTokens/"
ID_PATTERN = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
JSON = ("application/json", "application/*", "*/*")
ERRORS = {
    400: "BadRequest",
    401: "Unauthorized",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    429: "TooManyRequests",
}


@dataclass
class Freedoms:
    """What openapi/README.md leaves to a server."""

    wrapped: bool = True
    null_strings: bool = False
    secret: str | None = None
    token_type: bool = True
    context: bool = False
    annotations: bool = False
    actions: tuple[str, ...] = ("plain",)
    action_type: str | None = "microsoft.graph.vppTokenActionResult"
    fraction: str = ".2481234"
    offset: str = "-08:00"
    unset_dates: bool = False
    newest_property: bool = True
    members: dict[str, str] = field(default_factory=dict)
    scope_tags: tuple[str | None, ...] = ("0",)
    indent: int | None = None
    ascii_only: bool = True
    name: str = "Müller & Søn"
    content_type: str = "application/json"
    header_case: Callable[[str], str] = str
    extra_headers: tuple[tuple[str, str], ...] = ()
    framing: str = "length"
    inner_error: str | None = "innerError"
    json_message: bool = False
    details: bool = False
    null_target: bool = False
    slash_status: int = 400
    long_status: int = 404
    chunked_status: int = 400
    challenge: str = 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"'
    allow: str = "POST"
    throttle_every: int = 0
    retry_after: str | None = "0"
    zero_length: bool = False
    upper_request_id: bool = False
    delay: float = 0.0
    early_hints: bool = False
    version: str = "HTTP/1.1"
    reason: str = "Whatever"


@dataclass
class Reply:
    """One response before it becomes bytes."""

    status: int
    headers: dict[str, str]
    value: Any = None
    body: bytes | None = None
    """In place of the value, if set."""
    suffix: bytes = b""
    """Behind the response."""
    cut: int = 0
    """Bytes of the body that are announced and not sent."""
    drop: bool = False
    """Close the connection in place of an answer."""
    hang: bool = False
    reason: str = ""
    raw: bytes | None = None

    @property
    def ok(self) -> bool:
        return self.status == 200

    @property
    def token(self) -> dict[str, Any]:
        token: dict[str, Any] = self.value.get("value", self.value)
        return token


Drift = Callable[[Request, Reply], None]


def takes_json(accept: str) -> bool:
    """Tell whether an Accept takes JSON; the range that says most of it decides."""
    weights = {}
    for part in re.findall(r'(?:"[^"]*"|[^",])+', accept.lower()):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        weights[kind] = next((float(piece[2:]) for piece in parameters if piece.startswith("q=")), 1.0)
    return next((weights[kind] > 0 for kind in JSON if kind in weights), False)


class ConformantServer:
    """Serves on a free port of loopback while entered."""

    def __init__(self, freedoms: Freedoms | None = None, drift: Drift | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.freedoms = freedoms or Freedoms()
        self.drift = drift
        self._tls = tls

    def __enter__(self) -> Self:
        self._raw = RawServer(self._answer, self._tls).__enter__()
        self.base_url, self.requests = self._raw.base_url, self._raw.requests
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.__exit__()

    def refuse(self) -> None:
        """Refuse connections from now on."""
        self._raw.socket.shutdown(socket.SHUT_RDWR)

    def _answer(self, request: Request, send: Send) -> bool:
        reply = self.decide(request)
        if self.drift:
            self.drift(request, reply)
        if reply.hang:
            self._raw.stopping.wait()
        elif not reply.drop:
            self._raw.stopping.wait(self.freedoms.delay)
            if self.freedoms.early_hints:
                send(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")
            send(self._bytes(request, reply) if reply.raw is None else reply.raw)
            return "close" not in self.freedoms.framing and not reply.cut and reply.raw is None
        return False

    def decide(self, request: Request) -> Reply:  # noqa: C901, PLR0911 - the table of rules, row by row
        """Answer as the table of rules in openapi/README.md says, in its order."""
        free = self.freedoms
        syncs = re.fullmatch(re.escape(PREFIX) + "([^/]*)/syncLicenses", request.path)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not (syncs or request.path == PREFIX + "syncLicenseCounts"):
            return self.error(request, 404)
        if request.method != "POST":
            return self.error(request, 405)
        if scheme.lower() != "bearer" or token.strip(" ") != TOKEN:
            return self.error(request, 401)
        if not takes_json(request.headers.get("accept", "*/*")):
            return self.error(request, 406)
        if free.throttle_every and request.number % free.throttle_every == 0:
            return self.error(request, 429)
        if request.body:
            return self.error(request, free.chunked_status if "transfer-encoding" in request.headers else 400)
        if not syncs:
            return Reply(204, self.headers(request))
        asked = unquote_to_bytes(syncs[1]).decode("utf-8", "replace")
        if not ID_PATTERN.fullmatch(asked):
            return self.error(request, free.slash_status if re.search(r"[/\\]", asked) or not asked.strip(".") else 400)
        if len(asked) > 1000 and free.long_status != 404:
            return self.error(request, free.long_status)
        if asked != KNOWN_ID:
            return self.error(request, 404)
        return Reply(200, {**self.headers(request), "Content-Type": free.content_type}, self.vpp_token())

    def headers(self, request: Request) -> dict[str, str]:
        request_id = str(uuid4())
        sent = request.headers.get("client-request-id", "")
        return {
            "request-id": request_id.upper() if self.freedoms.upper_request_id else request_id,
            "client-request-id": sent if re.fullmatch(r"[ -~]{1,200}", sent) else str(uuid4()),
            **dict(self.freedoms.extra_headers),
        }

    def error(self, request: Request, status: int) -> Reply:
        free = self.freedoms
        headers = {**self.headers(request), "Content-Type": free.content_type}
        value = copy.deepcopy(EXAMPLES[ERRORS.get(status, "ClientError")])
        error = value["error"]
        for spelling in ("innerError", "innererror", "target", "details"):
            error.pop(spelling, None)
        if free.inner_error:
            error[free.inner_error] = {
                "date": "2026-11-21T10:15:30",
                "request-id": headers["request-id"],
                "client-request-id": headers["client-request-id"],
            }
        if free.json_message:
            error["message"] = json.dumps({"_version": 3, "Message": error["message"]})
        if free.details:
            error["details"] = [{"code": "More", "message": "More of it.", "target": None}]
        if free.null_target:
            error["target"] = None
        if status == 401:
            headers["WWW-Authenticate"] = free.challenge
        if status == 405:
            headers["Allow"] = free.allow
        if status == 429 and free.retry_after is not None:
            headers["Retry-After"] = free.retry_after
        return Reply(status, headers, value)

    def vpp_token(self) -> dict[str, Any]:
        free = self.freedoms
        full: dict[str, Any] = copy.deepcopy(EXAMPLES["SyncLicensesFull"])
        plain, revoke = full["tokenActionResults"]
        token = {name: value for name, value in full.items() if not name.startswith("@")}
        token |= free.members
        token["organizationName"] = free.name
        token["token"] = free.secret
        token["roleScopeTagIds"] = list(free.scope_tags)
        if free.null_strings:
            token |= dict.fromkeys(("organizationName", "appleId", "countryOrRegion", "displayName", "locationName"))
        if not free.newest_property:
            del token["appleDeviceAppDeliveryProtocolType"]
        if free.action_type:
            plain["@odata.type"] = free.action_type
        else:
            del plain["@odata.type"]
        token["tokenActionResults"] = [copy.deepcopy({"plain": plain, "revoke": revoke}[kind]) for kind in free.actions]
        for thing in (token, *token["tokenActionResults"]):
            for name in thing:
                if name.endswith("DateTime"):
                    thing[name] = "0001-01-01T00:00:00Z" if free.unset_dates else f"2016-12-31T23:57:57{free.fraction}{free.offset}"
            if free.annotations:
                thing["@odata.etag"] = 'W/"1"'
                thing["tokenActionResults@odata.count"] = 1
        if free.token_type:
            token["@odata.type"] = "#microsoft.graph.vppToken"
        context = {"@odata.context": "https://graph.microsoft.com/beta/$metadata#x"} if free.context else {}
        return {**context, "value": token} if free.wrapped else {**context, **token}

    def _bytes(self, request: Request, reply: Reply) -> bytes:
        free = self.freedoms
        body = reply.body
        if body is None:
            body = b"" if reply.value is None else json.dumps(reply.value, indent=free.indent, ensure_ascii=free.ascii_only).encode()
        headers = dict(reply.headers)
        framing = "none" if reply.status == 204 else free.framing
        if framing in ("length", "silent close") or reply.cut or request.method == "HEAD":
            headers.setdefault("Content-Length", str(len(body) + reply.cut))
        elif framing == "chunked":
            headers["Transfer-Encoding"] = "chunked"
            body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:]) if part) + b"0\r\n\r\n"
        elif framing == "trailer":
            headers["Transfer-Encoding"] = "chunked"
            body = b"%x;a=b\r\n%s\r\n0\r\nX-Digest: 1\r\n\r\n" % (len(body), body)
        elif framing == "none" and free.zero_length:
            headers["Content-Length"] = "0"
        if free.framing == "close":
            headers["Connection"] = "close"
        lines = [f"{free.version} {reply.status} {reply.reason or free.reason}"]
        lines += [f"{free.header_case(name)}: {value}" for name, values in headers.items() for value in values.split("\n")]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        return head + (b"" if request.method == "HEAD" else body) + reply.suffix
