"""The spec itself: valid, every example fits its schema, written by the house rules; and what breaks one of these is named by line."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import check_spec
from msgraph_vpptokens_contracts.spec import Document, Pointer, Schema
from msgraph_vpptokens_contracts.verify.contract import Contract

SECURITY = """\
      security:
        - bearer: [DeviceManagementServiceConfig.ReadWrite.All]
        - bearer: [DeviceManagementConfiguration.ReadWrite.All]
        - bearer: [DeviceManagementApps.ReadWrite.All]
"""
MISTAKES = [
    ("paths:\n", "paths: [\n", "not YAML"),
    ("operationId: syncLicenses\n", "operationId: syncLicenses\n      operationId: other\n", "occurs twice"),
    ("'0001-01-01T00:00:00Z'\n        lastSync", "0001-01-01T00:00:00Z\n        lastSync", "must be quoted"),
    ("'200':", "200:", "must be quoted"),
    ("schemas/VppTokenEnvelope'", "schemas/Envelope'", "leads nowhere"),
    ("    ErrorDetail:\n", "    ErrorDetail:\n      $ref: '#/components/schemas/ErrorDetail'\n", "leads to itself"),
    ("'#/components/schemas/VppTokenEnvelope'", "'other.yaml#/VppTokenEnvelope'", "leaves the file"),
    ("    ErrorDetail:\n", "    Unused:\n      type: string\n    ErrorDetail:\n", "nothing refers to the component Unused"),
    ("in: path\n          required: true", "in: path\n          required: false", "not OpenAPI 3.1"),
    ("type: boolean", "type: bool", "not OpenAPI 3.1"),
    ("      operationId: syncLicenses\n", "", "needs an operationId"),
    ("operationId: syncLicenses\n", "operationId: SyncLicenses\n", "needs an operationId in camelCase"),
    ("operationId: syncLicenses\n", "operationId: syncLicenseCounts\n", "not OpenAPI 3.1"),
    ("      tags: [vppTokens]\n", "      tags: [tokens]\n", "needs exactly one tag"),
    ("      summary: Start a license sync for one VPP token\n", "", "needs summary"),
    (SECURITY, "", "needs security"),
    ("- bearer: [DeviceManagementServiceConfig.ReadWrite.All]", "- bearer: []", "one permission each"),
    ("- bearer: [DeviceManagementServiceConfig.ReadWrite.All]", "- login: [DeviceManagementServiceConfig.ReadWrite.All]", "scheme login"),
    ("        - displayName\n", "        - displayedName\n", "requires displayedName, which is none of its properties"),
    (
        "            application/json:\n              schema:\n",
        "            text/json:\n              schema:\n",
        "must be application/json",
    ),
    ("      in: path\n", "      in: query\n", "not OpenAPI 3.1: Path parameter 'vppTokenId'"),
    (
        "- bearer: [DeviceManagementServiceConfig.ReadWrite.All]\n        - bearer: [",
        "- bearer: [DeviceManagementServiceConfig.ReadWrite.All, ",
        "one permission each",
    ),
    ('  externalDocs:\n        description: "Microsoft\'s reference: syncLicenses"', "  x-docs:\n        is: none", "needs externalDocs"),
    ("`BadRequest` (P)", "clear (P)", "must name the error code BadRequest"),
    ("      summary: A GET request\n", "      summary: A GET request of a test\n", "must not speak of tests"),
    ("organizationName: Contoso", "organizationName: Organization Name value", "must be realistic"),
    ("required: [value]", "required: []", "valid under more than one"),
    ("        '406': { $ref: '#/components/responses/NotAcceptable' }\n", "", "needs a response 406"),
    ("        4XX: {", "        default: {", "must not have a default response"),
    ("    ErrorDetail:", "    errorDetail:", "leads nowhere"),
    ("          description: The key of the token; a GUID in every known use (D, O).\n", "", "VppToken.id needs a description"),
    ("          examples: [Contoso]\n", "", "VppToken.organizationName needs examples"),
    ("          example: 9ceb2f92-2f92-9ceb-922f-eb9c922feb9c\n", "", "needs an example"),
    ("          example: 9ceb2f92-2f92-9ceb-922f-eb9c922feb9c\n", "          example: '..'\n", "does not match"),
    ("examples: [Contoso]", "examples: [7]", "example of organizationName"),
    ("          state: valid\n", "          state: fine\n", 'value.state: "fine" is not one of'),
    ("actionState: pending", "actionState: waiting", "value.tokenActionResults[0].actionState"),
    ("          code: BadRequest\n", "          reason: BadRequest\n", '"code" is a required property'),
    ("      example: '2.128'\n", "      example: 'soon'\n", "example of RetryAfter"),
    ("          minimum: -2147483648\n", "", "needs the bounds of an int32"),
    ("bearer: [DeviceManagementServiceConfig.ReadWrite.All]", "bearer: [Mail.Read]", "its description does not say so"),
    (
        "        Allow: { $ref: '#/components/headers/Allow' }\n",
        "        Permit: { $ref: '#/components/headers/Allow' }\n",
        "needs the header Allow",
    ),
    ("        format: uuid\n", "        format: password\n", "must be a GUID"),
    (
        "never the same twice (M). Quote it to Microsoft's support.\n      required: true\n",
        "one.\n      required: false\n",
        "must be required",
    ),
    ("T00:02:49.3205976", "T25:02:49.3205976", "value.lastSyncDateTime"),
]


def problems_after(tmp_path: Path, old: str, new: str) -> list[str]:
    """Return what is wrong with a copy of the spec in which the first `old` is replaced by `new`, as `line: text`."""
    text = check_spec.SPEC.read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / "openapi.yaml"
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [f"{problem.line}: {problem.text}" for problem in check_spec.problems(copy)]


def line_of(text: str) -> int:
    """Return the line of the spec in which `text` first occurs."""
    return check_spec.SPEC.read_text(encoding="utf-8").split(text, 1)[0].count("\n") + 1


def test_the_spec_has_no_problems() -> None:
    assert check_spec.problems() == []


@pytest.mark.parametrize(("old", "new", "reason"), MISTAKES, ids=[reason for _, _, reason in MISTAKES])
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    found = problems_after(tmp_path, old, new)
    assert any(reason in problem for problem in found), found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("          state: valid\n", "          state: fine\n"),
        ("lastAppCount: 42", "lastAppCount: many"),  # in an example of several shapes
        ("type: boolean", "type: bool"),
        ("minimum: -2147483648", "minimum: low"),
        ("version: 0.", "version: 0. # "),
        ("pattern: '^[ -~]{1,200}$'", "pattern: '^([ -~]{1,200}$'"),
    ],
)
def test_a_mistake_is_found_in_its_line(tmp_path: Path, old: str, new: str) -> None:
    assert [problem.partition(":")[0] for problem in problems_after(tmp_path, old, new)] == [str(line_of(old))]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (problem,) = check_spec.problems(tmp_path / "none.yaml")
    assert (problem.path, problem.line) == (tmp_path / "none.yaml", 1)
    assert problem.text.startswith("cannot be read")


@pytest.mark.parametrize("text", ["", "- a list\n", "words"])
def test_what_is_no_mapping_is_no_spec(tmp_path: Path, text: str) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(text, encoding="utf-8")
    (problem,) = check_spec.problems(spec)
    assert (problem.line, problem.text) == (1, "not a mapping")


LICENSES: Pointer = ("paths", "/deviceAppManagement/vppTokens/{vppTokenId}/syncLicenses", "post")
COUNTS: Pointer = ("paths", "/deviceAppManagement/vppTokens/syncLicenseCounts", "post")
TOKEN: Pointer = ("components", "schemas", "VppToken", "properties")
REFERENCE = "https://learn.microsoft.com/graph/api/"
SERVICE, CONFIGURATION, APPS = (f"DeviceManagement{name}.ReadWrite.All" for name in ("ServiceConfig", "Configuration", "Apps"))
HOSTS = ("graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn")
CODES = {
    "BadRequest": "BadRequest",
    "Unauthorized": "InvalidAuthenticationToken",
    "Forbidden": "Forbidden",
    "NotFound": "ResourceNotFound",
    "MethodNotAllowed": "MethodNotAllowed",
    "NotAcceptable": "NotAcceptable",
    "TooManyRequests": "TooManyRequests",
}
FACTS: list[tuple[Pointer, Any]] = [
    ((*LICENSES, "security"), [{"bearer": [name]} for name in (SERVICE, CONFIGURATION, APPS)]),
    ((*COUNTS, "security"), [{"bearer": [name]} for name in (SERVICE, CONFIGURATION)]),
    *((("servers", index, "url"), f"https://{host}/beta") for index, host in enumerate(HOSTS)),
    ((*TOKEN, "lastAppCount"), {"type": "integer", "format": "int32"}),
    ((*TOKEN, "@odata.context"), {"type": "string"}),
    ((*TOKEN, "appleDeviceAppDeliveryProtocolType"), {"$ref": "#/components/schemas/AppleDeviceDeliveryProtocol"}),
    (
        (*TOKEN, "tokenActionResults", "items", "anyOf"),
        [{"$ref": f"#/components/schemas/{name}"} for name in ("VppTokenActionResult", "VppTokenRevokeLicensesActionResult")],
    ),
    (("externalDocs", "url"), f"{REFERENCE}resources/intune-onboarding-vpptoken?view=graph-rest-beta"),
    ((*LICENSES, "externalDocs", "url"), f"{REFERENCE}intune-onboarding-vpptoken-synclicenses?view=graph-rest-beta"),
    ((*COUNTS, "externalDocs", "url"), f"{REFERENCE}intune-onboarding-vpptoken-synclicensecounts?view=graph-rest-beta"),
    (("info", "description"), "Volume Purchase\nProgram (VPP)"),
    (("info", "description"), "v1.0 has `syncLicenses`"),
    ((*LICENSES, "description"), "`GET /deviceAppManagement/vppTokens/{vppTokenId}`"),
    ((*LICENSES, "parameters", 0, "description"), "`GET /deviceAppManagement/vppTokens`"),
    ((*LICENSES, "parameters", 0, "description"), f"[List vppTokens]({REFERENCE}intune-onboarding-vpptoken-list?view=graph-rest-beta)"),
    (("components", "securitySchemes", "bearer", "description"), "register an application in Microsoft Entra ID"),
    *((("components", "responses", name, "description"), f"The error code\nis `{code}`") for name, code in CODES.items()),
]
"""What was corrected after the contract's first version: a value, words of a text, or members of an object."""

