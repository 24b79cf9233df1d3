import re
import tomllib
from collections import Counter

import pytest
from conftest import ROOT

from qa.english.vocabulary import lines, numbers, tables, words

FOLDER = ROOT / "qa" / "english" / "vocabulary"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml"))]
NAMES = [name for text in TEXTS for name in tomllib.loads(text)]
LISTS = [name for text in TEXTS for name, entries in tomllib.loads(text).items() if isinstance(entries, list)]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "qa").rglob("*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_the_comment_above_a_list_says_who_uses_it_and_how_it_was_made(name: str) -> None:
    above = re.compile(rf"((?:^#.*\n)+)\[?{name}\b", re.MULTILINE)
    (comment,) = [match[1].replace("\n# ", " ") for text in TEXTS for match in above.finditer(text)]
    users = re.match(r"# \w.+ Used by (.+?); (?:made by hand|from )", comment)
    assert users
    for path in re.findall(r"\w+/[\w/.]+\w", users[1]):
        assert [*(ROOT / "qa").rglob(path)], f"{path} is not there"
    assert re.search(rf'(?:words|lines|numbers|tables|_pattern)\("{name}"', CODE), "nothing reads it"


def test_a_lists_name_is_its_own_across_all_files() -> None:
    assert [name for name, count in Counter(NAMES).items() if count > 1] == []


@pytest.mark.parametrize("name", LISTS)
def test_a_lists_entries_are_in_small_letters_and_there_once(name: str) -> None:
    entries = lines(name)
    assert entries and len(entries) == len(set(entries)) == len(words(name))
    assert [entry for entry in entries if entry != entry.strip().lower()] == []


def test_lists_keep_their_order_and_tables_their_values() -> None:
    assert "president" in words("roles")
    assert lines("weekdays")[0] == "monday mon"
    assert list(numbers("numbers").items())[12] == ("twelve", 12.0)
    assert tables("measures")["length"]["mile"] == 1609.34


@pytest.mark.parametrize("read", [words, lines, numbers, tables])
def test_an_unknown_list_is_an_error(read: type) -> None:
    with pytest.raises(KeyError, match="no_such_list"):
        read("no_such_list")
