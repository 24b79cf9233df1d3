"""Measure the code of a checkout: how it is divided, how long and branched its parts are, what an import loads.

    python tests/bench/house.py [PATH] [--json FILE]

Counts the Python of corpus/, index/ and qa/ in PATH (this checkout if none is named), so that the figures of before and
after come from one script; the flat layout of before is known, too. What is counted, and how:

- Entries of a folder: its files and folders, without `__init__.py`, `__main__.py` and README.md.
- Floors: modules (or entries of qa/) on the longest chain in which each imports the next, wherever in its file the
  import stands. Those that import each other in a circle count as one floor.
- Lines of a function: from `def` to its end.
- Complexity: McCabe's, as ruff counts it (C901). Branches: the same, and one for each `and`, `or`, `x if y else z`,
  `assert` and comprehension, which hold decisions that McCabe's number passes over.
- SQL: string constants that hold a statement, docstrings apart.
- Modules loaded: in a new process, by importing the package and each module in it, beyond what Python itself loads.
"""

import ast
import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from figures import Row, plain_arguments, write

PACKAGES = ("corpus", "index", "qa")
MAX_FILE, MAX_FUNCTION, MAX_COMPLEXITY = 250, 60, 15
SQL = re.compile(
    r"\b(SELECT\b.*\bFROM|(INSERT|REPLACE)\b.*\bINTO|UPDATE\b.*\bSET|DELETE\s+FROM|CREATE\s+\w+)\b", re.DOTALL
)
SQL_HOMES = ("corpus/archive", "index/passages", "index/store.py")  # the last one in the flat layout
ENGLISH = ("qa.english", "qa.kindred")  # what English words mean, and the module that most of it was in before
HEAVY = {"faiss", "numpy", "openvino", "sentence_transformers", "tantivy", "tiktoken", "tokenizers", "torch"}
LOADED = """
import sys
before = set(sys.modules)
for name in sys.argv[1:]:
    __import__(name)
print(sys.modules[sys.argv[1]].__file__, *sorted(set(sys.modules) - before), sep="\\n")
"""
BRANCHES = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case,
    ast.BoolOp, ast.IfExp, ast.Assert, ast.comprehension,
)  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef
Graph = Mapping[str, frozenset[str]]


