"""The VPP token contract as running code: a mock server, contract checks and a pytest plugin, all held to openapi.yaml."""

from __future__ import annotations


def __getattr__(name: str) -> str:
    """Return `__version__`: reading it takes 20 ms, which only who asks for it should wait."""
    if name == "__version__":
        from importlib.metadata import version

        return version("msgraph-vpptokens-contracts")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
