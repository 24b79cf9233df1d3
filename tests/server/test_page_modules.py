"""The page's modules, read as text: what they import is there, and nobody imports in a circle."""

import re
from graphlib import TopologicalSorter
from pathlib import Path

from conftest import ROOT

PAGE = ROOT / "qa" / "server" / "page"
PRELOADED = re.compile(r'<link rel="modulepreload" href="/page/([^"]+)">')
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


def test_what_the_page_begins_with_is_asked_for_at_once() -> None:
    """Else a browser learns of each module from the one that imports it, one journey to the server after another."""
    begins, left = set(), [PAGE / "page.js"]
    while left:
        module = left.pop().resolve()
        if module not in begins:
            begins.add(module)
            left += [
                module.parent / at_once for at_once, _ in IMPORT.findall(module.read_text(encoding="utf-8")) if at_once
            ]
    preloaded = PRELOADED.findall((PAGE / "index.html").read_text(encoding="utf-8"))
    assert sorted(preloaded) == sorted(str(each.relative_to(PAGE.resolve())) for each in begins - {PAGE / "page.js"})
