"""What the tests of the mock share: paths, a client, and the spec's view of an answer."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.spec import Document, Schema

SPEC = Document.load()
COUNTS = "/deviceAppManagement/vppTokens/syncLicenseCounts"
UNKNOWN_ID = "00000000-0000-0000-0000-000000000000"

_ERROR = Schema(SPEC, ("components", "schemas", "ODataError"))


def sync_path(vpp_token_id: str) -> str:
    return f"/deviceAppManagement/vppTokens/{vpp_token_id}/syncLicenses"


# httpx would load the certificates of the world again for each client.
_TLS = ssl.create_default_context()


@contextmanager
def calling(mock: RunningMock, *, transport: httpx.BaseTransport | None = None, bearer: str | None = None) -> Iterator[httpx.Client]:
    """Open a client that sends the mock's own bearer token, another one, or none if it is empty."""
    bearer = mock.token if bearer is None else bearer
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    with httpx.Client(base_url=mock.base_url, headers=headers, transport=transport, verify=_TLS) as client:
        yield client


def code(response: httpx.Response) -> str:
    """Return the error's code, after holding the whole answer to what the contract says of every error."""
    body = response.json()
    assert not list(_ERROR.violations(body))
    assert response.headers["content-type"] == "application/json"
    inner: dict[str, Any] = next(value for name, value in body["error"].items() if name.lower() == "innererror")
    assert inner["request-id"] == response.headers["request-id"]
    assert inner["client-request-id"] == response.headers["client-request-id"]
    return str(body["error"]["code"])
