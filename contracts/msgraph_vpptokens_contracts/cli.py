"""The command `vpptokens-contracts`: run the mock, hold a server to the contract, or hold Microsoft's sources against it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from .compare import command as compare
from .mock import command as mock
from .verify import command as verify


class _Parser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong; the usage, which fills a screen here, is a matter of `--help`."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: error: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand, or print the help if there is none, and return the exit code; argparse exits with 2 on a bad argument."""
    parser = _Parser(prog="vpptokens-contracts", description=__doc__)
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.set_defaults(run=lambda _: parser.print_help())
    subcommands = parser.add_subparsers(metavar="{mock,verify,compare}")
    # A subcommand's module imports what it runs with only when it runs: the mock must not wait for schemathesis to load.
    for name, module in (("mock", mock), ("verify", verify), ("compare", compare)):
        subparser = subcommands.add_parser(
            name, help=module.SUMMARY, description=module.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        module.add_arguments(subparser)
        subparser.set_defaults(run=module.run)
    arguments = parser.parse_args(argv)
    if arguments.version:
        from . import __version__

        print(f"{parser.prog} {__version__}")
        return 0
    return int(arguments.run(arguments) or 0)


if __name__ == "__main__":
    sys.exit(main())
