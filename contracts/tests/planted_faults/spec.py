"""Faults in the spec that leave it valid OpenAPI; all edges that hold something against it."""

from __future__ import annotations

from . import Fault

VALID = "spec/test_spec.py::test_the_spec_has_no_problems"
DATES = "spec/test_spec.py::test_a_date_has_a_zone_and_at_most_twelve_digits"
IDS = "spec/test_spec.py::test_an_id_is_unreserved_characters_with_no_dot_in_front"
REQUEST = "edges/test_edge1_examples_and_spec.py::test_the_documented_request_is_one_of_the_spec"
RESPONSE = "edges/test_edge1_examples_and_spec.py::test_the_documented_response_is_the_success_of_the_spec"
SCHEMA = "edges/test_edge1_examples_and_spec.py::test_schemathesis_accepts_the_documented_response"
INLINE = "edges/test_edge1_examples_and_spec.py::test_the_inline_example_is_the_documented_body"
REQUIRED = "edges/test_edge1_examples_and_spec.py::test_every_documented_property_is_required"
GENERATED = "edges/test_edge3_client_and_spec.py::test_the_committed_client_is_what_the_generator_makes_of_the_spec"
MOCK = "edges/test_edge2_mock_and_spec.py::test_every_generated_request_is_answered_as_the_spec_says"

SPEC = "openapi/openapi.yaml"
SECURITY = """\
      security:
        - bearer: [DeviceManagementServiceConfig.ReadWrite.All]
        - bearer: [DeviceManagementConfiguration.ReadWrite.All]
        - bearer: [DeviceManagementApps.ReadWrite.All]
"""

FAULTS = (
    Fault("a property is renamed", SPEC, "        - locationName\n", "        - siteName\n", REQUIRED),
    Fault("a property is no longer required", SPEC, "        - displayName\n", "", REQUIRED),
    Fault(
        "a property is dropped",
        SPEC,
        "        target:\n          type: [string, 'null']\n",
        "        aim:\n          type: [string, 'null']\n",
        GENERATED,
    ),
    Fault("a success status changes", SPEC, "        '204':\n", "        '202':\n", RESPONSE),
    Fault("an enum member is dropped", SPEC, "enum: [business, education]", "enum: [business]", SCHEMA),
    Fault("an enum member that no example has is dropped", SPEC, ", duplicateLocationId]", "]", GENERATED),
    Fault("an enum member is misspelt", SPEC, "notSupported]", "notsupported]", GENERATED),
    Fault(
        "a nullable property is not",
        SPEC,
        "        token:\n          type: [string, 'null']\n",
        "        token:\n          type: string\n",
        VALID,
    ),
    Fault(
        "a property becomes nullable",
        SPEC,
        "        id:\n          type: string\n",
        "        id:\n          type: [string, 'null']\n",
        GENERATED,
    ),
    Fault("the credential is no longer marked", SPEC, "          format: password\n", "", GENERATED),
    Fault("one shape of the answer is dropped", SPEC, "                  - $ref: '#/components/schemas/VppToken'\n", "", VALID),
    Fault("the subtype is dropped", SPEC, "              - $ref: '#/components/schemas/VppTokenRevokeLicensesActionResult'\n", "", VALID),
    Fault("dates have seven digits at the most", SPEC, "{1,12}", "{1,7}", VALID),
    Fault("a date may be any day", SPEC, "      format: date-time\n", "", DATES),
    Fault("an id may begin with a dot", SPEC, "'^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$'", "'^[A-Za-z0-9._~-]+$'", IDS),
    Fault("an operation is open to everybody", SPEC, SECURITY, "      security: []\n", VALID),
    Fault("a method changes", SPEC, "syncLicenses:\n    post:\n", "syncLicenses:\n    put:\n", REQUEST),
    Fault("a path changes", SPEC, "/syncLicenseCounts:\n", "/syncCounts:\n", REQUEST),
    Fault("the server changes", SPEC, "- url: https://graph.microsoft.com/beta", "- url: https://graph.microsoft.com/v1.0", REQUEST),
    Fault(
        "the documented example changes",
        SPEC,
        "              actionName: Action Name value",
        "              actionName: Another value",
        INLINE,
    ),
    Fault(
        "an error needs no code",
        SPEC,
        "      description: What went wrong.\n      required: [code, message]",
        "      description: What went wrong.\n      required: [message]",
        GENERATED,
    ),
    Fault("one spelling of the inner error is dropped", SPEC, "        innererror:\n", "        Innererror:\n", GENERATED),
    Fault(
        "the caller's own id is a GUID",
        SPEC,
        "      schema:\n        type: string\n      example: 5e0f",
        "      schema:\n        type: string\n        format: uuid\n      example: 5e0f",
        MOCK,
    ),
)
