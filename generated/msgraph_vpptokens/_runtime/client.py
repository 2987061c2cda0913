# copied from openapi/runtime/client.py, do not edit; change it there and run make generate
"""The client without the contract's own facts, which the generated `client.py` adds."""

from __future__ import annotations

import ipaddress
import logging
import re
import threading
import time
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self
from uuid import uuid4

import attrs
import httpx
from attrs import define, field, setters

from .auth import CallersError, CredentialAuth, TokenAuth, TokenCredential, TokenSource
from .errors import ApiConnectionError, ApiStatusError, connection_error
from .responses import Operation, Response
from .types import UNSET, Unset, hide

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

LOGGER = logging.getLogger(__name__.partition(".")[0])

Timeout = float | httpx.Timeout | None
"""Seconds for each of connecting, sending, and every piece of the response, of one try; None waits for ever."""


def _checked_timeout(timeout: Timeout) -> httpx.Timeout:
    """Return the timeout as httpx's; raises TypeError or ValueError for what is none."""
    if isinstance(timeout, bool) or not isinstance(timeout, int | float | httpx.Timeout | None):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"timeout: Expected seconds, an httpx.Timeout or None; got {type(timeout).__name__}")
    if isinstance(timeout, int | float) and not 0 < timeout < float("inf"):
        raise ValueError(f"timeout: Expected more than 0 seconds; got {timeout}")
    return httpx.Timeout(timeout)


