"""Cases that schemathesis draws from the contract, and its second opinion on each response, in a process of its own.

Hypothesis keeps caches in the working directory or in HYPOTHESIS_STORAGE_DIRECTORY, which it reads once in a process: a caller's own tests
would lose their database. So this module runs as a program, in a temporary directory. It prints the cases, one JSON list of pairs of
operation, id and client-request-id; then it reads responses, a JSON line each, and prints what schemathesis finds wrong, a JSON text each.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from typing import Any, Self
from urllib.parse import quote

from .contract import contract
from .wire import Exchange

INSTALL = "pip install 'msgraph-vpptokens-contracts[schemathesis]'"
MAX_EXAMPLES = 25


def available() -> bool:
    """Whether the extra `schemathesis` is installed."""
    return all(find_spec(name) for name in ("schemathesis", "hypothesis", "requests"))


class GeneratorError(Exception):
    """schemathesis failed; the message is its last line."""


class Generator:
    """The program, which draws while its caller does something else."""

    def __init__(self, vpp_token_id: str, seed: int, max_examples: int) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="vpptokens-contracts-")
        # schemathesis would load the module that SCHEMATHESIS_HOOKS names, and with it checks and hooks that are not the contract's.
        environment = {name: value for name, value in os.environ.items() if name not in ("SCHEMATHESIS_HOOKS", "VPPTOKENS_TOKEN")}
        environment |= {"HYPOTHESIS_STORAGE_DIRECTORY": self._directory.name, "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-m", __name__, vpp_token_id, str(seed), str(max_examples)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=self._directory.name, env=environment, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._directory.cleanup()

    def cases(self) -> list[tuple[str, str | None, str | None]]:
        """Return operation, percent-encoded id and client-request-id of each case; raises GeneratorError."""
        return [(name, raw_id, own_id) for name, raw_id, own_id in self._line()]

    def opinion(self, operation: str, exchange: Exchange) -> str:
        """Return what schemathesis finds wrong with a response, empty if nothing; raises GeneratorError."""
        response = [operation, exchange.status, exchange.headers, exchange.body.decode("latin-1")]
        with suppress(BrokenPipeError):  # what the process said when it ended is read next
            print(json.dumps(response), file=self._process.stdin, flush=True)
        return str(self._line())

    def _line(self) -> Any:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            said = self._process.communicate()[1].strip().splitlines() or ["no word"]
            raise GeneratorError(f"schemathesis failed: {said[-1]}")
        return json.loads(line)


def main(vpp_token_id: str, seed: int, max_examples: int) -> None:
    """Draw cases, half of them against the contract; then judge responses until there are no more."""
    import hypothesis
    import requests
    import schemathesis

    generation = {"codec": "ascii", "database": "none", "with-security-parameters": False}  # the table of any other codec costs a second
    config = schemathesis.Config.from_dict({"seed": seed, "generation": generation})
    schema = schemathesis.openapi.from_dict(contract().knowing(vpp_token_id), config=config)
    drawn: dict[tuple[str, str | None, str | None], None] = {}  # the cases, each once, in their order
    operations = {operation.name: schema[operation.path]["POST"] for operation in contract().operations}

    def draw(name: str, mode: schemathesis.GenerationMode, number: int) -> None:
        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=number,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operations[name].as_strategy(generation_mode=mode))
        def keep(case: Any) -> None:
            raw_id, own_id = case.path_parameters.get("vppTokenId"), case.headers.get("client-request-id")
            drawn[name, None if raw_id is None else quote(str(raw_id), safe="%!$&'()*+,;=:@~"), own_id] = None

        keep()

    for operation in contract().operations:
        against = max_examples // 2 if operation.takes_id else 0
        draw(operation.name, schemathesis.GenerationMode.POSITIVE, max_examples - against)
        if against:
            draw(operation.name, schemathesis.GenerationMode.NEGATIVE, against)
    print(json.dumps(list(drawn)), flush=True)

    for line in sys.stdin:
        name, status, headers, body = json.loads(line)
        values: dict[str, list[str]] = {}
        for header, value in headers:
            values.setdefault(header, []).append(value)
        request = requests.Request("POST", "http://127.0.0.1").prepare()
        response = schemathesis.Response(status, values, body.encode("latin-1"), request, elapsed=0.0, verify=True)
        try:
            operations[name].validate_response(response)
            print('""', flush=True)
        except AssertionError as error:
            print(json.dumps(str(error)), flush=True)
        except BaseExceptionGroup as group:
            print(json.dumps("; ".join(map(str, group.exceptions))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
