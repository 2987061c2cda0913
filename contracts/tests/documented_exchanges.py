"""The documented exchanges of openapi/examples/, read by a real HTTP parser."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httptools

EXAMPLES = Path(__file__).parents[2] / "openapi" / "examples"
EXCHANGES = ("sync-licenses", "sync-license-counts")


@dataclass
class Exchange:
    """One request and its response; the parser fills it in through the `on_…` methods that httptools calls."""

    method: str = ""
    url: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    complete: bool = False

    @property
    def json(self) -> Any:
        """The response's body; raises ValueError if it is no JSON."""
        return json.loads(self.body)

    def on_url(self, url: bytes) -> None:
        """Take the request's target."""
        self.url += url.decode("ascii")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one header of the response; the documented requests show none."""
        self.headers[name.decode("ascii")] = value.decode("ascii")

    def on_body(self, body: bytes) -> None:
        """Take a piece of the response's body."""
        self.body += body

    def on_message_complete(self) -> None:
        """Note that the response is as long as its headers say."""
        self.complete = True


def read(name: str) -> Exchange:
    """Return the exchange of the file `name`; raises httptools.HttpParserError or ValueError if it is no HTTP."""
    request, response = (EXAMPLES / f"{name}.http").read_bytes().split(b"\r\n\r\n", 1)
    exchange = Exchange()
    # The page's request line leaves out the version, which RFC 9112 section 3 requires.
    request_parser = httptools.HttpRequestParser(exchange)
    request_parser.feed_data(request + b" HTTP/1.1\r\n\r\n")
    exchange.method, exchange.complete = request_parser.get_method().decode("ascii"), False
    response_parser = httptools.HttpResponseParser(exchange)
    response_parser.feed_data(response)
    exchange.status = response_parser.get_status_code()
    if not exchange.complete:
        raise ValueError(f"{name}.http: the response ends before its Content-Length says so")
    return exchange
