"""A difference of each kind, planted in a small source of our own, is named exactly, on its line, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from compared import SOURCES, changed, compared
from long_tables import every_second

_SERVICE = "DeviceManagementServiceConfig.ReadWrite.All"
_ALL = f"{_SERVICE} or DeviceManagementConfiguration.ReadWrite.All or DeviceManagementApps.ReadWrite.All"
_PATH, _COUNTS = "/deviceAppManagement/vppTokens/{}/syncLicenses", "/deviceAppManagement/vppTokens/syncLicenseCounts"
_RETURNS = "differ | syncLicenses.returns | {value: vppToken} or vppToken | "
_RESULTS = "differ | vppToken.tokenActionResults.type | collection of vppTokenActionResult | "
_PERMISSION = "differ | syncLicenses.permission."
_PERMITTED = [
    f"{name}.permission.{account}" for name in ("syncLicenses", "syncLicenseCounts") for account in ("delegatedWork", "application")
]
_PROPERTY = '<Property Name="displayName" Type="Edm.String" />'

# A text, what replaces it, and the rows that say so: status | subject | the contract's value | the source's value.
PAGE = [
    ("POST /deviceApp", "GET /deviceApp", "differ | syncLicenses.method | POST | GET"),
    ("POST https", "PUT https", "differ | syncLicenses.method | POST | PUT"),
    ("POST /deviceApp", "POST /app", f"differ | syncLicenses.path | {_PATH} | /appManagement/vppTokens/{{}}/syncLicenses"),
    ("beta/deviceApp", "beta/app", f"differ | syncLicenses.path | {_PATH} | /appManagement/vppTokens/{{}}/syncLicenses"),
    (
        "/{vppTokenId}/sync",
        "/sync",
        f"differ | syncLicenses.path | {_PATH} | /deviceAppManagement/vppTokens/syncLicenses",
        "differ | syncLicenses.boundTo | vppToken | collection of vppToken",
    ),
    ("https://graph", "https://chart", "only there | servers |  | https://chart.microsoft.com/beta"),
    ("|Accept|application/json|", "|Accept|text/csv|", "only there | syncLicenses.accept |  | text/csv"),
    (
        "|application/json|\n",
        "|application/json|\n|If-Match|An ETag|\n",
        "only there | syncLicenses.parameter.If-Match |  | required in header",
    ),
    ("Send none.", "|Name|Type|\n|--|--|\n|force|Boolean|", "differ | syncLicenses.requestBody | none | force"),
    ("Send none.", "``` json\n{}\n```", "differ | syncLicenses.requestBody | none | present"),
    ("syncLicenses\n```\n\n### Resp", "syncLicenses\n\n{}\n```\n\n### Resp", "differ | syncLicenses.requestBody | none | present"),
    ("`200 OK`", "`202 Accepted`", "differ | syncLicenses.status | 200 | 202"),
    ("HTTP/1.1 200", "HTTP/1.1 201", "differ | syncLicenses.status | 200 | 201"),
    ("onboarding-vpptoken.md", "onboarding-license.md", _RETURNS + "license"),
    ("[vppToken](../resources/intune-onboarding-vpptoken.md)", "text", _RETURNS + "none"),
    ("Type: application/json", "Type: text/json", "differ | syncLicenses.mediaType | application/json | text/json"),
    ("|Application|", "|Application|Group.Read.All, ", "only there | syncLicenses.permission.application |  | Group.Read.All"),
    ('"lastAppCount": 7', f'"{"x" * 1_100}": 7', _RETURNS + "a body that is no JSON object"),
    ("Not supported.", _SERVICE, f"{_PERMISSION}delegatedPersonal | none | {_SERVICE}"),
    ("|Application|DeviceManagementApps.ReadWrite.All, ", "|Application|None.|\n|x|", f"{_PERMISSION}application | {_ALL} | none"),
    ('"state": "valid"', '"state": "fine"', "only there | vppToken.state.enum |  | fine"),
    ('"state": "valid"', '"state": 7', "differ | vppToken.state.type | enum | number"),
    ('"lastAppCount": 7', '"lastAppCount": "7"', "differ | vppToken.lastAppCount.type | int32 | text"),
    ('"2026-01-02T', '"on 2026-01-02T', "differ | vppToken.expirationDateTime.type | date-time | text"),
    ('"id": ', '"brandNew": true,\n    "id": ', "only there | vppToken.brandNew |  | boolean"),
    ('"actionName"', '"actionTitle"', "only there | vppTokenActionResult.actionTitle |  | text"),
    ("#microsoft.graph.vppToken", "#microsoft.vppToken", "only there | vppToken.@odata.type.enum |  | #microsoft.vppToken"),
]
RESOURCE = [
    ("|appleId|Zeichenfolge|", "|appleId|Boolean|", "differ | vppToken.appleId.type | string | boolean"),
    ('"appleId": "String"', '"appleId": true', "differ | vppToken.appleId.type | string | boolean"),
    ("|String collection|", "|String|", "differ | vppToken.roleScopeTagIds.type | collection of string | string"),
    ("`business`、", "`business`、`charity`、", "only there | vppToken.vppTokenAccountType.enum |  | charity"),
    (
        "`inProgress`",
        "`inprogress`",
        "only there | vppToken.lastSyncStatus.enum |  | inprogress",
        "only here | vppToken.lastSyncStatus.enum | inProgress | ",
    ),
    ("`business`、", "", "only here | vppToken.vppTokenAccountType.enum | business | "),
    ("Int32", "Int64", "differ | vppToken.lastAppCount.type | int32 | int64"),
    ("|lastAppCount|", "|newOne|Guid|Neu|\n|lastAppCount|", "only there | vppToken.newOne |  | uuid"),
    ("|appleId|Zeich", "|appleName|String|Neu|\n|appleId|Zeich", "only there | vppToken.appleName |  | string"),
    ("|displayName|Zeichenfolge|Name|\n", "", "only here | vppToken.displayName | string | "),
    ("|Rolescopetagids zur|String collection|Bereiche|\n", "", "only here | vppToken.roleScopeTagIds | collection of string | "),
    (
        "|displayName|",
        "|displayTitle|",
        "only there | vppToken.displayTitle |  | untold",
        "only here | vppToken.displayName | string | ",
    ),
    ('  "lastAppCount"', '  "newOne": 1,\n  "lastAppCount"', "only there | vppToken.newOne |  | number"),
    ('      "startDateTime": "String (timestamp)",\n', "", "only here | vppTokenActionResult.startDateTime | date-time | "),
    ("vpptokenactionresult.md", "deviceresult.md", _RESULTS + "collection of deviceresult"),
]
CSDL = [
    (_PROPERTY, "", "only here | vppToken.displayName | string | "),
    (_PROPERTY, _PROPERTY + '<Property Name="newOne" Type="Edm.Int64" />', "only there | vppToken.newOne |  | int64"),
    (_PROPERTY, _PROPERTY.replace("String", "Int32"), "differ | vppToken.displayName.type | string | int32"),
    (_PROPERTY, _PROPERTY.replace("/>", 'Nullable="false" />'), "differ | vppToken.displayName.nullable | yes | no"),
    (
        '"lastSyncDateTime" Type="Edm.DateTimeOffset" Nullable="false"',
        '"lastSyncDateTime" Type="Edm.DateTimeOffset"',
        "differ | vppToken.lastSyncDateTime.nullable | no | yes",
    ),
    (
        '"Collection(Edm.String)"',
        '"Collection(Edm.String)" Nullable="false"',
        "differ | vppToken.roleScopeTagIds.items.nullable | yes | no",
    ),
    ('"Collection(self.vppTokenActionResult)"', '"Collection(self.entity)"', _RESULTS + "collection of entity"),
    ('"self.tokenState"', '"self.unheardOf"', "differ | vppToken.state.type | enum | unheardOf"),
    ('<Member Name="expired" />', '<Member Name="expired" /><Member Name="lost" />', "only there | vppToken.state.enum |  | lost"),
    ('<Member Name="expired" />', "", "only here | vppToken.state.enum | expired | "),
    ('<Property Name="id" ', '<Property Name="key" ', "only there | vppToken.key |  | string", "only here | vppToken.id | string | "),
    ('<ReturnType Type="self.vppToken" />', "", _RETURNS + "none"),
    ('<ReturnType Type="self.vppToken" />', '<ReturnType Type="Edm.String" />', _RETURNS + "string"),
    (
        '"Collection(self.vppToken)" />',
        '"Collection(self.vppToken)" /><Parameter Name="all" />',
        "differ | syncLicenseCounts.requestBody | none | all",
    ),
    ('"Collection(self.vppToken)"', '"self.vppToken"', "differ | syncLicenseCounts.boundTo | collection of vppToken | vppToken"),
    ('Name="syncLicenseCounts"', 'Name="syncCounts"', "only here | syncLicenseCounts | operation | "),
    ('<Parameter Type="self.vppToken"', '<Parameter Type="self.entity"', "only here | syncLicenses | operation | "),
    ('"vppTokenRevokeLicensesActionResult" BaseType', '"revoked" Base', "only here | vppTokenRevokeLicensesActionResult | type | "),
    (
        '<EnumType Name="tokenState">',
        '<ComplexType Name="more" BaseType="self.vppTokenActionResult" /><EnumType Name="tokenState">',
        "only there | more |  | type",
    ),
]
OPENAPI = [
    (
        "Management/vppTokens/syncL",
        "Management/tokens/syncL",
        f"differ | syncLicenseCounts.path | {_COUNTS} | /deviceAppManagement/tokens/syncLicenseCounts",
    ),
    ("syncLicenseCounts", "syncCounts", "only here | syncLicenseCounts | operation | "),
    ("    post:\n      operationId", "    get: {}\n    post:\n      operationId", "differ | syncLicenses.method | POST | GET"),
    ("'204'", "'202'", "differ | syncLicenseCounts.status | 204 | 202"),
    ("2XX", "'206'", "differ | syncLicenses.status | 200 | 206"),
    ("    post:\n      operationId", "    put:\n      operationId", "differ | syncLicenses.method | POST | PUT"),
    ("application/json:\n", "text/json:\n", "differ | syncLicenses.mediaType | application/json | text/json"),
    ("microsoft.com/beta", "microsoft.de/beta", "only there | servers |  | https://graph.microsoft.de/beta"),
    ("schema: { type: string } }", "schema: { type: integer } }", "differ | syncLicenses.pathParameter | string | integer"),
    (
        "operationId: anything",
        "requestBody: { content: { a/b: { schema: { properties: { force: {} } } } } }",
        "differ | syncLicenses.requestBody | none | force",
    ),
    ("operationId: anything", "requestBody: { required: true }", "differ | syncLicenses.requestBody | none | present"),
    (
        "operationId: anything",
        "parameters: [{ name: If-Match, in: header, required: true }]",
        "only there | syncLicenses.parameter.If-Match |  | required in header",
    ),
    (
        "operationId: anything",
        "security: [{ some: [Group.Read.All] }]",
        "only there | syncLicenses.permission.delegatedWork |  | Group.Read.All",
        "only there | syncLicenses.permission.application |  | Group.Read.All",
    ),
    (
        "- $ref: '#/components/schemas/microsoft.graph.vppToken'",
        "- $ref: '#/components/schemas/microsoft.graph.vppTokenActionResult'",
        _RETURNS + "vppTokenActionResult",
    ),
    ("            displayName: { type: string, nullable: true }\n", "", "only here | vppToken.displayName | string | "),
    (
        "            token:",
        "            newOne: { type: integer, format: int64 }\n            token:",
        "only there | vppToken.newOne |  | int64",
    ),
    ("displayName: { type: string, nullable: true }", "displayName: { type: string }", "differ | vppToken.displayName.nullable | yes | no"),
    ("displayName: { type: string,", "displayName: { type: boolean,", "differ | vppToken.displayName.type | string | boolean"),
    ("format: date-time, pattern: ignored", "format: date", "differ | vppToken.expirationDateTime.type | date-time | date"),
    ("[education, business]", "[education, business, charity]", "only there | vppToken.vppTokenAccountType.enum |  | charity"),
    (
        "lastSyncStatus: { type: string, enum: [none, inProgress, completed, failed] }",
        "lastSyncStatus: { anyOf: [{ enum: [none, inProgress, completed, failed] }, { enum: [paused] }] }",
        "only there | vppToken.lastSyncStatus.enum |  | paused",
    ),
    (
        "[none, inProgress,",
        "[none, inprogress,",
        "only there | vppToken.lastSyncStatus.enum |  | inprogress",
        "only here | vppToken.lastSyncStatus.enum | inProgress | ",
    ),
    ("expired, ", "", "only here | vppToken.state.enum | expired | "),
    ("items: { type: string, nullable: true }", "items: { type: string }", "differ | vppToken.roleScopeTagIds.items.nullable | yes | no"),
    (
        "type: array, items: { type: string, nullable: true }",
        "type: string",
        "differ | vppToken.roleScopeTagIds.type | collection of string | string",
    ),
]
PERMISSIONS = [
    (
        '"DeviceManagementServiceConfig.ReadWrite.All"',
        '"devicemanagementserviceconfig.readwrite.all"',
        *(f"only there | {subject} |  | {_SERVICE.lower()}" for subject in _PERMITTED),
        *(f"only here | {subject} | {_SERVICE} | " for subject in _PERMITTED),
    ),
    (
        "tokens/{id}/synclicenses",
        "tokens/{id}/other",
        "only here | syncLicenses.permission.delegatedWork | DeviceManagementConfiguration.ReadWrite.All | ",
        "only here | syncLicenses.permission.application | DeviceManagementConfiguration.ReadWrite.All | ",
    ),
    (
        '["DelegatedWork", "Application"]',
        '["DelegatedWork"]',
        "only here | syncLicenses.permission.application | DeviceManagementConfiguration.ReadWrite.All | ",
        "only here | syncLicenseCounts.permission.application | DeviceManagementConfiguration.ReadWrite.All | ",
    ),
    (
        '"methods": ["GET"], "paths": {',
        f'"paths": {{ "{_COUNTS}": "",',
        "only there | syncLicenseCounts.permission.delegatedWork |  | Mail.Read",
    ),
    (
        '["DelegatedWork"], "methods": ["GET"], "paths": {',
        f'["DelegatedPersonal"], "paths": {{ "{_COUNTS}": "",',
        "differ | syncLicenseCounts.permission.delegatedPersonal | none | Mail.Read",
    ),
    ('/synclicenses": ""', '/synclicenses": "alsoRequires=User.Read"', "only there | syncLicenses.permission.alsoRequires |  | User.Read"),
    (
        '"methods": ["GET"], "paths": {',
        f'"methods": ["GET"], "paths": {{ "{_COUNTS}": "",',
        "differ | syncLicenseCounts.method | POST | GET",
        "only there | syncLicenseCounts.permission.delegatedWork |  | Mail.Read",
    ),
]
BILINGUAL = [
    ("Возвращает`204", "Возвращает`202", "differ | syncLicenseCounts.status | 204 | 202"),
    ("returns `204", "returns `202", "differ | syncLicenseCounts.status | 204 | 202"),
]
PLANTED: dict[str, list[tuple[str, ...]]] = {
    "sync-licenses.md": [*PAGE],
    "sync-license-counts.md": [*BILINGUAL],
    "vpp-token.md": [*RESOURCE],
    "metadata.xml": [*CSDL],
    "openapi.yaml": [*OPENAPI],
    "permissions.json": [*PERMISSIONS],
}


@pytest.mark.parametrize(
    ("name", "planted"), every_second({f"{name}-{at}": (name, row) for name, rows in PLANTED.items() for at, row in enumerate(rows)})
)
def test_a_planted_difference_is_named_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, planted: tuple[str, ...]
) -> None:
    old, new, *rows = planted
    result = compared(capsys, changed(tmp_path, name, (old, new)))
    assert [" | ".join(line) for line in result.lines()] == rows
    assert result.report["sources"][0]["notShown"] == []
    assert result.code == 1


@pytest.mark.parametrize(
    ("name", "edits", "row"),
    [
        (
            "vpp-token.md",
            [
                ("> **Wichtig:** Die Version/Beta kann sich ändern.", "[!INCLUDE [beta-disclaimer](../../includes/beta-disclaimer.md)]"),
                ("Int32", "Int64"),
            ],
            "differ | vppToken.lastAppCount.type | int32 | int64",
        ),
        (
            "openapi.yaml",
            [("  - url: https", "  - url: https://graph.microsoft.com/v1.0\n  - url: https"), ("2XX", "'206'")],
            "differ | syncLicenses.status | 200 | 206",
        ),
    ],
)
def test_what_is_about_beta_in_another_way_is_no_other_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, edits: list[tuple[str, str]], row: str
) -> None:
    assert [" | ".join(line) for line in compared(capsys, changed(tmp_path, name, *edits)).lines()] == [row]


@pytest.mark.parametrize("name", [path.name for path in sorted(SOURCES.iterdir())])
def test_a_source_that_says_the_same_has_no_drift(capsys: pytest.CaptureFixture[str], name: str) -> None:
    result = compared(capsys, SOURCES / name)
    assert (result.code, result.lines(), result.errors) == (0, [], [])
    assert [source["notShown"] for source in result.report["sources"]] == [[]]


def test_a_difference_has_its_line_on_both_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = changed(tmp_path, "sync-licenses.md", ("HTTP/1.1 200", "HTTP/1.1 201"))
    (row,) = (row for row in compared(capsys, copy).rows if row["drift"])
    assert row["there"]["file"] == str(copy)
    assert copy.read_text(encoding="utf-8").splitlines()[row["there"]["line"] - 1] == "HTTP/1.1 201 OK"
    assert row["here"]["file"] == "openapi.yaml"
