"""Run `vpptokens-contracts` as `python -m msgraph_vpptokens_contracts`."""

import sys

from .cli import main

sys.exit(main())
