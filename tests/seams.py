"""The product's code as syntax trees: who names what, for the tests that hold its seams."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from conftest import ROOT

PACKAGES = ("corpus", "index", "qa")


@cache
def modules() -> dict[str, ast.Module]:
    """Every file of the product under its path below the root."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in files}


def strings(module: ast.Module) -> Iterator[str]:
    """A module's string constants, f-strings as one with their gaps left out, without docstrings."""
    docstrings = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(module) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            yield " ".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | parts:
            yield node.value


def names(module: ast.Module) -> set[str]:
    """All that a module names: variables, attributes, and what it imports."""
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            found.update(alias.name for alias in node.names)
    return found


def attributes_used(*, inside: str = "", outside: str = "-") -> set[str]:
    """The attributes that the product's code uses in one place, or everywhere but in one."""
    return {
        node.attr
        for path, module in modules().items()
        if path.startswith(inside) and not path.startswith(outside)
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
    }


def members(protocol: type) -> set[str]:
    """What a protocol asks for."""
    return {name for each in protocol.__mro__ for name in vars(each) if not name.startswith("_")}


def is_in(path: str, homes: tuple[str, ...]) -> bool:
    return any(Path(home) in Path(path).parents for home in homes)
