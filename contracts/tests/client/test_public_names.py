"""What is public: docstrings, and what is imported when."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from msgraph_vpptokens.api.vpp_tokens import sync_license_counts, sync_licenses


def public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the public classes, functions and methods of a module of the client."""
    for name in getattr(module, "__all__", [name for name in vars(module) if not name.startswith("_")]):
        thing = getattr(module, name)
        if getattr(thing, "__module__", "").startswith("msgraph_vpptokens") and callable(thing):
            yield name, thing
            for method, value in vars(thing).items() if isinstance(thing, type) else ():
                if not method.startswith("_") and (callable(value) or isinstance(value, property | classmethod)):
                    yield f"{name}.{method}", getattr(thing, method)


@pytest.mark.parametrize("name", ["", *[f".{name}" for name in ("client", "errors", "models", "types")]])
def test_every_public_name_has_a_docstring(name: str) -> None:
    module = importlib.import_module(f"msgraph_vpptokens{name}")
    assert module.__doc__
    assert [word for word, thing in public(module) if not inspect.getdoc(thing)] == []


@pytest.mark.parametrize("operation", [sync_licenses, sync_license_counts])
def test_every_operation_says_what_it_takes_returns_and_raises(operation: ModuleType) -> None:
    functions = dict(public(operation))
    assert set(functions) == {"sync", "sync_detailed", "asyncio", "asyncio_detailed"}
    for function in functions.values():
        text = inspect.getdoc(function) or ""
        assert all(word in text for word in ("Args:", "Returns:", "Raises:", "seconds", "ApiConnectionError")), function


def test_importing_the_client_imports_neither_azure_nor_what_only_a_call_needs() -> None:
    code = "import sys, msgraph_vpptokens.api.vpp_tokens.sync_licenses; print({'azure', 'asyncio', 'httpx_retries'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout == "set()\n"
