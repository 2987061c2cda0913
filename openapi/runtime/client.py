"""Operations, and the client without the contract's own facts, which the generated `client.py` adds."""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, Self, TypeVar, cast
from urllib.parse import quote
from uuid import uuid4

import attrs
import httpx
from attrs import define, field, setters

from .auth import CallersError, CredentialAuth, TokenAuth, TokenCredential, TokenSource, forget_closed
from .errors import ApiError, ApiStatusError, InvalidResponseError, Response, connection_error, one_line
from .types import UNSET, Mismatch, Unset, hide, is_object

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

LOGGER = logging.getLogger(__name__.partition(".")[0])

T = TypeVar("T")
Timeout = float | httpx.Timeout | None
"""Seconds for each of connecting, sending, and every piece of the response, of one try; None waits for ever."""


@define(eq=False)
class Operation(Generic[T]):
    """What the contract says of one operation; T is what its success holds."""

    name: str
    method: str
    path: str  # below the base URL, with the names of its parameters in braces
    patterns: Mapping[str, str]  # of each parameter of the path, by name
    success: int  # its status
    read: Callable[[Any], T] | None  # for the body of a success; raises Mismatch
    read_error: Callable[[Any], Any]  # for the body of an error; raises Mismatch
    envelope: tuple[str, str] | None = None  # if a success may come wrapped: the wrapper's property, and one that only the bare object has

    def path_with(self, arguments: Mapping[str, str]) -> str:
        """Return the path for some arguments; raises ValueError for one that the contract does not allow."""
        for name, value in arguments.items():
            if not isinstance(value, str) or not re.fullmatch(self.patterns[name], value):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise ValueError(f"{name}: Expected a string that matches the regular expression {self.patterns[name]}; got {value!r}")
        return self.path.format_map({name: quote(value, safe="") for name, value in arguments.items()})

    def response(self, response: httpx.Response, client_request_id: str, errors: Mapping[int, type[ApiStatusError]]) -> Response[Any]:
        """Return what arrived, parsed as far as the contract names a model for its status and the body fits it."""
        status, content = response.status_code, response.content
        parsed, breach = None, None
        error: type[ApiError] | None = None
        if status == self.success:
            parsed, breach = self._parsed(self.read, content)
        elif 200 <= status < 300:
            breach = f"Expected status {self.success}; got {status}"
        else:
            error = errors.get(status, ApiStatusError)
            if 400 <= status < 600:
                parsed, _ = self._parsed(self.read_error, content)  # a gateway's may be anything
        error = InvalidResponseError if breach else error
        return Response(status, content, response.headers, parsed, client_request_id, error=error, breach=breach)

    def result(self, response: Response[Any]) -> T:
        """Return what a success holds; raises the error that anything else is."""
        return cast("T", response.raise_for_status().parsed)

    def _parsed(self, read: Callable[[Any], Any] | None, content: bytes) -> tuple[Any, str | None]:
        """Return what a body holds, or why it can't be read."""
        if read is None:
            return None, None
        try:
            body = json.loads(content)
            return read(self._unwrapped(body) if read is self.read else body), None
        except Mismatch as error:
            return None, str(error)
        except (ValueError, RecursionError):
            return None, "Expected JSON; got another text" if content else "Expected JSON; got no body"

    def _unwrapped(self, body: Any) -> Any:
        """Return the object in the envelope, with the wrapper's annotations, as in the bare shape; or the bare object itself."""
        if self.envelope is None or not is_object(body):
            return body
        name, key = self.envelope
        inner = body.get(name)
        if key in body or not is_object(inner):
            return body
        return {word: value for word, value in body.items() if word.startswith("@")} | inner