EDITS = [
    (f"        - bearer: [{APPS}]\n", ""),
    (f"        - bearer: [{CONFIGURATION}]\n", ""),
    ("  - url: https://graph.microsoft.us/beta\n    description: US Government L4 (D later; D 2024 for syncLicenseCounts).\n", ""),
    ("dod-graph.microsoft.us", "graph.microsoft.us"),
    ("microsoftgraph.chinacloudapi.cn/beta", "microsoftgraph.chinacloudapi.cn/v1.0"),
    ("        lastAppCount:\n", "        appCount:\n"),
    ("at the top of the body.\n          examples: ['https:", "at the top of the body.\n          x-was: ['https:"),
    ("/AppleDeviceDeliveryProtocol'", "/VppTokenState'"),
    ("            anyOf:\n", "            oneOf:\n"),
    ("-synclicenses?view=graph-rest-beta", "-synclicenses?view=graph-rest-1.0"),
    ("\n    Program (VPP)", "\n    Program"),
    ("v1.0 has `syncLicenses`;", "Another version has it;"),
    ("`GET /deviceAppManagement/vppTokens`, and", "nothing, and"),
    ("register an application in Microsoft Entra ID", "ask"),
    *((f"`{code}` (P)", "`Error` (P)") for code in CODES.values()),
]


