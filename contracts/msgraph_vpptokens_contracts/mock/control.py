"""The control API: what tests use to change the mock's state and to see what happened. No part of the contract."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from msgraph_vpptokens_contracts.http import is_loopback
from msgraph_vpptokens_contracts.spec import contract

from .answer import code, show_date
from .faults import Fault
from .tenant import Settings, Tenant
from .tokens import TokenCheck, parse_json

LARGEST_BODY = 1_048_576
"""Bytes of a body."""

Handler = Callable[[Request], Awaitable[Response]]


def control_app(tenant: Tenant) -> Starlette:
    """Return the control API of a mock, and the contract at `/openapi.yaml`, as an ASGI application."""
    control = _Control(tenant)

    def route(path: str, handler: Handler, method: str) -> Route:
        async def guarded(request: Request) -> Response:
            _admit(request, tenant.settings)
            try:
                return await handler(request)
            except ValueError as error:
                raise HTTPException(400, str(error)) from None
            except KeyError:
                raise HTTPException(404, "there is no such vppToken") from None

        return Route(f"/_mock/{path}", guarded, methods=[method])

    return Starlette(
        routes=[
            Route("/openapi.yaml", _contract, methods=["GET"]),
            route("requests", control.requests, "GET"),
            route("reset", control.reset, "POST"),
            route("clock", control.advance, "POST"),
            route("faults", control.add_faults, "POST"),
            route("tokens/{vpp_token_id}", control.get_token, "GET"),
            route("tokens/{vpp_token_id}", control.put_token, "PUT"),
            route("tokens/{vpp_token_id}", control.delete_token, "DELETE"),
        ],
        exception_handlers={HTTPException: _refuse, ClientDisconnect: _ignore},
    )


def _admit(request: Request, settings: Settings) -> None:
    """Let in who knows the secret or, where there is none, programs on this machine; raises HTTPException for others."""
    if not settings.controllable:
        raise HTTPException(403, "the control API is off: the mock listens beyond this machine and has no --control-secret")
    if settings.control_secret is not None:
        given = request.headers.get("authorization", "").encode("latin-1")
        if not hmac.compare_digest(given, f"Bearer {settings.control_secret}".encode()):
            raise HTTPException(401, "the control API needs `Authorization: Bearer <the control secret>`", {"WWW-Authenticate": "Bearer"})
    elif "origin" in request.headers or not is_loopback(request.url.hostname or ""):
        # A web page must not reach the mock through the browser of its visitor, by name tricks either.
        raise HTTPException(403, "the control API is for programs on this machine: no `Origin`, and a loopback `Host`")


class _Control:
    """One method for each route. ValueError becomes 400, KeyError 404."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._check = TokenCheck()

    async def requests(self, _: Request) -> Response:
        journal = self._tenant.journal
        return JSONResponse({"requests": [asdict(recorded) for recorded in journal], "forgotten": journal.forgotten})

    async def reset(self, _: Request) -> Response:
        self._tenant.reset()
        return Response(status_code=204)

    async def advance(self, request: Request) -> Response:
        match await _json(request):
            case {"advance": int() | float() as seconds, **others} if not others and not isinstance(seconds, bool):
                self._tenant.clock.advance(seconds)
            case _:
                raise ValueError('expected {"advance": <seconds>}')
        return JSONResponse({"now": show_date(self._tenant.clock.now()) + "Z"})

    async def add_faults(self, request: Request) -> Response:
        members = await _json(request)
        self._tenant.faults.add(*map(Fault.of, members if isinstance(members, list) else [members]))
        return Response(status_code=204)

    async def get_token(self, request: Request) -> Response:
        return Response(self._tenant.store.get(request.path_params["vpp_token_id"]), media_type="application/json")

    async def put_token(self, request: Request) -> Response:
        vpp_token_id = request.path_params["vpp_token_id"]
        members = await _json(request)
        if not isinstance(members, dict):
            raise ValueError("expected a vppToken as a JSON object")  # noqa: TRY004 - all that is wrong with a body is a ValueError
        if members.setdefault("id", vpp_token_id) != vpp_token_id:
            raise ValueError(f".id: expected the id in the path; got {members['id']!r}")
        try:
            text = self._check({**self._tenant.documented_token, **members})
        except ValueError as error:
            raise ValueError(f"vppToken{error}") from None
        self._tenant.store.put(vpp_token_id, text)
        return Response(text, media_type="application/json")

    async def delete_token(self, request: Request) -> Response:
        self._tenant.store.delete(request.path_params["vpp_token_id"])
        return Response(status_code=204)


async def _contract(_: Request) -> Response:
    return Response(contract().text, media_type="application/yaml")


async def _json(request: Request) -> Any:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, f"a body may have {LARGEST_BODY} bytes")
    return parse_json(body, "the body")


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    return JSONResponse({"error": {"code": code(error.status_code), "message": error.detail}}, error.status_code, error.headers)


async def _ignore(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # nobody is left to read it
