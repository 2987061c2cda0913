"""Hold the contract to other people's linters, generators and mock server, from the package registries; exit 1 if one disagrees.

`make lint-peers` installs them once into .peers/, outside git. None is told to run anything of its own at install time or to report home.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from msgraph_vpptokens_contracts.spec import CONTRACT, Document

PEERS = {
    "@redocly/cli": "2.77.0",
    "@stoplight/prism-cli": "5.14.2",  # the last for Node.js 20
    "@stoplight/spectral-cli": "6.16.3",
    "openapi-typescript": "7.13.0",
    "typescript": "5.9.3",  # the last that openapi-typescript 7 accepts
}
FOLDER = Path(__file__).parents[1] / ".peers"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1"}
EXPECTED = {
    "info-contact": "the project has no address yet, and Microsoft's would be wrong",
    "oas3-operation-security-defined": "OpenAPI 3.1 allows roles for the type http; Spectral knows those of OpenAPI 3.0 only",
}
"""What Spectral reports on purpose, with the reason."""


def install() -> None:
    """Install the pinned versions, unless they are there; exits with 1 if they cannot be."""
    if not (npm := shutil.which("npm")):
        sys.exit("error: npm not found: make lint-peers needs Node.js 20 or newer with npm")
    wanted = json.dumps({"private": True, "dependencies": PEERS})
    manifest, installed = FOLDER / "package.json", FOLDER / "installed.json"
    if installed.exists() and installed.read_text(encoding="utf-8") == wanted:
        return
    print("installing the peers into .peers/ (once; about a minute)", file=sys.stderr)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    manifest.write_text(wanted, encoding="utf-8")
    if run(npm, "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error").returncode:
        sys.exit("error: npm could not install the peers (see above); is the package registry reachable?")
    installed.write_text(wanted, encoding="utf-8")


def run(program: str | Path, *options: str | Path, **how: Any) -> subprocess.CompletedProcess[str]:
    """Run a program in FOLDER, where no configuration of the caller's is found."""
    return subprocess.run([program, *options], cwd=FOLDER, env={**os.environ, **QUIET}, text=True, check=False, **how)  # noqa: S603 - what was pinned


def peer(name: str, *options: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command of a peer and keep what it says."""
    return run(FOLDER / "node_modules" / ".bin" / name, *options, capture_output=True)


def report(said: subprocess.CompletedProcess[str]) -> Any:
    """Return the JSON report that a peer printed; exits with 1 if there is none."""
    try:
        return json.loads(said.stdout)
    except ValueError:
        sys.exit(f"error: {said.args[0]}: Expected a report in JSON; got {said.stdout}{said.stderr}")


def redocly() -> Iterator[str]:
    """Yield every error and warning of the strict rules."""
    for problem in report(peer("redocly", "lint", "--extends", "recommended-strict", "--format", "json", CONTRACT))["problems"]:
        yield f"{problem['location'][0].get('pointer', '')}: {problem['ruleId']}: {problem['message']}"


def spectral() -> Iterator[str]:
    """Yield everything that is not expected, and what is expected in vain."""
    (FOLDER / "spectral.json").write_text('{"extends": ["spectral:oas"]}', encoding="utf-8")
    found = report(peer("spectral", "lint", "--quiet", "--format", "json", "--ruleset", "spectral.json", CONTRACT))
    for problem in found:
        if problem["code"] not in EXPECTED:
            yield f"line {problem['range']['start']['line'] + 1}: {problem['code']}: {problem['message']}"
    for code in EXPECTED.keys() - {problem["code"] for problem in found}:
        yield f"Expected {code} ({EXPECTED[code]}); got no such report: remove it from EXPECTED"


def openapi_spec_validator() -> Iterator[str]:
    """Yield what its command line says."""
    said = run(sys.executable, "-m", "openapi_spec_validator", CONTRACT, capture_output=True)
    if said.returncode:
        yield said.stdout + said.stderr


def openapi_typescript() -> Iterator[str]:
    """Yield why the types cannot be made, or do not fit the contract's examples under `tsc --strict`."""
    said = peer("openapi-typescript", CONTRACT, "--output", "contract.ts")
    if said.returncode:
        yield said.stdout + said.stderr
        return
    lines = ['import type { paths } from "./contract";']
    for number, (path, status, media_type, _, value) in enumerate(examples()):
        at = f'paths["{path}"]["post"]["responses"]["{status}"]["content"]["{media_type}"]'
        lines.append(f"export const example{number}: {at} = {json.dumps(value)};")
    (FOLDER / "examples.ts").write_text("\n".join(lines), encoding="utf-8")
    said = peer("tsc", "--strict", "--noEmit", "examples.ts")
    yield from said.stdout.splitlines()


def prism() -> Iterator[str]:
    """Yield the examples that Prism does not serve as the contract has them."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    program = FOLDER / "node_modules" / ".bin" / "prism"
    command: list[str | Path] = [program, "mock", "--host", "127.0.0.1", "--port", port, "--verboseLevel", "silent", CONTRACT]
    patient = httpx.HTTPTransport(retries=6)  # connects again for up to 16 seconds
    with (
        subprocess.Popen(command, cwd=FOLDER, env={**os.environ, **QUIET}, stdout=subprocess.DEVNULL) as server,  # noqa: S603 - the same
        httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": "Bearer any"}, transport=patient) as client,
    ):
        try:
            yield from unserved(client)
        except httpx.TransportError as error:
            yield f"Expected an answer from Prism; got {error}"
        finally:
            server.terminate()


def unserved(client: httpx.Client) -> Iterator[str]:
    """Ask for each example by its name."""
    for path, status, media_type, name, value in examples():
        code = {"4XX": "418", "5XX": "503"}.get(status, status)  # any status of the range that is not described on its own
        url = path.replace("{vppTokenId}", "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c")
        response = client.post(url, headers={"Accept": media_type, "Prefer": f"code={code}, example={name}"})
        served = response.json() if media_type == "application/json" and response.content else response.text
        if (response.status_code, served) != (int(code), value):
            yield f"{path} {code} {name}: Expected {value}; got {response.status_code} {served}"


def examples() -> Iterator[tuple[str, str, str, str, Any]]:
    """Yield path, status, media type, name and value of each example of a response."""
    contract = Document.load()
    for path in contract.data["paths"]:
        responses = ("paths", path, "post", "responses")
        for status in contract.get(responses):
            at = contract.resolve((*responses, status))
            for media_type, content in contract.get(at).get("content", {}).items():
                for name in content.get("examples", {}):
                    example = contract.get(contract.resolve((*at, "content", media_type, "examples", name)))
                    yield path, status, media_type, name, example["value"]


def main() -> int:
    """Run all peers; return 1 if one disagrees."""
    install()
    disagree = 0
    for check in (redocly, spectral, openapi_spec_validator, openapi_typescript, prism):
        problems = list(check())
        disagree += bool(problems)
        print(f"{check.__name__}: {'disagrees' if problems else 'agrees'}", *problems, sep="\n  ", flush=True)
    return 1 if disagree else 0


if __name__ == "__main__":
    sys.exit(main())
