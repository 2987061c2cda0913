"""Raw bytes against the mock: an answer from the contract or a clean close, never a 5xx, and it goes on serving."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
from collections.abc import Iterator

import httpx
import pytest
from mock_calls import COUNTS, SPEC, calling, sync_path

from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.mock.server import Limits
from msgraph_vpptokens_contracts.spec import Schema

ERROR = Schema(SPEC, ("components", "schemas", "ODataError"))
HEAD = f"POST /beta{COUNTS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer mock-token\r\n".encode()
GOOD = HEAD + b"\r\n"
PATIENCE = 10
"""Seconds after which a test gives up on the mock; reached by failures only."""


@pytest.fixture(scope="module")
def impatient() -> Iterator[RunningMock]:
    """A mock whose limits are small, so that no test waits for them."""
    with RunningMock(limits=Limits(request_seconds=0.2, head_bytes=4096)) as mock:
        yield mock


@pytest.fixture(autouse=True)
def still_serving(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test has sent, the next caller is answered, and nothing was a 5xx."""
    mock = request.getfixturevalue("impatient" if "impatient" in request.fixturenames else "vpptokens_mock")
    yield
    with calling(mock) as client:
        assert client.post(COUNTS).status_code == 204
    assert all(recorded.status is None or recorded.status < 500 for recorded in mock.requests)


@contextlib.contextmanager
def connected(mock: RunningMock) -> Iterator[socket.socket]:
    url = httpx.URL(mock.base_url)
    with socket.create_connection((url.host, url.port or 80), timeout=PATIENCE) as connection:
        yield connection


def exchange(mock: RunningMock, *data: bytes) -> bytes:
    """Send bytes and return all that comes until the mock closes the connection."""
    with connected(mock) as connection:
        for piece in data:
            connection.sendall(piece)
        return until_closed(connection)


def until_closed(connection: socket.socket) -> bytes:
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65_536):
            received += piece
    return received