def figures(root: Path) -> list[Row]:
    """The figures of the checkout in `root`, each with its worst places or what else stands behind it."""
    files = sorted(path for package in PACKAGES for path in (root / package).rglob("*.py"))
    trees = {path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in files}
    lines = {path.relative_to(root).as_posix(): _n_lines(path) for path in files}
    fullest = max(_folders(root), key=lambda folder: len(_entries(folder)))
    imports = _imports(trees)
    rooms = _chain(_rooms(imports))
    modules = _chain({name: imported for name, imported in imports.items() if name.startswith("qa.")})
    long_files = [(n, name) for name, n in lines.items() if n > MAX_FILE]
    long_functions = [found for found in _lengths(trees) if found[0] > MAX_FUNCTION]
    branched_functions = [found for found in _branches(trees) if found[0] > MAX_COMPLEXITY]
    complex_functions = _complex_functions(root)
    strays = [(n, name) for name, n in _sql(trees).items() if not name.startswith(SQL_HOMES)]
    loaded = _loaded(root, imports)
    others = [path for path in (root / "qa").rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc", ".md")]
    return [
        _row("entries in the fullest folder, page apart", len(_entries(fullest)), fullest.relative_to(root).as_posix()),
        _row("floors of qa/: its own entries", len(rooms), " > ".join(rooms)),
        _row("floors of qa/: single modules", len(modules), " > ".join(name.removeprefix("qa.") for name in modules)),
        _row(f"files over {MAX_FILE} lines", len(long_files), _worst(long_files)),
        _row(f"functions over {MAX_FUNCTION} lines", len(long_functions), _worst(long_functions)),
        _row(f"functions over complexity {MAX_COMPLEXITY}", len(complex_functions), _worst(complex_functions)),
        _row(f"functions over {MAX_COMPLEXITY} branches", len(branched_functions), _worst(branched_functions)),
        _row("SQL statements outside their home", sum(n for n, _ in strays), _worst(strays)),
        _row(
            f"modules loaded by import {loaded[0]}",
            len(loaded) - 1,
            ", ".join(sorted(HEAVY & set(loaded))) or "none of them heavy",
        ),
        _row("lines of Python in qa/", sum(n for name, n in lines.items() if name.startswith("qa/")), ""),
        _row("lines of other files in qa/", sum(map(_n_lines, others)), "the page, words, weights"),
        _row("words in README.md, code blocks apart", n_words((root / "README.md").read_text(encoding="utf-8")), ""),
    ]


def n_words(markdown: str) -> int:
    """The words outside code blocks; tables count, too."""
    prose = re.sub(r"^```.*?^```", "", markdown, flags=re.DOTALL | re.MULTILINE)
    return sum(any(map(str.isalnum, word)) for word in prose.split())


def _row(name: str, count: int, note: str) -> Row:
    return {"figure": name, "count": count, "note": note}


def _worst(found: list[tuple[int, str]]) -> str:
    return ", ".join(f"{name} {n}" for n, name in sorted(found, reverse=True)[:3])


def _n_lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def _folders(root: Path) -> list[Path]:
    """The folders that hold code."""
    return sorted({path.parent for package in PACKAGES for path in (root / package).rglob("*.py")})


def _entries(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith((".", "__", "README"))]


def _imports(trees: Mapping[str, ast.Module]) -> Graph:
    """Which modules of the checkout each of them imports. Packages are left out: they hold nothing but docstrings."""
    names = {path.removesuffix(".py").replace("/", "."): tree for path, tree in trees.items()}
    return {
        name: frozenset(imported for imported in _imported(tree) if imported in names and imported != name)
        for name, tree in names.items()
        if not name.endswith(".__init__")
    }


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _rooms(imports: Graph) -> Graph:
    """The same between the entries of qa/: its folders and the modules that stand in it."""
    rooms: dict[str, set[str]] = {}
    for name, imported in imports.items():
        if name.startswith("qa."):
            room = name.split(".")[1]
            theirs = {other.split(".")[1] for other in imported if other.startswith("qa.")}
            rooms.setdefault(room, set()).update(theirs - {room})
    return {name: frozenset(theirs) for name, theirs in rooms.items()}


def _chain(graph: Graph) -> list[str]:
    """The longest chain of imports, the importing end first, with one member of each circle."""

    @cache
    def reached(name: str) -> frozenset[str]:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            new = graph.get(waiting.pop(), frozenset()) & graph.keys() - seen
            seen |= new
            waiting += new
        return frozenset(seen)

    @cache
    def longest(name: str) -> tuple[str, ...]:
        below = [longest(other) for other in sorted(reached(name)) if name not in reached(other)]
        return (name, *(max(below, key=len) if below else ()))

    chain = max([longest(name) for name in sorted(graph)], key=len)
    return list(chain)


def _functions(trees: Mapping[str, ast.Module]) -> Iterator[tuple[Function, str]]:
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield node, f"{path}:{node.name}"


def _lengths(trees: Mapping[str, ast.Module]) -> Iterator[tuple[int, str]]:
    for function, name in _functions(trees):
        yield (function.end_lineno or function.lineno) - function.lineno + 1, name


def _branches(trees: Mapping[str, ast.Module]) -> Iterator[tuple[int, str]]:
    for function, name in _functions(trees):
        ways = (
            len(node.values) - 1 if isinstance(node, ast.BoolOp) else 1
            for node in ast.walk(function)
            if isinstance(node, BRANCHES)
        )
        yield 1 + sum(ways), name


def _complex_functions(root: Path) -> list[tuple[int, str]]:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "C901"]
    command += ["--config", f"lint.mccabe.max-complexity={MAX_COMPLEXITY}", "--output-format", "json", *PACKAGES]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # 1: some were found
    if run.returncode > 1:
        raise SystemExit(run.stderr)
    told = [(each["filename"], *re.findall(r"`(.+?)`.*?(\d+)", each["message"])[0]) for each in json.loads(run.stdout)]
    return [(int(n), f"{Path(file).relative_to(root).as_posix()}:{name}") for file, name, n in told]


def _sql(trees: Mapping[str, ast.Module]) -> dict[str, int]:
    """How many SQL statements each file has."""
    return {path: n for path, tree in trees.items() if (n := sum(bool(SQL.search(text)) for text in _strings(tree)))}


def _strings(tree: ast.Module) -> Iterator[str]:
    """String constants, each f-string as one; docstrings and parts of f-strings are none."""
    passed: set[ast.AST] = set()
    for node in ast.walk(tree):
        if node in passed:
            continue
        if isinstance(node, ast.Expr):
            passed.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            passed.update(node.values)
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _loaded(root: Path, modules: Iterable[str]) -> list[str]:
    """The module that is imported, and what is loaded with it and all modules below it."""
    english = next(name for name in ENGLISH if list(root.glob(f"{name.replace('.', '/')}*")))
    below = sorted(name for name in modules if name.startswith(f"{english}."))
    command = [sys.executable, "-c", LOADED, english, *below]
    run = subprocess.run(command, cwd=root, env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=True)
    file, *loaded = run.stdout.splitlines()
    if not Path(file).is_relative_to(root):
        raise SystemExit(f"{english} comes from {file}, not from {root}")
    return [english, *loaded]


def main() -> None:
    parser = plain_arguments(__doc__)
    parser.add_argument(
        "path", type=Path, nargs="?", default=Path(__file__).parents[2], help="a checkout; this one by default"
    )
    options = parser.parse_args()
    rows = figures(options.path.resolve())
    for row in rows:
        print(f"{row['count']:>7,}  {row['figure']}")
        if row["note"]:
            print(textwrap.fill(str(row["note"]), 110, initial_indent=" " * 9, subsequent_indent=" " * 9))
    write(options.json, {"house": rows})


if __name__ == "__main__":
    main()
