"""`vpptokens-contracts verify`, which needs a server to be named; here the mock is started for it if none is."""

from __future__ import annotations

import os
import sys

from msgraph_vpptokens_contracts import cli
from msgraph_vpptokens_contracts.mock.running import RunningMock


def main(options: list[str]) -> int:
    """Verify the server that the options name, or the mock; return the command's exit code."""
    if any(option.startswith("--base-url") for option in options):
        return cli.main(["verify", *options])
    with RunningMock() as mock:
        os.environ["VPPTOKENS_TOKEN"] = mock.token
        return cli.main(["verify", "--base-url", mock.base_url, "--vpp-token-id", mock.vpp_token_id, *options])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
