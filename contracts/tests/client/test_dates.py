"""Dates: datetimes that keep their text (and see test_lossless.py)."""

from __future__ import annotations

import copy
import datetime as dt
import pickle

import pytest
from client_calls import TOKEN_BODY, Caller, Make
from scripted_server import Answer, scripted

from msgraph_vpptokens.models import (
    VppToken,
)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2016-12-31T23:57:57.2481234-08:00", "2016-12-31T23:57:57.248123-08:00"),
        ("2026-11-21T08:00:12.123456789012+01:00", "2026-11-21T08:00:12.123456+01:00"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00"),
        ("0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00+23:59"),
        ("9999-12-31T23:59:59.999999999999-23:59", "9999-12-31T23:59:59.999999-23:59"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999+00:00"),
        ("2016-12-31T15:59:60.1234567-08:00", "2016-12-31T15:59:59.999999-08:00"),
        ("0000-02-29T12:00:00Z", "0001-01-01T00:00:00+00:00"),
        ("2016-12-31t23:59:60z", "2016-12-31T23:59:59.999999+00:00"),
    ],
)
def test_dates_are_datetimes_and_keep_their_text(caller: Caller, make: Make, text: str, moment: str) -> None:
    body = {**TOKEN_BODY, "lastSyncDateTime": text}
    with scripted(Answer(200, body)) as server:
        token = caller.licenses(make(server))
    value = token.last_sync_date_time
    assert isinstance(value, dt.datetime)
    assert value == dt.datetime.fromisoformat(moment)
    assert value.utcoffset() is not None
    for same in (token, pickle.loads(pickle.dumps(token)), copy.deepcopy(token), copy.copy(token)):  # noqa: S301 - our own
        assert same == token
        assert same.to_dict() == body


def test_a_date_that_is_set_anew_is_written_anew() -> None:
    token = VppToken.from_dict(TOKEN_BODY)
    token.last_sync_date_time += dt.timedelta(hours=1)
    assert token.to_dict()["lastSyncDateTime"] == "2026-11-20T23:14:05.041234+00:00"
    token.last_sync_date_time = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert token.to_dict()["lastSyncDateTime"] == "2027-01-01T00:00:00+00:00"
    token.last_sync_date_time = dt.datetime(2027, 1, 1)  # noqa: DTZ001 - what the contract forbids
    with pytest.raises(ValueError, match="no time zone"):
        token.to_dict()
