"""Hold any server to the contract: the mock, another implementation, a staging gateway, the live service.

The bearer token comes from the environment variable VPPTOKENS_TOKEN, or with --azure from the identity that azure-identity
finds; never from an argument. It appears in no output and no report.

On this machine everything is checked, with hostile input too (profile mock). Elsewhere nine calls are made,
at most four a second; some of them start real syncs (profile live). --dry-run lists them, --yes-this-triggers-syncs makes them.

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

from . import CannotVerifyError

if TYPE_CHECKING:
    from .report import Outcome
    from .run import Report

SUMMARY = "hold a server to the contract"
TOKEN = "VPPTOKENS_TOKEN"  # noqa: S105 - the name of a variable
WORLDWIDE = "graph.microsoft.com"
FORMATS = ("junit", "html", "json", "har")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    server = parser.add_argument_group("the server")
    server.add_argument(
        "--base-url", type=_base_url, required=True, metavar="URL", help="where the paths of the contract begin, …/beta as a rule"
    )
    server.add_argument("--vpp-token-id", type=_vpp_token_id, required=True, metavar="ID", help="the id of a VPP token that the server has")
    server.add_argument("--azure", action="store_true", help=f"take the bearer token from azure-identity, not from {TOKEN}")
    server.add_argument("--scope", metavar="SCOPE", help="what --azure asks for (default: /.default of the base URL's cloud)")
    server.add_argument("--timeout", type=_seconds, default=5.0, metavar="SECONDS", help="for each call (default: %(default)g)")
    depth = parser.add_argument_group("what is sent")
    depth.add_argument(
        "--profile",
        choices=("mock", "live"),
        help="mock: everything; live: nine calls, at most four a second (default: mock on loopback, else live)",
    )
    depth.add_argument("--yes-this-triggers-syncs", action="store_true", help="agree to calls to another machine, which start real syncs")
    depth.add_argument("--dry-run", action="store_true", help="list the calls and make none")
    depth.add_argument("--seed", type=_number, default=0, help="what the generated cases are drawn from (default: %(default)s)")
    depth.add_argument(
        "--max-examples",
        type=_number,
        metavar="N",
        help="at most so many generated cases for each operation; 0: none (default: 25 with the extra schemathesis, else 0)",
    )
    verdict = parser.add_argument_group("the verdict")
    verdict.add_argument(
        "--allow", action="append", default=[], metavar="CHECK[:OPERATION]=REASON", help="make a known drift a note (repeatable)"
    )
    verdict.add_argument("--allow-file", type=_allow_file, default=[], metavar="FILE", help="the same, one a line; # begins a comment")
    verdict.add_argument(
        "--report",
        type=_formats,
        metavar="FORMATS",
        help=f"write these, with commas between: {', '.join(FORMATS)} (default: all, with --report-dir)",
    )
    verdict.add_argument("--report-dir", type=Path, metavar="DIR", help="where to (default: reports, with --report)")


def run(arguments: argparse.Namespace) -> int:
    """Verify a server; returns 0 if it conforms, 1 if it differs, 2 with one line on stderr if it could not be verified."""
    from . import report

    # What a server says may be more than the output's encoding holds.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    asked = arguments.report is not None or arguments.report_dir is not None
    formats = (arguments.report or FORMATS) if asked and not arguments.dry_run else ()
    directory = arguments.report_dir or Path("reports")
    outcome: Outcome
    try:
        if formats:
            directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"error: --report-dir {directory}: {error.strerror}", file=sys.stderr)
        return 2
    try:
        if arguments.dry_run:
            return _dry_run(arguments)
        outcome = _verify(arguments)
        report.show(outcome)
    except (CannotVerifyError, KeyboardInterrupt) as error:
        message = str(error) or "interrupted; nothing was concluded"
        print(report.printable(f"error: {message}"), file=sys.stderr)
        outcome = report.Failure(arguments.base_url, message)
    report.tell_github(outcome)
    try:
        report.write(outcome, directory, formats)
    except OSError as error:
        print(f"error: --report-dir {directory}: {error.strerror}", file=sys.stderr)
        return 2
    if isinstance(outcome, report.Failure):
        return 2
    return 0 if outcome.conforms else 1


def _verify(arguments: argparse.Namespace) -> Report:
    from . import report
    from .run import AllowanceError, ask_for_consent, default_profile, verify

    url = arguments.base_url
    profile = arguments.profile or default_profile(url)
    ask_for_consent(url, profile, given=arguments.yes_this_triggers_syncs)
    if arguments.scope and not arguments.azure:
        raise CannotVerifyError("--scope needs --azure")
    token = _azure_token(arguments.scope or _scope(url)) if arguments.azure else _token_of_the_environment()
    if url.startswith("http:") and default_profile(url) == "live":
        print(f"warning: the bearer token goes to {url} unencrypted", file=sys.stderr)
    try:
        with report.progress() as on_call:
            return verify(
                url,
                arguments.vpp_token_id,
                token,
                profile=profile,
                seed=arguments.seed,
                max_examples=arguments.max_examples,
                timeout=arguments.timeout,
                allow=[*arguments.allow, *arguments.allow_file],
                yes_this_triggers_syncs=arguments.yes_this_triggers_syncs,
                on_call=on_call,
            )
    except AllowanceError as error:
        raise CannotVerifyError(f"--allow: {error}") from None


def _dry_run(arguments: argparse.Namespace) -> int:
    """Print each call that a run makes by hand."""
    from .contract import contract
    from .probes import probes
    from .report import printable
    from .run import curl, default_profile

    profile = arguments.profile or default_profile(arguments.base_url)
    base_path = urlsplit(arguments.base_url).path
    planned = list(probes(contract(), base_path, arguments.vpp_token_id, profile))
    for probe in planned:
        print(printable(f"{curl(arguments.base_url, probe.request)}  # {probe.operation.name}: {probe.name}"))
    print(f"{len(planned)} calls" + (", and the generated cases (--max-examples)" if profile == "mock" else ", at most 4 a second"))
    return 0


def _token_of_the_environment() -> str:
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise CannotVerifyError(f"no bearer token: set {TOKEN}, or use --azure")
    if token.lower().startswith("bearer "):
        raise CannotVerifyError(f"{TOKEN} must hold the token only, without the word Bearer in front")
    if not re.fullmatch(r"[!-~]+", token):
        raise CannotVerifyError(f"{TOKEN} holds characters that no HTTP header can carry")
    return token


def _scope(base_url: str) -> str:
    """Return the audience of the base URL's cloud, the worldwide one for any other host."""
    from .contract import contract

    host = urlsplit(base_url).hostname
    return f"https://{host if host in contract().hosts else WORLDWIDE}/.default"