def refused(answer: bytes) -> int:
    """Return the status of the one response in the bytes, after holding it to the contract of an error."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode("ascii").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    assert headers["connection"] == "close"
    assert headers["content-type"] == "application/json"
    assert int(headers["content-length"]) == len(body)
    error = json.loads(body)
    assert not list(ERROR.violations(error))
    assert error["error"]["innerError"]["request-id"] == headers["request-id"]
    return int(lines[0].split()[1])


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
def test_what_is_not_http_is_400_in_the_contract_s_own_form(vpptokens_mock: RunningMock, data: bytes) -> None:
    assert refused(exchange(vpptokens_mock, data)) == 400


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (f"BREW /beta{COUNTS} HTTP/1.1", 405),
        (f"post /beta{COUNTS}?x HTTP/1.1", 405),
        (f"BREW /beta{sync_path('a')} HTTP/1.0", 405),
        ("BREW /none HTTP/1.1", 404),
        (f"BR\x00EW /beta{COUNTS} HTTP/1.1", 400),
        (f"BREW /beta{COUNTS}", 400),
    ],
)
def test_a_method_that_nobody_knows_is_405_on_a_documented_path(vpptokens_mock: RunningMock, line: str, status: int) -> None:
    answer = exchange(vpptokens_mock, line.encode() + b"\r\nHost: x\r\n\r\n")
    assert refused(answer) == status
    assert (b"allow: POST" in answer) == (status == 405)


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
    assert exchange(vpptokens_mock, request).startswith(b"HTTP/1.1 %d " % status)


def test_a_body_of_enormous_length_is_413_before_it_is_sent(vpptokens_mock: RunningMock) -> None:
    with connected(vpptokens_mock) as connection:
        connection.sendall(HEAD + b"Content-Length: 999999999999999999\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_a_caller_who_asks_before_sending_a_body_is_told_not_to(vpptokens_mock: RunningMock) -> None:
    with connected(vpptokens_mock) as connection:
        connection.sendall(HEAD + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 400 ")


def test_a_large_header_line_is_served_up_to_the_limit(vpptokens_mock: RunningMock) -> None:
    request = HEAD + b"Connection: close\r\nX-Large: " + b"v" * 60_000 + b"\r\n\r\n"
    assert exchange(vpptokens_mock, request).startswith(b"HTTP/1.1 204 ")


@pytest.mark.parametrize("endless", [b"X-Large: " + b"v" * 5000, b"X: y\r\n" * 1000])
def test_a_head_without_end_is_431(impatient: RunningMock, endless: bytes) -> None:
    assert refused(exchange(impatient, HEAD + endless)) == 431


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"\r\n",
        b"PO",
        HEAD,
        HEAD + b"X-Half: ",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    ],
)
def test_a_request_that_does_not_end_is_closed(impatient: RunningMock, begun: bytes) -> None:
    assert exchange(impatient, begun).count(b"HTTP/1.1") <= 1


@pytest.mark.parametrize(
    ("begun", "drop"), [(HEAD, b"X: y\r\n"), (b"", b"\r\n"), (GOOD, b"\r\n")], ids=["head", "blanks", "blanks after a request"]
)
def test_a_request_that_trickles_in_is_closed_all_the_same(impatient: RunningMock, begun: bytes, drop: bytes) -> None:
    with connected(impatient) as connection:
        connection.sendall(begun)
        connection.settimeout(0.02)
        received = b"nothing yet"
        sent = 0
        while received:
            assert sent < PATIENCE / 0.02
            sent += 1
            try:
                connection.sendall(drop)
                received = connection.recv(65_536)
            except TimeoutError:
                continue
            except OSError:
                break


def test_a_connection_that_waits_between_requests_outlives_the_limit_of_one(impatient: RunningMock) -> None:
    with connected(impatient) as patient, connected(impatient) as silent:
        patient.sendall(GOOD)
        assert patient.recv(65_536).startswith(b"HTTP/1.1 204 ")
        # The limit has passed when the mock closes the connection that never said anything.
        assert silent.recv(1) == b""
        patient.sendall(GOOD)
        assert patient.recv(65_536).startswith(b"HTTP/1.1 204 ")


def test_a_slow_answer_is_not_taken_for_a_slow_request(impatient: RunningMock) -> None:
    impatient.fail_next(delay_ms=400)
    with connected(impatient) as connection, connected(impatient) as silent:
        connection.sendall(GOOD)
        assert silent.recv(1) == b""
        assert connection.recv(65_536).startswith(b"HTTP/1.1 204 ")


def test_a_bad_request_after_a_good_one_does_not_take_its_answer(vpptokens_mock: RunningMock) -> None:
    answer = exchange(vpptokens_mock, GOOD + b"\x00\x00\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 204 ")
    assert answer.count(b"HTTP/1.1") == 1


def test_requests_in_one_piece_are_answered_in_their_order(vpptokens_mock: RunningMock) -> None:
    last = GOOD.replace(COUNTS.encode(), b"/none").replace(b"Host: x", b"Host: x\r\nConnection: close")
    answer = exchange(vpptokens_mock, GOOD * 3 + last)
    assert [line.split()[1] for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1")] == [b"204", b"204", b"204", b"404"]


def test_an_upgrade_is_answered_as_the_plain_request_it_also_is(vpptokens_mock: RunningMock) -> None:
    for protocol in (b"websocket", b"h2c"):
        answer = exchange(vpptokens_mock, HEAD + b"Connection: Upgrade\r\nUpgrade: " + protocol + b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 204 ")


def test_a_chunked_body_that_breaks_has_started_nothing(vpptokens_mock: RunningMock) -> None:
    with connected(vpptokens_mock) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b"zz\r\n")
        assert refused(until_closed(connection)) == 400
    assert vpptokens_mock.requests == []


def test_http_1_0_is_answered_and_closed(vpptokens_mock: RunningMock) -> None:
    assert exchange(vpptokens_mock, GOOD.replace(b"1.1", b"1.0")).startswith(b"HTTP/1.1 204 ")


def test_callers_who_leave_are_let_go(vpptokens_mock: RunningMock) -> None:
    for begun in (GOOD, HEAD, GOOD * 50, HEAD + b"Content-Length: 9\r\n\r\n1"):
        for _ in range(20):
            with connected(vpptokens_mock) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.sendall(begun)
