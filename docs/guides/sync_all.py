"""Sync every VPP token whose id is a line of standard input, within the quota of one application, with a progress bar."""

import asyncio
import os
import sys
import time
from collections import deque
from collections.abc import Iterable

from msgraph_vpptokens import AuthenticatedClient, errors
from msgraph_vpptokens.api.vpp_tokens import sync_licenses

WRITES = 100  # of one application in one tenant,
SECONDS = 21  # in 20 seconds; one more, because requests do not take equally long to arrive


async def sync_all(client: AuthenticatedClient, ids: Iterable[str]) -> dict[str, errors.ApiError]:
    """Sync each token once; return the errors by id."""
    waiting = list(dict.fromkeys(ids))
    total, done = len(waiting), 0
    started: deque[float] = deque(maxlen=WRITES)
    failed: dict[str, errors.ApiError] = {}

    async def sync(token_id: str) -> None:
        nonlocal done
        try:
            await sync_licenses.asyncio(token_id, client=client)
        except errors.ApiError as error:
            failed[token_id] = error
        done += 1
        print(f"\r[{'#' * (40 * done // total):<40}] {done}/{total}", end="", file=sys.stderr)

    async with asyncio.TaskGroup() as tasks:
        for token_id in waiting:
            if len(started) == WRITES:
                await asyncio.sleep(max(0, started[0] + SECONDS - time.monotonic()))
            started.append(time.monotonic())
            tasks.create_task(sync(token_id))
    print(file=sys.stderr)
    return failed


async def main() -> None:
    """Sync, print the failed ids, and exit with 1 if there are any."""
    async with AuthenticatedClient(token=os.environ["GRAPH_TOKEN"], max_retries=9) as client:
        failed = await sync_all(client, sys.stdin.read().split())
    for token_id, error in failed.items():
        print(token_id, error)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    asyncio.run(main())
