"""What mock and verification both read off HTTP."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from msgraph_vpptokens_contracts.http import RetryAfterForm, accepts_json, is_loopback, retry_after, show_retry_after


@pytest.mark.parametrize(
    ("accept", "allowed"),
    [
        (None, True),
        ("", True),
        (" , ,", True),
        ("*/*", True),
        ("application/*", True),
        ("Application/JSON", True),
        ("application/json;odata.metadata=minimal", True),
        ('application/json; odata.metadata="a,b;c\\"";q=0.5', True),
        ("application/json;;q=1;", True),
        ("text/html, application/json;q=0.1", True),
        ("*/*;q=0, application/*", True),
        ("application/*;q=0, application/json", True),
        ("application/json;q=0, application/json;odata.metadata=full", True),
        ("text/html", False),
        ("application/xml, text/*", False),
        ("text/html, application/vnd.api+json", False),
        ("*/json", False),
        ("application/json;q=0", False),
        ("application/json; Q=0.000", False),
        ("application/json;q=0, */*", False),
        ("application/*;q=0, */*", False),
        ("*/*;q=0", False),
        ('text/html;a="application/json, */*"', False),
        # What breaks the grammar is ignored as a whole.
        ("foo", True),
        ("text/html, foo", True),
        ("text/html;q=nonsense", True),
        ("application/json;q=2, text/html", True),
        ("application/json;q=-0", True),
        ("application/json;q=0.0000", True),
        ("text/html;level", True),
        ("text/html/xml", True),
        ("text/html, image/gif, *; q=.2", True),
        ("text/html\n", True),
    ],
)
def test_an_accept_header_is_read_as_rfc_9110_says(accept: str | None, allowed: bool) -> None:  # noqa: FBT001 - a column of the table
    assert accepts_json(accept) is allowed


def test_a_hostile_accept_header_is_read_at_once() -> None:
    assert accepts_json("a/b" + "; " * 30_000 + "@")
    assert accepts_json("text/html," * 10_000) is False


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        ("2.128", 2.128),
        ("Sat, 21 Nov 2015 10:15:30 GMT", 0),
        (None, None),
        ("", None),
        ("soon", None),
        ("Sun, 06 Nov 99999999999 08:49:37 GMT", None),
        ("-1", None),
        ("nan", None),
        ("1e3", None),
        ("\u0661", None),
    ],
)
def test_retry_after_is_seconds_or_none(value: str | None, seconds: float | None) -> None:
    assert retry_after(value) == seconds


@pytest.mark.parametrize("with_zone", [True, False])
def test_a_date_in_retry_after_is_utc_with_or_without_a_zone(with_zone: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - a parametrised value
    date = formatdate(usegmt=True) if with_zone else time.asctime(time.gmtime())
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 60)
    assert 50 < (retry_after(date) or 0) < 70
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("form", ["whole", "fractional", "date"])
def test_a_retry_after_that_was_written_is_read_back_and_never_too_short(form: RetryAfterForm, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    seconds = retry_after(show_retry_after(2.0001, form))
    assert seconds is not None
    assert 2.0001 <= seconds <= 4
    assert show_retry_after(2, "absent") is None


@pytest.mark.parametrize("host", ["localhost", "LocalHost", "mock.localhost", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "example.com", "127.0.0.1.example.com", "localhost.example.com", "10.0.0.1", "::", "[::1]"])
def test_any_other_host_is_not(host: str) -> None:
    assert not is_loopback(host)
