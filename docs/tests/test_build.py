"""What stops `make docs`: each fault is planted in a copy, and the site that was there must stay."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INDEX = """# Home

See [the counts](reference.md#synclicensecounts).

```{toctree}
reference
sources
```
"""


class Copy:
    """A copy of what the reference is made from, to break; without the guides, which take long."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("docs", "openapi"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "guides", "client.*"))
        (root / "docs" / "index.md").write_text(INDEX, encoding="utf-8")
        self.site = root / "site"
        self.site.mkdir()
        (self.site / "old").touch()

    def replace(self, name: str, old: str, new: str) -> str:
        """Replace `old`, and return the place as `file:line`."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return f"{name}:{text[: text.index(old)].count(chr(10)) + 1}: "

    def errors(self) -> list[str]:
        """Build, and return the errors; the old site must still be there."""
        command = [sys.executable, str(self.root / "docs" / "build.py")]
        in_ci = {**os.environ, "CI": "true"}
        built = subprocess.run(command, capture_output=True, text=True, check=False, env=in_ci)  # noqa: S603 - our own program
        assert built.returncode == 1
        assert [path.name for path in self.site.iterdir()] == ["old"]
        assert not [*self.root.glob(".site-*")]
        return built.stderr.splitlines()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_what_sphinx_warns_of_stops_the_build_with_file_and_line(copy: Copy) -> None:
    places = [
        copy.replace("docs/index.md", "(reference.md#synclicensecounts)", "(reference.md#synclicensecount)"),
        copy.replace("docs/sources.md", "```{include}", "```{includes}"),
        copy.replace("openapi/openapi.yaml", "Whether the token can be used (M).", "Whether the [token](#no-such-anchor) can be used (M)."),
        copy.replace("docs/reference.md", "## Clouds", "## [Clouds](#no-clouds)"),
    ]
    errors = copy.errors()
    for place in places:
        assert any(error.startswith(place) for error in errors), (place, errors)


def test_a_text_without_its_translation_stops_the_build_with_file_and_line(copy: Copy) -> None:
    catalogue = "docs/locale/pt_BR/LC_MESSAGES/reference.po"
    changed = copy.replace("openapi/openapi.yaml", "The organization that the token belongs to.", "The organization of the token.")
    obsolete = copy.replace(catalogue, 'msgid "Clouds"', 'msgid "Cloud"')
    copy.replace(catalogue, 'msgstr "Autenticação"', 'msgstr ""')
    copy.replace(catalogue, 'msgid "Parameters"', '#, fuzzy\nmsgid "Parameters"')
    copy.replace(catalogue, "`valid`: pode", "`válido`: pode")
    cut = copy.replace(catalogue, 'msgstr "Qual operação chamar"', 'msgstr "Qual operação chamar')
    errors = copy.errors()
    for expected in (
        f"{changed}untranslated: The organization of the token.",
        f"{obsolete}obsolete: Cloud",
        f"{cut}a text without its closing quote",
        "untranslated: Clouds",
        "untranslated: Authentication",
        "fuzzy: Parameters",
        "has other code than the English text: `valid`: it can be used",
    ):
        assert any(expected in error for error in errors), (expected, errors)


def test_a_template_or_a_contract_that_cannot_be_read_stops_the_build_with_file_and_line(copy: Copy) -> None:
    place = copy.replace("docs/reference.md", "{{ contract.info.summary }}", "{{ contract.info.summery }}")
    assert copy.errors()[0] == f"{place}the contract has no such value"
    place = copy.replace("docs/reference.md", "{{ contract.info.summery }}", "{{ contract.info.summary }")
    assert copy.errors()[0].startswith(place)
    copy.replace("openapi/openapi.yaml", "\npaths:\n", "\npaths: [\n")
    assert copy.errors()[0].startswith("openapi/openapi.yaml:")
