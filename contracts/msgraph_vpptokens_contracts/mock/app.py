"""The mock as an ASGI application: the wire contract's checks, in its order, in front of the state."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Protocol

from msgraph_vpptokens_contracts.spec import Document

from .answer import JSON, Answer, Ids, Refusal, encode, error_answer, guid
from .faults import Fault, Faults, with_properties
from .journal import Journal
from .request import SYNC_LICENSE_COUNTS, Request, is_valid_id
from .state import Clock, Meter, Quota, Store, show_date

DEFAULT_BEARER = "mock-token"
LARGEST_BODY = 65_536
"""Bytes of a request body that are refused for being a body (400); more is refused as too much (413)."""

_BARE = b'{"@odata.context":"https://graph.microsoft.com/beta/$metadata#microsoft.graph.vppToken",'

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
AsgiApp = Callable[[Any, Receive, Send], Awaitable[None]]
Log = Callable[[str, str, int | None, float], None]
"""Takes method, path, status (None for a dropped connection) and milliseconds of each request."""


class Connection(Protocol):
    """What carries one request; in its scope, as `state["connection"]`."""

    def reset(self) -> None:
        """End the connection with nothing sent."""

    def cut(self) -> None:
        """End the connection in the middle of an answer, after what has been sent."""


class Disconnected(Exception):  # noqa: N818 - the caller's right, not an error
    """The caller has left before the request was whole."""


@dataclass
class Settings:
    """How the mock behaves: the command line's options, and the defaults of all that starts a mock."""

    bearers: dict[str, bool] = field(default_factory=lambda: {DEFAULT_BEARER: True})
    """The accepted bearer tokens, and whether each holds one of the operation's permissions."""
    accept_any_bearer: bool = False
    sync_seconds: float = 5
    shape: str = "documented"
    """Of the 200 body: `documented` (wrapped in `value`) or `bare`."""
    quota: Quota | None = None
    retry_after_form: str = "whole"
    control_secret: str | None = None
    """What callers of the control API must know; None leaves it to those on this machine."""
    controllable: bool = True
    """Whether there is a control API at all."""
    log: Log | None = None


