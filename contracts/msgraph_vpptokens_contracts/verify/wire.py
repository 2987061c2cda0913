"""Send requests as they are and keep responses as they come: HTTP/1.1 by h11, over a plain or a TLS socket.

No redirect is followed, no proxy is used and no cookie is kept, so the bearer token goes to the named server only.
"""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from urllib.parse import urlsplit

import h11

TIMEOUT = 5.0
"""Seconds that one call may take from the first to the last byte."""
SIZE_LIMIT = 2**20
"""Bytes that a response may have; the documented body has 1192."""
HEAD_LIMIT = 2**18
"""Bytes that the head of a response may have."""
LINGER = 0.002
"""Seconds to wait for bytes behind the first response of each method and status; the others of its kind are framed alike."""
USER_AGENT = f"vpptokens-contracts/{version('msgraph-vpptokens-contracts')}"
CUT = "a response that ends before its length says"
CLOSED = "the connection was closed without an answer"

TOKEN = "$VPPTOKENS_TOKEN"  # noqa: S105 - the name of a variable
SHORTENED = "${VPPTOKENS_TOKEN%?}"
BEHEADED = "${VPPTOKENS_TOKEN#?}"
SWAPPED = '$(printf %s "$VPPTOKENS_TOKEN" | tr a-zA-Z A-Za-z)'
AS_USER = '$(printf %s: "$VPPTOKENS_TOKEN" | base64 | tr -d "\\n")'
FORMS: dict[str, Callable[[str], str]] = {
    AS_USER: lambda token: b64encode(f"{token}:".encode()).decode(),
    SWAPPED: str.swapcase,
    BEHEADED: lambda token: token[1:],
    SHORTENED: lambda token: token[:-1],
    TOKEN: str,
}
"""What stands in a request for the bearer token or a part of it, as a shell reads it, and the value that is sent.

A report quotes the request, and so shows no credential; a shell that runs the quoted `curl` line sends the same bytes.
"""


