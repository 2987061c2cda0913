"""What pytest needs to know of this directory."""

# A project of its own, which test_mock_consumer.py runs against the built wheels.
collect_ignore = ["consumer"]
