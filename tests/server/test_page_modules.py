"""The page's modules, read as text: what they import is there, and nobody imports in a circle."""

import re
from graphlib import TopologicalSorter
from pathlib import Path

from conftest import ROOT

PAGE = ROOT / "qa" / "server" / "page"
IMPORT = re.compile(r"""^import [^"]*"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)""", re.MULTILINE)


def _imports() -> dict[Path, set[Path]]:
    return {
        module: {
            (module.parent / (at_once or when_used)).resolve()
            for at_once, when_used in IMPORT.findall(module.read_text(encoding="utf-8"))
        }
        for module in PAGE.resolve().rglob("*.js")
    }


def test_what_a_module_of_the_page_imports_is_there() -> None:
    imports = _imports()
    assert sum(len(imported) for imported in imports.values()) > 20
    assert set().union(*imports.values()) <= set(imports)


def test_no_modules_of_the_page_import_each_other_in_a_circle() -> None:
    TopologicalSorter(_imports()).prepare()
