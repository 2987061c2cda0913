"""A mock server of the two operations, written from the wire contract."""
