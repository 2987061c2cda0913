"""The composite action: its shell hands every input to `verify` as one argument or variable, and asks GitHub for the job's identity."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import yaml

ACTION: dict[str, Any] = yaml.safe_load((Path(__file__).parents[3] / "action.yml").read_text(encoding="utf-8"))
VERIFY = next(step for step in ACTION["runs"]["steps"] if step.get("name") == "Verify")
TELL = f"""#!{sys.executable}
import json, os, sys
identity = os.environ["AZURE_FEDERATED_TOKEN_FILE"]
print(json.dumps({{"arguments": sys.argv[1:], "identity": open(identity).read() if os.path.exists(identity) else None}}))
"""
"""In place of vpptokens-contracts."""


def run(folder: Path, **variables: str) -> dict[str, Any]:
    """Run the action's step Verify as GitHub would, and return what it told vpptokens-contracts."""
    commands = folder / "vpptokens" / "bin"
    commands.mkdir(parents=True)
    (commands / "vpptokens-contracts").write_text(TELL, encoding="utf-8")
    (commands / "vpptokens-contracts").chmod(0o755)
    (commands / "python").symlink_to(sys.executable)
    environment = {**os.environ, **dict.fromkeys(VERIFY["env"], ""), "RUNNER_TEMP": str(folder), **variables}
    environment["AZURE_FEDERATED_TOKEN_FILE"] = str(folder / "id-token")
    command = [shutil.which("bash") or "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", VERIFY["run"]]
    done = subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603 - our own action
    assert not (folder / "id-token").exists()
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_every_input_that_the_shell_uses_is_a_variable_of_the_step() -> None:
    assert "${{" not in VERIFY["run"]
    used = {name for name in ACTION["inputs"] if any(f"inputs.{name} " in str(value) for value in VERIFY["env"].values())}
    assert used == set(ACTION["inputs"]) - {"version", "artifact-name"}


def test_a_token_is_enough(tmp_path: Path) -> None:
    told = run(tmp_path, VPPTOKENS_TOKEN="secret", BASE_URL="https://example.com/beta; x", VPP_TOKEN_ID="a b")
    assert told["identity"] is None
    assert told["arguments"] == [
        *("verify", "--base-url", "https://example.com/beta; x", "--vpp-token-id", "a b"),
        *("--report", "junit,html,json", "--report-dir", "contract-reports"),
    ]


def test_a_file_of_known_drifts_and_the_consent_are_handed_on(tmp_path: Path) -> None:
    told = run(tmp_path, ALLOW_FILE="known drifts.txt", CONSENT="--yes-this-triggers-syncs")
    assert told["arguments"][-3:] == ["--allow-file", "known drifts.txt", "--yes-this-triggers-syncs"]


def test_an_application_signs_in_with_the_identity_of_the_job(tmp_path: Path) -> None:
    asked = []

    class GitHub(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Authorization"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"value": "the identity"}')

        def log_message(self, *_arguments: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), GitHub) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/token?api-version=2.0"
        told = run(tmp_path, AZURE_CLIENT_ID="app", ACTIONS_ID_TOKEN_REQUEST_URL=url, ACTIONS_ID_TOKEN_REQUEST_TOKEN="job")
        server.shutdown()
    assert told["identity"] == "the identity"
    assert told["arguments"][-1] == "--azure"
    assert asked == [("/token?api-version=2.0&audience=api://AzureADTokenExchange", "Bearer job")]
