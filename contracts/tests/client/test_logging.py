"""The log: a line for each call and one for each wait."""

from __future__ import annotations

import logging
import re

import pytest
from client_calls import REQUEST_ID, TOKEN_BODY, Caller, Make
from scripted_server import Answer, scripted

from msgraph_vpptokens import errors


def test_each_call_and_each_wait_writes_one_line(caller: Caller, make: Make, waits: list[float], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "msgraph_vpptokens")
    with scripted(Answer(503, b"", {"Retry-After": "2.5"}), Answer(200, TOKEN_BODY, {"request-id": REQUEST_ID}), None) as server:
        client = make(server, max_retries=1)
        caller.licenses(client)
        with pytest.raises(errors.ApiConnectionError):
            caller.counts(client)
    records = [record for record in caplog.records if record.name == "msgraph_vpptokens"]
    assert [record.levelno for record in records] == [logging.DEBUG] * 3
    wait, success, failure = [record.getMessage() for record in records]
    assert wait == "syncLicenses waits 2.500 s after 503"
    assert re.fullmatch(rf"syncLicenses 200 request-id={REQUEST_ID} tries=2 \d+\.\d ms", success)
    assert re.fullmatch(r"syncLicenseCounts RemoteProtocolError request-id=- tries=1 \d+\.\d ms", failure)
    assert waits == [2.5]