def unmet(document: Document) -> list[Pointer]:
    """Return where the contract does not state a corrected fact."""

    def states(pointer: Pointer, fact: Any) -> bool:
        try:
            value = document.get(pointer)
        except (KeyError, IndexError):
            return False
        if isinstance(fact, dict):
            return bool(fact.items() <= value.items())
        return bool(" ".join(fact.split()) in " ".join(value.split()) if isinstance(fact, str) else fact == value)

    return [pointer for pointer, fact in FACTS if not states(pointer, fact)]


def test_every_corrected_fact_is_stated() -> None:
    assert unmet(Document.load(check_spec.SPEC)) == []


@pytest.mark.planted
@pytest.mark.parametrize(("old", "new"), EDITS)
def test_an_edit_of_a_corrected_fact_is_found(tmp_path: Path, old: str, new: str) -> None:
    found = problems_after(tmp_path, old, new)
    assert found or unmet(Document.load(tmp_path / "openapi.yaml"))


def test_the_table_of_rules_names_the_error_codes_of_the_contract() -> None:
    document = Document.load(check_spec.SPEC)
    table = check_spec.SPEC.with_name("README.md").read_text(encoding="utf-8")
    rules = dict(re.findall(r"^\| \d \| (\d{3})\b[^|]*\| `(\w+)` \|", table, re.MULTILINE))
    responses = {status: document.resolve((*LICENSES, "responses", status)) for status in check_spec.DOCUMENTED_ERRORS}
    assert rules == {status: CODES[str(at[-1])] for status, at in responses.items() if status.isdecimal()}


