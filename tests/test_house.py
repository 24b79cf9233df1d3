"""The house's figures, counted in a checkout so small that one can count them by hand; what benchmarks measure."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from house import PACKAGES, figures, n_words

BENCH = ROOT / "tests" / "bench"
SCRIPTS = sorted(BENCH.glob("*.py"))

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


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_benchmark_imports_figures_before_what_it_measures(script: Path) -> None:
    body = ast.parse(script.read_text(encoding="utf-8")).body
    imported: list[str] = []
    for node in body:
        if isinstance(node, ast.ImportFrom):
            imported.append((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            imported += [alias.name.split(".")[0] for alias in node.names]
    own = [imported.index(package) for package in PACKAGES if package in imported]
    assert not own or imported.index("figures") < min(own)


def test_a_benchmark_measures_the_checkout_that_it_stands_in(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    """Wherever it is started, and in the processes that it starts."""
    for place in ("here", "elsewhere"):
        write(f"{place}/qa/__init__.py", "")
        write(f"{place}/qa/__main__.py", "print(__file__)")
    script = write(
        "here/tests/bench/script.py",
        "import figures, load, qa, subprocess\n"
        "print(qa.__file__, flush=True)\n"
        "subprocess.run(load.NEWSQA, env=load.environment(load.Path()), check=True)\n",
    )
    for name in ("figures.py", "load.py"):
        shutil.copy(BENCH / name, script.parent)
    run = subprocess.run(
        [sys.executable, script], cwd=tmp_path / "elsewhere", capture_output=True, text=True, check=True
    )
    here = tmp_path / "here" / "qa"
    assert run.stdout.split() == [str(here / "__init__.py"), str(here / "__main__.py")]
