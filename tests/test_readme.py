"""What is written can be found: a README of one screen, links that lead somewhere, a list of each folder's entries."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT
from house import n_words

PACKAGES = ("corpus", "index", "qa")
FOLDERS = sorted({path.parent for package in PACKAGES for path in (ROOT / package).rglob("*.py")})
WINGS = [folder for folder in FOLDERS if folder.parent.name in PACKAGES and folder.parent.parent == ROOT]
HIDDEN = {"__init__.py", "__pycache__", "README.md"}
PAGES = [
    path
    for path in ROOT.rglob("*.md")
    if not any(part == "sample" or part.startswith(".") for part in path.relative_to(ROOT).parts)
]
FEWEST_WORDS, MOST_WORDS = 450, 600  # of the README, code blocks apart


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _prose(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", _text(page), flags=re.DOTALL | re.MULTILINE)


def _headings(page: Path) -> list[str]:
    return re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)


def _anchor(heading: str) -> str:
    """What GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_readme_is_one_screen() -> None:
    assert FEWEST_WORDS <= n_words(_text(ROOT / "README.md")) <= MOST_WORDS


@pytest.mark.parametrize("wing", WINGS, ids=lambda wing: wing.relative_to(ROOT).as_posix())
def test_the_readme_names_each_wing(wing: Path) -> None:
    assert f" {wing.name}/" in _text(ROOT / "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)]+)\)|src=\"([^\"]+)\"", _prose(page))
    for link in (one or other for one, other in links):
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in map(_anchor, _headings(target)), link


def test_the_logs_contents_name_each_entry() -> None:
    anchors = [_anchor(heading) for heading in _headings(ROOT / "LOG.md") if heading[0].isdigit()]
    assert len(anchors) == len(set(anchors))
    assert sorted(re.findall(r"\]\(#([^)]+)\)", _text(ROOT / "LOG.md"))) == sorted(anchors)


def test_each_dependency_says_why_it_is_there() -> None:
    text = _text(ROOT / "pyproject.toml")
    project = tomllib.loads(text)["project"]
    for needed in (
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ):
        assert re.search(rf'^ +"{re.escape(needed)}",  # \w', text, re.MULTILINE), needed


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_a_folders_docstring_lists_all_that_it_holds(folder: Path) -> None:
    docstring = ast.get_docstring(ast.parse(_text(folder / "__init__.py"))) or ""
    listed = re.findall(r"^(\S+\.\w+|\S+/) +\S", docstring, re.MULTILINE)
    there = {f"{path.name}/" if path.is_dir() else path.name for path in folder.iterdir()} - HIDDEN - {"__pycache__/"}
    where = (folder / "__init__.py").relative_to(ROOT)
    assert not there - set(listed), f"{where} has no line for {', '.join(sorted(there - set(listed)))}: add one"
    assert not set(listed) - there, f"{where} lists what is not there: {', '.join(sorted(set(listed) - there))}"
    assert len(listed) == len(there), f"{where} lists something twice"


def test_file_names_are_unique_across_packages() -> None:
    names = [path.name for folder in FOLDERS for path in folder.glob("*.py") if not path.name.startswith("__")]
    assert len(names) == len(set(names))


def test_every_benchmark_is_in_their_readme() -> None:
    scripts = {path.name for path in (ROOT / "tests" / "bench").glob("*.py")} - {"figures.py"}
    assert [name for name in sorted(scripts) if name not in _text(ROOT / "tests" / "bench" / "README.md")] == []


def test_every_day_of_the_log_that_code_points_to_has_an_entry() -> None:
    days = {heading[:10] for heading in _headings(ROOT / "LOG.md") if heading[0].isdigit()}
    code = [path for package in (*PACKAGES, "tests") for path in (ROOT / package).rglob("*.py")]
    assert {day for path in code for day in re.findall(r"LOG\.md, (\d{4}-\d\d-\d\d)", _text(path))} <= days