@dataclass(frozen=True)
class Request:
    """One request."""

    method: str
    target: str
    """The path and the query, percent-encoded."""
    headers: tuple[tuple[str, str], ...]
    """Without `Host`; sent as UTF-8."""
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the value of a header, its lines joined (RFC 9110, 5.3), or None."""
        values = [value for known, value in self.headers if known.lower() == name.lower()]
        return ", ".join(values) if values else None


@dataclass
class Exchange:
    """One request and what came back."""

    name: str
    request: Request
    previous: str = ""
    """The name of the request before."""
    started: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    seconds: float = 0.0
    status: int = 0
    """0 if there is no response."""
    reason: str = ""
    version: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    """The names are in lower case."""
    body: bytes = b""
    surplus: bytes = b""
    """What came behind the end of the response."""
    problem: str = ""
    """Why there is no whole response, if there is none."""
    refused: bool = False
    """Whether nothing listens at the address."""

    def header(self, name: str) -> list[str]:
        """Return the values of a response header."""
        return [value for known, value in self.headers if known == name.lower()]


def fill(text: str, token: str) -> str:
    """Return a text with the bearer token put in its place."""
    for form, value in FORMS.items():
        text = text.replace(form, value(token))
    return text


class Wire:
    """A connection to one server, opened when needed and kept open as long as the server keeps it."""

    def __init__(self, base_url: str, token: str, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(base_url)
        self._host = parts.netloc
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._address = (parts.hostname or "", parts.port or (443 if self._tls else 80))
        self._token = token
        self._timeout = timeout
        self._socket: socket.socket | None = None
        self._http = h11.Connection(h11.CLIENT)
        self._seen: set[tuple[str, int]] = set()
        """The method and the status of the exchanges so far."""

    def send(self, name: str, request: Request, previous: str = "") -> Exchange:
        """Send a request and read its whole response; a failure becomes the `problem` of the exchange, never an exception."""
        exchange = Exchange(name, request, previous)
        started = time.monotonic()
        reused = self._socket is not None
        self._try(exchange, started + self._timeout)
        if (
            reused and exchange.problem == CLOSED
        ):  # a server may close an idle connection at any time; only on a new one is silence an answer
            exchange.problem = ""
            self._try(exchange, started + self._timeout)
        exchange.seconds = time.monotonic() - started
        return exchange

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _try(self, exchange: Exchange, deadline: float) -> None:
        try:
            if self._socket is None:
                self._socket = self._connect(deadline)
                self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_LIMIT)
            self._write(exchange.request, self._socket, deadline)
            self._read(exchange, self._socket, deadline)
            self._linger(exchange, self._socket)
        except (OSError, h11.ProtocolError) as error:
            cut = exchange.status and isinstance(error, h11.ProtocolError) and self._http.trailing_data[1]
            exchange.problem, exchange.refused = CUT if cut else self._reason(error), isinstance(error, ConnectionRefusedError)
            self.close()

    def _connect(self, deadline: float) -> socket.socket:
        plain = socket.create_connection(self._address, timeout=_left(deadline))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            return self._tls.wrap_socket(plain, server_hostname=self._address[0]) if self._tls else plain
        except (TimeoutError, ConnectionError) as error:  # a server of plain HTTP waits for more, or hangs up
            raise ssl.SSLError(str(error)) from error

    def _write(self, request: Request, connection: socket.socket, deadline: float) -> None:
        headers = [("Host", self._host), *((name, fill(value, self._token)) for name, value in request.headers)]
        head = h11.Request(
            method=request.method,
            target=fill(request.target, self._token),
            headers=[(name.encode("ascii"), value.encode("utf-8")) for name, value in headers],
        )
        events = [head, *([h11.Data(data=request.body)] if request.body else []), h11.EndOfMessage()]
        connection.settimeout(_left(deadline))
        with suppress(BrokenPipeError, ConnectionResetError):  # the server may have answered before it read everything
            connection.sendall(b"".join(self._http.send(event) or b"" for event in events))

    def _read(self, exchange: Exchange, connection: socket.socket, deadline: float) -> None:
        size = 0
        while not isinstance(event := self._http.next_event(), h11.EndOfMessage):
            if event is h11.NEED_DATA:
                connection.settimeout(_left(deadline))
                data = connection.recv(65536)
                if not data and not size:
                    raise ConnectionResetError
                size += len(data)
                if size > SIZE_LIMIT:
                    raise OSError(f"a response of more than {SIZE_LIMIT // 2**20} MiB")
                self._http.receive_data(data)
            elif isinstance(event, h11.Response):  # what comes before it is informational, as early hints are, and skipped
                exchange.status, exchange.reason = event.status_code, event.reason.decode("latin-1")
                exchange.version = f"HTTP/{event.http_version.decode('ascii')}"
                exchange.headers = [(name.decode("ascii"), value.decode("latin-1")) for name, value in event.headers]
            elif isinstance(event, h11.Data):
                exchange.body += bytes(event.data)

    def _linger(self, exchange: Exchange, connection: socket.socket) -> None:
        """Look for bytes behind the response, and keep the connection if both sides may use it again."""
        exchange.surplus, closed = self._http.trailing_data
        kind = (exchange.request.method, exchange.status)
        connection.settimeout(0 if kind in self._seen else LINGER)
        self._seen.add(kind)
        with suppress(OSError):  # nothing there
            more = connection.recv(65536)
            exchange.surplus += more
            closed = closed or not more
        if closed or exchange.surplus or (self._http.our_state, self._http.their_state) != (h11.DONE, h11.DONE):
            self.close()
        else:
            self._http.start_next_cycle()

    def _reason(self, error: Exception) -> str:
        """Return why a call failed, in words for a person."""
        for kind, text in (
            (ssl.SSLCertVerificationError, "TLS: the server's certificate is not trusted (name its CA's file in SSL_CERT_FILE)"),
            (ssl.SSLError, "TLS: no secure connection could be made; does the server speak HTTPS there?"),
            (socket.gaierror, "the host name is not known"),
            (TimeoutError, f"no whole answer within {self._timeout:g} seconds"),
            (ConnectionRefusedError, "connection refused: nothing listens there"),
            (ConnectionError, CLOSED),
            (h11.ProtocolError, f"an answer that is no HTTP: {str(error).partition(':')[0]}"),
        ):
            if isinstance(error, kind):
                return text
        return str(error)


def _left(deadline: float) -> float:
    """Return the seconds until a time; raises TimeoutError if it has passed."""
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    return remaining
