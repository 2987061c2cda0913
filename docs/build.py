"""Build the documentation site in both languages: `site/en` and `site/pt-BR`.

Every warning of Sphinx is an error, and so is a text without a translation. Errors name file and line, those of the reference the line of
the contract or of the template. The site of before stays until the new one is whole.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from sphinx.errors import SphinxError

DOCS = Path(__file__).parent.resolve()
ROOT = DOCS.parent
CATALOGUES = DOCS / "locale" / "pt_BR" / "LC_MESSAGES"
THEME = Path("sphinx.po")
"""The one catalogue that belongs to no page: the theme's words."""
LANGUAGES = {"en": "en", "pt-BR": "pt_BR"}
CODE = re.compile(r"`[^`]+`")
"""A code span: the same in every language."""
WIRE = re.compile(rf"{CODE.pattern}|\]\([^)]*\)|\{{[^}}]*\}}|\b(?:[DMOP]|RFC)\b|\W|\d")
"""What needs no translation: code, the targets of links, letters of sources, figures and punctuation."""
START = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>VPP token sync</title>
<link rel="icon" href="en/_static/icon.svg">
<meta http-equiv="refresh" content="0; url=en/index.html">
<p><a href="en/index.html">English</a> · <a href="pt-BR/index.html" lang="pt-BR">Português (Brasil)</a></p></html>
"""


def sphinx(builder: str, language: str, work: Path, out: str, *options: str) -> subprocess.Popen[str]:
    """Start Sphinx on all pages, or on the ones that `options` name; it writes to the folder `out` below `work`."""
    # Where CI is set, Sphinx colours a pipe too, and no error would begin with its place.
    command = [sys.executable, "-m", "sphinx", "-q", "--no-color", "--fail-on-warning", "--builder", builder]
    command += ["--doctree-dir", str(work / f"doctrees-{language}-{builder.replace('text', 'html')}")]
    command += ["--define", f"language={language}", str(DOCS), str(work / out), *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own arguments


def placed(text: str, origins: list[str]) -> str:
    """Put the line of the contract or the template in place of one of the rendered reference; show paths from the repository's root."""
    text = re.sub(rf"{re.escape(str(DOCS))}/reference\.md:(\d+)", lambda found: origins[int(found[1])], text)
    return text.replace(f"{ROOT}/", "")


def catalogue(path: Path) -> Catalog:
    """Read a gettext catalogue; one that is not there is empty."""
    return read_po(io.BytesIO(path.read_bytes() if path.exists() else b""))


def fault(text: str, entry: Message | None) -> str:
    """Say what is wrong with the translation of `text`, or nothing."""
    translated = str(entry.string) if entry else ""
    if not WIRE.sub("", text):
        return ""
    if not translated:
        return "untranslated"
    if entry and entry.fuzzy:
        return "fuzzy"
    return "" if set(CODE.findall(text)) == set(CODE.findall(translated)) else "has other code than the English text"


def untranslated(templates: Path) -> Iterator[str]:
    """Yield a line for each entry of the catalogues that is missing, empty, cut off, fuzzy or obsolete, or has other code than the text."""
    english = {template.relative_to(templates).with_suffix(".po"): catalogue(template) for template in sorted(templates.rglob("*.pot"))}
    there = {path.relative_to(CATALOGUES) for path in CATALOGUES.rglob("*.po")} - {THEME}
    for name in sorted(english.keys() | there):
        path = CATALOGUES / name
        for at, row in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else (), 1):
            if re.match('(msg|").*[^"]$', row):  # readers of catalogues take the last letter for the missing quote
                yield f"{path}:{at}: a text without its closing quote"
        texts, translations = english.get(name, Catalog()), catalogue(path)
        for message in texts:
            entry = translations.get(message.id)
            if wrong := message.id and fault(str(message.id), entry):
                (source, line), *_ = message.locations
                place = f"{path}:{entry.lineno}" if entry else f"{(templates / source).resolve()}:{line}"
                yield f"{place}: {wrong}: {message.id}"
        for entry in [*translations, *translations.obsolete.values()]:
            if entry.id and entry.id not in texts:
                yield f"{path}:{entry.lineno or 1}: obsolete: {entry.id}"


def build(out: Path, work: Path) -> list[str]:
    """Build the site into `work/site` and move it to `out`; return the errors, if there are any, and leave `out` as it was."""
    try:
        import conf

        _, origins = conf.render_reference((DOCS / "reference.md").read_text(encoding="utf-8"))
    except SphinxError as error:
        return [str(error)]
    site = work / "site"
    runs = [sphinx("gettext", "en", work, "gettext", "--define", "gettext_location=1")]
    runs += [sphinx("html", language, work, f"site/{folder}") for folder, language in LANGUAGES.items()]
    errors = [line for run in runs for line in run.communicate()[1].splitlines()]
    if not any(run.returncode for run in runs):
        errors = [*untranslated(work / "gettext")]
    if errors or any(run.returncode for run in runs):
        return [*dict.fromkeys(placed(line, origins) for line in errors)]
    for folder, language in LANGUAGES.items():
        run = sphinx("text", language, work, f"text-{folder}", str(DOCS / "reference.md"))
        errors += run.communicate()[1].splitlines()
        shutil.copy(work / f"text-{folder}" / "reference.txt", site / folder)
    if errors:
        return errors
    (site / "index.html").write_text(START, encoding="utf-8")
    if out.exists():
        out.rename(work / "old")
    site.rename(out)
    return []


def main() -> int:
    """Build the site, print the errors, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "site", help="where the site goes (default: site/)")
    out = parser.parse_args().out
    with tempfile.TemporaryDirectory(prefix=".site-", dir=out.parent) as work:
        errors = build(out, Path(work))
    for error in errors:
        print(error, file=sys.stderr)
    if errors:
        print(f"error: the site was not built; {out} is as it was", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
