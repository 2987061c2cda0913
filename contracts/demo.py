"""The main job, from the contract to the verdict: generate the client, start the mock, call it, hold everything to the contract."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from msgraph_vpptokens import AuthenticatedClient
from msgraph_vpptokens.api.vpp_tokens import sync_license_counts, sync_licenses
from msgraph_vpptokens.models import VppToken
from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.spec import CONTRACT, Document
from msgraph_vpptokens_contracts.verify.run import verify

EDGES = {
    "the contract is valid, and so is every example in it": "spec/test_spec.py",
    "edge 1: the documented exchanges fit the contract": "edges/test_edge1_examples_and_spec.py",
    "edge 2: the mock answers as the contract says": "edges/test_edge2_mock_and_spec.py",
    "edge 3: the client is what the generator makes of the contract": "edges/test_edge3_client_and_spec.py",
    "edge 4: client and mock understand each other": "edges/test_edge4_client_and_mock.py",
}
Verdict = tuple[int, list[str]]
"""How many checks were made, and what was wrong."""

TESTS = Path(__file__).parent / "tests"
console = Console(highlight=False)


def main() -> int:
    """Run the demo; return 0 if the contract holds everywhere, else 1."""
    document = Document.load(CONTRACT)
    with RunningMock() as mock:
        console.print(f"mock listening on {mock.base_url}\n")
        call(mock)
        with console.status("holding everything to the contract"):
            verdicts = tested()
            report = verify(mock.base_url, mock.vpp_token_id, mock.token)
    verdicts["edge 5: the verification finds no drift in a server, here the mock"] = (report.ran, [str(drift) for drift in report.drifts])
    for edge, (checks, failures) in verdicts.items():
        console.print(f"{edge}: {'[red]broken[/]' if failures else '[green]holds[/]'}, {checks} checks", soft_wrap=True)
        for failure in failures:
            console.print(f"    {failure}", markup=False)
    if any(failures or not checks for checks, failures in verdicts.values()):
        console.print("contract broken")
        return 1
    operations = sum(len(item) for item in document.data["paths"].values())
    console.print(f"contract holds: {operations} operations, {sum(checks for checks, _ in verdicts.values())} checks")
    return 0


def call(mock: RunningMock) -> None:
    """Call both operations through the client and print what came back."""
    with AuthenticatedClient(base_url=mock.base_url, token=mock.token) as client:
        synced = sync_licenses.sync_detailed(mock.vpp_token_id, client=client)
        counted = sync_license_counts.sync_detailed(client=client)
    console.print(f"syncLicenses: {synced.status_code}")
    table = Table("property", "value", show_edge=False)
    assert isinstance(synced.parsed, VppToken)  # noqa: S101 - sync_detailed gives an error's body, too
    for name, value in synced.parsed.to_dict().items():
        table.add_row(name, escape("********" if name == "token" else value if isinstance(value, str) else json.dumps(value)))
    console.print(table)
    console.print(f"syncLicenseCounts: {counted.status_code}\n")


def tested() -> dict[str, Verdict]:
    """Run the tests of all edges at once."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        files = [str(TESTS / file) for file in EDGES.values()]
        command = [sys.executable, "-m", "pytest", "--quiet", "--numprocesses", "2", f"--junitxml={report}", *files]
        result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own tests
        cases = list(ET.parse(report).iter("testcase")) if report.exists() else []  # noqa: S314 - the same
    if not cases:
        raise SystemExit(f"the tests could not be run:\n{result.stdout}{result.stderr}")
    verdicts = {}
    for edge, file in EDGES.items():
        own = [case for case in cases if case.get("classname", "").endswith(Path(file).stem)]
        wrong = [f"{case.get('name')}: {outcome.get('message')}" for case in own for outcome in case if outcome.tag in ("failure", "error")]
        verdicts[edge] = (len(own), wrong)
    return verdicts


if __name__ == "__main__":
    sys.exit(main())
