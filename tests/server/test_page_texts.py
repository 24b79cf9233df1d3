"""The page's words: each in every language with the same places, none unused, and none left in the page's code."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import NOW, ROOT, WordEncoder, WordReader, open_index, take_in
from starlette.testclient import TestClient

from corpus.errors import UsageError
from qa.answer.message import ENGLISH as SAID
from qa.server.app import create_app
from qa.server.page_texts import ENGLISH, SERVICE, WORDED, accepted_language, in_language, languages, own_texts, texts
from qa.service.ask import Service
from qa.service.settings import load_settings

PAGE = (ROOT / "qa" / "server" / "page").resolve()
MODULES = {path.resolve(): path.read_text(encoding="utf-8") for path in PAGE.rglob("*.js")}
IMPORTED = re.compile(r'^import (?:[^"]*? from )?"(\.[^"]+)"', re.MULTILINE)
TOKEN = re.compile(  # of JavaScript: a comment, a regular expression, a string, the beginning of a template
    r'//[^\n]*|/\*.*?\*/|/(?![/*])(?:\\.|\[[^\]\n]*\]|[^/\n\\])+/[a-z]*(?=[.,);\]])|"(?:[^"\\\n]|\\.)*"|`', re.DOTALL
)
ENGLISH_WORDS = re.compile(r"[A-Z][a-z]{2,}|[a-z]{2,}[,.;:]? [a-z]{2,}|[a-z]{2,}…")
# What stands before words that are for machines, and such words and names that are the same in all languages.
FOR_MACHINES = re.compile(
    r"className: (?:isLead \? )?$|key [=!]== $|name === $|^import|rel: $|matchMedia\($|querySelector\($|matches\?\.\($"
)
NAMES = frozenset((
    "EndNote, Zotero, Mendeley", "BibTeX", "Pandoc, Zotero", "Markdown", "Web Annotations", "Hypothesis",
    "Content-Type", "Bearer  ", "cutOff",
))  # fmt: skip


def literals(code: str) -> Iterator[tuple[str, str]]:
    """The strings of JavaScript, each after what stands before it in its line; of templates what is not filled in."""
    at = 0
    while found := TOKEN.search(code, at):
        at = found.end()
        before = code[: found.start()].rsplit("\n", 1)[-1]
        if found[0].startswith('"'):
            yield before, found[0][1:-1]
        elif found[0] == "`":
            said = ""
            while code[at] != "`":
                if code.startswith("${", at):
                    begin, at, depth = at + 2, at + 2, 1
                    while depth:
                        depth += {"{": 1, "}": -1}.get(code[at], 0)
                        at += 1
                    yield from literals(code[begin : at - 1])
                    said += " "
                else:
                    said += code[at]
                    at += 1
            at += 1
            yield before, said


def forms(text: str | dict[str, str]) -> dict[str, str]:
    return {"other": text} if isinstance(text, str) else text


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def at_start() -> set[Path]:
    """The modules that the page opens with."""
    found: set[Path] = set()
    left = [PAGE / "page.js"]
    while left:
        module = left.pop()
        found.add(module)
        left += {(module.parent / each).resolve() for each in IMPORTED.findall(MODULES[module])} - found
    return found


def in_documents() -> set[str]:
    return {
        key
        for name in WORDED
        for key in re.findall(r"\{\{(\w+)\}\}", (PAGE / name).read_text(encoding="utf-8"))
        if key not in (*texts(ENGLISH), "language")
    }


def test_german_spanish_french_and_japanese_are_there() -> None:
    assert languages() >= {"en", "de", "es", "fr", "ja"}


@pytest.mark.parametrize("language", sorted(languages()))
def test_each_language_has_every_key_in_the_same_part_with_the_same_places(language: str) -> None:
    english = texts(ENGLISH)
    assert {part: list(own) for part, own in texts(language).items() if part != SERVICE} == {
        part: list(own) for part, own in english.items() if part != SERVICE
    }
    for key, text in own_texts(language).items():
        expected = places(forms(own_texts(ENGLISH)[key])["other"])
        assert isinstance(text, str) or "n" in expected, f"{key} has forms, but no number"
        for form, said in forms(text).items():
            assert form in ("one", "other"), key
            assert said.strip() == said != "", key
            assert places(said) == expected or (form == "one" and places(said) == expected - {"n"}), key


def test_no_key_stands_in_two_parts() -> None:
    assert sum(len(part) for part in texts(ENGLISH).values()) == len(own_texts(ENGLISH))


@pytest.mark.parametrize("language", sorted(languages() - {ENGLISH}))
def test_each_language_has_whatever_the_service_says_with_the_same_places(language: str) -> None:
    ours = texts(language)[SERVICE]
    problems = {key for key in ours if key.startswith("problem_")}
    assert ours.keys() - problems == SAID.keys() | {"then_part", "then_sentence"}
    assert {key: places(str(ours[key])) for key in SAID} == {key: places(text) for key, text in SAID.items()}
    table = (ROOT / "qa" / "server" / "README.md").read_text(encoding="utf-8")
    assert all(f"`{key.removeprefix('problem_')}`" in table for key in problems)
    assert problems == {key for key in texts("de")[SERVICE] if key.startswith("problem_")}
    assert texts(ENGLISH)[SERVICE] == {}


def test_no_key_is_unused() -> None:
    in_code = {said for source in MODULES.values() for _, said in literals(source)}
    document = texts(ENGLISH)["document"].keys()
    assert document - in_documents() == set()
    assert own_texts(ENGLISH).keys() - document - in_code - in_documents() == set()
    assert in_documents() <= own_texts(ENGLISH).keys()


def test_a_module_asks_only_for_keys_that_it_has() -> None:
    """What is opened later brings its words with it; what the page opens with has to do without them."""
    start, parts = at_start(), texts(ENGLISH)
    for module, source in MODULES.items():
        asked = set(re.findall(r'\b(?:t|parts)\((?:\w[\w.]* \? )?"(\w+)"', source))
        assert asked <= parts["start"].keys() | parts["later"].keys(), module.name
        brings = "more_texts.js" in source
        assert not (brings and module in start), module.name
        assert brings or not asked & parts["later"].keys(), module.name


def test_no_english_is_left_in_the_pages_code() -> None:
    found = {
        f"{module.name}: {said}"
        for module, source in MODULES.items()
        for before, said in literals(source)
        if ENGLISH_WORDS.search(said) and not FOR_MACHINES.search(before) and said not in NAMES
    }
    assert found == set()


def test_no_english_is_left_in_the_document() -> None:
    document = (PAGE / "index.html").read_text(encoding="utf-8")
    own = re.sub(r"<!--.*?-->|<(code|h1|title)\b.*?</\1>|\{\{\w+\}\}|&nbsp;", "", document, flags=re.DOTALL)
    assert re.findall(r">[^<]*[A-Za-z]{2,}[^<]*<", own) == []
    assert re.findall(r'(?:aria-label|placeholder|title|alt)="[^"]*[A-Za-z]{2,}[^"]*"', own) == []


def test_words_become_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = {"document": {"description": 'a <b> "c" & d'}, "start": {}, "later": {}, "service": {}}
    monkeypatch.setattr("qa.server.page_texts.texts", lambda _: odd)
    assert in_language("index.html", "{{description}}", ENGLISH) == "a &lt;b&gt; &quot;c&quot; &amp; d"
    assert json.loads(in_language("newsqa.webmanifest", '"{{description}}"', ENGLISH)) == 'a <b> "c" & d'


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("*", "en"), ("it", "en"), ("de", "de"), ("de-CH,de;q=0.9,en;q=0.8", "de"), ("ja-JP", "ja"),
        ("en-US,fr;q=0.9", "en"), ("it,fr;q=0.5,es;q=0.7", "es"), ("fr;q=0,es;q=0.1", "es"), ("FR", "fr"),
        ("de;q=x", "en"), (";;,,q=1", "en"), ("../en", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_that_the_browser_likes_best(header: str, language: str) -> None:
    assert accepted_language(header) == language


def served(tmp_path: Path, **settings: str) -> TestClient:
    words = WordEncoder()
    take_in(tmp_path, words)
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    return TestClient(create_app(lambda: service, load_settings(home=tmp_path, hosts="testserver", **settings)))


def test_each_reader_gets_the_page_in_one_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with served(tmp_path) as client:
        english, german = (client.get("/", headers={"Accept-Language": each}) for each in ("en", "de-AT"))
        assert '<html lang="en">' in english.text and '<html lang="de">' in german.text
        assert (german.headers["content-language"], german.headers["vary"]) == ("de", "Accept-Language")
        assert "Ihre Frage" in german.text and "Your question" not in german.text
        assert english.headers["etag"] != german.headers["etag"]
        again = {"If-None-Match": german.headers["etag"], "Accept-Language": "de"}
        assert client.get("/", headers=again).status_code == 304
        assert client.get("/", headers={**again, "Accept-Language": "fr"}).status_code == 200
        module = client.get("/page/texts.js", headers={"Accept-Language": "de"}).text
        assert "Wahrscheinliche Antwort" in module and "Likely answer" not in module
        assert client.get("/page/texts/de.json").status_code == 404


def test_a_language_that_is_set_is_everybodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with served(tmp_path, language="fr") as client:
        assert '<html lang="fr">' in client.get("/", headers={"Accept-Language": "de"}).text


def test_a_language_that_is_not_there_is_refused_with_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"language = 'xx': the page is there in de, en"):
        served(tmp_path, language="xx")
