"""Retries: which responses, how long to wait, and when to stop."""

from __future__ import annotations

import datetime as dt
import email.utils
import logging
from collections.abc import Callable

import httpx
import pytest
from client_calls import BEARER, HTML, ID, TOKEN_BODY, Caller, Make
from scripted_server import EXAMPLES, Answer, scripted

from msgraph_vpptokens import AuthenticatedClient, errors
from msgraph_vpptokens._runtime.errors import retry_after


def in_seconds(seconds: float) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)


RETRY_AFTER: dict[str, tuple[Callable[[], str], float | None]] = {
    "whole": (lambda: "7", 7),
    "fractional": (lambda: "2.128", 2.128),
    "date": (lambda: email.utils.format_datetime(in_seconds(60), usegmt=True), 60),
    "RFC 850 date": (lambda: in_seconds(60).strftime("%A, %d-%b-%y %H:%M:%S GMT"), 60),
    "asctime date": (lambda: in_seconds(60).strftime("%a %b %d %H:%M:%S %Y"), 60),
    "past date": (lambda: email.utils.format_datetime(in_seconds(-60), usegmt=True), 0),
    "blanks": (lambda: " 7 ", 7),
    "negative": (lambda: "-5", None),
    "empty": (lambda: "", None),
    "text": (lambda: "soon", None),
    "digits of another script": (lambda: "\u0667", None),
    "more than there is": (lambda: "9" * 400, float("inf")),
}


@pytest.mark.parametrize("form", RETRY_AFTER)
def test_retry_after_is_read_in_all_its_forms(form: str) -> None:
    text, expected = RETRY_AFTER[form]
    assert retry_after(text()) == (expected if expected is None else pytest.approx(expected, abs=2))


@pytest.mark.parametrize("status", [429, 503, 504])
def test_a_status_that_asks_for_it_is_tried_again(caller: Caller, make: Make, waits: list[float], status: int) -> None:
    body = EXAMPLES["TooManyRequests"]
    with scripted(Answer(status, body), Answer(status, HTML), Answer(status), Answer(200, TOKEN_BODY)) as server:
        client = make(server, max_retries=3)
        assert caller.licenses(client).id == ID
    assert len(waits) == 3
    assert len(set(server.sent("client-request-id"))) == 1
    assert server.connections == 1  # read to their ends, failed answers cost no connection
    for pause, most in zip(waits, (1, 2, 4), strict=True):
        assert 0 <= pause <= most


def test_tries_are_counted_and_on_by_default(caller: Caller, make: Make, waits: list[float]) -> None:
    with scripted(*[Answer(429, EXAMPLES["TooManyRequests"], {"Retry-After": "1"})] * 7) as server:
        for client, tries in (
            (make(server, max_retries=1), 2),
            (make(server, max_retries=0), 1),
            (AuthenticatedClient(token=BEARER, base_url=server.base_url), 4),
        ):
            before = len(server.requests)
            with pytest.raises(errors.TooManyRequests):
                caller.licenses(client)
            assert len(server.requests) - before == tries
            client.close()
    assert waits == [1.0] * 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 502, 509, 520])
def test_other_statuses_are_not_tried_again(caller: Caller, make: Make, status: int) -> None:
    with scripted(Answer(status)) as server, pytest.raises(errors.ApiStatusError):
        caller.licenses(make(server, max_retries=3))


@pytest.mark.parametrize("form", [form for form, (_, expected) in RETRY_AFTER.items() if expected is not None and expected < float("inf")])
def test_retry_after_is_honoured_in_all_its_forms(caller: Caller, make: Make, waits: list[float], form: str) -> None:
    text, expected = RETRY_AFTER[form]
    with scripted(Answer(503, b"", {"Retry-After": text()}), Answer(204)) as server:
        caller.counts(make(server, max_retries=1))
    assert waits == [pytest.approx(expected, abs=2)]


@pytest.mark.parametrize("text", ["soon", "-5", ""])
def test_a_useless_retry_after_leaves_the_growing_pause(
    caller: Caller, make: Make, waits: list[float], text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with scripted(Answer(503, b"", {"Retry-After": text}), Answer(204)) as server:
        caller.counts(make(server, max_retries=1))
    assert 0 <= waits[0] <= 1
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_call_that_would_wait_too_long_ends_with_the_answer_it_has(caller: Caller, make: Make, waits: list[float]) -> None:
    answers = [Answer(429, EXAMPLES["TooManyRequests"], {"Retry-After": text}) for text in ("100", "21", "121", "9" * 400)]
    with scripted(*answers) as server:
        client = make(server, max_retries=5)
        with pytest.raises(errors.TooManyRequests) as caught:
            caller.licenses(client)
        assert (caught.value.retry_after, caught.value.code) == (21, "TooManyRequests")
        assert caller.licenses_detailed(client).headers["retry-after"] == "121"
        assert caller.licenses_detailed(client).headers["retry-after"] == "9" * 400
    assert waits == [100]


def test_a_connection_that_fails_is_tried_again(caller: Caller, make: Make, waits: list[float]) -> None:
    class Flaky(httpx.BaseTransport, httpx.AsyncBaseTransport):
        def __init__(self) -> None:
            self.failures: list[type[httpx.HTTPError]] = [httpx.ConnectError, httpx.ConnectTimeout]

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if self.failures:
                raise self.failures.pop()("away", request=request)  # type: ignore[call-arg]
            return httpx.Response(204)

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return self.handle_request(request)

    caller.counts(make("http://127.0.0.1:1", max_retries=2, httpx_args={"transport": Flaky()}))
    assert len(waits) == 2
    with pytest.raises(errors.ApiTimeoutError):
        caller.counts(make("http://127.0.0.1:1", max_retries=0, httpx_args={"transport": Flaky()}))


@pytest.mark.parametrize("text", ["0", "0.0", "Mon, 01 Jan 2024 00:00:00 GMT"])
def test_a_retry_after_of_zero_is_obeyed(caller: Caller, make: Make, waits: list[float], text: str) -> None:
    with scripted(Answer(429, b"", {"Retry-After": text}), Answer(204)) as server:
        caller.counts(make(server, max_retries=1))
    assert waits == [0]
