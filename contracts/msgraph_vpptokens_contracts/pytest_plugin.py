"""The pytest plugin: a mock for every test that asks for one.

Every run of pytest imports this module wherever the wheel is installed, so it loads nothing until a test uses the fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .mock.running import RunningMock


@pytest.fixture(scope="session")
def _vpptokens_mock_of_the_session() -> Iterator[RunningMock]:
    from .mock.running import RunningMock

    with RunningMock() as mock:
        yield mock


@pytest.fixture
def vpptokens_mock(_vpptokens_mock_of_the_session: RunningMock) -> RunningMock:
    """Serve Microsoft Graph's two VPP token operations from a mock on a free port, with nothing left in it from other tests.

    `.base_url` and `.token` for any HTTP client, `.transport` for httpx without a socket; `.vpp_token_id`, `.add_token(**properties)`,
    `.fail_next(...)`, `.script(...)`, `.set_quota(...)`, `.advance(seconds)` and `.requests` to change the mock's state
    and to see what was asked.
    Its type is `msgraph_vpptokens_contracts.mock.running.RunningMock`.
    """
    _vpptokens_mock_of_the_session.reset()
    return _vpptokens_mock_of_the_session
