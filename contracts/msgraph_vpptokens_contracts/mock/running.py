"""A mock that runs in a thread of this process, and the handle that tests hold."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from msgraph_vpptokens_contracts.spec import Document

from .answer import guid
from .app import MockApp, Settings
from .faults import Fault
from .journal import Recorded
from .server import Limits, Server, base_url, listen

if TYPE_CHECKING:
    from .inprocess import InProcessTransport

T = TypeVar("T")


class RunningMock:
    """A mock on a free port of 127.0.0.1, from construction to `stop`.

    Every method may be called from any thread and has taken effect when it returns. Raises OSError if there is no free port.
    """

    base_url: str
    """Where the two operations are, without a slash at the end: `http://127.0.0.1:41234/beta`."""
    token: str
    """A bearer token that the mock accepts."""
    vpp_token_id: str
    """The id of the VPP token that is there from the start, the documented one."""

    def __init__(self, settings: Settings | None = None, limits: Limits | None = None) -> None:
        settings = settings or Settings()
        self._app = MockApp(Document.load(), settings)
        self.token = next(bearer for bearer, permitted in settings.bearers.items() if permitted)
        self.vpp_token_id = self._app.documented_token["id"]
        listener = listen("127.0.0.1", 0)
        self.base_url = base_url(listener)
        running: concurrent.futures.Future[asyncio.AbstractEventLoop] = concurrent.futures.Future()
        self._server = Server(self._app, lambda: running.set_result(asyncio.get_running_loop()), limits, graceful_seconds=1)

        def run() -> None:
            try:
                self._server.run([listener])
            except BaseException as error:
                if running.done():
                    raise
                running.set_exception(error)

        self._thread = threading.Thread(target=run, name="vpptokens-mock", daemon=True)
        self._thread.start()
        self._loop = running.result()

    def stop(self) -> None:
        """End the server and its thread; requests in flight are not waited for."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.stop()

    def add_token(self, **properties: Any) -> str:
        """Add a VPP token and return its id, a new GUID unless given.

        Properties are named as on the wire; those left out are the documented token's. One with the same id is replaced. Raises ValueError,
        naming the property, if the result does not fit the spec.
        """
        from .tokens import TokenCheck  # loads the schema validator, which few mocks need

        token = {**self._app.documented_token, "id": guid(), **properties}
        self._call(self._app.store.put, token["id"], TokenCheck(self._app.document)(token))
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
        """Spoil the next answers, after those that earlier calls spoil; `Fault` explains the words. Raises ValueError for nonsense."""
        fault = Fault(
            operation, times, status, retry_after, delay_ms, drip_ms, body, drop_connection, shape, {} if properties is None else properties
        )
        self._call(self._app.faults.add, fault)

    @property
    def requests(self) -> list[Recorded]:
        """What has been asked since the last reset, oldest first, bearer tokens masked; the last 1,000 at most."""
        return self._call(list, self._app.journal)

    def advance(self, seconds: float) -> None:
        """Move the mock's clock forward: syncs end and quotas refill. Raises ValueError for a time that is none."""
        self._call(self._app.clock.advance, seconds)

    def reset(self) -> None:
        """Return to the state of the start."""
        self._call(self._app.reset)

    @property
    def transport(self) -> InProcessTransport:
        """The same mock for `httpx.Client` and `httpx.AsyncClient`, without a socket; needs httpx."""
        from .inprocess import InProcessTransport  # httpx belongs to the tests, not to the mock

        return InProcessTransport(self._app, self.submit)

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Run a coroutine in the mock's thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def _call(self, function: Callable[..., T], *arguments: Any) -> T:
        async def call() -> T:
            return function(*arguments)

        return self.submit(call()).result()
