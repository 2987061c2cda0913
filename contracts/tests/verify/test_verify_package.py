"""What the verification's own code promises: public interfaces only, and a guide that lists its checks."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import msgraph_vpptokens_contracts.verify as package
from msgraph_vpptokens_contracts.verify.checks import CHECKS

FILES = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in Path(str(package.__file__)).parent.glob("*.py")}
DOCUMENTED = {
    "azure.core.exceptions",
    "azure.identity",
    "h11",
    "markdown_it",
    "harfile",
    "hypothesis",
    "requests",
    "rich.console",
    "rich.markdown",
    "schemathesis",
}
"""The modules of other libraries whose documentation names them."""


def private(tree: ast.AST) -> Iterator[str]:
    """Yield each private name that is used of something other than `self`, and each import of one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.endswith("__"):
            yield from [ast.unparse(node)] if ast.unparse(node.value) != "self" else []
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.name.startswith("_"))


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield each module of another library that is imported."""
    for node in ast.walk(tree):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [str(node.module)] if isinstance(node, ast.ImportFrom) and not node.level else []
        for module in modules:
            if module.partition(".")[0] not in {*sys.stdlib_module_names, "msgraph_vpptokens_contracts"}:
                yield module


def test_no_private_name_of_another_library_is_used() -> None:
    assert {name: list(private(tree)) for name, tree in FILES.items() if list(private(tree))} == {}
    assert list(private(ast.parse("from a import _b\nc._d\nself._e"))) == ["_b", "c._d"]


def test_only_documented_modules_are_imported_and_schemathesis_in_one_place() -> None:
    assert {module for tree in FILES.values() for module in imported(tree)} == DOCUMENTED
    assert [name for name, tree in FILES.items() if {"schemathesis", "hypothesis", "requests"} & set(imported(tree))] == ["generated.py"]


def test_the_guide_lists_the_checks() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "guides" / "verify-in-ci.md").read_text(encoding="utf-8")
    rows = [line for line in guide.splitlines() if line.startswith("| `") and line.count("|") == 4]
    assert [row for row in rows if row.split("`")[1] in CHECKS] == [
        f"| `{check.code}` | {check.sentence} | {check.source} |" for check in CHECKS.values()
    ]
