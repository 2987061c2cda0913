"""Sync the licenses of every VPP token of a tenant, and say how it went."""

from collections.abc import Iterable

from msgraph_vpptokens import AuthenticatedClient, errors
from msgraph_vpptokens.api.vpp_tokens import sync_licenses


def sync_all(vpp_token_ids: Iterable[str], client: AuthenticatedClient) -> dict[str, str]:
    """Start a sync for each token and return its status, or what went wrong, by id."""
    return {vpp_token_id: _sync(vpp_token_id, client) for vpp_token_id in vpp_token_ids}


def _sync(vpp_token_id: str, client: AuthenticatedClient) -> str:
    try:
        return str(sync_licenses.sync(vpp_token_id, client=client).last_sync_status)
    except errors.NotFound:
        return "no such token"
    except errors.TooManyRequests as error:
        return f"throttled for {error.retry_after:g} s"
    except errors.ApiError as error:
        return type(error).__name__
