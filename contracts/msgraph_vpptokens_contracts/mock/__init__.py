"""A mock server of the two operations, written from openapi.yaml and the table of rules in openapi/README.md."""
