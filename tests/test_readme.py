"""The docstring of each folder of code is its table of contents, so that the file can be found from the feature."""

import ast
import re
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGES = ("corpus", "index", "qa")
FOLDERS = sorted({path.parent for package in PACKAGES for path in (ROOT / package).rglob("*.py")})
HIDDEN = {"__init__.py", "__pycache__"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_a_folders_docstring_lists_all_that_it_holds(folder: Path) -> None:
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    listed = re.findall(r"^(\S+\.\w+|\S+/) +\S", docstring, re.MULTILINE)
    there = {f"{path.name}/" if path.is_dir() else path.name for path in folder.iterdir()} - HIDDEN - {"__pycache__/"}
    assert sorted(listed) == sorted(there)


def test_file_names_are_unique_across_packages() -> None:
    names = [path.name for folder in FOLDERS for path in folder.glob("*.py") if not path.name.startswith("__")]
    assert len(names) == len(set(names))
