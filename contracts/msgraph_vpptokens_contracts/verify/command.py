"""Hold any server to the contract: the mock, another implementation, a staging gateway, the live service.

The bearer token comes from the environment variable VPPTOKENS_TOKEN, or with --azure from the identity that azure-identity
finds; never from an argument. It appears in no output and no report.

On this machine everything is checked, with hostile input too (profile mock). Elsewhere a handful of polite calls are made,
which start real syncs (profile live): --dry-run lists them, --yes-this-triggers-syncs makes them.

Exit code: 0 the server conforms, 1 it differs, 2 it could not be verified.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from .run import Profile

SUMMARY = "hold a server to the contract"
TOKEN = "VPPTOKENS_TOKEN"  # noqa: S105 - the name of a variable
SCOPE = "https://graph.microsoft.com/.default"
FORMATS = ("junit", "html", "json", "har")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    server = parser.add_argument_group("the server")
    server.add_argument(
        "--base-url", type=_base_url, required=True, metavar="URL", help="where the paths of the contract begin, …/beta as a rule"
    )
    server.add_argument("--vpp-token-id", type=_vpp_token_id, required=True, metavar="ID", help="the id of a VPP token that the server has")
    server.add_argument("--azure", action="store_true", help=f"take the bearer token from azure-identity, not from {TOKEN}")
    depth = parser.add_argument_group("what is sent")
    depth.add_argument(
        "--profile", choices=("mock", "live"), help="mock: everything; live: polite calls only (default: mock on loopback, else live)"
    )
    depth.add_argument("--yes-this-triggers-syncs", action="store_true", help="agree to the real syncs that profile live starts")
    depth.add_argument("--dry-run", action="store_true", help="list the calls and make none")
    depth.add_argument("--seed", type=_number, default=0, help="what the generated requests are drawn from (default: %(default)s)")
    depth.add_argument(
        "--max-examples",
        type=_number,
        default=25,
        metavar="N",
        help="generated requests for each operation; 0: none (default: %(default)s)",
    )
    reports = parser.add_argument_group("reports")
    reports.add_argument(
        "--report", type=_formats, default=(), metavar="FORMATS", help=f"write these, with commas between: {', '.join(FORMATS)}"
    )
    reports.add_argument("--report-dir", type=Path, default=Path("reports"), metavar="DIR", help="where to (default: %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Verify a server; returns 0 if it conforms, 1 if it differs, 2 with one line on stderr if it could not be verified."""
    # schemathesis would load the module that this names, and with it checks and hooks that are not the contract's.
    os.environ.pop("SCHEMATHESIS_HOOKS", None)
    from .report import CannotVerifyError

    # What a server says may be more than the output's encoding holds.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(arguments)
    except CannotVerifyError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("error: interrupted; nothing was concluded", file=sys.stderr)
        return 2


def _run(arguments: argparse.Namespace) -> int:
    from . import output
    from .report import CannotVerifyError
    from .wire import is_loopback

    profile: Profile = arguments.profile or ("mock" if is_loopback(arguments.base_url) else "live")
    if profile == "mock" and not is_loopback(arguments.base_url) and not (arguments.yes_this_triggers_syncs or arguments.dry_run):
        raise CannotVerifyError("profile mock sends hostile input, here to another machine; agree with --yes-this-triggers-syncs")
    if arguments.dry_run:
        output.dry_run(arguments.base_url, arguments.vpp_token_id, profile)
        return 0
    if profile == "live" and not arguments.yes_this_triggers_syncs:
        raise CannotVerifyError(
            f"{arguments.base_url} is not this machine: the calls would start real syncs; "
            "see them with --dry-run, agree with --yes-this-triggers-syncs"
        )
    token = _azure_token() if arguments.azure else _token_of_the_environment()
    if arguments.report:
        _make(arguments.report_dir)

    if arguments.base_url.startswith("http:") and not is_loopback(arguments.base_url):
        print(f"warning: the bearer token goes to {arguments.base_url} unencrypted", file=sys.stderr)
    from .run import verify

    with output.progress() as on_call:
        report = verify(
            arguments.base_url,
            arguments.vpp_token_id,
            token,
            profile=profile,
            seed=arguments.seed,
            max_examples=arguments.max_examples,
            on_call=on_call,
        )
    if not report.ran:
        raise CannotVerifyError(f"{arguments.base_url}: nothing was checked")
    output.show(report)
    if arguments.report:
        from . import files

        files.write(report, arguments.report_dir, arguments.report)
    return 0 if report.conforms else 1


def _token_of_the_environment() -> str:
    from .report import CannotVerifyError

    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise CannotVerifyError(f"no bearer token: set {TOKEN}, or use --azure")
    if token.lower().startswith("bearer "):
        raise CannotVerifyError(f"{TOKEN} must hold the token only, without the word Bearer in front")
    if not re.fullmatch(r"[!-~]+", token):
        raise CannotVerifyError(f"{TOKEN} holds characters that no HTTP header can carry")
    return token


def _azure_token() -> str:
    from .report import CannotVerifyError

    try:
        from azure.core.exceptions import ClientAuthenticationError
        from azure.identity import DefaultAzureCredential
    except ImportError:
        raise CannotVerifyError("--azure needs azure-identity: pip install 'msgraph-vpptokens-contracts[azure]'") from None
    try:
        return DefaultAzureCredential().get_token(SCOPE).token
    except ClientAuthenticationError as error:
        raise CannotVerifyError(f"--azure: no credential could get a token: {str(error).splitlines()[0]}") from None


def _make(directory: Path) -> None:
    from .report import CannotVerifyError

    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotVerifyError(f"--report-dir {directory}: {error.strerror}") from None


def _base_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no URL: {error}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise argparse.ArgumentTypeError(f"{text!r} is no URL of a server: it must begin with http:// or https:// and a host")
    if parts.username is not None or parts.password is not None:
        raise argparse.ArgumentTypeError("a base URL must not hold a user name or a password")
    if parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"{text!r} must end with its path: no ? and no #")
    return text.rstrip("/")


def _vpp_token_id(text: str) -> str:
    from .contract import Contract

    pattern = Contract().id_pattern
    if not pattern.match(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no valid id: the contract asks for {pattern.pattern}")
    return text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0")
    return int(text)


def _formats(text: str) -> tuple[str, ...]:
    formats = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in formats:
        if name not in FORMATS:
            raise argparse.ArgumentTypeError(f"{name!r} is no report; choose from {', '.join(FORMATS)}")
    return formats
