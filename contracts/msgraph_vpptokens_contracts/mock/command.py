"""Run a mock of the two operations for tests.

It is not Intune: it checks no signature of a bearer token, knows one tenant and no roles, and syncs nothing with Apple.
"""

from __future__ import annotations

import argparse
import ipaddress
import math
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .state import Quota

SUMMARY = "run the mock server"

_FORBIDDEN = "forbidden"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    network = parser.add_argument_group("network")
    network.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    network.add_argument("--port", type=_port, default=8080, help="port to listen on; 0 picks a free one (default: %(default)s)")

    state = parser.add_argument_group("state")
    state.add_argument(
        "--tokens",
        type=Path,
        metavar="FILE",
        help="JSON file with a list of vppTokens, kept besides the documented one; each must fit the contract",
    )
    state.add_argument(
        "--sync-seconds", type=_seconds, default=5.0, metavar="N", help="how long a license sync takes, on the mock's clock (default: 5)"
    )
    state.add_argument(
        "--shape",
        choices=("documented", "bare"),
        default="documented",
        help="the body of the 200: wrapped in `value`, as documented, or bare, as Microsoft's SDKs expect it (default: %(default)s)",
    )

    who = parser.add_argument_group("authentication")
    who.add_argument(
        "--token",
        action="append",
        type=_bearer,
        metavar="NAME[:PERMISSIONS]",
        help="a bearer token to accept, in place of `mock-token`; it holds every permission, or those named behind the colon, separated by "
        f"commas, or none (`:{_FORBIDDEN}`), and gets 403 where the operation needs another; repeatable",
    )
    who.add_argument("--accept-any-token", action="store_true", help="accept every well-formed bearer token besides")

    quota = parser.add_argument_group("quota")
    quota.add_argument(
        "--quota",
        nargs="?",
        type=_quota,
        const="100:200/20",
        metavar="APP[:TENANT]/SECONDS",
        help="refuse writes beyond a quota with 429: so many for each bearer token, so many for all together (twice as many, if left out), "
        "in so many seconds; without a value the published 100:200/20 (default: no quota)",
    )
    quota.add_argument(
        "--retry-after-form",
        choices=("whole", "fractional", "date", "absent"),
        default="whole",
        help="how the quota's 429 says when to come back (default: %(default)s seconds)",
    )

    control = parser.add_argument_group(
        "control",
        "Tests use the control API under /_mock/ to change the mock's state; the guide to the mock describes it. "
        "It is on if the mock listens on this machine only.",
    )
    control.add_argument(
        "--control-secret",
        type=_secret,
        metavar="VARIABLE",
        help="name of the environment variable that holds the secret which callers of the control API send as `Authorization: Bearer`; "
        "needed to control a mock that listens beyond this machine",
    )

    log = parser.add_argument_group("log", "One line for each request, on stderr: method, path, status, milliseconds.")
    log.add_argument("--log-format", choices=("text", "json"), default="text", help="default: %(default)s")


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM; returns 2 with one line on stderr if it cannot be started."""
    from .app import MockApp
    from .server import listen, serve
    from .tenant import DEFAULT_BEARER, Settings, Tenant
    from .tokens import TokenError, read_tokens

    try:
        tokens = read_tokens(arguments.tokens) if arguments.tokens else None
    except OSError as error:
        return _fail(f"--tokens: {arguments.tokens}: {error.strerror}")
    except TokenError as error:
        return _fail(f"--tokens: {error}")
    try:
        listener = listen(arguments.host, arguments.port)
    except OSError as error:
        return _fail(f"cannot listen on {arguments.host} port {arguments.port}: {error.strerror}")
    with listener:
        settings = Settings(
            bearers=dict(arguments.token or [(DEFAULT_BEARER, None)]),
            accept_any_bearer=arguments.accept_any_token,
            sync_seconds=arguments.sync_seconds,
            shape=arguments.shape,
            quota=arguments.quota and replace(arguments.quota, retry_after=arguments.retry_after_form),
            control_secret=arguments.control_secret,
            controllable=arguments.control_secret is not None or ipaddress.ip_address(listener.getsockname()[0]).is_loopback,
            log=_log_json if arguments.log_format == "json" else _log_text,
        )
        if not arguments.token:
            print(f"bearer token: {DEFAULT_BEARER}")
        serve(MockApp(Tenant(settings, tokens)), listener)
    return 0


def _fail(reason: str) -> int:
    print(f"vpptokens-contracts mock: error: {reason}", file=sys.stderr)
    return 2


def _log_text(method: str, path: str, status: int | None, milliseconds: float) -> None:
    sys.stderr.write(f"{method} {path} {status or 'dropped'} {milliseconds:.1f} ms\n")


def _log_json(method: str, path: str, status: int | None, milliseconds: float) -> None:
    import json

    sys.stderr.write(json.dumps({"method": method, "path": path, "status": status, "ms": round(milliseconds, 1)}) + "\n")


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 65535:  # noqa: PLR2004 - the highest port
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535; got {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= 10**9:  # some thirty years, past which dates lose meaning
        raise argparse.ArgumentTypeError(f"expected seconds from 0 to 1,000,000,000; got {text!r}")
    return seconds


def _bearer(text: str) -> tuple[str, frozenset[str] | None]:
    from msgraph_vpptokens_contracts.spec import contract

    from .request import is_bearer

    name, colon, permissions = text.partition(":")
    if not is_bearer(name):
        raise argparse.ArgumentTypeError("expected letters, digits, - . _ ~ + / and = at the end; permissions may follow a colon")
    if not colon:
        return name, None
    held = frozenset() if permissions == _FORBIDDEN else frozenset(permissions.split(","))
    known = {name for operation in contract().operations for alternative in operation.permissions for name in alternative}
    for permission in sorted(held - known):
        raise argparse.ArgumentTypeError(f"expected `{_FORBIDDEN}` or permissions of {', '.join(sorted(known))}; got {permission!r}")
    return name, held


def _quota(text: str) -> Quota:
    from .state import Quota

    match = re.fullmatch(r"([0-9]{1,9})(?::([0-9]{1,9}))?/([0-9]{1,9}(?:\.[0-9]{1,9})?)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"expected a quota such as 100:200/20 or 5/1.5; got {text!r}")
    app = int(match[1])
    try:
        return Quota(app, int(match[2]) if match[2] else 2 * app, float(match[3]))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _secret(variable: str) -> str:
    secret = os.environ.get(variable, "")
    if not secret:
        raise argparse.ArgumentTypeError(
            f"expected the name of an environment variable that holds the secret; got {variable!r}, which is not set"
        )
    return secret
