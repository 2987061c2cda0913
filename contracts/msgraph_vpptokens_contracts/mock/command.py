"""Run a mock of the two operations for tests.

It is not Intune: it checks no signature of a bearer token, keeps no tenants, permissions or audit log, and syncs nothing with Apple.
"""

from __future__ import annotations

import argparse
import ipaddress
import math
import os
import pickle
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from .state import Quota

SUMMARY = "run the mock server"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    network = parser.add_argument_group("network")
    network.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    network.add_argument("--port", type=_port, default=8080, help="port to listen on; 0 picks a free one (default: %(default)s)")
    network.add_argument("--workers", type=_workers, help=argparse.SUPPRESS)

    state = parser.add_argument_group("state")
    state.add_argument(
        "--tokens",
        type=Path,
        metavar="FILE",
        help="JSON file with a list of vppTokens, kept besides the documented one; each must fit the spec",
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
        metavar="NAME[:forbidden]",
        help="a bearer token to accept, in place of `mock-token`; with `:forbidden` it holds no permission and gets 403; repeatable",
    )
    who.add_argument("--accept-any-token", action="store_true", help="accept every well-formed bearer token besides")

    quota = parser.add_argument_group("quota")
    quota.add_argument(
        "--quota",
        nargs="?",
        type=_quota,
        const="100:200/20",
        metavar="EACH[:ALL]/SECONDS",
        help="refuse writes beyond a quota with 429: so many for each bearer token, so many for all together (twice as many, if left out), "
        "in so many seconds; without a value the published 100:200/20 (default: no quota)",
    )
    quota.add_argument(
        "--retry-after-form",
        choices=("whole", "fractional", "date", "absent"),
        default="whole",
        help="how a 429 says when to come back (default: %(default)s seconds)",
    )

    control = parser.add_argument_group(
        "control", "The control API under /_mock/ lets tests set the scene; README.md of the wheel lists it. On loopback it is on."
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
    """Serve until Ctrl-C or SIGTERM; returns 0 then, and 2 with one line on stderr if it cannot be started."""
    read_tokens = _reader(arguments.tokens) if arguments.tokens else dict

    from msgraph_vpptokens_contracts.spec import Document

    from .app import DEFAULT_BEARER, MockApp, Settings
    from .server import listen, serve

    bearers = dict(arguments.token or [(DEFAULT_BEARER, True)])
    settings = Settings(
        bearers=bearers,
        accept_any_bearer=arguments.accept_any_token,
        sync_seconds=arguments.sync_seconds,
        shape=arguments.shape,
        quota=arguments.quota,
        retry_after_form=arguments.retry_after_form,
        control_secret=arguments.control_secret,
        log=_log_json if arguments.log_format == "json" else _log_text,
    )
    document = Document.load()
    tokens = read_tokens()
    if isinstance(tokens, str):
        return _fail(f"--tokens: {tokens}")
    try:
        listener = listen(arguments.host, arguments.port)
    except OSError as error:
        return _fail(f"cannot listen on {arguments.host} port {arguments.port}: {error.strerror}")
    with listener:
        settings.controllable = arguments.control_secret is not None or ipaddress.ip_address(listener.getsockname()[0]).is_loopback
        app = MockApp(document, settings, tokens)
        if not arguments.token:
            print(f"bearer token: {DEFAULT_BEARER}")
        serve(app, listener)
    return 0


def _reader(path: Path) -> Callable[[], dict[str, bytes] | str]:
    """Start to read the file of tokens; the function returned waits for them, or for what is wrong with them.

    The schema validator and all that reading leaves behind would double the memory of the mock and its time to start. So a child process
    does it, while this one loads the server, and only the tokens come back.
    """

    def read() -> dict[str, bytes] | str:
        from msgraph_vpptokens_contracts.spec import Document

        from .tokens import TokenError, read_tokens

        try:
            return read_tokens(path, Document.load())
        except OSError as error:
            return f"{path}: {error.strerror}"
        except TokenError as error:
            return str(error)

    if not hasattr(os, "fork"):  # Windows
        return read
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with open(sending, "wb") as pipe:  # noqa: PTH123 - a file descriptor has no path
                pickle.dump(read(), pipe)
        finally:
            os._exit(0)  # whatever happens, there is one mock only
    os.close(sending)

    def receive() -> dict[str, bytes] | str:
        with open(receiving, "rb") as pipe:  # noqa: PTH123 - a file descriptor has no path
            text = pipe.read()
        os.waitpid(child, 0)
        tokens: dict[str, bytes] | str = pickle.loads(text) if text else f"{path}: the process that reads it has ended too early"  # noqa: S301 - our own child's
        return tokens

    return receive


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
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to 65535")
    return int(text)


def _workers(_: str) -> NoReturn:
    raise argparse.ArgumentTypeError(
        "the mock's state is in one process, so it runs as one; start several mocks on ports of their own instead"
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= 10**9:  # some thirty years, past which dates lose meaning
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return seconds


def _bearer(text: str) -> tuple[str, bool]:
    from .request import is_bearer

    name, colon, word = text.partition(":")
    if not is_bearer(name) or (colon and word != "forbidden"):
        raise argparse.ArgumentTypeError("a bearer token has letters, digits, - . _ ~ + / and = at its end only; `:forbidden` may follow")
    return name, not colon


def _quota(text: str) -> Quota:
    from .state import Quota

    match = re.fullmatch(r"([0-9]{1,9})(?::([0-9]{1,9}))?/([0-9]{1,9}(?:\.[0-9]{1,9})?)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is no quota such as 100:200/20 or 5/1.5")
    each = int(match[1])
    try:
        return Quota(each, int(match[2]) if match[2] else 2 * each, float(match[3]))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None


def _secret(variable: str) -> str:
    secret = os.environ.get(variable, "")
    if not secret:
        raise argparse.ArgumentTypeError("names no environment variable that is set; the variable, not the option, holds the secret")
    return secret
