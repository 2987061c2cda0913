"""The documentation site: Sphinx's settings, and the two hooks that make the contract a page.

`reference.md` is the one template: Jinja fills it from `openapi.yaml` when Sphinx reads it, so gettext takes the contract's texts like
those of any other page. `build.py` builds both languages.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ConfigError, SphinxError
from sphinx.locale import get_translation

DOCS = Path(__file__).parent
ROOT = DOCS.parent
CONTRACT = ROOT / "openapi" / "openapi.yaml"
LANGUAGES = {"en": "English", "pt-BR": "Português (Brasil)"}


class Text(str):
    """A string of the contract that knows its line."""

    __slots__ = ("line",)
    line: int


class Loader(yaml.SafeLoader):
    """Reads a YAML document with `Text` for strings."""


def _text(loader: Loader, node: yaml.ScalarNode) -> Text:
    text = Text(loader.construct_scalar(node))
    text.line = node.start_mark.line + (2 if node.style == "|" else 1)
    return text


Loader.add_constructor("tag:yaml.org,2002:str", _text)
try:
    contract: dict[str, Any] = yaml.load(CONTRACT.read_text(encoding="utf-8"), Loader)  # noqa: S506 - a SafeLoader
except yaml.MarkedYAMLError as error:
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    raise ConfigError(f"{CONTRACT.relative_to(ROOT)}:{line}: {error.problem}") from error

project = "msgraph-vpptokens"
author = "msgraph-vpptokens contributors"
version = release = str(contract["info"]["version"])
html_title = "VPP token sync"

extensions = ["myst_parser"]
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
exclude_patterns = ["_build", "locale", "tests"]
templates_path = ["_templates"]
myst_heading_anchors = 3
nitpicky = True

locale_dirs = ["locale"]
gettext_compact = False  # one catalogue for each page
gettext_location = False  # a line that moves is no change of a text

html_theme = "furo"
html_theme_options = {"announcement": "languages", "top_of_page_buttons": []}  # _templates/page.html puts the languages there
html_favicon = "_static/icon.svg"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_extra_path = ["../openapi/openapi.yaml"]
html_context = {"languages": LANGUAGES}
html_show_copyright = html_show_sphinx = False
html_show_sourcelink = html_copy_source = False
html_use_index = False
html_show_search_summary = False  # it fetches pages, which a browser refuses to a site that is opened from a file
html_permalinks_icon = "#"

LINE = re.compile("\ue000(.+?)\ue001")
"""Where a line of the rendered reference comes from; characters for private use, because no text has them."""


def _marked(text: str, path: Path, first: int) -> str:
    place = path.relative_to(ROOT)
    lines = enumerate(text.rstrip("\n").split("\n"), first)
    return "\n".join(f"\ue000{place}:{number}\ue001{line}" if line else "" for number, line in lines)


def _finalize(value: Any) -> Any:
    if isinstance(value, jinja2.Undefined):
        raise jinja2.UndefinedError("the contract has no such value")
    return _marked(value, CONTRACT, value.line) if isinstance(value, Text) else value


def resolve(value: dict[str, Any]) -> dict[str, Any]:
    """Return what a `$ref` names, with the words that stand beside it; any other value as it is."""
    if "$ref" not in value:
        return value
    target: Any = contract
    for part in value["$ref"].removeprefix("#/").split("/"):
        target = target[part]
    return {"name": value["$ref"].rpartition("/")[2], **resolve(target), **{key: value[key] for key in value if key != "$ref"}}


def operations() -> Iterator[dict[str, Any]]:
    """Yield each operation with its path and method."""
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            yield {**operation, "path": path, "method": method.upper()}


def headers() -> list[dict[str, Any]]:
    """Return the headers of all responses, each once, with the name that they have on the wire."""
    responses = [resolve(response) for operation in operations() for response in operation["responses"].values()]
    found = {name: {**resolve(header), "wire": name} for response in responses for name, header in response.get("headers", {}).items()}
    return list(found.values())


def render_reference(template: str) -> tuple[str, list[str]]:
    """Return the reference as Markdown and, for each of its lines, the `file:line` that it comes from."""
    page = DOCS / "reference.md"
    environment = jinja2.Environment(  # noqa: S701 - Markdown, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
        comment_start_string="{*",  # because {#...} names an anchor
        comment_end_string="*}",
        finalize=_finalize,
    )
    environment.filters["json"] = lambda value: json.dumps(value, indent=2, ensure_ascii=False)
    environment.filters["resolve"] = resolve
    environment.filters["words"] = lambda name, mark="-": re.sub("(?=[A-Z])|[.]", mark, name).lower().lstrip("@")
    environment.globals.update(contract=contract, resolve=resolve, operations=list(operations()), headers=headers())
    # A line of the template ends with its number; one that ends with a tag must not, or the tag would leave an empty line behind.
    marked = [
        line if not line or line.endswith(("%}", "*}")) else f"{line}\ue000{page.relative_to(ROOT)}:{number}\ue001"
        for number, line in enumerate(template.split("\n"), 1)
    ]
    try:
        rendered = environment.from_string("\n".join(marked)).render()
    except jinja2.TemplateSyntaxError as error:
        raise SphinxError(f"{page.relative_to(ROOT)}:{error.lineno}: {error.message}") from error
    except (jinja2.TemplateError, KeyError) as error:
        numbers = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
        raise SphinxError(f"{page.relative_to(ROOT)}:{numbers[-1]}: {error}") from error
    origins, lines = [f"{page.relative_to(ROOT)}:1"], []
    for line in rendered.split("\n"):
        found = LINE.search(line)
        origins.append(found[1] if found else origins[-1])
        lines.append(LINE.sub("", line))
    return "\n".join(lines), origins


def _read_source(_app: Sphinx, docname: str, source: list[str]) -> None:
    if docname == "reference":
        source[0], _ = render_reference(source[0])


LETTERS = re.compile(r"(\((?=[DMOP][ ,;)])[^()]*\))")
"""How a text names its sources: `(D)`, `(M, O)`, `(D 2024; not in M)`."""


def _name_letters(app: Sphinx, doctree: nodes.document) -> None:
    """Give the first row of each letter, in the table of sources, the anchor `source-d` and the like."""
    if app.env.docname == "sources":
        for row in doctree.findall(nodes.row):
            letter = row[0].astext()
            anchor = f"source-{letter.lower()}"
            if letter in set("DMOP") and anchor not in doctree.ids:
                row["ids"].append(anchor)
                doctree.ids[anchor] = row


def _link_letters(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Make each letter of a source a link to its row in the table of sources, with that row's text as the tooltip."""
    rows = app.env.get_doctree("sources").ids
    page = app.builder.get_relative_uri(docname, "sources")
    for text in [*doctree.findall(nodes.Text)]:
        if isinstance(text.parent, nodes.literal | nodes.literal_block) or not LETTERS.search(text):
            continue
        parts: list[nodes.Node] = []
        for part in LETTERS.split(text):
            for piece in re.split(r"\b([DMOP])\b", part) if LETTERS.match(part) else [part]:
                anchor = f"source-{piece.lower()}"
                if anchor in rows:
                    parts.append(nodes.reference("", piece, refuri=f"{page}#{anchor}", reftitle=rows[anchor][1].astext(), internal=True))
                else:
                    parts.append(nodes.Text(piece))
        text.parent.replace(text, parts)


def setup(app: Sphinx) -> None:
    """Connect the hooks, and translate the title, which no page holds."""
    app.config.html_title = str(get_translation("sphinx")(html_title))
    app.connect("source-read", _read_source)
    app.connect("doctree-read", _name_letters)
    app.connect("doctree-resolved", _link_letters)
