"""The README names every module, so that the file can be found from the feature."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for package in ("corpus", "index", "qa")
    for path in (ROOT / package).glob("*.py")
    if not path.name.startswith("__")
)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_is_in_the_readme(module: str) -> None:
    assert f"`{module}`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_file_names_are_unique_across_packages() -> None:
    names = [Path(module).name for module in MODULES]
    assert len(names) == len(set(names))
