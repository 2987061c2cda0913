"""Fixtures of the client's tests."""

from client_calls import caller, make, waits

__all__ = ["caller", "make", "waits"]
