"""What the mock and the verification both need to know of HTTP: `Accept`, `Retry-After` and loopback."""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
import re
import time
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from typing import Literal

RetryAfterForm = Literal["whole", "fractional", "date", "absent"]

# Possessive, so that no header makes the match slow.
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_PARAMETER = rf'[ \t]*+;[ \t]*+(?:({_WORD})=({_WORD}|"(?:[^"\\]|\\.)*+"))?+'
_PARAMETERS = re.compile(_PARAMETER)
_RANGE = re.compile(rf"[ \t]*+(?:({_WORD}/{_WORD})((?:{_PARAMETER})*+))?+[ \t]*+(?:,|\Z)")
_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")


@lru_cache(maxsize=64)
def accepts_json(accept: str | None) -> bool:
    """Tell whether an `Accept` header (None if absent, several joined by a comma) allows `application/json` (RFC 9110, 12.5.1).

    The most specific range decides. Parameters other than `q` are ignored: `odata.metadata=minimal` is JSON. A header that names no range
    or that breaks the grammar rules nothing out.
    """
    weights: dict[str, float] = {}
    at = 0
    while at < len(accept or ""):
        item = _RANGE.match(accept or "", at)
        if item is None:
            return True
        at = item.end()
        if item[1] is None:
            continue
        media_range = item[1].lower()
        weight = next((value for name, value in _PARAMETERS.findall(item[2]) if name.lower() == "q"), "1")
        if not _WEIGHT.fullmatch(weight):
            return True
        weights[media_range] = max(float(weight), weights.get(media_range, 0))
    deciding = [weights[media_range] for media_range in ("application/json", "application/*", "*/*") if media_range in weights]
    return deciding[0] > 0 if deciding else not weights


def retry_after(value: str | None) -> float | None:
    """Return the seconds that a `Retry-After` asks for: whole, fractional (M) or until an HTTP date (RFC 9110); None if it says neither."""
    if value is None:
        return None
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the latter for a year beyond all calendars
        return None
    return max(0.0, (date if date.tzinfo else date.replace(tzinfo=dt.UTC)).timestamp() - time.time())


def show_retry_after(seconds: float, form: RetryAfterForm) -> str | None:
    """Return the value of a `Retry-After`, rounded up; None for the form `absent`. A date is in real time, as the header `Date` is."""
    if form == "absent":
        return None
    if form == "fractional":
        return f"{math.ceil(seconds * 1000) / 1000:.3f}"
    return formatdate(math.ceil(time.time() + seconds), usegmt=True) if form == "date" else str(math.ceil(seconds))


def is_loopback(host: str) -> bool:
    """Tell whether a host name or an IP address, without brackets and port, is this machine (RFC 6761 for `localhost`)."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
