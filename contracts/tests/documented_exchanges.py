"""The documented exchanges of openapi/examples/, read by an HTTP parser."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import h11
import httpx

EXAMPLES = Path(__file__).parents[2] / "openapi" / "examples"
EXCHANGES = ("sync-licenses", "sync-license-counts")


def read(name: str) -> httpx.Response:
    """Return the response of the file `name`, with its request; raises h11.ProtocolError or ValueError if it is no HTTP."""
    asked, answered = (EXAMPLES / f"{name}.http").read_bytes().split(b"\r\n\r\n", 1)
    server, client = h11.Connection(h11.SERVER), h11.Connection(h11.CLIENT)
    # The pages leave out the version and the header Host, which RFC 9112 sections 3 and 3.2 require.
    server.receive_data(asked + b" HTTP/1.1\r\nHost: graph.microsoft.com\r\n\r\n")
    request = server.next_event()
    assert isinstance(request, h11.Request)
    client.send(request)
    client.send(h11.EndOfMessage())
    client.receive_data(answered)
    response, body = client.next_event(), b""
    assert isinstance(response, h11.Response)
    while isinstance(event := client.next_event(), h11.Data):
        body += event.data
    if not isinstance(event, h11.EndOfMessage) or client.trailing_data[0]:
        raise ValueError(f"{name}.http: Expected a body as long as its Content-Length says; got another")
    sent = httpx.Request(request.method.decode(), request.target.decode())
    documented = httpx.Response(response.status_code, headers=response.headers.raw_items(), content=body, request=sent)
    documented.elapsed = timedelta(0)  # which schemathesis asks for
    return documented