@define(eq=False)
class Call:
    """One call of an operation, as its function was called, and what the log and the errors say of it."""

    operation: Operation[Any]
    path: Mapping[str, str]  # the parameters of the path, by name
    own_headers: Mapping[str, str | Unset]  # the parameters of the contract that are headers, by name
    headers: Mapping[str, str] | None
    timeout: Timeout | Unset
    client_request_id: str = ""
    _tries: int = 1
    _start: float = field(factory=time.perf_counter)

    @contextmanager
    def errors(self) -> Generator[None]:
        """Raise what a caller expects instead of what httpx raises."""
        try:
            yield
        except httpx.HTTPError as error:
            self.log(type(error).__name__)
            raise connection_error(error, self.client_request_id) from error
        except CallersError as carried:
            raise carried.error from carried.error.__cause__

    def waits(self, seconds: float, after: object) -> None:
        self._tries += 1
        LOGGER.debug("%s waits %.3f s after %s", self.operation.name, seconds, after)

    def log(self, outcome: object, request_id: str = "-") -> None:
        milliseconds = (time.perf_counter() - self._start) * 1000
        LOGGER.debug("%s %s request-id=%s tries=%d %.1f ms", self.operation.name, outcome, one_line(request_id), self._tries, milliseconds)


def _checked_timeout(timeout: Timeout) -> httpx.Timeout:
    """Return the timeout as httpx's; raises ValueError for what is none."""
    if timeout is None or isinstance(timeout, httpx.Timeout):
        return httpx.Timeout(timeout)
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout < float("inf"):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"timeout: Expected more than 0 seconds, an httpx.Timeout or None; got {timeout!r}")
    return httpx.Timeout(timeout)


def _checked_mapping(name: str, given: Mapping[str, T] | None) -> dict[str, T]:
    """Return a copy, so that nothing changes unchecked; raises TypeError for what is no mapping."""
    if not isinstance(given or {}, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name}: Expected a mapping; got {type(given).__name__}")
    return dict(given or {})


