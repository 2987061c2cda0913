"""A mock that runs in a thread of this process, and the handle that tests hold."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from msgraph_vpptokens_contracts.http import RetryAfterForm

from .answer import guid
from .app import MockApp
from .faults import Fault
from .journal import Recorded
from .server import Server, base_url, listen
from .state import Quota
from .tenant import Settings, Tenant

if TYPE_CHECKING:
    from .inprocess import InProcessTransport

T = TypeVar("T")

_LOGGERS = ("uvicorn.access", "uvicorn.error")


class RunningMock:
    """A mock on a free port of 127.0.0.1, from construction to `stop`; the type of the pytest fixture `vpptokens_mock`.

    Every method may be called from any thread and has taken effect when it returns. Raises OSError if there is no free port.
    """

    base_url: str
    """Where the two operations are, without a slash at the end: `http://127.0.0.1:41234/beta`."""
    token: str
    """The first of the bearer tokens that the mock accepts."""
    vpp_token_id: str
    """The id of the VPP token that is there from the start, the documented one."""

    def __init__(self, settings: Settings | None = None) -> None:
        settings = settings or Settings()
        self._tenant = Tenant(settings)
        self._app = MockApp(self._tenant)
        self.token = next(iter(settings.bearers))
        self.vpp_token_id = self._tenant.documented_token["id"]
        listener = listen("127.0.0.1", 0)
        self.base_url = base_url(listener)
        running: concurrent.futures.Future[asyncio.AbstractEventLoop] = concurrent.futures.Future()
        self._server = Server(self._app, lambda: running.set_result(asyncio.get_running_loop()), graceful_seconds=1)

        def run() -> None:
            try:
                self._server.run([listener])
            except BaseException as error:
                if running.done():
                    raise
                running.set_exception(error)

        self._thread = threading.Thread(target=run, name="vpptokens-mock", daemon=True)
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self._is_of_interest)
        self._thread.start()
        self._loop = running.result()

    def stop(self) -> None:
        """End the server and its thread; requests in flight are not waited for, and a second call does nothing."""
        if self._thread.is_alive():
            self._call(self._server.stop)
            self._thread.join()
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self._is_of_interest)

    def _is_of_interest(self, record: logging.LogRecord) -> bool:
        """Keep what uvicorn says of requests and callers out of the tests' logs, for this mock only."""
        return record.thread != self._thread.ident or record.levelno >= logging.ERROR

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.stop()

    def __repr__(self) -> str:
        """Return type and address; the bearer token stays out of logs."""
        return f"<{type(self).__name__} at {self.base_url}>"

    def add_token(self, **properties: Any) -> str:
        """Add a VPP token and return its id, a new GUID unless given.

        Properties are named as on the wire; those left out are the documented token's. One with the same id is replaced. Raises ValueError,
        naming the property, if the contract does not name it (`@…` annotations may be given) or the result does not fit the contract.
        """
        from .tokens import TokenCheck, require_known  # few mocks need them

        require_known(properties)
        token = {**self._tenant.documented_token, "id": guid(), **properties}
        self._call(self._tenant.store.put, token["id"], TokenCheck()(token))
        return str(token["id"])

    def fail_next(  # noqa: PLR0913 - one keyword for each property of a fault
        self,
        status: int | None = None,
        *,
        operation: str | None = None,
        times: int = 1,
        retry_after: float | str | None = None,
        delay_ms: float = 0,
        drip_ms: float = 0,
        body: str | None = None,
        drop_connection: bool = False,
        shape: str | None = None,
        properties: dict[str, Any] | None = None,
    ) -> None:
        """Apply a fault to the next requests, after those of earlier calls; `Fault` explains the words. Raises ValueError as it does."""
        fault = Fault(
            operation, times, status, retry_after, delay_ms, drip_ms, body, drop_connection, shape, {} if properties is None else properties
        )
        self._call(self._tenant.faults.add, fault)

    def script(self, *answers: int | Mapping[str, Any] | None) -> None:
        """Say how the next requests are answered, one after the other, after the faults of earlier calls.

        Each is a status, the keywords of `fail_next` (`{"status": 429, "retry_after": 2}`), or None for a response without a fault. Raises
        ValueError, and changes nothing, if one of them is not valid.
        """
        faults = [Fault.of(dict(answer)) if isinstance(answer, Mapping) else Fault(status=answer) for answer in answers]
        self._call(self._tenant.faults.add, *faults)

    def set_quota(self, app: int = 100, tenant: int = 200, seconds: float = 20, *, retry_after: RetryAfterForm = "whole") -> None:
        """Refuse writes beyond a quota with 429, from now on until `reset`; `Quota` explains the words. Raises ValueError as it does."""
        self._call(self._tenant.set_quota, Quota(app, tenant, seconds, retry_after))

    @property
    def requests(self) -> list[Recorded]:
        """What has been asked since the last reset, oldest first, bearer tokens masked; the last 1,000 at most."""
        return self._call(list, self._tenant.journal)

    def advance(self, seconds: float) -> None:
        """Move the mock's clock forward: syncs end and quotas refill. Raises ValueError if seconds is negative, NaN or 10⁹ or more."""
        self._call(self._tenant.clock.advance, seconds)

    def reset(self) -> None:
        """Return to the state of the start."""
        self._call(self._tenant.reset)

    @property
    def transport(self) -> InProcessTransport:
        """The same mock for `httpx.Client` and `httpx.AsyncClient`, without a socket; needs httpx."""
        from .inprocess import InProcessTransport  # httpx belongs to the tests, not to the mock

        return InProcessTransport(self._app, self._submit)

    def _submit(self, coroutine: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Run a coroutine in the mock's thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def _call(self, function: Callable[..., T], *arguments: Any) -> T:
        async def call() -> T:
            return function(*arguments)

        return self._submit(call()).result()
