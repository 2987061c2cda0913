"""Edge 6: the documentation site shows what the contract says, in both languages. docs/tests tests it in a browser."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from msgraph_vpptokens_contracts.spec import Document

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.site
SPEC = Document.load(ROOT / "openapi" / "openapi.yaml")
LANGUAGES = ["en", "pt-BR"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site, once for all workers of pytest-xdist: their temporary folders have the same parent."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with (folder / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "site").exists():
            command = [sys.executable, str(ROOT / "docs" / "build.py"), "--out", str(folder / "site")]
            built = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
            assert (built.returncode, built.stdout, built.stderr) == (0, "", "")
    return folder / "site"


@dataclass
class Page(HTMLParser):
    """What a page holds: its anchors, its links, and its text with single blanks."""

    path: Path
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's signature
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [value for name in ("href", "src") if (value := given.get(name))]

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.parts))


def values(schema: Any) -> Iterator[str]:
    """Yield the names that a schema has on the wire: its properties and enum members."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (str(member) for member in schema.get("enum", []))
        for part in schema.values():
            yield from values(part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_shows_each_operation_with_each_of_its_responses(site: Path, language: str) -> None:
    page = Page(site / language / "reference.html")
    for path, item in SPEC.data["paths"].items():
        operation = item["post"]
        assert f"POST {path}" in page.text
        anchor = operation["operationId"].lower()
        assert {anchor, *(f"{anchor}-{status.lower()}" for status in operation["responses"])} <= {*page.ids}
        for (permission,) in (requirement["bearer"] for requirement in operation["security"]):
            assert permission in page.text
    for server in SPEC.data["servers"]:
        assert server["url"] in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_shows_each_name_and_each_example_of_the_contract(site: Path, language: str) -> None:
    components = SPEC.data["components"]
    text = Page(site / language / "reference.html").text
    names = {*values(components["schemas"]), *components["schemas"]} | {
        parameter["name"] for parameter in components["parameters"].values()
    }
    assert {name for name in names if name not in text} == set()
    for name, example in components["examples"].items():
        value = example["value"] if isinstance(example["value"], str) else json.dumps(example["value"], indent=2)
        assert re.sub(r"\s+", " ", value) in text, name


def test_the_reference_gives_each_enum_member_a_meaning() -> None:
    for name, schema in SPEC.data["components"]["schemas"].items():
        for member in schema.get("enum", []):
            assert f"- `{member}`: " in schema["description"], name


def test_the_site_holds_the_two_languages_and_a_start_page(site: Path) -> None:
    assert {path.name for path in site.iterdir()} == {*LANGUAGES, "index.html"}


def test_both_languages_have_the_same_pages_with_the_same_anchors(site: Path) -> None:
    english, portuguese = ({str(path.relative_to(site / folder)) for path in (site / folder).rglob("*.html")} for folder in LANGUAGES)
    assert english == portuguese
    for name in english:
        one, other = (Page(site / folder / name).ids for folder in LANGUAGES)
        assert one == other, name


def test_each_link_leads_to_a_file_and_an_anchor_that_are_there(site: Path) -> None:
    pages = {path.resolve(): Page(path) for path in site.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links:
            url = urlsplit(link)
            if not url.scheme:
                target = (path.parent / url.path).resolve() if url.path else path
                assert target.is_file(), f"{path}: {link}"
                assert not url.fragment or url.fragment in pages[target].ids, f"{path}: {link}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_contract_and_reference_can_be_taken_away(site: Path, language: str) -> None:
    assert (site / language / "openapi.yaml").read_bytes() == SPEC.path.read_bytes()
    assert "POST /deviceAppManagement/vppTokens/syncLicenseCounts" in (site / language / "reference.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_of_a_source_is_a_link_to_its_explanation(site: Path, language: str) -> None:
    links = Page(site / language / "reference.html").links
    assert {f"sources.html#source-{letter}" for letter in "dmop"} <= {*links}
