"""What is none of the sources is refused with one line and exit code 2; in a folder it is skipped."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest
from compared import SOURCES, changed, compared

from msgraph_vpptokens_contracts import cli

OPENAPI = '{"openapi": "3.0.1", "paths": %s}'
TOKEN = (SOURCES / "vpp-token.md").read_text(encoding="utf-8")
PAGE = (SOURCES / "sync-licenses.md").read_text(encoding="utf-8")
METADATA = (SOURCES / "metadata.xml").read_text(encoding="utf-8")


def schemas(**schemas: object) -> str:
    """Return an OpenAPI document with these schemas."""
    return json.dumps({"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}})


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


FAN_OUT = schemas(vppToken=ref("s0"), **{f"s{n}": {"allOf": [ref(f"s{n + 1}")] * 10} for n in range(50)}, s50={})
REFUSED: list[tuple[str, str | bytes, str]] = [
    ("empty.md", "", "1: Expected a page"),
    ("binary", b"\x7fELF\0\0", "1: a binary file"),
    ("latin.yaml", "openapi: 3.0.1\ninfo: é\n".encode("latin-1"), "not text in UTF-8"),
    ("latin.md", "# é".encode("latin-1"), "1: not text in UTF-8"),
    ("404.md", "<!DOCTYPE html>\n<html><body>404</body></html>", "1: Expected CSDL; got a document type"),
    ("404.json", "404: Not Found", "1: Expected a page"),
    ("html.md", "<html><body></body></html>", "1: Expected the element Edmx; got html"),
    ("text.md", "syncLicenses action\nPOST /deviceAppManagement/vppTokens/{vppTokenId}/syncLicenses\n", "1: Expected a page"),
    ("other.md", PAGE.replace("syncLicenses", "revokeLicenses"), "1: Expected a page"),
    ("large.md", "# syncLicenses action\n" * 10_000, "1: Expected a page of at most"),
    ("long-line.md", PAGE.replace("|application/json|", f"|{'a' * 6_000}|"), "34: a line or row of more than 5000 characters"),
    ("torn-row.md", PAGE.replace("|application/json|", "|\n" + "a\n" * 6_000), "34: a line or row of more than 5000 characters"),
    ("deep.md", PAGE.replace('"valid"', '{"a":' * 800 + "0" + "}" * 800), "Expected an example with at most 100 opening brackets"),
    ("one-column.md", TOKEN.replace("|Typ|Beschreibung|\n|:---|:---|:---|", "|\n|:---|"), "Expected a table of properties"),
    (
        "bomb.xml",
        '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]>\n<Edmx>&d;</Edmx>',
        "2: Expected CSDL; got a document type",
    ),
    ("cut.xml", METADATA.partition("<EntityType")[0], "not XML: no element found"),
    ("cut-tag.xml", METADATA[:-8], "not XML: unclosed token"),
    ("encoding.xml", METADATA.replace('"utf-8"', '"x-unknown-42"'), "1: not XML: unknown encoding"),
    ("elements.xml", "<Edmx>" + "<a/>" * 600_000, "1: more than 500000 elements"),
    ("deep.xml", "<Edmx>" + "<a>" * 100_000, "1: nested more than 100 deep"),
    ("attribute.xml", '<Edmx a="' + "x" * 3_000_000, "1: a tag of more than"),
    ("own-base.xml", METADATA.replace('BaseType="self.entity"', 'BaseType="self.vppToken"'), "a type that is its own base"),
    ("no-token.xml", METADATA.replace("vppToken", "token"), "1: Expected syncLicenses, syncLicenseCounts or vppToken in this CSDL"),
    # "nested more than 100 deep", unless libyaml (from 0.2.6 on) has stopped before: "exceeded maximum nesting depth"
    ("deep.json", OPENAPI % ("[" * 40_000), "nest"),
    ("deep.yaml", "openapi: 3.0.1\npaths:\n  a: " + "[" * 40_000, "nest"),
    ("alias.yaml", "openapi: 3.0.1\na: &a [x]\nb: [*a, *a]\n", "3: Expected plain values; got an alias"),
    ("merge.yaml", "openapi: 3.0.1\na: &a {b: c}\n<<: *a\n", "3: Expected plain values; got an alias"),
    ("key.yaml", "openapi: 3.0.1\n? [a]\n: b\n", "2: Expected a name as key"),
    ("two.yaml", "openapi: 3.0.1\n---\nopenapi: 3.0.1\n", "2: Expected one document"),
    ("long.json", OPENAPI % ('"' + "x" * 3_000_000), "1: a value of more than"),
    ("cut.json", (SOURCES / "permissions.json").read_text(encoding="utf-8")[:-20], "not YAML or JSON"),
    ("list.json", "[]", "1: Expected a page"),
    ("swagger.json", '{"swagger": "2.0"}', "1: Expected OpenAPI 3.0 or 3.1"),
    ("no-version.yaml", "openapi:\npaths: {}\n", "1: Expected OpenAPI 3.0 or 3.1"),
    ("old.yaml", "info: {}\nopenapi: 2.9.0\n", "2: Expected OpenAPI 3.0 or 3.1 or a list of permissions; got 2.9.0"),
    ("nothing.json", OPENAPI % "{}", "1: Expected syncLicenses, syncLicenseCounts or vppToken in this OpenAPI"),
    (
        "no-path.json",
        '{"permissions": {"Mail.Read": {}}}',
        "1: Expected syncLicenses, syncLicenseCounts or vppToken in this permissions list",
    ),
    ("nowhere.json", schemas(vppToken={"properties": {"a": ref("b")}}), "leads nowhere; is the file cut off?"),
    ("elsewhere.json", schemas(vppToken={"properties": {"a": {"$ref": "other.yaml#/a"}}}), "leads nowhere"),
    ("loop.json", schemas(vppToken=ref("vppToken")), "references without end"),
    ("own-base.json", schemas(vppToken={"allOf": [ref("vppToken")]}), "a type that is its own base"),
    ("inside.json", schemas(vppToken={"properties": {"a": ref("b")}}, b={"anyOf": [ref("b")]}), "inside itself"),
    ("alternatives.json", schemas(vppToken={"properties": {"a": {"anyOf": [{"type": "string"}] * 300}}}), "more than 200 alternatives"),
    ("fan-out.json", FAN_OUT, "too many references"),
    ("part.json", schemas(vppToken={"enum": ["x"] * 100_000}), "Expected at most 300000 characters here"),
    ("members.json", schemas(vppToken={"properties": {"a": {"enum": [f"m{n}" for n in range(4_000)]}}}), "more than 3000 statements"),
    ("paths.json", OPENAPI % json.dumps({f"/{n}/syncLicenses": 0 for n in range(11_000)}), "1: too many parts"),
    ("schemas.json", schemas(**{f"s{n}": {} for n in range(110_000)}), "1: too many parts"),
    ("schemas.xml", "<Edmx><DataServices>" + '<Schema Namespace="a"/>' * 21_000, "more than 20000 wanted elements"),
]


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_what_is_no_source_is_refused_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert cli.main(["compare", str(path)]) == 2
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert (out, line.startswith(f"vpptokens-contracts compare: error: {path}:"), reason in line) == ("", True, True), line


@pytest.mark.parametrize("name", ["sync-licenses.md", "sync-license-counts.md", "vpp-token.md"])
def test_a_page_that_is_cut_off_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    lines = (SOURCES / name).read_text(encoding="utf-8").splitlines()
    for end in range(0, len(lines) - 1, 3):
        copy = tmp_path / name
        copy.write_text("\n".join(lines[:end]), encoding="utf-8")
        assert compared(capsys, copy).code == 2, f"cut off behind line {end}"


def test_in_a_folder_what_is_no_source_is_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(SOURCES, folder / "within")
    (folder / "notes.txt").write_text("Notes", encoding="utf-8")
    result = compared(capsys, folder)
    assert (result.code, len(result.report["sources"]), result.errors) == (0, len(list(SOURCES.iterdir())), [])
    assert [line.partition(": Expected")[0] for line in result.report["skipped"]] == [f"{folder / 'notes.txt'}:1"]


def test_a_folder_with_no_source_and_a_file_that_is_not_there_are_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    result = compared(capsys, tmp_path, tmp_path / "none.md", tmp_path / "pipe", SOURCES / "vpp-token.md")
    assert (result.code, len(result.errors), len(result.report["sources"])) == (2, 3, 1)
    refused = [(Path(error["file"]), error["line"], error["reason"][:8]) for error in result.report["refused"]]
    assert refused == [(tmp_path, 1, "Expected"), (tmp_path / "none.md", 1, "cannot b"), (tmp_path / "pipe", 1, "Expected")]


def test_a_name_that_cannot_be_a_file_and_one_that_may_not_be_looked_at_are_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compared(capsys, tmp_path / ("x" * 300)).errors[0].endswith("x:1: cannot be read: File name too long")

    stat = Path.stat

    def forbidden(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path.parent.name == "closed":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return stat(path, follow_symlinks=follow_symlinks)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", lambda path: forbidden(Path(path, "closed", "page.md")))
        assert compared(capsys, tmp_path).errors[0].partition(":1: ")[2] == "cannot be read: Is a directory"
    monkeypatch.setattr(Path, "stat", forbidden)  # the permissions of a folder do not hold for root
    result = compared(capsys, tmp_path / "closed" / "page.md")
    assert (result.code, result.errors[0].rpartition(": ")[2]) == (2, "Permission denied")


def test_no_terminal_takes_the_name_of_a_file_for_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "a\x1b[31m\nb.md"
    shutil.copy(SOURCES / "vpp-token.md", copy)
    shutil.copy(copy, tmp_path / os.fsdecode(b"\xff.md"))
    assert cli.main(["compare", str(tmp_path), str(copy / "c")]) == 2
    out, err = capsys.readouterr()
    assert f"{tmp_path}/a?[31m?b.md: resource page" in out.splitlines()
    assert all(line.isprintable() for line in (out + err).splitlines())
    assert compared(capsys, copy).report["sources"][0]["file"] == str(copy)


def test_the_table_has_one_line_for_each_statement_and_ends_with_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = changed(tmp_path, "sync-license-counts.md", ("HTTP/1.1 204", "HTTP/1.1 \x1b[31m"), ("`204 No", "`202 No"))
    assert cli.main(["compare", str(copy)]) == 2
    copy = changed(tmp_path, "sync-license-counts.md", ("`204 No", "`202 No"))
    assert cli.main(["compare", str(copy)]) == 1
    kind, first, *rows, summary = capsys.readouterr().out.splitlines()
    assert kind == f"{copy}: operation page"
    assert first.split() == [
        "differ",
        "syncLicenseCounts.status",
        "here",
        "204",
        f"openapi.yaml:{first.split(':')[1].split()[0]}",
        "there",
        "202",
        f"{copy}:31",
    ]
    assert all(row.split("  ")[1] in ("only here", "not stated", "agree") for row in rows)
    assert summary.startswith("1 drift in 1 source: 1 differ, 0 only there, 0 only here, 0 known, ")
    assert cli.main(["compare", "--brief", str(copy)]) == 1
    assert capsys.readouterr().out.splitlines()[2:] == [summary]