def _azure_token(scope: str) -> str:
    try:
        from azure.core.exceptions import ClientAuthenticationError
        from azure.identity import DefaultAzureCredential
    except ImportError:
        raise CannotVerifyError("--azure needs azure-identity: pip install 'msgraph-vpptokens-contracts[azure]'") from None
    try:
        return DefaultAzureCredential().get_token(scope).token
    except ClientAuthenticationError as error:
        raise CannotVerifyError(f"--azure: no credential could get a token for {scope}: {str(error).splitlines()[0]}") from None


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
    if not re.fullmatch(r"[!-~]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} holds a blank or a character outside ASCII: percent-encode it")
    return text.rstrip("/")


def _vpp_token_id(text: str) -> str:
    from .contract import contract

    pattern = contract().id_pattern
    if not pattern.match(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no valid id: the contract asks for {pattern.pattern}")
    return text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:  # noqa: PLR2004 - an hour; also rules out NaN
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0 and up to 3600")
    return seconds


def _allow_file(text: str) -> list[str]:
    try:
        lines = Path(text).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from None
    return [line for line in map(str.strip, lines) if line and not line.startswith("#")]


def _formats(text: str) -> tuple[str, ...]:
    formats = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in formats:
        if name not in FORMATS:
            raise argparse.ArgumentTypeError(f"{name!r} is no report; choose from {', '.join(FORMATS)}")
    return formats