def _checked_headers(headers: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return the headers; raises TypeError or ValueError for what no request can carry (RFC 9110), or what the client alone decides."""
    headers = headers or {}
    for name, value in headers.items():
        if not isinstance(name, str) or not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"header {name!r}: Expected a string; got {type(value).__name__}")
        if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise ValueError(f"header {name!r}: Expected letters, digits and hyphens as its name")
        if not re.fullmatch(r"[!-~]([ -~\t]*[!-~])?", value):
            raise ValueError(f"header {name}: Expected printable ASCII without blanks around it; got another value")
        if name.lower() in {"authorization", "content-length", "host", "transfer-encoding"}:
            raise ValueError(f"header {name}: The client sets it itself; give it a token, credential or base_url instead")
    return headers


def _checked_retries(number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"max_retries: Expected an integer; got {type(number).__name__}")
    if number < 0:
        raise ValueError(f"max_retries: Expected 0 or more; got {number}")
    return number


def _checked_httpx_args(arguments: Mapping[str, Any] | None) -> Mapping[str, Any]:
    arguments = arguments or {}
    # http2 is among them because its header compression (hpack) writes every header to its debug log.
    if taken := set(arguments) & {"auth", "base_url", "cookies", "headers", "http2", "params", "timeout"}:
        raise TypeError(f"httpx_args must not hold {', '.join(sorted(taken))}: the client sets it itself, or does without")
    return arguments


@define
class Request:
    """One call of an operation, as its function was called."""

    operation: Operation[Any]
    path: Mapping[str, str]
    """The parameters of the path, by name."""
    own_headers: Mapping[str, str | Unset]
    """The parameters of the contract that are headers, by name."""
    headers: Mapping[str, str] | None
    timeout: Timeout | Unset


@define
class _Call:
    """What the log and the errors say of one call."""

    operation: Operation[Any]
    client_request_id: str
    tries: int = 1
    _start: float = field(factory=time.perf_counter)

    def answered(self, response: httpx.Response, errors: Mapping[int, type[ApiStatusError]]) -> Response[Any]:
        self._log(response.status_code, response.headers.get("request-id", "-"))
        return self.operation.response(response, self.client_request_id, errors)

    def failed(self, error: httpx.HTTPError) -> ApiConnectionError:
        self._log(type(error).__name__, "-")
        return connection_error(error, self.client_request_id)

    def waits(self, seconds: float, after: object) -> None:
        self.tries += 1
        LOGGER.debug("%s waits %.3f s after %s", self.operation.name, seconds, after)

    def _log(self, outcome: object, request_id: str) -> None:
        milliseconds = (time.perf_counter() - self._start) * 1000
        LOGGER.debug("%s %s request-id=%s tries=%d %.1f ms", self.operation.name, outcome, request_id, self.tries, milliseconds)


@define(kw_only=True, eq=False, on_setattr=setters.frozen)
class BaseClient:
    """Sends requests with a bearer token, retries and limits, and keeps the connections for the next call."""

    _scopes: ClassVar[Mapping[str, str]]
    """What a credential is asked for, by the host of each cloud; the first one is the default."""
    _errors: ClassVar[Mapping[int, type[ApiStatusError]]]
    """The class of each documented error status."""
    _user_agent: ClassVar[str]

    base_url: str
    token: TokenSource | None = field(default=None, repr=hide)
    credential: TokenCredential | None = field(default=None, repr=False)
    scope: str | None = None
    allow_http: bool = False
    timeout: httpx.Timeout = field(default=httpx.Timeout(30.0), converter=_checked_timeout)
    max_retries: int = field(default=3, converter=_checked_retries)
    headers: Mapping[str, str] = field(factory=dict[str, str], converter=_checked_headers, repr=False)
    httpx_args: Mapping[str, Any] = field(factory=dict[str, Any], converter=_checked_httpx_args, repr=False)
    # What attrs.evolve hands on to the new client.
    _auth: TokenAuth | CredentialAuth | None = field(default=None, alias="_auth", repr=False, on_setattr=setters.NO_OP)
    _connections: Connections | None = field(default=None, alias="_connections", repr=False, on_setattr=setters.NO_OP)

    def __attrs_post_init__(self) -> None:
        host = _checked_host(self.base_url, allow_http=self.allow_http)
        if self.credential is None and self.token is not None:
            self._auth = TokenAuth(self.token)
        elif self.token is None and self.credential is not None:
            scope = self._scope_of(host)
            if not (isinstance(self._auth, CredentialAuth) and self._auth.credential is self.credential and self._auth.scope == scope):
                self._auth = CredentialAuth(self.credential, scope)
        else:
            raise TypeError("Expected either token or credential; got " + ("both" if self.token is not None else "neither"))
        if self._connections is None or self._connections.httpx_args != self.httpx_args:
            self._connections = Connections(self.httpx_args, self._user_agent)

    def _scope_of(self, host: str) -> str:
        scope = self.scope or self._scopes.get(host)
        if scope is None and _is_loopback(host):
            scope = next(iter(self._scopes.values()))
        if scope is None:
            raise ValueError(
                f"scope: Expected what to ask the credential for, such as 'https://{host}/.default', because {host} is none of the"
                f" known clouds ({', '.join(self._scopes)}); got nothing"
            )
        return scope

    def with_options(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        max_retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        httpx_args: Mapping[str, Any] | Unset = UNSET,
    ) -> Self:
        """Return a client with other options and the same token; this one stays as it is.

        It shares the connections, unless `httpx_args` differ. `headers` come on top of the client's own. Raises TypeError or ValueError
        for a value that can't be used.
        """
        merged = httpx.Headers(dict(self.headers))  # takes names in any case
        merged.update(_checked_headers(headers))
        changes: dict[str, Any] = {"timeout": timeout, "max_retries": max_retries, "headers": merged, "httpx_args": httpx_args}
        return attrs.evolve(self, **{name: value for name, value in changes.items() if value is not UNSET})

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client holds connections and a secret, and can't be pickled or copied; make another with with_options")

    def request(self, request: Request) -> Response[Any]:
        """Call an operation and return what arrives, whatever its status; this is what the operations' functions call.

        Raises errors.ApiConnectionError or errors.ApiTimeoutError if no response arrives, and whatever the token's function or the
        credential raises.
        """
        from .retries import send

        call, options = self._prepared(request)
        try:
            response = send(self._pools.http(), self.max_retries, **options)
        except httpx.HTTPError as error:
            raise call.failed(error) from error
        except CallersError as carried:
            raise carried.error from carried.error.__cause__
        return call.answered(response, self._errors)

    async def arequest(self, request: Request) -> Response[Any]:
        """As `request`, in a coroutine."""
        from .retries import asend

        call, options = self._prepared(request)
        try:
            response = await asend(await self._pools.ahttp(), self.max_retries, **options)
        except httpx.HTTPError as error:
            raise call.failed(error) from error
        except CallersError as carried:
            raise carried.error from carried.error.__cause__
        return call.answered(response, self._errors)

    def _prepared(self, request: Request) -> tuple[_Call, dict[str, Any]]:
        operation = request.operation
        url = self.base_url.rstrip("/") + operation.path_with(request.path)
        sent = httpx.Headers({"client-request-id": str(uuid4())})
        sent.update(self.headers)
        sent.update(_checked_headers(request.headers))
        sent.update(_checked_headers({name: value for name, value in request.own_headers.items() if not isinstance(value, Unset)}))
        call = _Call(operation, sent["client-request-id"])
        return call, {
            "method": operation.method,
            "url": url,
            "headers": sent,
            "timeout": self.timeout if isinstance(request.timeout, Unset) else _checked_timeout(request.timeout),
            "extensions": {"call": call},
            "auth": self._auth,
        }

    @property
    def _pools(self) -> Connections:
        assert self._connections is not None  # noqa: S101 - set by __attrs_post_init__
        return self._connections

    def close(self) -> None:
        """Close the connections that `sync` and `sync_detailed` have opened, also for clients made by `with_options`."""
        self._pools.close()

    async def aclose(self) -> None:
        """Close the connections that `asyncio` and `asyncio_detailed` have opened in this event loop; else as `close`."""
        await self._pools.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()


class Connections:
    """The connections of one client and of what `with_options` makes of it: one pool for threads, and one for each running event loop."""

    def __init__(self, httpx_args: Mapping[str, Any], user_agent: str) -> None:
        self.httpx_args = dict(httpx_args)
        # Fixed headers belong here: httpx merges those of a request at a price.
        self._options: dict[str, Any] = {**self.httpx_args, "headers": {"Accept": "application/json", "User-Agent": user_agent}}
        self._lock = threading.Lock()
        self._http: httpx.Client | None = None
        self._ahttp: dict[AbstractEventLoop, tuple[httpx.AsyncClient, AsyncGenerator[None]]] = {}

    def http(self) -> httpx.Client:
        """Return the pool for threads."""
        http = self._http
        if http is None:
            with self._lock:
                http = self._http = self._http or httpx.Client(**self._options)
        return http

    async def ahttp(self) -> httpx.AsyncClient:
        """Return the pool of the running event loop."""
        from asyncio import get_running_loop

        loop = get_running_loop()
        if loop not in self._ahttp:
            for closed in [other for other in self._ahttp if other.is_closed()]:
                del self._ahttp[closed]
            http = httpx.AsyncClient(**self._options)
            # asyncio.run closes what asynchronous generators are left before it closes its loop, and these connections with them.
            closing = self._closing(loop, http)
            self._ahttp[loop] = http, closing
            await anext(closing)
        return self._ahttp[loop][0]

    async def _closing(self, loop: AbstractEventLoop, http: httpx.AsyncClient) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            self._ahttp.pop(loop, None)
            await http.aclose()

    def close(self) -> None:
        """Close the pool for threads; the next call opens another."""
        with self._lock:
            http, self._http = self._http, None
        if http is not None:
            http.close()

    async def aclose(self) -> None:
        """Close the pool of the running event loop; the next call opens another."""
        from asyncio import get_running_loop

        if entry := self._ahttp.pop(get_running_loop(), None):
            await entry[1].aclose()


def _checked_host(base_url: str, *, allow_http: bool) -> str:
    """Return the URL's host; raises ValueError for a URL that a bearer token must not or can't be sent to."""
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, TypeError) as error:
        raise ValueError(f"base_url: Expected a URL; got {base_url!r} ({error})") from None
    if url.userinfo:
        raise ValueError("base_url: Expected no user name or password, which would appear in logs; got some")
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError(f"base_url: Expected https:// and a host; got {base_url!r}")
    if url.query or url.fragment:
        raise ValueError(f"base_url: Expected no query or fragment; got {base_url!r}")
    if url.scheme == "http" and not (allow_http or _is_loopback(url.host)):
        raise ValueError(
            f"base_url: Expected https://, because over http everybody on the way reads the bearer token; got {base_url!r}."
            " For a test server in a network of your own, pass allow_http=True"
        )
    return url.host


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
