# generated from openapi/openapi.yaml, do not edit; run make generate
"""Where the bearer token comes from."""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, cast

if TYPE_CHECKING:
    from concurrent.futures import Future

SCOPE = "https://graph.microsoft.com/.default"
"""What a credential is asked for: all permissions that the app has been granted (M)."""

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
"""A bearer token, or what returns one; asked on every call, so that a token may be rotated."""


class Bearer:
    """A bearer token that doesn't show itself: not in repr, not in a pickle."""

    __slots__ = ("header",)

    def __init__(self, token: object) -> None:
        if not isinstance(token, str):
            raise TypeError(f"the bearer token must be a string, not {type(token).__name__}")
        # h11 would put the whole header into its error message.
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise ValueError("the bearer token must be visible ASCII characters, without blanks and line ends")
        self.header = f"Bearer {token}"

    def __repr__(self) -> str:
        return "<secret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret can't be pickled or copied")


class Auth:
    """A bearer token given as a string or callable."""

    def __init__(self, token: TokenSource) -> None:
        self._token = token if callable(token) else Bearer(token)

    def get(self) -> Bearer:
        """Return the token of one call; raises TypeError or ValueError if it is none."""
        if isinstance(self._token, Bearer):
            return self._token
        token = self._token()
        if isinstance(token, Awaitable):
            _discard(token)
            raise TypeError("the token is an asynchronous function; only asyncio and asyncio_detailed can await it")
        return Bearer(token)

    async def aget(self) -> Bearer:
        """As `get`, in a coroutine."""
        if isinstance(self._token, Bearer):
            return self._token
        token = self._token()
        return Bearer(await token if isinstance(token, Awaitable) else token)

    def renew(self, refused: Bearer, claims: str | None) -> Bearer | None:
        """Return another token after a 401, or None if there is none to be had; `claims` are those the service challenges with."""
        return None

    async def arenew(self, refused: Bearer, claims: str | None) -> Bearer | None:
        """As `renew`, in a coroutine."""
        return None


