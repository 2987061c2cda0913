"""What a call raises: a class for each documented status, responses that break the contract, connections that fail."""

from __future__ import annotations

import json
import pickle
import threading
from typing import Any

import httpx
import pytest
from client_calls import BREACHES, CLIENT_REQUEST_ID, HTML, REQUEST_ID, TOKEN_BODY, Caller, Make
from raw_server import Request
from scripted_server import EXAMPLES, SPEC, Answer, Step, scripted

from msgraph_vpptokens import errors

DOCUMENTED = {
    int(status): response["$ref"].rpartition("/")[2]
    for item in SPEC["paths"].values()
    for status, response in item["post"]["responses"].items()
    if status.isdigit() and "$ref" in response
}
"""The documented error statuses and the names of their responses."""


def example_of(name: str) -> Any:
    """Return the first example body of a documented error response."""
    examples = SPEC["components"]["responses"][name]["content"]["application/json"]["examples"]
    return EXAMPLES[next(iter(examples.values()))["$ref"].rpartition("/")[2]]


@pytest.mark.parametrize(("status", "name"), DOCUMENTED.items())
def test_a_documented_status_raises_its_own_error(caller: Caller, make: Make, status: int, name: str) -> None:
    body = example_of(name)
    headers = {"request-id": REQUEST_ID, "client-request-id": CLIENT_REQUEST_ID, "Retry-After": "2.128"}
    with scripted(*[Answer(status, body, headers)] * 2) as server:
        client = make(server)
        for call in (caller.licenses, caller.counts):
            with pytest.raises(errors.ApiStatusError) as caught:
                call(client)
            error = caught.value
            assert type(error) is getattr(errors, name)
            assert (error.status_code, error.code, error.message) == (status, body["error"]["code"], body["error"]["message"])
            assert (error.request_id, error.client_request_id, error.retry_after) == (REQUEST_ID, CLIENT_REQUEST_ID, 2.128)
            assert error.response is not None
            assert json.loads(error.response.content) == body
            for part in (str(status), error.code, error.message, REQUEST_ID):
                assert str(part) in str(error)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((status, errors.ApiStatusError) for status in (302, 402, 418, 499)),
        *((status, errors.ServerError) for status in (500, 502, 503, 504, 509, 520, 599)),
        (999, errors.ApiStatusError),
    ],
)
@pytest.mark.parametrize("body", [b"", HTML, b'{"error": "text"}', json.dumps(EXAMPLES["ServerError"]).encode()])
def test_a_5xx_is_a_server_error_and_any_other_status_a_plain_status_error(
    caller: Caller, make: Make, status: int, kind: type[errors.ApiStatusError], body: bytes
) -> None:
    with scripted(Answer(status, body)) as server, pytest.raises(errors.ApiStatusError) as caught:
        caller.licenses(make(server))
    assert type(caught.value) is kind
    assert (caught.value.status_code, str(status) in str(caught.value)) == (status, True)
    assert caught.value.code == ("ServiceUnavailable" if b"Unavailable" in body else None)


@pytest.mark.parametrize("spelling", ["innerError", "innererror"])
def test_an_id_is_taken_from_the_body_where_the_headers_have_none(caller: Caller, make: Make, spelling: str) -> None:
    inner = {"date": "2026-11-21T10:15:30", "request-id": "in-body", "client-request-id": "in-body-too"}
    with (
        scripted(Answer(404, {"error": {"code": "a", "message": "b", spelling: inner}})) as server,
        pytest.raises(errors.NotFound) as caught,
    ):
        caller.licenses(make(server))
    assert (caught.value.request_id, caught.value.client_request_id) == ("in-body", "in-body-too")


def test_an_error_body_in_pieces_is_read_as_far_as_it_goes(caller: Caller, make: Make) -> None:
    body = {"error": {"code": None, "message": "half\r\nof it\x1b[31m", "innerError": 5}}
    with scripted(Answer(403, body)) as server, pytest.raises(errors.Forbidden) as caught:
        caller.licenses(make(server), client_request_id="mine")
    assert (caught.value.code, caught.value.client_request_id) == (None, "mine")
    assert "half of it" in str(caught.value)
    assert str(caught.value).isprintable()


def test_what_the_service_says_makes_one_printable_line(caller: Caller, make: Make) -> None:
    body = {"error": {"code": "not\n\ud800good", "message": "", "innerError": {"request-id": "a\x1b[2J"}}}
    with scripted(Answer(403, body)) as server, pytest.raises(errors.Forbidden) as caught:
        caller.licenses(make(server))
    assert str(caught.value) == "403 not good (request-id a [2J)"


@pytest.mark.parametrize("name", BREACHES)
def test_a_success_that_breaks_the_contract_raises(caller: Caller, make: Make, name: str) -> None:
    answer = Answer(200, BREACHES[name], {"request-id": REQUEST_ID})
    with scripted(answer, answer) as server:
        client = make(server)
        with pytest.raises(errors.InvalidResponseError) as caught:
            caller.licenses(client)
        assert caller.licenses_detailed(client).parsed is None
    error = caught.value
    assert (error.status_code, error.request_id, error.response is not None) == (200, REQUEST_ID, True)
    assert str(error).startswith("200: The response does not fit the contract: ")


