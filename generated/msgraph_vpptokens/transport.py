# generated from openapi/openapi.yaml, do not edit; run make generate
"""How a call gets to the service and back: connections, retries, the log line of each try."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import httpx
from httpx_retries import Retry, aretry_request, retry_request

from .errors import retry_after

LOGGER = logging.getLogger("msgraph_vpptokens")

LONGEST_WAIT = 120.0
"""Seconds that all pauses between the tries of one call may take together; a call that would need longer ends with the answer it has."""


class GiveUp(Exception):
    """The next try would come too late; holds what the last one brought."""

    def __init__(self, outcome: httpx.Response | Exception) -> None:
        super().__init__()
        self.outcome = outcome


class Retries(Retry):
    """When to try again: connections that failed, and answers that ask for it. `Retry-After` in all its forms, which the library reads only whole."""

    def __init__(self, total: int, **options: Any) -> None:
        defaults: dict[str, Any] = {
            "allowed_methods": ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"],
            "status_forcelist": [429, 503, 504],
            "retry_on_exceptions": [httpx.ConnectError, httpx.ConnectTimeout],
            "backoff_factor": 0.5,
        }
        super().__init__(
            total, **(defaults | options)
        )  # the library hands a try's values to the next try's constructor

    def pause(self, outcome: httpx.Response | Exception) -> float:
        """Return the seconds to wait after `outcome`; raises GiveUp if that is longer than there is time."""
        asked = retry_after(outcome.headers.get("retry-after")) if isinstance(outcome, httpx.Response) else None
        seconds = asked or self.backoff_strategy()
        self.elapsed_sleep += seconds
        if self.elapsed_sleep > LONGEST_WAIT:
            raise GiveUp(outcome)
        return seconds

    def sleep(self, response: httpx.Response | Exception) -> None:
        time.sleep(self.pause(response))

    async def asleep(self, response: httpx.Response | Exception) -> None:
        await asyncio.sleep(self.pause(response))


class Try:
    """One try: adds the bearer token to the request, logs what came of it, and takes the token off again."""

    __slots__ = ("_request", "_start")

    def __init__(self, request: httpx.Request) -> None:
        self._request = request
        self._start = time.perf_counter()
        request.headers["Authorization"] = request.extensions["bearer"].header

    def answered(self, response: httpx.Response) -> httpx.Response:
        """End with a response."""
        if "location" in response.extensions:
            response.headers["location"] = response.extensions["location"]
        self._end(str(response.status_code), response.headers.get("request-id"))
        return response

    def failed(self, error: BaseException) -> None:
        """End without one."""
        self._end(type(error).__name__, None)
        if isinstance(error, httpx.RequestError):
            error.request.headers.pop("Authorization", None)  # a redirect's request is another one
            cause: BaseException | None = error
            while cause is not None:  # h11's frames hold the header as it goes over the wire
                cause.__traceback__ = None
                cause = cause.__cause__

    def _end(self, outcome: str, request_id: str | None) -> None:
        del self._request.headers["Authorization"]
        if LOGGER.isEnabledFor(logging.DEBUG):
            operation = self._request.extensions["operation"]
            milliseconds = (time.perf_counter() - self._start) * 1000
            LOGGER.debug("%s %s request-id=%s %.1f ms", operation, outcome, request_id or "-", milliseconds)


class HttpClient(httpx.Client):
    """httpx's client, sending one try; requests come to it complete, which saves merging them with defaults (a tenth of a call's CPU time)."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        if not self.follow_redirects:
            hooks = self.event_hooks
            hooks["response"].append(set_aside)
            self.event_hooks = hooks

    def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
        return httpx.Request(*args, **kwargs)

    def send(self, request: httpx.Request, **kwargs: Any) -> httpx.Response:
        attempt = Try(request)
        try:
            response = super().send(request, stream=True)
            try:
                response.read()
            except httpx.DecodingError:
                response.close()
                response = undecodable(response)
            except BaseException:
                response.close()
                raise
        except BaseException as error:
            attempt.failed(error)
            raise
        return attempt.answered(response)


class AsyncHttpClient(httpx.AsyncClient):
    """As HttpClient, in a coroutine."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        if not self.follow_redirects:
            hooks = self.event_hooks
            hooks["response"].append(aset_aside)
            self.event_hooks = hooks

    def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
        return httpx.Request(*args, **kwargs)

    async def send(self, request: httpx.Request, **kwargs: Any) -> httpx.Response:
        attempt = Try(request)
        try:
            response = await super().send(request, stream=True)
            try:
                await response.aread()
            except httpx.DecodingError:
                await response.aclose()
                response = undecodable(response)
            except BaseException:
                await response.aclose()
                raise
        except BaseException as error:
            attempt.failed(error)
            raise
        return attempt.answered(response)


def set_aside(response: httpx.Response) -> None:
    """Hide `Location` for a moment: httpx reads it even where nobody follows it, and raises if it is no URL."""
    if "location" in response.headers:
        response.extensions["location"] = response.headers.pop("location")


async def aset_aside(response: httpx.Response) -> None:
    """As `set_aside`, in a coroutine."""
    set_aside(response)


def undecodable(response: httpx.Response) -> httpx.Response:
    """Return a response without its body, whose `Content-Encoding` is a lie: it has arrived all the same."""
    headers = [(name, value) for name, value in response.headers.multi_items() if name != "content-encoding"]
    return httpx.Response(response.status_code, headers=headers, content=b"", extensions=response.extensions)


def send(http: HttpClient, method: str, url: str, retries: Retries, **request: Any) -> httpx.Response:
    """Send a request, with retries; raises httpx.HTTPError if no response arrived."""
    try:
        return retry_request(http, method, url, retry=retries, **request)
    except GiveUp as end:
        outcome = end.outcome
    if isinstance(outcome, httpx.Response):
        return outcome
    raise outcome


async def asend(http: AsyncHttpClient, method: str, url: str, retries: Retries, **request: Any) -> httpx.Response:
    """As `send`, in a coroutine."""
    try:
        return await aretry_request(http, method, url, retry=retries, **request)
    except GiveUp as end:
        outcome = end.outcome
    if isinstance(outcome, httpx.Response):
        return outcome
    raise outcome
