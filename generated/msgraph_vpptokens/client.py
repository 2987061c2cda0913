# generated from openapi/openapi.yaml, do not edit; run make generate
"""The client: how to reach the service, and as whom."""

from __future__ import annotations

import ipaddress
import re
import threading
from collections.abc import AsyncGenerator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, Self

import httpx

from . import errors
from .auth import Auth, Bearer, CredentialAuth, TokenCredential, TokenSource, claims_of
from .types import UNSET, Response, Unset

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from .transport import AsyncHttpClient, HttpClient, Retries

BASE_URL = "https://graph.microsoft.com/beta"
"""The server that the contract names."""

USER_AGENT = f"msgraph-vpptokens/0.1.0 python-httpx/{httpx.__version__}"

Timeout = float | httpx.Timeout | None
"""Seconds for each of connecting, sending, and every piece of the answer, of one try; None waits for ever."""


class AuthenticatedClient:
    """Calls the service as one tenant or user; safe to share between threads and tasks, and to use in one `asyncio.run` after another.

    Connections are kept for the next call. `with client:` and `async with client:` close them at the end, as do `close` and `aclose`; asyncio.run does
    so for its own. A closed client opens new ones when it is used again.

    Args:
        token: The bearer token, or a function that returns it and is asked on every call; for asyncio also a coroutine function.
        credential: Instead of `token`: an azure-core style credential, such as those of azure-identity (`msgraph-vpptokens[azure]`). It is
            asked for the scope `auth.SCOPE`, its token is kept until five minutes before it ends, and a claims challenge is answered once.
        base_url: Where the service is; the contract's server by default. `https`, or `http` on this machine: a bearer token in
            clear text is anybody's.
        timeout: Seconds for each of connecting, sending, and every piece of the answer, of one try; an httpx.Timeout says each on its own.
        max_retries: How many more tries after 429, 503, 504 or a connection that failed; 0 for none. Pauses are as long as `Retry-After`
            says, else grow with jitter; more than two minutes of them in all end the call with the answer it has.
        headers: Headers of every request, in place of or besides those that the client sends of itself.
        httpx_args: More arguments of httpx.Client and httpx.AsyncClient: verify, proxy, limits, follow_redirects, transport, ...

    Raises:
        TypeError: Neither or both of `token` and `credential`, or something of another type.
        ValueError: A value that can't be used; the message says which and why.
    """

    def __init__(
        self,
        *,
        token: TokenSource | None = None,
        credential: TokenCredential | None = None,
        base_url: str = BASE_URL,
        timeout: Timeout = 30.0,
        max_retries: int = 3,
        headers: Mapping[str, str] | None = None,
        httpx_args: Mapping[str, Any] | None = None,
    ) -> None:
        if token is not None and credential is None:
            self._auth = Auth(token)
        elif credential is not None and token is None:
            self._auth = CredentialAuth(credential)
        else:
            raise TypeError("give either token or credential")
        del token  # no traceback of what follows shows it
        self._base_url = _checked_url(base_url)
        # http2 is among them because its header compression (hpack) writes every header to its debug log.
        if taken := set(httpx_args or ()) & {"auth", "base_url", "cookies", "headers", "http2", "params", "timeout"}:
            raise TypeError(
                f"httpx_args must not hold {', '.join(sorted(taken))}: the client says it itself, or does without"
            )
        self._headers = httpx.Headers(
            {
                "Accept": "application/json",
                "Accept-Encoding": "gzip, deflate",
                "Connection": "keep-alive",
                "User-Agent": USER_AGENT,
            }
        )
        self._connections = Connections(httpx_args or {})
        self._set(timeout, max_retries, headers)

    def _set(self, timeout: Timeout, max_retries: int, headers: Mapping[str, str] | None) -> None:
        if isinstance(max_retries, bool) or not isinstance(max_retries, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"max_retries must be an integer, not {type(max_retries).__name__}")
        if max_retries < 0:
            raise ValueError(f"max_retries must be 0 or more, not {max_retries}")
        self._timeout = _checked_timeout(timeout)
        self._max_retries = max_retries
        if headers:
            self._headers = _merged(self._headers, headers)

    def with_options(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        max_retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a client with other options and the same connections and token; this one stays as it is. `headers` come on top of its own.

        Raises TypeError or ValueError for a value that can't be used.
        """
        client = object.__new__(type(self))
        client.__dict__.update(self.__dict__)
        client.__dict__.pop("_retries", None)
        client._set(
            self._timeout if isinstance(timeout, Unset) else timeout,
            self._max_retries if isinstance(max_retries, Unset) else max_retries,
            headers,
        )
        return client

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._base_url!r}, token='<secret>')"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a client holds connections and a secret, and can't be pickled or copied; with_options makes another of it"
        )

    @cached_property
    def _retries(self) -> Retries:
        from .transport import Retries

        return Retries(self._max_retries)

    def request(
        self,
        operation: str,
        method: str,
        path: str,
        headers: Mapping[str, str] | None,
        timeout: Timeout | Unset,
    ) -> Response[Any]:
        """Send a request and return what arrives, whatever its status and with nothing parsed. What the operations' functions call.

        Raises errors.ApiConnectionError or errors.ApiTimeoutError if no response arrives, and whatever the credential raises.
        """
        sent, options = self._prepared(operation, headers, timeout)
        bearer = self._auth.get()
        response = self._send(method, path, sent, {**options, "bearer": bearer})
        if response.status_code == 401 and not response.history:  # after a redirect, another host may be asking
            renewed = self._auth.renew(bearer, claims_of(response.headers.get("www-authenticate", "")))
            if renewed is not None:
                bearer = renewed
                response = self._send(method, path, sent, {**options, "bearer": bearer})
        return _received(response, bearer, sent)

    async def arequest(
        self,
        operation: str,
        method: str,
        path: str,
        headers: Mapping[str, str] | None,
        timeout: Timeout | Unset,
    ) -> Response[Any]:
        """As `request`, in a coroutine."""
        sent, options = self._prepared(operation, headers, timeout)
        bearer = await self._auth.aget()
        response = await self._asend(method, path, sent, {**options, "bearer": bearer})
        if response.status_code == 401 and not response.history:  # after a redirect, another host may be asking
            renewed = await self._auth.arenew(bearer, claims_of(response.headers.get("www-authenticate", "")))
            if renewed is not None:
                bearer = renewed
                response = await self._asend(method, path, sent, {**options, "bearer": bearer})
        return _received(response, bearer, sent)

    def _prepared(
        self, operation: str, headers: Mapping[str, str] | None, timeout: Timeout | Unset
    ) -> tuple[httpx.Headers, dict[str, Any]]:
        sent = _merged(self._headers, headers) if headers else self._headers.copy()
        if "client-request-id" not in sent:
            from uuid import uuid4

            sent["client-request-id"] = str(uuid4())
        limits = self._timeout if isinstance(timeout, Unset) else _checked_timeout(timeout)
        return sent, {"timeout": limits.as_dict(), "operation": operation}

    def _send(self, method: str, path: str, headers: httpx.Headers, extensions: dict[str, Any]) -> httpx.Response:
        from .transport import send  # on the first call: see the comment there

        try:
            return send(
                self._connections.http(),
                method,
                f"{self._base_url}{path}",
                self._retries,
                headers=headers,
                extensions=extensions,
            )
        except httpx.HTTPError as error:
            raise _failure(error, headers) from error

    async def _asend(
        self, method: str, path: str, headers: httpx.Headers, extensions: dict[str, Any]
    ) -> httpx.Response:
        from .transport import asend

        try:
            http = await self._connections.ahttp()
            return await asend(
                http, method, f"{self._base_url}{path}", self._retries, headers=headers, extensions=extensions
            )
        except httpx.HTTPError as error:
            raise _failure(error, headers) from error

    def close(self) -> None:
        """Close the connections that `sync` and `sync_detailed` have opened, also for clients made by `with_options`."""
        self._connections.close()

    async def aclose(self) -> None:
        """Close the connections that `asyncio` and `asyncio_detailed` have opened in this event loop, also for clients made by `with_options`."""
        await self._connections.aclose()

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

    def __init__(self, httpx_args: Mapping[str, Any]) -> None:
        self._httpx_args = dict(httpx_args)
        self._lock = threading.Lock()
        self._http: HttpClient | None = None
        self._ahttp: dict[AbstractEventLoop, tuple[AsyncHttpClient, AsyncGenerator[None]]] = {}

    def http(self) -> HttpClient:
        """Return the pool for threads."""
        http = self._http
        if http is None:
            from .transport import HttpClient

            with self._lock:
                http = self._http = self._http or HttpClient(**self._httpx_args)
        return http

    async def ahttp(self) -> AsyncHttpClient:
        """Return the pool of the running event loop."""
        from asyncio import get_running_loop

        loop = get_running_loop()
        entry = self._ahttp.get(loop)
        if entry is None:
            from .transport import AsyncHttpClient

            for other in [other for other in self._ahttp if other.is_closed()]:
                self._ahttp.pop(other, None)
            http = AsyncHttpClient(**self._httpx_args)
            # asyncio.run closes what asynchronous generators are left before it closes its loop, and these connections with them.
            closing = self._closing(loop, http)
            self._ahttp[loop] = entry = http, closing
            await anext(closing)
        return entry[0]

    async def _closing(self, loop: AbstractEventLoop, http: AsyncHttpClient) -> AsyncGenerator[None]:
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

        entry = self._ahttp.pop(get_running_loop(), None)
        if entry is not None:
            await entry[1].aclose()


def _failure(error: httpx.HTTPError, headers: httpx.Headers) -> errors.ApiConnectionError:
    return errors.connection_error(
        error, timeout=isinstance(error, httpx.TimeoutException), client_request_id=headers["client-request-id"]
    )


def _received(response: httpx.Response, bearer: Bearer, sent: httpx.Headers) -> Response[Any]:
    content = response.content
    token = bearer.header.encode()[7:]
    # A gateway may show the request that it refuses. Anything shorter is no real token and may be a word of the text.
    if response.status_code >= 400 and len(token) >= 16:
        content = content.replace(token, b"<secret>")
    del token
    return Response(response.status_code, content, response.headers, None, sent["client-request-id"])


def _checked_url(base_url: str) -> str:
    """Return the URL without a slash at its end; raises ValueError for one that a bearer token must not or can't be sent to."""
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, TypeError) as error:
        raise ValueError(f"base_url {base_url!r} is no URL: {error}") from None
    if url.userinfo:
        raise ValueError("base_url must not hold a user name or password: it would appear in logs")
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError(f"base_url {base_url!r} must begin with https:// and a host")
    if url.query or url.fragment:
        raise ValueError(f"base_url {base_url!r} must not hold a query or fragment")
    if url.scheme == "http" and not _is_loopback(url.host):
        raise ValueError(
            f"base_url {base_url!r} must begin with https://: over http anybody on the way reads the bearer token"
        )
    return str(url).rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _checked_timeout(timeout: Timeout) -> httpx.Timeout:
    """Return the timeout as httpx's; raises TypeError or ValueError for what is none."""
    if timeout is None or isinstance(timeout, httpx.Timeout):
        return httpx.Timeout(timeout)
    if isinstance(timeout, bool) or not isinstance(timeout, int | float):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"timeout must be seconds, an httpx.Timeout or None, not {type(timeout).__name__}")
    if not 0 < timeout < float("inf"):
        raise ValueError(f"timeout must be more than 0 seconds, not {timeout}")
    return httpx.Timeout(timeout)


_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_VALUE = r"[!-~]([ -~\t]*[!-~])?"


def _merged(headers: httpx.Headers, more: Mapping[str, str]) -> httpx.Headers:
    """Return headers with more of them; raises ValueError for what no request can carry (RFC 9110), or what the client alone decides."""
    merged = headers.copy()
    for name, value in more.items():
        if not isinstance(name, str) or not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"the header {name!r} and its value must be strings, not {type(value).__name__}")
        if not re.fullmatch(_NAME, name):
            raise ValueError(f"the header name {name!r} must be letters, digits and hyphens")
        if not re.fullmatch(_VALUE, value):
            raise ValueError(f"the header {name} must be printable ASCII, neither empty nor with blanks around it")
        if name.lower() in {"authorization", "content-length", "host", "transfer-encoding"}:
            raise ValueError(
                f"the header {name} is not the caller's: give the client a token, credential or base_url instead"
            )
        merged[name] = value
    return merged


__all__ = ["AuthenticatedClient"]
