"""What means the same is no difference: a source of our own that says it in another way has no drift."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from compared import SOURCES, changed, compared

from msgraph_vpptokens_contracts.compare.comparer import KNOWN

_REF = "$ref: '#/components/schemas/microsoft.graph."
_STATE = f"state: {{ {_REF}tokenState' }}"
_TEXT = "displayName: { type: string, nullable: true }"
_SUBTYPES = f"items: {{ oneOf: [{{ {_REF}vppTokenActionResult' }}, {{ {_REF}revoked' }}] }}"
_REVOKED = f"""    microsoft.graph.revoked:
      allOf: [{{ {_REF}vppTokenActionResult' }}, {{ type: object, properties: {{ totalLicensesCount: {{ type: integer }} }} }}]
    microsoft.graph.vppTokenActionResult:
"""
SAME = [
    ("openapi.yaml", "2XX", "'200'"),
    (
        "openapi.yaml",
        "openapi: 3.0.4",
        '"openapi": "3.0.4"',
        "info:",
        "'info' :",
        "servers:",
        '"servers":',
        "paths:",
        '"paths":',
        "components:",
        "'components':",
    ),
    ("openapi.yaml", "application/json:\n", "application/json; charset=utf-8:\n"),
    ("openapi.yaml", "description: error, content: { application/json", "description: error, content: { application/xml"),
    ("openapi.yaml", "type: string, enum: [education, business]", "oneOf: [{ const: business }, { const: education }]"),
    ("openapi.yaml", "'204'", "2XX"),
    ("openapi.yaml", "microsoft.graph.syncLicenses", "syncLicenses"),
    ("openapi.yaml", "vppTokens/{vppToken-id}", "vppTokens/{any-name}"),
    ("openapi.yaml", _TEXT, "displayName: { type: [string, 'null'] }"),
    ("openapi.yaml", _TEXT, "displayName: { anyOf: [{ type: string }, { type: 'null' }] }"),
    ("openapi.yaml", _TEXT, "displayName: { oneOf: [{ type: object, nullable: true }, { type: string }] }"),
    ("openapi.yaml", _TEXT, "displayName: { allOf: [{ type: string }], nullable: true }"),
    ("openapi.yaml", _TEXT, "displayName: { title: Name, maxLength: 9, x-any: 1, type: string, nullable: true, description: Other words }"),
    ("openapi.yaml", _STATE, f"state: {{ allOf: [{{ {_REF}tokenState' }}, {{ description: With words }}] }}"),
    ("openapi.yaml", "[education, business]", "[business, education]"),
    (
        "openapi.yaml",
        "      properties:\n        id: { type: string }",
        "      properties: { id: { type: string }, '@odata.type': { type: string } }",
    ),
    ("openapi.yaml", f"items: {{ {_REF}vppTokenActionResult' }}", _SUBTYPES, "    microsoft.graph.vppTokenActionResult:\n", _REVOKED),
    ("openapi.yaml", "      operationId: anything", "      parameters: [{ name: $select, in: query }]"),
    ("metadata.xml", 'Alias="self" ', 'Alias="self" Comment="&lt;" '),
    ("metadata.xml", "self.tokenState", "self.anyName", 'Name="tokenState"', 'Name="anyName"'),
    ("metadata.xml", 'Type="self.vppToken" Name=', 'Type="microsoft.graph.vppToken" Name='),
    ("metadata.xml", '"Collection(self.vppTokenActionResult)"', '"Collection(self.vppTokenActionResult)" Nullable="false"'),
    (
        "metadata.xml",
        '      <EntityType Name="entity" Abstract="true"><Property Name="id" Type="Edm.String" Nullable="false" /></EntityType>\n',
        "",
    ),
    ("permissions.json", "/{id}/", "/{vppToken-id}/"),
    ("sync-licenses.md", "{vppTokenId}/syncLicenses\n```\n\n## ", "{id}/microsoft.graph.syncLicenses\n```\n\n## "),
    ("sync-licenses.md", "# syncLicenses action", '# <a name="synclicenses-action"></a>Ação синкЛиценсес'),
    ("sync-licenses.md", "|Application|DeviceManagementApps.ReadWrite.All, ", "|Application|DeviceManagementApps.\nReadWrite.\n\nAll、"),
    ("sync-licenses.md", "|Accept|application/json|", "|Accept\n|application/json|"),
    ("sync-licenses.md", '"@odata.type": "#microsoft.graph.vppToken"', '"@odata.type": "#microsoft.graph.vppToken", "@odata.context": "x"'),
    ("sync-licenses.md", "## Permissions", "|A|B|C|\n|--|--|--|\n|✅|✅|❌|\n\n## Permissions"),
    ("sync-licenses.md", "Send none.", f"{'|-' * 1_000}x\n\nSend none."),
    ("sync-licenses.md", "Send none.", "<!-- |a|b|\n|--|--|\n|c|d| -->\nSend none."),
    (
        "sync-license-counts.md",
        *('<a name="http-request"></a>', "", '<a name="request-headers"></a>', "", '<a name="request-body"></a>', ""),
        *('<a name="response"></a>', ""),
    ),
    ("sync-licenses.md", ", DeviceManagementConfiguration.ReadWrite.All|\n|Del", "<br>DeviceManagementConfiguration.ReadWrite.All|\n|Del"),
    ("sync-licenses.md", "|Delegated (work)|", "|Delegated (work)|<ul><li>", "ReadWrite.All, Dev", "ReadWrite.All</li><li>Dev"),
    ("sync-licenses.md", '[\n      "0"\n    ]', "[]"),
    ("sync-licenses.md", "|Value|\n|:---|:---|\n", "|Value|Since|\n|:---|:---|:---|\n", "|application/json|", "|application/json|2020|"),
    ("sync-licenses.md", '"automaticallyUpdateApps": true', '"automaticallyUpdateApps": null'),
    ("vpp-token.md", '[\n    "String"\n  ]', "[]"),
    ("vpp-token.md", "<a name", "<a id", "<a name", "<a id", "<a name", "<a id"),
    (
        "vpp-token.md",
        "|Beschreibung|\n|:---|:---|:---|",
        "|Beschreibung|Seit\n|:---|:---|:---|:---",
        "`business`、`education`|",
        "`business`、`education`|2020",
    ),
    ("vpp-token.md", "|id|string|", "|Bezeichner|Zeichenfolge|"),
    ("vpp-token.md", '<a name="properties"></a>Eigenschaften', "Properties"),
]


@pytest.mark.parametrize(("name", "edits"), [(name, edits) for name, *edits in SAME])
def test_another_way_to_say_the_same_is_no_drift(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, edits: list[str]) -> None:
    result = compared(capsys, changed(tmp_path, name, *zip(edits[::2], edits[1::2], strict=True)))
    assert (result.code, result.lines(), result.errors) == (0, [], [])


def test_openapi_says_the_same_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = yaml.safe_load((SOURCES / "openapi.yaml").read_text(encoding="utf-8"))
    document["info"]["description"] = "\U0001f600 \u2028 \x7f" + "\\" * 200_000
    for form, escaped in (("one line", True), ("letters as they are", False)):
        copy = tmp_path / f"{form}.json"
        copy.write_text("\ufeff" + json.dumps(document, ensure_ascii=escaped), encoding="utf-8")
        result = compared(capsys, copy)
        assert (result.code, result.lines(), result.errors) == (0, [], [])
        assert {row["there"]["line"] for row in result.rows if row["there"]} == {1}


def test_a_subtype_that_openapi_leaves_out_is_only_here_and_no_drift(capsys: pytest.CaptureFixture[str]) -> None:
    assert compared(capsys, SOURCES / "openapi.yaml").lines("only here") == [
        ("only here", "vppTokenRevokeLicensesActionResult", "type", "")
    ]


def test_what_a_source_leaves_to_another_file_is_not_stated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = changed(tmp_path, "metadata.xml", ('<EntityType Name="entity"', '<EntityType Name="other"'))
    stated = [line for line in compared(capsys, copy).lines("not stated") if line.subject.startswith("vppToken.")]
    assert [line.subject for line in stated] == [
        "vppToken.id",
        "vppToken.tokenActionResults.items.nullable",
        "vppToken.roleScopeTagIds.items.nullable",
    ]


def test_the_contradiction_within_the_page_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = compared(capsys, SOURCES / "sync-licenses.md").lines("known")
    assert line == ("known", "syncLicenses.returns", "{value: vppToken}", "{value: vppToken}")


def test_the_guide_has_every_known_difference() -> None:
    rows = (Path(__file__).parents[3] / "docs" / "guides" / "compare.md").read_text(encoding="utf-8").splitlines()
    for (kind, subject, *_), reason in KNOWN.items():
        assert any(f"| `{subject}` | {reason} |" in row and kind in row for row in rows), subject


def test_a_known_difference_that_is_gone_is_reported_and_no_drift(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count = '<Property Name="lastAppCount" Type="Edm.Int32" Nullable="false" />'
    copy = changed(tmp_path, "metadata.xml", ('<Property Name="appleId"', count + '<Property Name="appleId"'))
    result = compared(capsys, copy)
    assert result.code == 0
    (unseen,) = result.report["sources"][0]["notShown"]
    assert unseen.startswith("vppToken.lastAppCount int32: on the resource page")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("sync-licenses.md", "/beta/", "/v1.0/"),
        ("vpp-token.md", "> **Wichtig:** Die Version/Beta kann sich ändern.\n", ""),
        ("openapi.yaml", "com/beta", "com/v1.0"),
    ],
)
def test_another_version_is_no_drift(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, old: str, new: str) -> None:
    result = compared(capsys, changed(tmp_path, name, (old, new)))
    assert (result.code, result.rows, [source["version"] for source in result.report["sources"]]) == (0, [], ["v1.0"])
