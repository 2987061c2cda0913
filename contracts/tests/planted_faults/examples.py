"""Faults in the documented exchanges; edge 1."""

from __future__ import annotations

from . import Fault

REQUEST = "edges/test_edge1_examples_and_spec.py::test_the_documented_request_is_one_of_the_spec"
RESPONSE = "edges/test_edge1_examples_and_spec.py::test_the_documented_response_is_the_success_of_the_spec"
SCHEMA = "edges/test_edge1_examples_and_spec.py::test_schemathesis_accepts_the_documented_response"
INLINE = "edges/test_edge1_examples_and_spec.py::test_the_inline_example_is_the_documented_body"
LINE_ENDS = "edges/test_edge1_examples_and_spec.py::test_lines_end_as_http_wants_them"
LENGTH = "edges/test_edge1_examples_and_spec.py::test_content_length_is_the_length_of_the_body"

LICENSES = "openapi/examples/sync-licenses.http"
COUNTS = "openapi/examples/sync-license-counts.http"

FAULTS = (
    Fault("another method is documented", LICENSES, "POST https", "GET https", REQUEST),
    Fault("another path is documented", COUNTS, "syncLicenseCounts", "syncCounts", REQUEST),
    Fault("another host is documented", LICENSES, "graph.microsoft.com", "graph.example.com", REQUEST),
    Fault("another status is documented", COUNTS, "204 No Content", "200 OK", RESPONSE),
    Fault(
        "another content type is documented",
        LICENSES,
        "Content-Type: application/json",
        "Content-Type: application/text",
        RESPONSE,
    ),
    Fault("the last digit of a date changes", LICENSES, "57.2481234", "57.2481235", INLINE),
    Fault("an enum member is unknown", LICENSES, '"state": "valid"', '"state": "fine!"', SCHEMA),
    Fault("a property is added", LICENSES, '    "token":', '    "a": 1,\r\n    "token":', INLINE),
    Fault("two properties change places", LICENSES, '"appleId": "Apple Id', '"token": "Token', INLINE),
    Fault("a line loses its carriage return", LICENSES, "200 OK\r\n", "200 OK\n", LINE_ENDS),
    Fault("the length is off by one", LICENSES, "Content-Length: 1192", "Content-Length: 1191", LENGTH),
)
