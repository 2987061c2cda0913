# generated from openapi/openapi.yaml, do not edit; run make generate
"""The client: which server to call, and with which credentials."""

from collections.abc import Mapping
from typing import ClassVar

import httpx
from attrs import define, setters

from ._runtime.client import BaseClient
from ._runtime.errors import ApiStatusError
from .errors import BY_STATUS

BASE_URL = "https://graph.microsoft.com/beta"
"""The server that is called by default: Worldwide. A call needs a real tenant and starts a real sync."""

USER_AGENT = f"msgraph-vpptokens/0.1.0 python-httpx/{httpx.__version__}"


@define(kw_only=True, eq=False, on_setattr=setters.frozen)
class AuthenticatedClient(BaseClient):
    """Calls the service; safe to share between threads and tasks, and to use in one `asyncio.run` after another.

    Connections are kept for the next call. `with client:` closes those of `sync` at the end, as `close` does, and `async with client:` those of
    `asyncio`, as `aclose` does; asyncio.run does so for its own. A closed client opens new ones when it is used again.

    Args:
        token: The bearer token, or a function that returns it and is asked before every try; for asyncio also a coroutine function.
        credential: Instead of `token`: an azure-core style credential, such as those of azure-identity (`msgraph-vpptokens[azure]`).
            Its token is kept until five minutes before it ends, and a claims challenge is answered once.
        base_url: The server. One of the clouds, each of which accepts only its own tokens:
            `https://graph.microsoft.com/beta`: Worldwide. A call needs a real tenant and starts a real sync.
            `https://graph.microsoft.us/beta`: US Government L4.
            `https://dod-graph.microsoft.us/beta`: US Government L5, Department of Defense.
            `https://microsoftgraph.chinacloudapi.cn/beta`: China, operated by 21Vianet.
            `http` is refused except on this machine or with `allow_http`, because everybody on the way could read the bearer token.
        scope: What the credential is asked for. Needed where base_url is none of the clouds.
        allow_http: Accept `http` on other machines too. Meant for a test server in a network of your own, such as a mock in a container;
            never for the live service.
        timeout: Seconds for each of connecting, sending, and every piece of the response, of one try; an httpx.Timeout gives each its own.
        max_retries: How many more tries after 429, 503, 504 or a connection that could not be opened; 0 for none. A call whose connection
            breaks after the request was sent is not tried again: it may have had its effect. Waits are as long as `Retry-After` says,
            else they grow, with jitter. A call whose waits would exceed two minutes ends with the response it has.
        headers: Headers of every request, in place of or besides those that the client sends of itself.
        httpx_args: More arguments of httpx.Client and httpx.AsyncClient: verify, proxy, limits, follow_redirects, transport, ...

    Raises:
        TypeError: Neither or both of `token` and `credential`, one of them of another type, or httpx_args that the client sets itself.
        ValueError: Any other value that can't be used; the message says which and why.
    """

    _scopes: ClassVar[Mapping[str, str]] = {
        "graph.microsoft.com": "https://graph.microsoft.com/.default",
        "graph.microsoft.us": "https://graph.microsoft.us/.default",
        "dod-graph.microsoft.us": "https://dod-graph.microsoft.us/.default",
        "microsoftgraph.chinacloudapi.cn": "https://microsoftgraph.chinacloudapi.cn/.default",
    }
    _errors: ClassVar[Mapping[int, type[ApiStatusError]]] = BY_STATUS
    user_agent: ClassVar[str] = USER_AGENT

    base_url: str = BASE_URL


__all__ = ["BASE_URL", "AuthenticatedClient"]
