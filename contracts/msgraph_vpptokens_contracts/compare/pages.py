"""Read Microsoft's documentation pages by their structure: anchors, the order of rows and columns, links, code.

No rule here looks for a word of any language, because translated pages have other words, down to the names of properties and headers.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import dropwhile
from pathlib import Path
from unicodedata import normalize

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

from .events import Tree, tree_of
from .facts import EDM, NESTING, TYPES, Kind, RefusedError, Source, operation_of
from .openapi import ACCOUNTS, SCOPE

_ORIGINAL = '<span class="sxs-lookup">'  # in front of the English text, which follows the translated one on bilingual pages
_SEPARATOR = "\u2063"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_PIPE = re.compile(r"(?<!\\)\|")
_DATE = re.compile(r"String \(timestamp\)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*")
_REQUEST = re.compile(r"([A-Z]+) (https?://[^/]+/[^/]+)?(/\S+)")
_LIMIT = 50_000  # bytes of a page; the largest of Microsoft's for these operations has 23,000
_LINE = 5_000  # characters of a line or of a row of a table; Microsoft's have less than 1,000
_ORDER = ("http-request", "request-headers", "request-body", "response")  # of the sections, where a translation has no anchors
_MEDIA_TYPES = ("application", "text", "multipart")


def _text(node: Node) -> str:
    texts = [" " if part.type.endswith("break") else part.content for part in node.walk() if part.type != "inline" and not part.children]
    text = re.sub(r"<br\b[^>]*>|</(?:li|p)>", " ", "".join(texts), flags=re.IGNORECASE)
    return _INVISIBLE.sub("", normalize("NFKC", re.sub(r"<[a-z/][^>]*>|<!--.*?-->", "", text))).strip()


def _name(node: Node) -> str:
    """Return the text of a cell that holds one name; the original on a bilingual page."""
    return _text(node).rpartition(_SEPARATOR)[2].strip()


def _target(node: Node) -> str:
    """Return the type of which a page is linked, "" if there is none."""
    links = [str(part.attrs["href"]) for part in node.walk() if part.type == "link"]
    found = [re.fullmatch(r".*?/resources/(?:[\w.]*-)*(\w+)(?:\.md)?(?:[?#].*)?", link) for link in links]
    target = next((match[1].lower() for match in found if match), "")
    return next((name for name in TYPES if name.lower() == target), target)


def _anchor(heading: Node) -> str:
    """Return the anchor of a heading: the one that is written, as in all translations, or the one made of its text."""
    written = re.search(r"<a (?:name|id)=[\"']?([\w-]+)", heading.children[0].content)
    return (written[1] if written else re.sub(r"[^\w-]", "", _text(heading).replace(" ", "-"))).lower()


def _mended(path: Path, lines: list[str]) -> list[tuple[int, str]]:
    """Join the rows of tables that a line break within a cell has torn apart; return the lines with their numbers."""
    mended: list[tuple[int, str]] = []
    pipes = had = 0  # that a row of the table has, and that the line before has
    for number, line in enumerate(lines, 1):
        has = len(_PIPE.findall(line))
        if 0 < had < pipes and has < pipes and not line.startswith(("#", "```")):
            before, text = mended[-1]
            mended[-1], had = (before, f"{text} {line.strip()}".rstrip()), had + has
            continue
        if {"-", "|"} <= set(line.strip()) <= set(" :|-"):
            pipes = had
        elif "|" not in line:
            pipes = 0
        had = has
        mended.append((number, line))
    for number, text in mended:
        if len(text) > _LINE:
            raise RefusedError(path, number, f"a line or row of more than {_LINE} characters")
    return mended


@dataclass
class _Section:
    """What stands below one heading of the second level, each part with its line."""

    anchor: str = ""
    line: int = 1
    tables: list[list[tuple[int, list[Node]]]] = field(default_factory=list)  # rows of cells, without the row of headings
    rows: list[tuple[int, list[Node]]] = field(default_factory=list)  # of all tables
    fences: list[tuple[int, list[str]]] = field(default_factory=list)  # the content of blocks of code
    texts: list[tuple[int, Node]] = field(default_factory=list)  # all other blocks


class _Page:
    """A page as sections; the first is what stands in front of all headings of the second level."""

    def __init__(self, path: Path) -> None:
        text, self.path, self.title, self.sections = path.read_text(encoding="utf-8-sig"), path, "", [_Section()]
        self.translated = bool(re.search("<a (?:name|id)=", text))
        lines = text.replace(_ORIGINAL, _SEPARATOR + _ORIGINAL).splitlines()
        if lines[:1] == ["---"] and "---" in lines[1:]:
            end = lines.index("---", 1) + 1
            lines[:end] = [""] * end
        mended = _mended(path, lines)
        for node in Node(MarkdownIt("commonmark").enable("table").parse("\n".join(row for _, row in mended))).children:
            start, end = node.map or (0, 0)
            line, section = mended[start][0], self.sections[-1]
            if node.tag == "h1":
                self.title = self.title or _anchor(node)
            elif node.tag == "h2":
                self.sections.append(_Section(_anchor(node), line))
            elif node.type == "table":
                rows = [(mended[row.map[0]][0], row.children) for row in node.walk() if row.type == "tr" and row.map][1:]
                section.tables.append(rows)
                section.rows += rows
            elif node.type == "fence":
                content = node.content.splitlines()
                if end - start < len(content) + 2:
                    raise RefusedError(path, line, "a block of code without end; is the page cut off?")
                section.fences.append((line + 1, content or [""]))
            else:
                section.texts.append((line, node))
        self.fences = [fence for section in self.sections for fence in section.fences]
        if _ORDER[0] not in [section.anchor for section in self.sections]:
            asked = dropwhile(lambda section: not any(_REQUEST.match(lines[0]) for _, lines in section.fences), self.sections[1:])
            for section, anchor in zip(asked, _ORDER, strict=False):
                section.anchor = anchor

    def __getitem__(self, anchor: str) -> _Section:
        found = next((section for section in self.sections if section.anchor == anchor), None)
        if not found:
            raise self.refused(f"Expected a section {anchor}; got none")
        return found

    def refused(self, reason: str) -> RefusedError:
        """Return the error for a page that lacks something."""
        return RefusedError(self.path, self.sections[-1].line, f"{reason}. Is the page cut off?")


def read_page(path: Path) -> Source:
    """Read a page of an operation or of the resource vppToken; raises RefusedError for any other text."""
    if path.stat().st_size > _LIMIT:
        raise RefusedError(path, 1, f"Expected a page of at most {_LIMIT} bytes, CSDL, OpenAPI or a list of permissions")
    page = _Page(path)
    asked = [request[3] for _, lines in page.fences if (request := _REQUEST.match(lines[0]))]
    operation = operation_of(page.title.partition("-action")[0]) or next(filter(None, map(operation_of, asked)), "")
    if operation and asked:
        return _OperationPage(page, operation).source
    shown = next((tree for line, lines in page.fences if (tree := _json(path, lines, line))["@odata.type"]), Tree())
    if not asked and (page.title.startswith("vpptoken-resource") or shown["@odata.type"].text.endswith(".vppToken")):
        return _resource(page, shown)
    raise RefusedError(path, 1, "Expected a page of syncLicenses, syncLicenseCounts or vppToken, CSDL, OpenAPI or a list of permissions")


class _OperationPage:
    """The reader of the page of one operation."""

    def __init__(self, page: _Page, operation: str) -> None:
        self.operation, self.source = operation, Source(page.path, Kind.OPERATION_PAGE)
        self.source.add(operation, "operation", 1)
        before = page.sections[: page.sections.index(page["http-request"])]
        # Another table in front of the request may tell the clouds; it has one row.
        tables = [table for section in before for table in section.tables if len(table) >= len(ACCOUNTS)]
        for account, (line, row) in zip(ACCOUNTS.values(), tables[-1] if tables else [], strict=False):
            # Translators put spaces behind the dots.
            text = re.sub(r"\.\s+(?=Read|All)", ".", " ".join(map(_text, row[1:])))
            for scope in SCOPE.findall(text) or ["none"]:
                self._add(f"permission.{account}", scope, line)
        self._headers(page["request-headers"])
        body, response = page["request-body"], page["response"]
        names = [_name(row[0]) for _, row in body.rows]
        self._add("requestBody", ", ".join(names) or ("present" if body.fences else "none"), body.line)
        paragraphs = [(line, node) for line, node in response.texts if node.type == "paragraph"]
        for line, node in paragraphs:
            for status in re.findall(r"(?<!\d)[1-5]\d\d(?!\d)", _text(node)):
                self._add("status", status, line)
        line, target = next(((line, target) for line, node in paragraphs if (target := _target(node))), (response.line, "none"))
        self._add("returns", target, line)
        if not any([self._example(line, lines) for line, lines in page.fences]):  # noqa: C419 - each of them is to be read
            raise page.refused("Expected an example of the response; got none")

    def _add(self, subject: str, value: str, line: int) -> None:
        self.source.add(f"{self.operation}.{subject}", value, line)

    def _headers(self, section: _Section) -> None:
        for line, row in section.rows:
            text = " ".join(map(_text, row[1:]))
            media_type = re.search(r"(\S+?) ?/ ?([a-z][\w.+-]*\w)", text)
            if re.search(r"<[^<>]+>|\{[^{}]+\}|bearer", text.lower()):
                self._add("authorization", "Bearer", line)
            elif media_type and f"{self.operation}.accept" not in self.source.facts:
                # Some translations have a word of their own in place of `application`.
                kind = media_type[1] if media_type[1] in _MEDIA_TYPES else _MEDIA_TYPES[0]
                self._add("accept", f"{kind}/{media_type[2]}", line)
            else:
                self._add(f"parameter.{_name(row[0])}", "required in header", line)

    def _example(self, line: int, lines: list[str]) -> bool:
        """Read a block of code; return whether it shows a response."""
        content = lines.index("") if "" in lines else len(lines)
        body = _json(self.source.path, lines[content:], line + content)
        if answer := re.match(r"HTTP/\S+ (\d{3})", lines[0]):
            self._add("status", answer[1], line)
            for at, header in enumerate(lines[1:content], line + 1):
                if media_type := re.match(r"content-type: *([^; ]+)", header, re.IGNORECASE):
                    self._add("mediaType", media_type[1], at)
            wrapped = set(body.map) - {"@odata.context"} == {"value"}
            name = _object(self.source, body["value"] if wrapped else body, "vppToken") if body.map else "none"
            if any(map(str.strip, lines[content:])) and not body.map:
                name = "a body that is no JSON object"
            self._add("returns", f"{{value: {name}}}" if wrapped else name, line + content if body else line)
            return True
        for at, row in enumerate(lines, line):
            if request := _REQUEST.match(row):
                self._add("method", request[1], at)
                self.source.add_path(self.operation, request[3], at)
                if request[2]:
                    self.source.add_server(request[2], at)
                if body:
                    self._add("requestBody", "present", body.line)
        return False


def _json(path: Path, lines: list[str], line: int) -> Tree:
    """Build the JSON of an example, an empty tree if it is none."""
    text = "\n".join(lines)
    if text.count("{") + text.count("[") > NESTING:
        raise RefusedError(path, line, f"Expected an example with at most {NESTING} opening brackets")
    try:
        json.loads(text)
        return tree_of(text, line)
    except (ValueError, yaml.YAMLError):
        return Tree()


def _object(source: Source, tree: Tree, expected: str, listed: set[str] | None = None) -> str:
    """State what an example shows of an object and of those inside it; return the name of its type.

    A property that is not `listed` where others are is no more than an example: the contract may not have it all the same.
    """
    tree = tree if tree.map else (tree.items or [tree])[0]
    name = next((name for name in TYPES if tree["@odata.type"].text.endswith(f".{name}")), expected)
    source.add(name, "type", tree.line)
    for key, value in tree.map.items():
        if key == "@odata.type":
            source.add(f"{name}.{key}.enum", value.text, value.line)
            continue
        source.add(f"{name}.{key}.{'type' if listed is None or key in listed else 'example'}", _shown(source, value), value.line)
        if value.quoted and re.fullmatch(r"[a-z]\w*", value.text):
            source.add(f"{name}.{key}.shown", value.text, value.line)
    return name


def _shown(source: Source, value: Tree) -> str:
    """Return the type of a value in an example: `text` may be a string or an enumeration, `number` any number."""
    if value.items:
        return "collection of " + _shown(source, value.items[0])
    if value.map:
        return _object(source, value, "vppTokenActionResult")
    if value.quoted:
        return "date-time" if _DATE.fullmatch(value.text) else "text"
    return "boolean" if value.text in ("true", "false") else "number" if re.match(r"-?\d", value.text) else "untold"  # null, [] or {}


def _resource(page: _Page, shown: Tree) -> Source:
    source, rows = Source(page.path, Kind.RESOURCE_PAGE), page["properties"].rows
    if not shown or not rows or not all(row[1:] for _, row in rows):
        raise page.refused("Expected a table of properties and a JSON representation")
    # A page of v1.0 lacks the note that beta is subject to change, whatever its language.
    notes = [node.type for _, node in page.sections[0].texts].count("blockquote")
    if notes == 1 and not any("beta" in _text(node).lower() for _, node in page.sections[0].texts):
        source.version = "v1.0"
    names = [_name(row[0]) for _, row in rows]
    names = _names(names, [key for key in shown.map if not key.startswith("@")]) if page.translated else names
    for name, (line, row) in zip(names, rows, strict=True):
        value, written, target, members = shown[name], _name(row[1]).lower(), _target(row[1]), list[str]()
        base, collection = EDM.get(written.removesuffix(" collection"), ""), written.endswith(" collection")
        if target:
            if not (value.map or (value.items and value.items[0].map)):
                codes = [part.content.strip() for cell in row[2:] for part in cell.walk() if part.type == "code_inline"]
                members = [code for code in codes if re.fullmatch(r"[A-Za-z]\w*", code)]
            base = "enum" if members or value.text else target
            collection = bool(value.items) if value.items or value.map or value.text else collection
        if base or name not in shown.map:
            source.add(f"vppToken.{name}.type", "collection of " * collection + (base or "untold"), line)
        for member in members:
            source.add(f"vppToken.{name}.enum", member, line)
    _object(source, shown, "vppToken", {*names, "@odata.context"})
    return source


def _names(written: list[str], shown: list[str]) -> list[str]:
    """Return the properties that the rows are about. A translated name is the next one of the JSON, which is never translated."""
    lower = {name.lower(): name for name in shown}
    names = [lower.get(name.lower(), name) for name in written]
    for at, name in enumerate(names):
        # A name in camelCase is no translation: the page and its example disagree.
        if name not in shown and not re.fullmatch(r"[a-z]+[A-Z]\w*", name, re.ASCII):
            following = shown[shown.index(names[at - 1]) + 1 :] if at and names[at - 1] in shown else shown
            close = [lower[key] for key in get_close_matches(name.lower(), [key for key in lower if lower[key] not in names], 1)]
            names[at] = next((key for key in close + following[:1] if key not in names), name)
    return names
