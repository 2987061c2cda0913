"""The requests that schemathesis would not think of, each with one thing special about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import quote
from uuid import UUID, uuid5

from .contract import Contract, Operation

CALLS = 10
"""The tenth call must conform as the first did."""
NAMESPACE = UUID("3f8a7f5e-0a55-4c4e-9a4c-6d4d5e8f7a10")
"""Ids that the probes need are derived from this, so that two runs make the same calls."""
UNUSUAL_IDS = (
    ("a single character", "a"),
    ("all the signs that are allowed", "~_-.~"),
    ("200 characters", "a" * 200),
    ("2,000 characters", "a" * 2000),
    ("zeroes only", str(UUID(int=0))),
    ("a number", "-1"),
    ("the word null", "null"),
    ("the name of the other operation", "syncLicenseCounts"),
)
INVALID_IDS = (
    ("a leading dot", ".hidden"),
    ("three dots", "..."),
    ("two dots, percent-encoded", "%2E%2E"),
    ("one dot, percent-encoded", "%2e"),
    ("a path, percent-encoded", "..%2F..%2Fusers"),
    ("an encoded slash", "a%2Fb"),
    ("an encoded backslash", "a%5Cb"),
    ("a percent sign", "100%25"),
    ("an encoding within an encoding", "%252e%252e"),
    ("letters outside ASCII", "%C3%BCn%C3%AFc%C3%B6de"),
    ("an emoji", "%F0%9F%92%A9"),
    ("bytes that are not UTF-8", "%FF%FE"),
    ("a space", "a%20b"),
    ("a plus sign", "a+b"),
    ("a NUL", "a%00b"),
    ("a line break", "a%0D%0Ab"),
    ("a quote", "%27%20or%20%271%27=%271"),
    ("OData's way to write a key", "(%27a%27)"),
    ("markup", "%3Cscript%3E"),
    ("a format string", "%7B0%7D%25s%25n"),
    ("a semicolon", "a;b=c"),
)


Method = Literal["POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True)
class Probe:
    """One request."""

    name: str
    operation: Operation
    raw_id: str | None
    """The id as it goes into the URL, percent-encoded; None for an operation without one."""
    method: Method = "POST"
    headers: dict[str, str | None] = field(default_factory=dict)
    """Headers beside the usual ones; None takes a usual one away."""
    body: bytes | None = None


def probes(contract: Contract, vpp_token_id: str, token: str, profile: str) -> Iterator[Probe]:
    """Yield what a run sends by itself, the documented calls first."""
    sync, counts = sorted(contract.operations.values(), key=lambda operation: "{" not in operation.path)
    targets = ((sync, quote(vpp_token_id, safe="")), (counts, None))
    unknown = str(uuid5(NAMESPACE, vpp_token_id))
    for operation, raw_id in targets:
        yield Probe("the documented call", operation, raw_id)
    if profile == "live":
        yield from _polite(targets)
        yield Probe("an unknown id", sync, unknown)
        return
    for operation, raw_id in targets:
        yield from _again_and_again(operation, raw_id)
        yield from _of_the_client_request_id(operation, raw_id)
        yield from _of_the_authentication(operation, raw_id, token)
        yield from _of_the_request(operation, raw_id)
    yield Probe("an unknown id", sync, unknown)
    yield Probe("an unknown id, again", sync, unknown)
    for name, raw in (*UNUSUAL_IDS, *INVALID_IDS):
        yield Probe(f"as id {name}", sync, raw)
    for operation, raw_id in targets:
        yield Probe("the documented call, after all that", operation, raw_id)


def _polite(targets: Iterable[tuple[Operation, str | None]]) -> Iterator[Probe]:
    for operation, raw_id in targets:
        yield Probe("the second call", operation, raw_id, headers={"client-request-id": str(uuid5(NAMESPACE, operation.name))})
        yield Probe("no authentication", operation, raw_id, headers={"Authorization": None})
        yield Probe("a wrong token", operation, raw_id, headers={"Authorization": "Bearer wrong"})


def _again_and_again(operation: Operation, raw_id: str | None) -> Iterator[Probe]:
    for number in range(2, CALLS + 1):
        headers: dict[str, str | None] = (
            {"client-request-id": str(uuid5(NAMESPACE, f"{operation.name} {number}"))} if number % 2 == 0 else {}
        )
        yield Probe(f"call {number}", operation, raw_id, headers=headers)


def _of_the_request(operation: Operation, raw_id: str | None) -> Iterator[Probe]:
    for method in get_args(Method)[1:]:
        yield Probe(f"{method} instead of POST", operation, raw_id, method=method)
    for name, body, content_type in (
        ("a JSON body", b'{"force": true}', "application/json"),
        ("an empty JSON object", b"{}", "application/json"),
        ("a text body", b"now", "text/plain"),
        ("a body that is no JSON", b"{", "application/json"),
    ):
        yield Probe(name, operation, raw_id, headers={"Content-Type": content_type}, body=body)
    for name, accept in (("Accept: application/xml", "application/xml"), ("Accept: */*", "*/*"), ("no Accept", None)):
        yield Probe(name, operation, raw_id, headers={"Accept": accept})


def _of_the_client_request_id(operation: Operation, raw_id: str | None) -> Iterator[Probe]:
    for name, value in (
        ("of 200 characters", "x" * 200),
        ("that is no GUID", "nightly run / 7"),
        ("of 201 characters", "x" * 201),
        ("outside ASCII", "n\u00e4chtlich"),
    ):
        yield Probe(f"a client-request-id {name}", operation, raw_id, headers={"client-request-id": value})


def _of_the_authentication(operation: Operation, raw_id: str | None, token: str) -> Iterator[Probe]:
    for name, value in (
        ("no authentication", None),
        ("an empty Authorization", ""),
        ("an empty bearer", "Bearer"),
        ("an empty bearer and a space", "Bearer "),
        ("the token without a scheme", token),
        ("another scheme", "Basic dXNlcjpwYXNzd29yZA=="),
        ("the token in another scheme", f"Token {token}"),
        ("a wrong token", "Bearer wrong"),
        ("the token and one more character", f"Bearer {token}x"),
        ("the token less its last character", f"Bearer {token[:-1]}"),
    ):
        yield Probe(name, operation, raw_id, headers={"Authorization": value})
