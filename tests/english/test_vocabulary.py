import re
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

from qa.english.vocabulary import lines, numbers, tables, words

FOLDER = ROOT / "qa" / "english" / "vocabulary"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".txt", ".toml"))
LISTS = [path for path in FILES if path.suffix == ".txt"]
IN_CAPITALS_TOO = {"currencies"}  # codes
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "qa").rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_first_line_says_who_uses_a_list_and_how_it_was_made(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert re.match(r"# .+ Used by .+[.;] ", first)
    assert re.search(rf'(?:words|lines|numbers|tables|_pattern)\("{path.stem}"', CODE), "nothing reads it"


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_a_lists_entries_are_in_small_letters_and_there_once(path: Path) -> None:
    entries = lines(path.stem)
    assert entries and len(entries) == len(set(entries)) == len(words(path.stem))
    assert path.stem in IN_CAPITALS_TOO or [entry for entry in entries if entry != entry.lower()] == []


def test_entries_are_stripped_and_comments_and_blank_lines_left_out() -> None:
    assert "# " not in "".join(words("roles"))
    assert lines("weekdays")[0] == "monday mon"
    assert numbers("numbers")["twelve"] == 12
    assert tables("synonyms") == tomllib.loads((FOLDER / "synonyms.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("read", [words, lines, numbers, tables])
def test_an_unknown_list_is_an_error(read: type) -> None:
    with pytest.raises(FileNotFoundError):
        read("no_such_list")
