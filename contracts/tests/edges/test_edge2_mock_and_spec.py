"""Edge 2: the mock answers as the spec says, whatever schemathesis asks it."""

from __future__ import annotations

from typing import Any

import httpx
import schemathesis
from documented_exchanges import read
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode

from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.spec import CONTRACT

Case = schemathesis.Case[Any]
POLITE = settings(deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
"""No timed assertion, nothing written, the same cases in every run."""


# The configuration is given, so that no schemathesis.toml of whoever runs this is looked for.
schema = schemathesis.openapi.from_path(CONTRACT, config=SchemathesisConfig())


def call(case: Case, mock: RunningMock) -> None:
    """Send a case to the mock and apply all of schemathesis' checks to the answer."""
    case.call_and_validate(base_url=mock.base_url, headers={"Authorization": f"Bearer {mock.token}"})


@schema.parametrize()
@settings(POLITE, max_examples=50)
def test_every_generated_request_is_answered_as_the_spec_says(case: Case, vpptokens_mock: RunningMock) -> None:
    call(case, vpptokens_mock)


def test_every_generated_sequence_is_answered_as_the_spec_says(vpptokens_mock: RunningMock) -> None:
    known = read("sync-licenses").json()["value"]["id"]
    statuses = set()
    sequences = schemathesis.openapi.from_path(CONTRACT, config=SchemathesisConfig())
    # The id is put in below, which would make a valid request of one that was meant to be refused.
    sequences.config.generation.update(modes=[GenerationMode.POSITIVE])

    class Sequences(sequences.as_state_machine()):  # type: ignore[misc] # a class that schemathesis makes at run time
        """Sequences of calls for the token that the mock has; generated ids would end each of them with a 404."""

        def before_call(self, case: Case) -> None:
            if case.path_parameters:
                case.path_parameters["vppTokenId"] = known

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:  # noqa: ARG002 - the signature is schemathesis'
            return {"base_url": vpptokens_mock.base_url, "headers": {"Authorization": f"Bearer {vpptokens_mock.token}"}}

        def after_call(self, response: Response, case: Case) -> None:  # noqa: ARG002 - the same
            statuses.add(response.status_code)

    Sequences.run(settings=settings(POLITE, max_examples=20, stateful_step_count=5))
    assert 200 in statuses


def test_the_documented_request_gets_the_documented_response(vpptokens_mock: RunningMock) -> None:
    documented = read("sync-licenses")
    path = str(documented.url).removeprefix("https://graph.microsoft.com/beta")
    response = httpx.post(vpptokens_mock.base_url + path, headers={"Authorization": f"Bearer {vpptokens_mock.token}"})
    assert (response.status_code, response.headers["Content-Type"]) == (documented.status_code, documented.headers["Content-Type"])
    assert response.json() == documented.json()


def test_the_documented_counts_request_gets_the_documented_response(vpptokens_mock: RunningMock) -> None:
    documented = read("sync-license-counts")
    path = str(documented.url).removeprefix("https://graph.microsoft.com/beta")
    response = httpx.post(vpptokens_mock.base_url + path, headers={"Authorization": f"Bearer {vpptokens_mock.token}"})
    assert (response.status_code, response.content) == (documented.status_code, documented.content)
    assert "Content-Type" not in response.headers
