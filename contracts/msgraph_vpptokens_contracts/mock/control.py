"""The control API: what tests use to set the scene and to see what happened. No part of the contract."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .answer import Refusal
from .faults import Fault
from .state import show_date
from .tokens import TokenCheck, TokenError, parse_json

if TYPE_CHECKING:
    from .app import AsgiApp, MockApp

LARGEST_BODY = 1_048_576

Handler = Callable[[Request], Awaitable[Response]]


def control_app(mock: MockApp) -> AsgiApp:
    """Return the control API of a mock, and its spec at `/openapi.yaml`, as an ASGI application."""
    control = _Control(mock)

    def route(path: str, handler: Handler, method: str) -> Route:
        async def guarded(request: Request) -> Response:
            control.admit(request)
            return await handler(request)

        return Route(f"/_mock/{path}", guarded, methods=[method])

    return Starlette(
        routes=[
            Route("/openapi.yaml", control.spec, methods=["GET"]),
            route("requests", control.requests, "GET"),
            route("reset", control.reset, "POST"),
            route("clock", control.advance, "POST"),
            route("faults", control.add_fault, "POST"),
            route("tokens/{vpp_token_id}", control.get_token, "GET"),
            route("tokens/{vpp_token_id}", control.put_token, "PUT"),
            route("tokens/{vpp_token_id}", control.delete_token, "DELETE"),
        ],
        exception_handlers={HTTPException: _refuse, ClientDisconnect: _ignore},
    )


class _Control:
    def __init__(self, mock: MockApp) -> None:
        self._mock = mock
        self._check = TokenCheck(mock.document)

    def admit(self, request: Request) -> None:
        """Let in who knows the secret or, where there is none, programs on this machine; raises HTTPException for others."""
        settings = self._mock.settings
        if not settings.controllable:
            raise HTTPException(403, "the control API is off: the mock listens beyond this machine and has no --control-secret")
        if settings.control_secret is not None:
            given = request.headers.get("authorization", "").encode("latin-1")
            if not hmac.compare_digest(given, f"Bearer {settings.control_secret}".encode()):
                raise HTTPException(
                    401, "the control API needs `Authorization: Bearer <the control secret>`", {"WWW-Authenticate": "Bearer"}
                )
        elif "origin" in request.headers or not _is_loopback(request.url.hostname or ""):
            # A web page must not reach the mock through the browser of its visitor, by name tricks either.
            raise HTTPException(403, "the control API is for programs on this machine: no `Origin`, and a loopback `Host`")

    async def spec(self, _: Request) -> Response:
        return Response(self._mock.document.text, media_type="application/yaml")

    async def requests(self, _: Request) -> Response:
        journal = self._mock.journal
        return JSONResponse({"requests": [asdict(recorded) for recorded in journal], "forgotten": journal.forgotten})

    async def reset(self, _: Request) -> Response:
        self._mock.reset()
        return Response(status_code=204)

    async def advance(self, request: Request) -> Response:
        match await _json(request):
            case {"advance": int() | float() as seconds, **others} if not others and not isinstance(seconds, bool):
                try:
                    self._mock.clock.advance(seconds)
                except ValueError as error:
                    raise HTTPException(400, str(error)) from None
            case _:
                raise HTTPException(400, 'the body must be {"advance": <seconds>}')
        return JSONResponse({"now": show_date(self._mock.clock.now()) + "Z"})

    async def add_fault(self, request: Request) -> Response:
        members = await _json(request)
        try:
            self._mock.faults.add(Fault.of(members))
        except ValueError as error:
            raise HTTPException(400, str(error)) from None
        return Response(status_code=204)

    async def get_token(self, request: Request) -> Response:
        return Response(self._stored(request), media_type="application/json")

    async def put_token(self, request: Request) -> Response:
        vpp_token_id = request.path_params["vpp_token_id"]
        members = await _json(request)
        if not isinstance(members, dict):
            raise HTTPException(400, "a vppToken is a JSON object")
        if members.setdefault("id", vpp_token_id) != vpp_token_id:
            raise HTTPException(400, f".id: {members['id']!r} is not the id in the path")
        token = {**self._mock.documented_token, **members}
        try:
            text = self._check(token)
        except TokenError as error:
            raise HTTPException(400, f"vppToken{error}") from None
        self._mock.store.put(vpp_token_id, text)
        return Response(text, media_type="application/json")

    async def delete_token(self, request: Request) -> Response:
        self._stored(request)
        self._mock.store.delete(request.path_params["vpp_token_id"])
        return Response(status_code=204)

    def _stored(self, request: Request) -> bytes:
        try:
            return self._mock.store.get(request.path_params["vpp_token_id"])
        except KeyError:
            raise HTTPException(404, "there is no such vppToken") from None


async def _json(request: Request) -> Any:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, f"a body may have {LARGEST_BODY} bytes")
    try:
        return parse_json(body, "the body")
    except TokenError as error:
        raise HTTPException(400, str(error)) from None


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    refusal = Refusal(error.status_code, error.detail)
    return JSONResponse({"error": refusal.error}, error.status_code, error.headers)


async def _ignore(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # nobody is left to read it


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
