"""The two READMEs say what the client does: each of their blocks is run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from client_calls import NO_TLS
from scripted_server import EXAMPLES, Answer, scripted

import msgraph_vpptokens
from msgraph_vpptokens import AuthenticatedClient

ROOT = Path(__file__).parents[3]
README = ROOT / "generated" / "README.md"
BLOCK = re.compile(r"(?:<!-- answers: (?P<answers>[^\n]+) -->\n)?```python\n(?P<code>.+?)```", re.DOTALL)
TOKEN = "a-token-from-the-environment"


def answers(text: str | None) -> list[Answer]:
    """Read `429 TooManyRequests Retry-After:2.128, 204`: status, name of the contract's example, headers."""
    result = []
    for answer in text.split(", ") if text else []:
        status, name, *headers = [*answer.split(" "), "-"][: max(2, answer.count(" ") + 1)]
        body = b"" if name == "-" else EXAMPLES[name].encode() if isinstance(EXAMPLES[name], str) else EXAMPLES[name]
        result.append(Answer(int(status), body, dict(header.split(":", 1) for header in headers)))
    return result


@pytest.mark.parametrize(
    ("page", "least", "bearers"), [(README, 8, {TOKEN, "a-bearer-token"}), (ROOT / "README.md", 1, {TOKEN})], ids=["client", "project"]
)
def test_each_block_does_what_the_page_says(monkeypatch: pytest.MonkeyPatch, page: Path, least: int, bearers: set[str]) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", TOKEN)
    blocks = list(BLOCK.finditer(page.read_text(encoding="utf-8")))
    script = [answer for block in blocks for answer in answers(block["answers"])]
    namespace: dict[str, Any] = {}
    made: list[AuthenticatedClient] = []
    with scripted(*script) as server:

        def client(**options: Any) -> AuthenticatedClient:
            made.append(AuthenticatedClient(**{"base_url": server.base_url, "httpx_args": {"verify": NO_TLS}, **options}))
            return made[-1]

        monkeypatch.setattr(msgraph_vpptokens, "AuthenticatedClient", client)
        for block in blocks:
            left = len(server.steps) - len(answers(block["answers"]))
            # A `try` on the page is there for its error: without one, the block fails.
            code = re.sub(r"^(try:\n    .+\n)", r"\1    raise AssertionError('no error')\n", block["code"], flags=re.MULTILINE)
            exec(compile(code, str(page), "exec"), namespace)  # noqa: S102 - the page's own code
            assert len(server.steps) == left, block["code"]
        for each in made:
            each.close()
    assert len(blocks) >= least
    assert set(server.sent("authorization")) == {f"Bearer {bearer}" for bearer in bearers}


@pytest.mark.parametrize(
    "name",
    [
        "VppToken.token",
        "follow_redirects",
        "max_retries",
        "with_options",
        "client-request-id",
        "DEBUG",
        "asyncio.run",
        "[azure]",
        "asdict",
        "MockTransport",
        "allow_http",
        "scope=",
        "graph.microsoft.us",
        "raise_for_status",
        "**P**",
        "If you come from",
    ],
)
def test_the_page_names_each_behaviour(name: str) -> None:
    assert name in README.read_text(encoding="utf-8")