class CredentialAuth(Auth):
    """A credential's token, kept until shortly before it ends; one fetch at a time, whatever threads, tasks and event loops wait for it."""

    def __init__(self, credential: TokenCredential) -> None:
        get_token = getattr(credential, "get_token", None)
        if not callable(get_token):
            raise TypeError(f"the credential must have a method get_token, and {type(credential).__name__} has none")
        import inspect

        self._credential = credential
        self._asynchronous = inspect.iscoroutinefunction(get_token)
        parameters = inspect.signature(get_token).parameters
        self._knows_cae = "enable_cae" in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        self._lock = threading.Lock()
        self._bearer: Bearer | None = None
        self._ends = 0.0
        self._claims: str | None = None
        self._fetch: Future[Bearer | None] | None = None

    def get(self) -> Bearer:
        return self._cached() or self._fetched(None, None)

    async def aget(self) -> Bearer:
        return self._cached() or await self._afetched(None, None)

    def renew(self, refused: Bearer, claims: str | None) -> Bearer | None:
        self._forget(refused)
        return self._fetched(claims, refused) if claims else None

    async def arenew(self, refused: Bearer, claims: str | None) -> Bearer | None:
        self._forget(refused)
        return await self._afetched(claims, refused) if claims else None

    def _cached(self) -> Bearer | None:
        return self._bearer if time.time() < self._ends - MARGIN else None

    def _forget(self, refused: Bearer) -> None:
        with self._lock:
            if self._bearer is refused:
                self._ends = 0.0

    def _usable(self, claims: str | None, refused: Bearer | None) -> Bearer | None:
        """Return the cached token if it answers: another fetch may have brought it meanwhile."""
        bearer = self._cached()
        return bearer if bearer is not refused and (claims is None or claims == self._claims) else None

    def _join(self) -> tuple[Future[Bearer | None], bool]:
        """Return the fetch that runs, or a new one, and whether it is new: the caller's to do."""
        from concurrent.futures import Future

        with self._lock:
            if self._fetch is not None:
                return self._fetch, False
            self._fetch = Future()
            self._fetch.set_running_or_notify_cancel()  # a waiting task that is cancelled must not cancel it for the others
            return self._fetch, True

    def _fetched(self, claims: str | None, refused: Bearer | None) -> Bearer:
        if self._asynchronous:
            raise TypeError("the credential is asynchronous; only asyncio and asyncio_detailed can await it")
        while True:
            fetch, mine = self._join()
            if mine:
                self._run(fetch, claims, refused)
            bearer = fetch.result()
            if bearer is not None and bearer is not refused and (claims is None or claims == self._claims):
                return bearer

    async def _afetched(self, claims: str | None, refused: Bearer | None) -> Bearer:
        import asyncio

        while True:
            fetch, mine = self._join()
            if mine and self._asynchronous:
                await self._arun(fetch, claims, refused)
            elif mine:
                # In a thread, which ends the fetch whatever becomes of this task and its loop.
                try:
                    asyncio.get_running_loop().run_in_executor(None, self._run, fetch, claims, refused)
                except BaseException as error:
                    self._end(fetch, error)
                    raise
            bearer = await asyncio.wrap_future(fetch)
            if bearer is not None and bearer is not refused and (claims is None or claims == self._claims):
                return bearer

    def _run(self, fetch: Future[Bearer | None], claims: str | None, refused: Bearer | None) -> None:
        try:
            bearer = self._usable(claims, refused)
            if bearer is None:
                bearer = self._keep(self._credential.get_token(SCOPE, **self._options(claims)), claims)
        except BaseException as error:
            self._end(fetch, error)
        else:
            self._end(fetch, bearer)

    async def _arun(self, fetch: Future[Bearer | None], claims: str | None, refused: Bearer | None) -> None:
        try:
            bearer = self._usable(claims, refused)
            if bearer is None:
                token: Any = self._credential.get_token(SCOPE, **self._options(claims))
                bearer = self._keep(await token, claims)
        except Exception as error:
            self._end(fetch, error)
        except BaseException:  # cancelled: whoever waits fetches for itself
            self._end(fetch, None)
            raise
        else:
            self._end(fetch, bearer)

    def _options(self, claims: str | None) -> dict[str, Any]:
        """Return get_token's options: that this client answers challenges (else the service sends none), and the challenge if there is one."""
        return ({"enable_cae": True} if self._knows_cae else {}) | ({"claims": claims} if claims else {})

    def _keep(self, token: Any, claims: str | None) -> Bearer:
        if isinstance(token, Awaitable):
            _discard(cast("Awaitable[object]", token))
            raise TypeError(
                "the credential's get_token returns an awaitable; it must be an `async def` to be seen as asynchronous"
            )
        bearer, ends = Bearer(token.token), float(token.expires_on)
        with self._lock:
            self._bearer, self._ends, self._claims = bearer, ends, claims
        return bearer

    def _end(self, fetch: Future[Bearer | None], outcome: Bearer | BaseException | None) -> None:
        with self._lock:
            self._fetch = None
        if isinstance(outcome, BaseException):
            fetch.set_exception(outcome)
        else:
            fetch.set_result(outcome)


def _discard(token: Awaitable[object]) -> None:
    """Close a coroutine that nobody is going to await, which Python would warn of."""
    if isinstance(token, Coroutine):
        token.close()


def claims_of(challenge: str) -> str | None:
    """Return the claims of a `WWW-Authenticate` challenge, decoded, or None: continuous access evaluation asks for a token that has them (M)."""
    import base64
    import re

    match = re.search(r'\bclaims="([A-Za-z0-9+/_=-]+)"', challenge)
    if match is None:
        return None
    text = match.group(1)
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()  # takes either alphabet
    except ValueError:
        return None
