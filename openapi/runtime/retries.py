"""Retries of a call, by httpx-retries. A module of its own, because httpx-retries takes long to import and only a call needs it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
from attrs import define
from httpx_retries import Retry, aretry_request, retry_request

from .errors import retry_after

LONGEST_WAIT = 120.0
"""Seconds that all waits between the tries of one call may take together."""


@define
class WaitTooLongError(Exception):
    """The next try would come too late; holds the last response."""

    response: httpx.Response


class Retries(Retry):
    """How long to wait: httpx-retries reads no fractional `Retry-After`, takes 0 for none, and cuts a long one."""

    def wait(self, outcome: Any) -> float:
        """Return the seconds to wait after a try. Where there is no time for that, raises its error, or WaitTooLongError for a response."""
        asked = retry_after(outcome.headers.get("retry-after")) if isinstance(outcome, httpx.Response) else None
        seconds = self.backoff_strategy() if asked is None else asked
        self.elapsed_sleep += seconds
        if self.elapsed_sleep > LONGEST_WAIT:
            raise WaitTooLongError(outcome) if isinstance(outcome, httpx.Response) else outcome
        outcome.request.extensions["call"].waits(seconds, getattr(outcome, "status_code", type(outcome).__name__))
        return seconds

    def sleep(self, response: httpx.Response | Exception) -> None:
        time.sleep(self.wait(response))

    async def asleep(self, response: httpx.Response | Exception) -> None:
        await asyncio.sleep(self.wait(response))


RETRIES = Retries(
    allowed_methods=["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"],
    status_forcelist=[429, 503, 504],
    retry_on_exceptions=[httpx.ConnectError, httpx.ConnectTimeout],
    backoff_factor=0.5,
)


def send(http: httpx.Client, retries: int, **request: Any) -> httpx.Response:
    """Send a request, and again at most as often as `retries` says; raises httpx.HTTPError if no response arrived."""
    try:
        return retry_request(http, retry=RETRIES.copy_with(total=retries), **request)
    except WaitTooLongError as end:
        return end.response


async def asend(http: httpx.AsyncClient, retries: int, **request: Any) -> httpx.Response:
    """As `send`, in a coroutine."""
    try:
        return await aretry_request(http, retry=RETRIES.copy_with(total=retries), **request)
    except WaitTooLongError as end:
        return end.response
