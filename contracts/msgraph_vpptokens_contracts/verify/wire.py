"""Send requests as they are and see responses as they come.

A session of requests follows redirects, reads ~/.netrc and honours proxies on its own; a verification must do none of it unasked.
"""

# ruff: noqa: SLF001 - only the inner parts of http.client and urllib3 know which bytes came after a response

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from http.client import HTTPException, IncompleteRead
from http.cookiejar import DefaultCookiePolicy
from importlib.metadata import version
from io import BytesIO
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from .report import CannotVerifyError

TIME_LIMIT = 5.0
"""Seconds that one call may take from first to last byte."""
SIZE_LIMIT = 4 * 2**20
"""Bytes that a body may have; the documented one has 1192."""
PATIENCE = 60.0
"""Seconds that a run waits in all when it is told to wait."""
USER_AGENT = f"vpptokens-contracts/{version('msgraph-vpptokens-contracts')}"
CUT = "the response ends before its length says"
CLOSED = "the connection was closed without an answer"
GIVE_UP_AFTER = 3
"""Calls without an answer, one after the other, after which a server is taken for gone."""


def is_loopback(url: str) -> bool:
    """Tell whether a URL names this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class NoAnswer(CannotVerifyError):  # noqa: N818 - the fact, which is an error only on the first call
    """A call brought no whole response; the message says why."""


class Wire(requests.Session):
    """Every request of a run goes through here. Never follows a redirect, so the bearer token stays with the host it is for."""

    def __init__(self, base_url: str, *, pace: float = 0.0, on_call: Callable[[int], None] = lambda _: None) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.proxies = {} if is_loopback(base_url) else get_environ_proxies(base_url)
        self.certificates = os.environ.get("SSL_CERT_FILE") or os.environ.get("REQUESTS_CA_BUNDLE") or True
        self.pace = pace
        self.on_call = on_call
        self.calls = 0
        self.url: str | None = None
        """Sent in place of the next request's URL: what requests would normalise must go out as it is."""
        self.broken: WeakKeyDictionary[requests.PreparedRequest, NoAnswer] = WeakKeyDictionary()
        self.surplus: WeakKeyDictionary[requests.PreparedRequest, bytes] = WeakKeyDictionary()
        """Bytes that came after the end of a response."""
        self.throttled: list[requests.Response] = []
        """Answers of 429 that were heeded and have not been checked yet."""
        self.on_gone: Callable[[], None] = lambda: None
        self._unanswered = 0
        self._patience = PATIENCE
        self._last = 0.0

    @property
    def gone(self) -> bool:
        """Whether the server has stopped answering."""
        return self._unanswered >= GIVE_UP_AFTER

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Say that no response is a redirect."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send a request and read its whole response; waits and tries again when told to (429).

        A broken connection becomes a response of status 0, so that it reaches the checks as every other outcome does.
        """
        if self.url is not None:
            request.url, self.url = self.url, None
        # schemathesis' own mark is random; two runs must send the same bytes.
        request.headers.pop("X-Schemathesis-TestCaseId", None)
        request.headers["User-Agent"] = USER_AGENT
        request.headers["Accept-Encoding"] = "identity"  # so that Content-Length speaks of the JSON
        kwargs |= {"stream": True, "allow_redirects": False, "timeout": TIME_LIMIT, "verify": self.certificates}
        while True:
            response = self._send_once(request, kwargs)
            if response.status_code != requests.codes.too_many_requests:
                return response
            wait = retry_after(response.headers.get("Retry-After"))
            if wait > self._patience:
                return response
            self._patience -= max(wait, 0.5)
            self.throttled.append(response)
            time.sleep(wait)

    def _send_once(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response:
        wait = self._last + self.pace - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        self._last = time.monotonic()
        self.calls += 1
        self.on_call(self.calls)
        try:
            try:
                opened = self._opened(request)
                response = self._exchange(request, kwargs)
            except (requests.ConnectionError, OSError) as error:
                # A server may close an idle connection at any time; only on a fresh one is silence an answer.
                if reason(error) != CLOSED or self._opened(request) != opened:
                    raise
                response = self._exchange(request, kwargs)
        except (requests.RequestException, urllib3.exceptions.HTTPError, HTTPException, OSError, NoAnswer) as error:
            self.broken[request] = NoAnswer(reason(error))
            self._unanswered += 1
            if self.gone:
                self.on_gone()
            return _no_response(request)
        self._unanswered = 0
        return response

    def _opened(self, request: requests.PreparedRequest) -> int:
        """Return how many connections have been opened so far."""
        adapter = self.get_adapter(str(request.url))
        assert isinstance(adapter, HTTPAdapter)  # noqa: S101 - requests mounts nothing else
        pool = adapter.get_connection_with_tls_context(request, verify=self.certificates, proxies=self.proxies)
        return pool.num_connections

    def _exchange(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response:
        response = super().send(request, **kwargs)
        try:
            self._read(response, self._last + TIME_LIMIT)
        except BaseException:
            response.close()
            raise
        return response

    def _read(self, response: requests.Response, deadline: float) -> None:
        """Read the body within the time limit, and look whether anything comes after it."""
        # The parser of http.client ends at Content-Length and drops the rest unseen; only its own reader can tell.
        parser = response.raw._fp
        body = b""
        if parser.fp is None or parser.chunked or parser.length is None:
            body = self._chunks(response, deadline)
        else:
            self._limit(response, deadline)
            while parser.length > 1:
                body += self._some(response, parser.length - 1, deadline)
            if parser.length == 1:
                self.surplus[response.request] = parser.fp.peek()[1:]
                body += self._some(response, 1, deadline)
            else:
                self.surplus[response.request] = _without_waiting(parser.fp)
        response._content = body  # requests has no other way to say that the body is read
        response._content_consumed = True
        response.raw.drain_conn()
        response.raw.release_conn()

    def _chunks(self, response: requests.Response, deadline: float) -> bytes:
        body = b""
        while chunk := self._some(response, 65536, deadline, ends=True):
            body += chunk
        return body

    def _some(self, response: requests.Response, amount: int, deadline: float, *, ends: bool = False) -> bytes:
        self._limit(response, deadline)
        chunk: bytes = response.raw.read1(amount, decode_content=False)
        if not chunk and not ends:
            raise IncompleteRead(b"", response.raw._fp.length)
        return chunk

    @staticmethod
    def _limit(response: requests.Response, deadline: float) -> None:
        if response.raw.tell() > SIZE_LIMIT:
            raise NoAnswer(f"a body of more than {SIZE_LIMIT // 2**20} MiB")
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise requests.ReadTimeout
        fp = response.raw._fp.fp
        if fp is not None:
            fp.raw._sock.settimeout(remaining)


def _without_waiting(reader: Any) -> bytes:
    """Return what has come so far after a response without a body."""
    sock = reader.raw._sock
    select.select([sock], [], [], 0.003)
    sock.settimeout(0)
    try:
        surplus: bytes = reader.peek()
    except OSError:  # nothing there: TLS says so with an error
        surplus = b""
    finally:
        sock.settimeout(TIME_LIMIT)
    return surplus


def _no_response(request: requests.PreparedRequest) -> requests.Response:
    response = requests.Response()
    response.request = request
    response.url = str(request.url)
    response.status_code = 0
    response.reason = "no response"
    response.raw = urllib3.HTTPResponse(BytesIO(), headers={}, version=11, preload_content=False)
    response._content = b""
    return response


def retry_after(value: str | None) -> float:
    """Return the seconds to wait for a `Retry-After`: seconds, their fractions, an HTTP date, or none (then one second)."""
    if value is None:
        return 1.0
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return 1.0


def reason(error: BaseException) -> str:
    """Return why a call failed, in words for a person; never more of the request than its host."""
    causes: list[BaseException] = []
    queue = [error]
    while queue:
        cause = queue.pop()
        if cause in causes:
            continue
        causes.append(cause)
        queue += [
            inner
            for inner in (*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__)
            if isinstance(inner, BaseException)
        ]
    texts = " ".join(map(str, causes))
    names = {type(cause).__name__ for cause in causes}
    if "handshake operation timed out" in texts:
        names.add("SSLError")
    for kinds, text in (
        ({"NoAnswer"}, str(error)),
        ({"ProxyError"}, "the proxy named in the environment cannot be reached"),
        ({"SSLCertVerificationError"}, "TLS: the server's certificate is not trusted (name its CA's file in SSL_CERT_FILE)"),
        ({"SSLError"}, "TLS: no secure connection could be made; does the server speak HTTPS there?"),
        ({"NameResolutionError", "gaierror"}, "the host name is not known"),
        ({"ConnectionRefusedError"}, "connection refused: nothing listens there"),
        (
            {"ReadTimeout", "ReadTimeoutError", "ConnectTimeout", "ConnectTimeoutError", "TimeoutError"},
            f"no whole answer within {TIME_LIMIT:g} seconds",
        ),
        ({"IncompleteRead"}, CUT),
        ({"BadStatusLine", "LineTooLong", "UnknownProtocol", "InvalidHeader", "HeaderParsingError"}, "the answer is no HTTP"),
        ({"RemoteDisconnected", "ConnectionResetError", "BrokenPipeError", "ConnectionAbortedError"}, CLOSED),
    ):
        if kinds & names:
            return text
    return (
        f"the connection broke ({type(causes[-1]).__name__}{': ' + texts[:120] if isinstance(error, OSError) and not causes[1:] else ''})"
    )