def test_the_contract_error_says_where(caller: Caller, make: Make) -> None:
    with scripted(Answer(200, BREACHES["half a result"])) as server, pytest.raises(errors.InvalidResponseError) as caught:
        caller.licenses(make(server))
    assert "tokenActionResults[0].actionState: is missing" in str(caught.value)


@pytest.mark.parametrize(("operation", "status"), [("licenses", 202), ("licenses", 204), ("counts", 200)])
def test_another_success_than_the_documented_one_breaks_the_contract(caller: Caller, make: Make, operation: str, status: int) -> None:
    body = b"" if status == 204 else TOKEN_BODY
    with scripted(Answer(status, body)) as server, pytest.raises(errors.InvalidResponseError, match=str(status)):
        getattr(caller, operation)(make(server))


def unused_port() -> int:
    with scripted() as server:
        return server.port


def test_no_connection_raises_with_the_cause(caller: Caller, make: Make) -> None:
    with pytest.raises(errors.ApiConnectionError) as caught:
        caller.licenses(make(f"http://127.0.0.1:{unused_port()}"), client_request_id="mine")
    assert not isinstance(caught.value, errors.ApiTimeoutError)
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    assert (caught.value.status_code, caught.value.response, caught.value.client_request_id) == (None, None, "mine")
    assert "mine" in str(caught.value)


@pytest.mark.parametrize("step", [None, Answer(200, TOKEN_BODY, cut=9)])
def test_a_connection_that_breaks_raises_and_is_not_tried_again(caller: Caller, make: Make, step: Step) -> None:
    with scripted(step) as server, pytest.raises(errors.ApiConnectionError) as caught:
        caller.licenses_detailed(make(server, max_retries=3))
    assert isinstance(caught.value.__cause__, httpx.RemoteProtocolError)


def test_a_timeout_raises_with_the_cause(caller: Caller, make: Make) -> None:
    answered = threading.Event()

    def slow(_: Request) -> Answer:
        answered.wait(30)
        return Answer(204)

    with scripted(slow, slow, slow) as server:
        client = make(server, timeout=0.05)
        for call in (client, client.with_options(timeout=httpx.Timeout(9, read=0.05))):
            with pytest.raises(errors.ApiTimeoutError) as caught:
                caller.counts(call)
        with pytest.raises(errors.ApiTimeoutError):
            caller.counts_detailed(client.with_options(timeout=None), timeout=0.05)
        answered.set()
    assert isinstance(caught.value.__cause__, httpx.ReadTimeout)
    assert isinstance(caught.value, errors.ApiConnectionError)


def test_errors_pickle_with_what_they_say(caller: Caller, make: Make) -> None:
    with scripted(Answer(404, EXAMPLES["NotFound"], {"request-id": REQUEST_ID})) as server, pytest.raises(errors.NotFound) as caught:
        caller.licenses(make(server))
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert type(error) is errors.NotFound
    assert (str(error), error.code, error.request_id, error.response) == (str(caught.value), "ResourceNotFound", REQUEST_ID, None)


@pytest.mark.parametrize(("status", "name"), [*DOCUMENTED.items(), (502, "ServerError")])
def test_a_detailed_response_raises_on_demand_what_the_plain_call_raises(caller: Caller, make: Make, status: int, name: str) -> None:
    answer = Answer(status, example_of(name), {"request-id": REQUEST_ID})
    with scripted(answer, answer) as server:
        client = make(server)
        response = caller.licenses_detailed(client, client_request_id="mine")
        with pytest.raises(errors.ApiStatusError) as plain:
            caller.licenses(client, client_request_id="mine")
    assert response.request_id == REQUEST_ID
    with pytest.raises(errors.ApiStatusError) as caught:
        response.raise_for_status()
    assert (type(caught.value), str(caught.value)) == (type(plain.value), str(plain.value)) == (getattr(errors, name), str(plain.value))
    assert {**vars(caught.value), "response": None} == {**vars(plain.value), "response": None}
    assert caught.value.response is response


def test_a_success_raises_nothing_on_demand_and_a_broken_one_what_is_wrong_with_it(caller: Caller, make: Make) -> None:
    with scripted(Answer(200, TOKEN_BODY), Answer(204), Answer(200, b"{}"), Answer(202)) as server:
        client = make(server)
        licenses, counts = caller.licenses_detailed(client), caller.counts_detailed(client)
        broken = [caller.licenses_detailed(client), caller.licenses_detailed(client)]
    assert licenses.raise_for_status() is licenses
    assert counts.raise_for_status() is counts
    for response in broken:
        with pytest.raises(errors.InvalidResponseError):
            response.raise_for_status()


def test_a_response_has_the_request_id_of_its_body_where_the_headers_have_none(caller: Caller, make: Make) -> None:
    with scripted(Answer(404, EXAMPLES["NotFound"]), Answer(204)) as server:
        client = make(server)
        assert caller.licenses_detailed(client).request_id == EXAMPLES["NotFound"]["error"]["innerError"]["request-id"]
        assert caller.counts_detailed(client).request_id is None
