"""Raw bytes against the mock: a response or a close, never a 5XX, nothing in the log of errors, and it goes on serving."""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
from collections.abc import Iterator

import httpx
import pytest
from mock_calls import COUNTS, calling, sync_path

from msgraph_vpptokens_contracts.mock.running import RunningMock

HEAD = f"POST /beta{COUNTS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer mock-token\r\n".encode()
GOOD = HEAD + b"\r\n"
PATIENCE = 10
"""Seconds after which a test gives up on the mock; reached by failures only."""


@pytest.fixture(autouse=True)
def still_serving(vpptokens_mock: RunningMock, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test has sent, the next caller is answered, nothing was a 5XX, and nothing went wrong inside."""
    yield
    with calling(vpptokens_mock) as client:
        assert client.post(COUNTS).status_code == 204
    assert all(recorded.status is None or recorded.status < 500 for recorded in vpptokens_mock.requests)
    assert [record for record in (*caplog.get_records("call"), *caplog.records) if record.levelno >= logging.ERROR] == []


@contextlib.contextmanager
def connected(mock: RunningMock) -> Iterator[socket.socket]:
    url = httpx.URL(mock.base_url)
    with socket.create_connection((url.host, url.port or 80), timeout=PATIENCE) as connection:
        yield connection


def exchange(mock: RunningMock, data: bytes, *, then_end: bool = False) -> bytes:
    """Send bytes, and the end of all sending if asked to; return all that comes until the mock closes the connection."""
    with connected(mock) as connection, contextlib.suppress(ConnectionResetError):
        connection.sendall(data)
        if then_end:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while piece := connection.recv(65_536):
            received += piece
        return received
    return b""


def statuses(answer: bytes) -> list[int]:
    return [int(line.split()[1]) for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 100,
        b"\xff\xfe\r\n\r\n",
        b"GET\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /\xff HTTP/1.1\r\n\r\n",
        b"POST /\x00 HTTP/1.1\r\n\r\n",
        b"POST / HTTP/9.9\r\n\r\n",
        b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        f"BREW /beta{COUNTS} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        HEAD + b"X-Nul: a\x00b\r\n\r\n",
        HEAD + b"No colon\r\n\r\n",
        HEAD + b": no name\r\n\r\n",
        HEAD + b"X: a\r\n folded\r\n\x01\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 1e3\r\n\r\n",
        HEAD + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
    ],
    ids=str,
)
def test_what_is_not_http_is_400(vpptokens_mock: RunningMock, data: bytes) -> None:
    assert statuses(exchange(vpptokens_mock, data)) == [400]
    assert vpptokens_mock.requests == []


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"\r\n" * 1000,
        b"PO",
        HEAD,
        HEAD + b"X-Half: ",
        HEAD + b"X-Large: " + b"v" * 1_000_000,
        HEAD + b"X: y\r\n" * 10_000,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    ],
    ids=len,
)
def test_a_request_that_does_not_end_is_given_up(vpptokens_mock: RunningMock, begun: bytes) -> None:
    assert statuses(exchange(vpptokens_mock, begun, then_end=True)) in ([], [400])


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("*", 404),
        ("//x/y", 404),
        ("/%", 404),
        ("/%zz%", 404),
        ("/%00%ff", 404),
        (f"http://other.example/beta{COUNTS}", 204),
        (f"/beta{COUNTS}?%ff=%00", 204),
        (f"/beta{sync_path('%zz')}", 400),
        (f"/beta{sync_path('%f0%9f')}", 400),
        ("/" + "a/" * 30_000, 404),
    ],
)
def test_any_target_gets_an_answer_of_the_table(vpptokens_mock: RunningMock, target: str, status: int) -> None:
    request = GOOD.replace(f"/beta{COUNTS}".encode(), target.encode()).replace(b"Host: x", b"Host: x\r\nConnection: close")
    assert statuses(exchange(vpptokens_mock, request)) == [status]


@pytest.mark.parametrize("headers", [b"Content-Length: 999999999999999999\r\n\r\n", b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"])
def test_a_body_is_refused_before_it_is_sent(vpptokens_mock: RunningMock, headers: bytes) -> None:
    with connected(vpptokens_mock) as connection:
        connection.sendall(HEAD + headers)
        assert statuses(connection.recv(65_536)) == [400]


def test_a_large_header_is_served(vpptokens_mock: RunningMock) -> None:
    request = HEAD + b"Connection: close\r\nX-Large: " + b"v" * 60_000 + b"\r\n\r\n"
    assert statuses(exchange(vpptokens_mock, request)) == [204]


def test_requests_in_one_piece_are_answered_in_their_order(vpptokens_mock: RunningMock) -> None:
    last = GOOD.replace(COUNTS.encode(), b"/none").replace(b"Host: x", b"Host: x\r\nConnection: close")
    assert statuses(exchange(vpptokens_mock, GOOD * 3 + last)) == [204, 204, 204, 404]


@pytest.mark.parametrize("protocol", [b"websocket", b"h2c"])
def test_an_upgrade_is_answered_as_the_plain_request_it_also_is(vpptokens_mock: RunningMock, protocol: bytes) -> None:
    with connected(vpptokens_mock) as connection:
        connection.sendall(HEAD + b"Connection: Upgrade\r\nUpgrade: " + protocol + b"\r\n\r\n")
        assert statuses(connection.recv(65_536)) == [204]


def test_http_1_0_is_answered_and_closed(vpptokens_mock: RunningMock) -> None:
    assert statuses(exchange(vpptokens_mock, GOOD.replace(b"1.1", b"1.0"))) == [204]


def test_a_chunked_body_that_breaks_starts_nothing(vpptokens_mock: RunningMock) -> None:
    with connected(vpptokens_mock) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b"zz\r\n")
        assert statuses(connection.recv(65_536)) == [400]
    assert vpptokens_mock.requests == []


@pytest.mark.parametrize("begun", [GOOD, HEAD, HEAD + b"Content-Length: 9\r\n\r\n1"], ids=["whole", "half a head", "half a body"])
def test_three_hundred_callers_who_leave_are_let_go(vpptokens_mock: RunningMock, begun: bytes) -> None:
    for _ in range(300):
        with connected(vpptokens_mock) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(begun)