def _checked_headers(headers: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return the headers; raises ValueError for what no request can carry (RFC 9110), or what the client alone decides."""
    headers = _checked_mapping("headers", headers)
    for name, value in headers.items():
        if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise ValueError(f"header {name!r}: Expected letters, digits and hyphens as its name")
        if not isinstance(value, str) or not re.fullmatch(r"[!-~]([ -~\t]*[!-~])?", value):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError(f"header {name}: Expected printable ASCII without blanks around it; got another value")
        if name.lower() in {"authorization", "content-length", "host", "transfer-encoding"}:
            raise ValueError(f"header {name}: The client sets it itself; give it a token, credential or base_url instead")
    return headers


def _checked_retries(number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"max_retries: Expected an integer, 0 or more; got {number!r}")
    return number


def _checked_httpx_args(arguments: Mapping[str, Any] | None) -> Mapping[str, Any]:
    arguments = _checked_mapping("httpx_args", arguments)
    # http2 is among them because its header compression (hpack) writes every header to its debug log.
    if taken := set(arguments) & {"auth", "base_url", "cookies", "headers", "http2", "params", "timeout"}:
        raise TypeError(f"httpx_args must not hold {', '.join(sorted(taken))}: the client sets these itself or does not support them")
    return arguments


@define(kw_only=True, eq=False, on_setattr=setters.frozen)
class BaseClient:
    """Sends requests with a bearer token, retries and limits, and keeps the connections for the next call."""

    _scopes: ClassVar[Mapping[str, str]]  # what a credential is asked for, by the host of each cloud; the first one is the default
    _errors: ClassVar[Mapping[int, type[ApiStatusError]]]  # the class of each documented error status
    user_agent: ClassVar[str]

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
    _pools: Connections = field(
        default=attrs.Factory(lambda client: Connections(client.httpx_args, client.user_agent), takes_self=True),
        alias="_pools",
        repr=False,
        on_setattr=setters.NO_OP,
    )

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
        if self._pools.httpx_args != self.httpx_args:
            self._pools = Connections(self.httpx_args, self.user_agent)

    def _scope_of(self, host: str) -> str:
        clouds = self._scopes
        scope = self.scope or clouds.get(host) or (next(iter(clouds.values())) if _is_loopback(host) else None)
        if scope is None:
            raise ValueError(
                f"scope: missing. {host} is none of the known clouds ({', '.join(clouds)}); pass the scope of its tokens,"
                f" such as scope='https://{host}/.default'"
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

    def request(self, call: Call) -> Response[Any]:
        """Call an operation and return what arrives, whatever its status; this is what the operations' functions call.

        Raises errors.ApiConnectionError or errors.ApiTimeoutError if no response arrives, and whatever the token's function or the
        credential raises.
        """
        from .retries import send

        options = self._prepared(call)
        with call.errors():
            return self._answered(call, send(self._pools.http(), self.max_retries, **options))

    async def arequest(self, call: Call) -> Response[Any]:
        """As `request`, in a coroutine."""
        from .retries import asend

        options = self._prepared(call)
        with call.errors():
            return self._answered(call, await asend(await self._pools.ahttp(), self.max_retries, **options))

    def _prepared(self, call: Call) -> dict[str, Any]:
        sent = httpx.Headers({"client-request-id": str(uuid4())})
        own = {name: value for name, value in call.own_headers.items() if not isinstance(value, Unset)}
        for headers in filter(None, (self.headers, _checked_headers(call.headers), _checked_headers(own))):
            sent.update(headers)  # takes 5 µs even of none
        call.client_request_id = sent["client-request-id"]
        return {
            "method": call.operation.method,
            "url": self.base_url.rstrip("/") + call.operation.path_with(call.path),
            "headers": sent,
            "timeout": self.timeout if isinstance(call.timeout, Unset) else _checked_timeout(call.timeout),
            "extensions": {"call": call},
            "auth": self._auth,
        }

    def _answered(self, call: Call, response: httpx.Response) -> Response[Any]:
        call.log(response.status_code, response.headers.get("request-id", "-"))
        return call.operation.response(response, call.client_request_id, self._errors)

    def close(self) -> None:
        """Close the connections that `sync` and `sync_detailed` have opened, also for clients made by `with_options`.

        To be called when no call is under way: one that waits for its next try raises RuntimeError.
        """
        self._pools.close()

    async def aclose(self) -> None:
        """Close the connections that `asyncio` and `asyncio_detailed` have opened in this event loop, as `close` does for the others."""
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
        headers = {"Accept": "application/json", "User-Agent": user_agent}
        # Clients with other tokens share the connections: a cookie that came with one token must not go out with another.
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._options: dict[str, Any] = {**self.httpx_args, "headers": headers, "cookies": no_cookies}
        self._lock = threading.Lock()
        self._http: httpx.Client | None = None
        self._ahttp: dict[AbstractEventLoop, tuple[httpx.AsyncClient, AsyncGenerator[httpx.AsyncClient]]] = {}

    def http(self) -> httpx.Client:
        with self._lock:
            if self._http is None:
                self._http = httpx.Client(**self._options)
            return self._http

    async def ahttp(self) -> httpx.AsyncClient:
        from asyncio import get_running_loop

        loop = get_running_loop()
        if loop not in self._ahttp:
            forget_closed(self._ahttp)
            pool = self._pool(loop)
            self._ahttp[loop] = await anext(pool), pool
        return self._ahttp[loop][0]

    async def _pool(self, loop: AbstractEventLoop) -> AsyncGenerator[httpx.AsyncClient]:
        # asyncio.run closes what asynchronous generators are left before it closes its loop, and these connections with them.
        http = httpx.AsyncClient(**self._options)
        try:
            yield http
        finally:
            self._ahttp.pop(loop, None)
            await http.aclose()

    def close(self) -> None:
        with self._lock:
            http, self._http = self._http, None
        if http is not None:
            http.close()

    async def aclose(self) -> None:
        from asyncio import get_running_loop

        if entry := self._ahttp.pop(get_running_loop(), None):
            await entry[1].aclose()


def _checked_host(base_url: str, *, allow_http: bool) -> str:
    """Return the URL's host; raises ValueError, which shows no password, for a URL that a bearer token must not or can't be sent to."""
    try:
        url = httpx.URL(base_url if isinstance(base_url, str) else "")  # pyright: ignore[reportUnnecessaryIsInstance]
    except httpx.InvalidURL:
        raise ValueError("base_url: Expected a URL; got another text") from None
    # httpx takes an empty query and an empty fragment for none, and encodes blanks.
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or re.search(r"[?#\s]", base_url) or (url.port or 0) > 65535:
        raise ValueError("base_url: Expected https:// and a host, without user name, password, query, fragment and blanks; got another URL")
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