def test_no_example_has_both_shapes_of_the_body() -> None:
    document = Document.load(check_spec.SPEC)
    shapes = [Schema(document, ("components", "schemas", name)) for name in ("VppTokenEnvelope", "VppToken")]
    for name, example in document.get(("components", "examples")).items():
        if name.startswith("SyncLicenses"):
            assert sum(not any(shape.violations(example["value"])) for shape in shapes) == 1, name


def test_a_revocation_without_its_type_is_a_plain_result_with_undocumented_properties() -> None:
    contract = Contract(Document.load(check_spec.SPEC))
    answer = deepcopy(contract.document.get(("components", "examples", "SyncLicensesFull", "value")))
    del answer["tokenActionResults"][1]["@odata.type"]
    response = (*LICENSES, "responses", "200")
    assert contract.violations(response, answer) == []
    schema = (*response, "content", "application/json", "schema")
    assert sorted(at[-1] for at, _ in contract.undocumented(schema, answer)) == [
        "actionFailureReason",
        "failedLicensesCount",
        "totalLicensesCount",
    ]


def fits(value: str, *schema: str | int) -> bool:
    """Tell whether a value fits the schema at a place of the contract."""
    return not list(Schema(Document.load(check_spec.SPEC), schema).violations(value))


@pytest.mark.parametrize(
    ("date", "valid"),
    [
        ("2016-12-31T23:57:57.2481234-08:00", True),
        ("2026-11-21T08:00:12.123456789012Z", True),
        ("0001-01-01T00:00:00Z", True),
        ("2016-12-31T23:59:60Z", True),
        ("2026-11-21T08:00:12.1234567890123Z", False),
        ("2026-11-21T08:00:12", False),
        ("2026-11-21 08:00:12Z", False),
        ("2026-11-21", False),
        ("2026-02-30T00:00:00Z", False),
    ],
)
def test_a_date_has_a_zone_and_at_most_twelve_digits(date: str, valid: bool) -> None:  # noqa: FBT001 - a parametrised value
    assert fits(date, "components", "schemas", "DateTime") is valid


@pytest.mark.parametrize(
    ("vpp_token_id", "valid"),
    [("9ceb2f92-2f92-9ceb-922f-eb9c922feb9c", True), ("a", True), ("~._-", True)]
    + [(wrong, False) for wrong in ("", ".", "..", ".a", "a/b", "a?x", "a b", "a%2Fb", "é", "a\n")],
)
def test_an_id_is_unreserved_characters_with_no_dot_in_front(vpp_token_id: str, valid: bool) -> None:  # noqa: FBT001 - the same
    path = "/deviceAppManagement/vppTokens/{vppTokenId}/syncLicenses"
    assert fits(vpp_token_id, "paths", path, "post", "parameters", 0, "schema") is valid
