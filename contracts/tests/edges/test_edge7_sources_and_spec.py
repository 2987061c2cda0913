"""Edge 7: the contract agrees with Microsoft's own descriptions, or the difference is known and has a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from compared import Compared, compared

UPSTREAM = Path(__file__).parents[4] / "shared" / "upstream"
pytestmark = pytest.mark.skipif(not UPSTREAM.is_dir(), reason="../shared/upstream/, Microsoft's files, is not there")

_CONFIG, _APPS = "DeviceManagementConfiguration.ReadWrite.All", "DeviceManagementApps.ReadWrite.All"
_PROTOCOL = "only here vppToken.appleDeviceAppDeliveryProtocolType"  # since July 2026
_COUNT = "only here vppToken.lastAppCount"  # since 2024
_SHOWN = [_PROTOCOL, _COUNT]
_WRAPPED = "known syncLicenses.returns {value: vppToken}"
_ANNOTATIONS = [f"known {subject}" for subject in ("vppToken.@odata.context", "vppToken.@odata.type", "vppTokenActionResult.@odata.type")]
_METADATA = ["known syncLicenses.returns {value: vppToken}", *_ANNOTATIONS, "known vppToken.lastAppCount"]


def lacks(operation: str, *permissions: str, accounts: tuple[str, ...] = ("delegatedWork", "application")) -> list[str]:
    """Return the rows for permissions that the contract has and the page does not."""
    return [f"only here {operation}.permission.{account} {permission}" for account in accounts for permission in permissions]


# What does not agree in each file, and the exit code. An older file lacks what came later; a page of an operation may.
EXPECTED: dict[str, tuple[int, list[str]]] = {
    "csdl/beta-Prod.2026-08-04.extract.csdl": (0, [*_METADATA, "known vppTokenRevokeLicensesActionResult.@odata.type"]),
    "csdl/beta_metadata.2021-07-13.xml": (1, [*_METADATA, "known vppTokenRevokeLicensesActionResult.@odata.type", _PROTOCOL]),
    "openapi/powershell-beta-Devices.CorporateManagement.2023-10-30.yml": (
        1,
        [*_METADATA, _PROTOCOL, "only here vppTokenRevokeLicensesActionResult"],
    ),
    "permissions/permissions.json": (
        0,
        [f"known syncLicenses.permission.{account} {_APPS}" for account in ("delegatedWork", "application")],
    ),
    "pages/de-DE/beta.vpptoken-synclicenses.md": (
        1,
        [
            "differ syncLicenses.permission.application none",  # until 2019
            *lacks("syncLicenses", _CONFIG, _APPS, accounts=("delegatedWork",)),
            *_SHOWN,
            _WRAPPED,
        ],
    ),
    "pages/de-DE/beta.vpptoken.md": (1, ["only here vppToken.state.enum duplicateLocationId", *_SHOWN]),
    "pages/docs-contrib/beta.synclicensecounts.2024-08-01.md": (0, []),
    "pages/en/beta.vpptoken-synclicensecounts.md": (0, lacks("syncLicenseCounts", _CONFIG)),
    "pages/en/beta.vpptoken-synclicenses.md": (0, [*lacks("syncLicenses", _CONFIG, _APPS), *_SHOWN, _WRAPPED]),
    "pages/en/beta.vpptoken.md": (1, _SHOWN),
    "pages/pt-BR/beta.vpptoken-synclicensecounts.md": (0, []),
    "pages/pt-BR/beta.vpptoken-synclicenses.md": (0, [*lacks("syncLicenses", _APPS), *_SHOWN, _WRAPPED]),
    "pages/pt-BR/beta.vpptoken.md": (1, _SHOWN),
    "pages/ru-RU/beta.vpptoken-synclicensecounts.md": (0, []),
    "pages/ru-RU/beta.vpptoken-synclicenses.md": (0, [*lacks("syncLicenses", _APPS), *_SHOWN, _WRAPPED]),
    "pages/ru-RU/beta.vpptoken.md": (1, _SHOWN),
    "pages/sxs-ru-RU/beta.synclicensecounts.2021-03-25.86e32ced.md": (0, lacks("syncLicenseCounts", _CONFIG)),
    "pages/sxs-ru-RU/beta.synclicenses.2021-03-24.2822a120.md": (0, [*lacks("syncLicenses", _CONFIG, _APPS), *_SHOWN, _WRAPPED]),
}
OTHER_VERSION = [f"pages/{language}/v1.0.vpptoken-synclicenses.md" for language in ("de-DE", "en", "pt-BR", "ru-RU")]
REFUSED = ["SOURCES.txt", "pages/docs-contrib/synclicenses.beta.excerpt.txt"] + [
    f"pages/{language}/beta.vpptoken-revokelicenses.md" for language in ("de-DE", "en", "pt-BR", "ru-RU")
]
# The statements of a kind that agree, so that a reader which reads nothing is no success.
AGREE = {"csdl": 90, "openapi": 84, "permissions": 18}


def told(result: Compared) -> list[str]:
    """Return what does not agree, with the value that tells one row of a subject from another."""
    several = ("permission", "enum", "returns")
    return [
        f"{line.status} {line.subject}" + (f" {line.there or line.here}" if any(name in line.subject for name in several) else "")
        for line in result.lines("differ", "only there", "only here", "known")
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_each_source_gives_the_expected_table(capsys: pytest.CaptureFixture[str], name: str) -> None:
    result = compared(capsys, UPSTREAM / name)
    code, rows = EXPECTED[name]
    assert sorted(told(result)) == sorted(rows)
    assert (result.code, result.errors, result.report["sources"][0]["notShown"]) == (code, [], [])
    assert len(result.lines("agree")) >= AGREE.get(name.partition("/")[0], 13)


@pytest.mark.parametrize("name", OTHER_VERSION)
def test_a_page_of_v1_0_is_another_version(capsys: pytest.CaptureFixture[str], name: str) -> None:
    result = compared(capsys, UPSTREAM / name)
    assert (result.code, result.rows, result.report["sources"][0]["version"]) == (0, [], "v1.0")


@pytest.mark.parametrize("name", REFUSED)
def test_a_page_of_another_action_and_the_text_of_a_page_are_refused(capsys: pytest.CaptureFixture[str], name: str) -> None:
    result = compared(capsys, UPSTREAM / name)
    assert (result.code, len(result.errors), result.report["sources"]) == (2, 1, [])


def test_every_file_is_expected_here() -> None:
    there = {str(path.relative_to(UPSTREAM)) for path in UPSTREAM.rglob("*") if path.is_file()}
    assert there == {*EXPECTED, *OTHER_VERSION, *REFUSED}
