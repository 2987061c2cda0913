# copied from openapi/runtime/retries.py, do not edit; change it there and run make generate
"""Retries of a call, by httpx-retries. A module of its own, because httpx-retries takes long to import and only a call needs it."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Self

import httpx
from httpx_retries import Retry, aretry_request, retry_request

from .errors import retry_after

LONGEST_WAIT = 120.0
"""Seconds that all waits between the tries of one call may take together."""


class WaitTooLongError(Exception):
    """The next try would come too late; holds what the last one brought."""

    def __init__(self, outcome: httpx.Response | Exception) -> None:
        super().__init__()
        self.outcome = outcome

    def response(self) -> httpx.Response:
        """Return the response of the last try; raises its error if there was none."""
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


class Retries(Retry):
    """How long to wait: httpx-retries reads no fractional `Retry-After`, takes 0 for none, and cuts a long one."""

    @classmethod
    def of(cls, total: int) -> Self:
        """Return the rules of one call, with this many tries after the first one."""
        methods = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"]
        return cls(total, methods, [429, 503, 504], retry_on_exceptions=[httpx.ConnectError, httpx.ConnectTimeout], backoff_factor=0.5)

    def wait(self, outcome: Any) -> float:
        """Return the seconds to wait after a try; raises WaitTooLongError if there is no time for that."""
        response = outcome if isinstance(outcome, httpx.Response) else None
        asked = None if response is None else retry_after(response.headers.get("retry-after"))
        seconds = self.backoff_strategy() if asked is None else asked
        self.elapsed_sleep += seconds
        if self.elapsed_sleep > LONGEST_WAIT:
            raise WaitTooLongError(outcome)
        outcome.request.extensions["call"].waits(seconds, type(outcome).__name__ if response is None else response.status_code)
        return seconds

    def sleep(self, response: httpx.Response | Exception) -> None:
        time.sleep(self.wait(response))

    async def asleep(self, response: httpx.Response | Exception) -> None:
        await asyncio.sleep(self.wait(response))


def send(http: httpx.Client, retries: int, method: str, url: str, **request: Any) -> httpx.Response:
    """Send a request, again if need be; raises httpx.HTTPError if no response arrived."""
    try:
        return retry_request(http, method, url, retry=Retries.of(retries), **request)
    except WaitTooLongError as end:
        return end.response()


async def asend(http: httpx.AsyncClient, retries: int, method: str, url: str, **request: Any) -> httpx.Response:
    """As `send`, in a coroutine."""
    try:
        return await aretry_request(http, method, url, retry=Retries.of(retries), **request)
    except WaitTooLongError as end:
        return end.response()
