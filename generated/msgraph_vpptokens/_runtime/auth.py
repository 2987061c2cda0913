# copied from openapi/runtime/auth.py, do not edit; change it there and run make generate
"""Where the bearer token comes from: a string, a function, or an azure-core style credential."""

from __future__ import annotations

import base64
import inspect
import re
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import httpx
from attrs import define

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Lock

T = TypeVar("T")

MARGIN = 300.0
"""Seconds before its end at which a credential's token is no longer used."""


class AccessToken(Protocol):
    """What a credential returns; azure-core's AccessToken is one."""

    @property
    def token(self) -> str:
        """The bearer token."""
        ...

    @property
    def expires_on(self) -> int:
        """When it ends, in seconds since 1970."""
        ...


class TokenCredential(Protocol):
    """A credential in the manner of azure-core: `get_token(*scopes, claims=…, enable_cae=…)`, a function or a coroutine function."""

    @property
    def get_token(self) -> Callable[..., AccessToken | Awaitable[AccessToken]]:
        """Return a token for the scopes."""
        ...


TokenSource = str | Callable[[], str | Awaitable[str]]
"""A bearer token, or a function that returns one and is asked before every try, so that a token may be rotated."""


@define
class CallersError(Exception):
    """Wraps an httpx error that the caller's own function or credential raised, so that it is not handled as an error of the call."""

    error: httpx.HTTPError


class TokenAuth(httpx.Auth):
    """A bearer token given as a string or a function."""

    def __init__(self, token: TokenSource) -> None:
        self._ask = token if callable(token) else lambda: token
        if not callable(token):
            _checked(token)

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        with _callers_errors():
            token = _synchronous(self._ask(), "The token")
        yield _signed(request, token)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        with _callers_errors():
            token = self._ask()
            if inspect.isawaitable(token):
                token = await token
        yield _signed(request, token)


class CredentialAuth(httpx.Auth):
    """A credential's token, kept until five minutes before it ends; a claims challenge is answered once.

    Threads that find the token expired wait for one fetch, and so do the tasks of one event loop.
    """

    def __init__(self, credential: TokenCredential, scope: str) -> None:
        if not callable(getattr(credential, "get_token", None)):
            raise TypeError(f"credential: Expected an object with a method get_token; got {type(credential).__name__}")
        self.credential = credential
        self.scope = scope
        self._asynchronous = inspect.iscoroutinefunction(credential.get_token)
        self._lock = threading.Lock()
        self._locks: dict[AbstractEventLoop, Lock] = {}  # asyncio's belong to one loop each
        self._kept: tuple[str, float, str | None] = ("", 0.0, None)
        """The token, when it ends, and the claims that it was fetched for."""

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        token = self._usable() or self._fetched()
        response = yield _signed(request, token)
        if claims := self._challenge(response, token):
            yield _signed(request, self._fetched(claims))

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        token = self._usable() or await self._afetched()
        response = yield _signed(request, token)
        if claims := self._challenge(response, token):
            yield _signed(request, await self._afetched(claims))

    def _usable(self, claims: str | None = None) -> str | None:
        """Return the kept token, if it has not ended and answers the challenge if there is one."""
        token, ends, answered = self._kept
        return token if time.time() < ends - MARGIN and claims in (None, answered) else None

    def _challenge(self, response: httpx.Response, token: str) -> str | None:
        """Return the claims that the service asks for, if it refuses the token, which is not kept then."""
        if response.status_code != 401 or response.history:  # after a redirect, another host may be asking
            return None
        if self._kept[0] == token:
            self._kept = ("", 0.0, None)
        return claims_of(response)

    def _fetched(self, claims: str | None = None) -> str:
        with self._lock, _callers_errors():
            return self._usable(claims) or self._keep(_synchronous(self._get_token(claims), "The credential"), claims)

    async def _afetched(self, claims: str | None = None) -> str:
        import asyncio

        forget_closed(self._locks)
        async with self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            if not self._asynchronous:
                return await asyncio.to_thread(self._fetched, claims)
            with _callers_errors():
                return self._usable(claims) or self._keep(await self._get_token(claims), claims)

    def _get_token(self, claims: str | None) -> Any:
        # enable_cae says that this client answers challenges; else the service sends none.
        return self.credential.get_token(self.scope, enable_cae=True, **({"claims": claims} if claims else {}))

    def _keep(self, token: AccessToken, claims: str | None) -> str:
        self._kept = (_checked(token.token), float(token.expires_on), claims)
        return self._kept[0]


def forget_closed(by_loop: dict[AbstractEventLoop, Any]) -> None:
    """Drop what belongs to event loops that are closed. Threads have loops of their own, and may add one meanwhile."""
    for loop in list(by_loop):
        if loop.is_closed():
            by_loop.pop(loop, None)


def _synchronous(returned: T, what: str) -> T:
    """Return what the caller's function returned; raises TypeError for a coroutine."""
    if isinstance(returned, Coroutine):
        returned.close()  # nobody is going to await it, which Python would warn of
        raise TypeError(f"{what} is asynchronous: declare its function with async def, and call asyncio or asyncio_detailed")
    return returned


@contextmanager
def _callers_errors() -> Generator[None]:
    try:
        yield
    except httpx.HTTPError as error:
        raise CallersError(error) from error


def _signed(request: httpx.Request, token: object) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {_checked(token)}"
    return request


def _checked(token: object) -> str:
    """Return the token; raises TypeError or ValueError, which never shows it, for what no header can carry."""
    if not isinstance(token, str):
        raise TypeError(f"The bearer token must be a string, not {type(token).__name__}")
    if token[:7].lower() == "bearer ":
        raise ValueError('The bearer token must not begin with "Bearer ": the client adds that word; remove it')
    if token != token.strip():
        raise ValueError("The bearer token must not begin or end with a blank or line end: pass token.strip()")
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("The bearer token must be visible ASCII characters without blanks: pass it as it was issued")
    return token


def claims_of(response: httpx.Response) -> str | None:
    """Return the decoded claims of a `WWW-Authenticate` challenge, which a new token must have (continuous access evaluation), or None."""
    match = re.search(r'\bclaims="([A-Za-z0-9+/_=-]+)"', response.headers.get("www-authenticate", ""))
    if match is None:
        return None
    text = match[1].replace("+", "-").replace("/", "_")  # either alphabet occurs
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return None
