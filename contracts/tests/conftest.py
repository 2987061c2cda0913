"""What pytest needs to know of this directory."""

# A project of its own, which mock/test_consumer.py runs against the built wheels.
collect_ignore = ["mock/consumer"]