class MockApp:
    """The application, with the documented token and others, given by id as JSON texts. Its state belongs to the thread that serves it."""

    def __init__(self, document: Document, settings: Settings, tokens: Mapping[str, bytes] | None = None) -> None:
        self.document = document
        self.settings = settings
        self.documented_token: dict[str, Any] = document.get(("components", "examples", "SyncLicensesDocumented", "value", "value"))
        operations = [item["post"] for item in document.data["paths"].values()]
        self._permissions = {each["operationId"]: [name for one in each["security"] for name in one["bearer"]] for each in operations}
        self.clock = Clock()
        preloaded = {self.documented_token["id"]: encode(self.documented_token), **(tokens or {})}
        self.store = Store(self.clock, settings.sync_seconds, preloaded)
        self.faults = Faults(document)
        self.journal = Journal()
        self._meter = Meter(settings.quota, self.clock) if settings.quota else None
        self._control: AsgiApp | None = None

    def reset(self) -> None:
        """Return to the state of the start: tokens, clock, faults, quota and journal."""
        self.clock.reset()
        self.store.reset()
        self.faults.reset()
        self.journal.reset()
        if self._meter:
            self._meter.reset()

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request.of(scope)
        if request.path.startswith(b"/_mock/") or request.path == b"/openapi.yaml":
            if self._control is None:
                from .control import control_app  # Starlette's part: most mocks never need it, and all start faster without

                self._control = control_app(self)
            await self._control(scope, receive, send)
            return
        started_at = time.perf_counter()
        ids = Ids(request.client_request_id or guid())
        found = request.operation()
        try:
            answer = await self._answer(request, found, ids, receive)
        except Refusal as refusal:
            answer = self.refuse(refusal, ids)
        except Disconnected:
            return
        dropped = answer.fault is not None and answer.fault.drop_connection
        status = None if dropped else answer.status
        self.journal.record(self.clock.now(), request, status, found[0] if found else None, answer.started)
        await _deliver(answer, ids, scope, send)
        if self.settings.log:
            self.settings.log(request.method, request.shown_path(), status, (time.perf_counter() - started_at) * 1000)

    def refuse(self, refusal: Refusal, ids: Ids) -> Answer:
        """Return the response that tells the caller of a refusal."""
        return error_answer(refusal, ids, self._date())

    def _date(self) -> str:
        return show_date(self.clock.now(), digits=0)

    async def _answer(self, request: Request, found: tuple[str, bytes] | None, ids: Ids, receive: Receive) -> Answer:
        """Apply the rules in the order of the wire contract's table; raises Refusal for the first that is broken."""
        if found is None:
            raise Refusal(404, "No operation has this path.")
        if request.method != "POST":
            raise Refusal(405, "This path supports POST only.")
        operation, vpp_token_id = found
        fault = (request.prefer and self.faults.preferred(operation, request)) or self.faults.take(operation)
        if fault is None:
            return await self._serve(request, operation, vpp_token_id, receive)
        if fault.precedes_checks:
            return fault.spoil(fault.answer(ids, self._date()), ids, self._date())
        return fault.spoil(await self._serve(request, operation, vpp_token_id, receive, fault), ids, self._date())

    async def _serve(self, request: Request, operation: str, vpp_token_id: bytes, receive: Receive, fault: Fault | None = None) -> Answer:
        bearer = self._authorized(request, operation)
        if not request.accepts_json():
            raise Refusal(406, "The answer is available as application/json only.")
        if request.content_length > LARGEST_BODY:
            raise Refusal(413, "The request is larger than the server takes.")
        if request.content_length or (request.chunked and await _has_content(receive)):
            raise Refusal(400, "This operation takes no request body.", target="body")
        if operation != SYNC_LICENSE_COUNTS and not is_valid_id(vpp_token_id):
            raise Refusal(400, "The id of the VPP token is not valid.", target="vppTokenId")
        self._meter_write(bearer)
        if operation == SYNC_LICENSE_COUNTS:
            return Answer(204, started="licenseCountRefresh")
        try:
            token = self.store.sync(vpp_token_id.decode())
        except KeyError:
            raise Refusal(404, "The tenant has no such VPP token.", target="vppTokenId") from None
        shape = self.settings.shape
        if fault:
            token = with_properties(token, fault.properties)
            shape = fault.shape or shape
        return Answer(200, JSON, _BARE + token[1:] if shape == "bare" else b'{"value":' + token + b"}", "licenseSync")

    def _authorized(self, request: Request, operation: str) -> str:
        """Return the bearer token; raises Refusal for one that is missing, not accepted or without any of the operation's permissions."""
        bearer = request.bearer()
        if bearer is None:
            raise Refusal(401, "The access token is missing or malformed.")
        permitted = self.settings.bearers.get(bearer, self.settings.accept_any_bearer or None)
        if permitted is None:
            raise Refusal(401, "The access token is not accepted.")
        if not permitted:
            # Intune's messages are JSON documents themselves.
            permissions = ", ".join(self._permissions[operation])
            raise Refusal(403, f'{{"_version": 3, "Message": "The bearer token holds none of these permissions: {permissions}."}}')
        return bearer

    def _meter_write(self, bearer: str) -> None:
        """Count a write; raises Refusal for one that is over the quota."""
        if self._meter is None or not (seconds := self._meter.take(bearer)):
            return
        quota = self._meter.quota
        match self.settings.retry_after_form:
            case "whole":
                retry_after = str(math.ceil(seconds))
            case "fractional":
                retry_after = f"{math.ceil(seconds * 1000) / 1000:.3f}"
            case "date":  # in real time, like the header `Date`, to which a caller will hold it
                retry_after = formatdate(math.ceil(time.time() + seconds), usegmt=True)
            case _:
                retry_after = ""
        message = f"The quota of {quota.each} writes for an app, {quota.all} for all, in {quota.seconds:g} seconds is used up."
        raise Refusal(429, message, headers=((b"retry-after", retry_after.encode()),) if retry_after else ())


async def _has_content(receive: Receive) -> bool:
    """Wait for the first byte of a chunked body, or for its end; raises Disconnected if neither comes."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        if message.get("body"):
            return True
        if not message.get("more_body"):
            return False


async def _deliver(answer: Answer, ids: Ids, scope: Any, send: Send) -> None:
    fault = answer.fault
    headers = [] if fault and fault.from_gateway else [*ids.headers()]
    headers += answer.headers
    if answer.status not in (204, 304):
        headers.append((b"content-length", str(len(answer.body)).encode()))
    start = {"type": "http.response.start", "status": answer.status, "headers": headers}
    if fault is None:
        await send(start)
        await send({"type": "http.response.body", "body": answer.body})
        return
    if fault.delay_ms:
        await asyncio.sleep(fault.delay_ms / 1000)
    connection: Connection = scope["state"]["connection"]
    if fault.drop_connection:
        connection.reset()
        return
    await send(start)
    body = answer.body[: len(answer.body) // 2] if fault.body == "cut" else answer.body
    piece = math.ceil(len(body) / 10) or 1
    for at in range(0, len(body), piece):
        if fault.drip_ms:
            await asyncio.sleep(fault.drip_ms / 1000)
        await send({"type": "http.response.body", "body": body[at : at + piece], "more_body": True})
    if fault.body == "cut":
        connection.cut()
        return
    await send({"type": "http.response.body", "body": b""})
