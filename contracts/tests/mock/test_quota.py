"""The mock's quota: off unless asked for, then as published or as told."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
from mock_calls import COUNTS, UNKNOWN_ID, calling, code, sync_path

from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.mock.state import Clock, Meter, Quota
from msgraph_vpptokens_contracts.mock.tenant import Settings

Open = Callable[..., tuple[RunningMock, httpx.Client]]


@pytest.fixture
def limited() -> Iterator[Open]:
    with ExitStack() as stack:

        def start(quota: Quota | None = None) -> tuple[RunningMock, httpx.Client]:
            settings = Settings(quota=quota, accept_any_bearer=True)
            mock = stack.enter_context(RunningMock(settings))
            return mock, stack.enter_context(calling(mock, transport=mock.transport))

        yield start


def statuses(client: httpx.Client, count: int, bearer: str = "one") -> list[int]:
    return [client.post(COUNTS, headers={"Authorization": f"Bearer {bearer}"}).status_code for _ in range(count)]


def test_there_is_no_quota_unless_one_is_asked_for(limited: Open) -> None:
    _, client = limited()
    assert set(statuses(client, 300)) == {204}


def test_the_published_quota_is_100_for_one_bearer_and_200_for_all_in_20_seconds() -> None:
    assert Quota() == Quota(app=100, tenant=200, seconds=20)
    meter = Meter(Quota(), Clock())
    assert [meter.take("one") for _ in range(100)] == [0] * 100
    assert meter.take("one") > 19
    assert [meter.take("two") for _ in range(99)] == [0] * 99
    assert meter.take("three") == 0
    assert meter.take("four") > 19


def test_over_the_quota_is_429_until_the_window_has_passed(limited: Open) -> None:
    mock, client = limited(Quota(app=2, tenant=9, seconds=20))
    assert statuses(client, 3) == [204, 204, 429]
    assert statuses(client, 1, "two") == [204]
    mock.advance(19)
    assert statuses(client, 1) == [429]
    mock.advance(1)
    assert statuses(client, 3) == [204, 204, 429]


def test_the_window_slides_so_that_a_burst_at_its_edge_counts(limited: Open) -> None:
    mock, client = limited(Quota(app=2, tenant=9, seconds=20))
    assert statuses(client, 1) == [204]
    mock.advance(15)
    assert statuses(client, 1) == [204]
    mock.advance(5)
    assert statuses(client, 2) == [204, 429]


def test_retry_after_is_long_enough_and_no_longer_than_needed(limited: Open) -> None:
    mock, client = limited(Quota(app=1, tenant=9, seconds=20))
    client.post(COUNTS)
    mock.advance(12)
    response = client.post(COUNTS)
    assert (response.status_code, code(response)) == (429, "TooManyRequests")
    assert 7 <= int(response.headers["retry-after"]) <= 8
    mock.advance(int(response.headers["retry-after"]))
    assert client.post(COUNTS).status_code == 204


def test_retry_after_may_be_fractional(limited: Open) -> None:
    _, client = limited(Quota(app=1, tenant=1, seconds=2, retry_after="fractional"))
    client.post(COUNTS)
    given = client.post(COUNTS).headers["retry-after"]
    assert re.fullmatch(r"[0-9]+\.[0-9]{3}", given)
    assert 0 < float(given) <= 2


@pytest.mark.parametrize("quota", [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_a_quota_that_lets_nothing_through_is_refused(quota: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match="expected a quota that lets at least one write through"):
        Quota(*quota)


def test_retry_after_may_be_a_date_in_real_time_however_far_the_clock_was_moved(limited: Open) -> None:
    mock, client = limited(Quota(app=1, tenant=1, seconds=20, retry_after="date"))
    mock.advance(86_400)
    client.post(COUNTS)
    given = client.post(COUNTS).headers["retry-after"]
    assert given.endswith(" GMT")
    assert 0 < email.utils.parsedate_to_datetime(given).timestamp() - time.time() <= 21


def test_retry_after_may_be_absent(limited: Open) -> None:
    _, client = limited(Quota(app=1, tenant=1, seconds=20, retry_after="absent"))
    client.post(COUNTS)
    response = client.post(COUNTS)
    assert response.status_code == 429
    assert "retry-after" not in response.headers


def test_only_whole_requests_of_known_callers_count_and_an_unknown_id_is_asked_for_last(limited: Open) -> None:
    mock, client = limited(Quota(app=1, tenant=1, seconds=20))
    assert client.post(COUNTS, headers={"Authorization": "Basic x"}).status_code == 401
    assert client.post(COUNTS, headers={"Accept": "text/html"}).status_code == 406
    assert client.post(COUNTS, content=b"x").status_code == 400
    assert client.post(sync_path("a%2fb")).status_code == 400
    assert client.post(sync_path(UNKNOWN_ID)).status_code == 404
    assert client.post(sync_path(UNKNOWN_ID)).status_code == 429
    assert client.post(sync_path("a%2fb")).status_code == 400
    mock.reset()
    assert client.post(sync_path(UNKNOWN_ID)).status_code == 404


def test_what_is_remembered_of_callers_is_no_more_than_the_quota_of_all() -> None:
    clock = Clock()
    meter = Meter(Quota(app=1, tenant=3, seconds=1), clock)
    for number in range(1000):
        meter.take(str(number))
        clock.advance(0.5)
    assert len(vars(meter)["_count"]) <= 3
