"""The house's figures, counted in a checkout so small that one can count them by hand."""

from collections.abc import Callable
from pathlib import Path

from house import figures, n_words

LONG = "def long(a):\n    return a\n" + "    # …\n" * 270 + "    pass\n"
BRANCHED = "def branched(a):\n    return [x for x in a if " + " and ".join(["x"] * 16) + "]\n"
SQL = 'def sql(db, name):\n    """SELECT a FROM b"""\n    return db(f"SELECT {name} FROM t WHERE a = " "1")\n'


def test_figures_are_what_one_counts_by_hand(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    for package in ("corpus", "index", "qa", "qa/english"):
        write(f"{package}/__init__.py", "")
    write("corpus/a.py", SQL)
    write("corpus/archive/b.py", SQL)
    write("qa/cli.py", "from qa import ask\nfrom qa.english import names\n")
    write("qa/ask.py", "def ask():\n    from qa.english.names import long\n    return long\n")
    write("qa/english/names.py", "import qa.english.circle\n" + LONG)
    write("qa/english/circle.py", "import qa.english.names\nimport wave\n" + BRANCHED)
    write("README.md", "# Two words\n\n```sh\nnot counted\n```\n| in | a table |\n")
    rows = {str(row["figure"]): (row["count"], row["note"]) for row in figures(tmp_path)}
    assert rows["entries in the fullest folder, page apart"] == (3, "qa")
    assert rows["floors of qa/: its own entries"] == (3, "cli > ask > english")
    assert rows["floors of qa/: single modules"][0] == 3
    assert rows["files over 250 lines"] == (1, "qa/english/names.py 274")
    assert rows["functions over 60 lines"] == (1, "qa/english/names.py:long 273")
    assert rows["functions over complexity 15"][0] == 0
    assert rows["functions over 15 branches"] == (1, "qa/english/circle.py:branched 17")
    assert rows["SQL statements outside their home"] == (1, "corpus/a.py 1")
    assert 3 <= int(rows["modules loaded by import qa.english"][0] or 0) < 20
    assert rows["words in README.md, code blocks apart"][0] == 5


def test_words_are_counted_outside_code_blocks() -> None:
    assert n_words("One – two.\n\n```\nthree\n```\n\nfour\n\n```sh\nfive\n```\n") == 3
