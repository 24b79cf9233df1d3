"""Text analysis in other languages than English: stems by the language, and units of scripts that have no word breaks.

The one idea: these terms stand beside the English ones, in fields of their own, and say which language they are of. So
nothing changes for English. Which language a text in Latin letters is in is told or detected; other scripts show it.
"""

import re
import unicodedata
from functools import cache

import tantivy

from corpus.language import detected_language, likely_languages
from index.text.analysis import without_joiners

ENGLISH = "en"
STEMMED = {  # languages that tantivy has stemmers of, by the script they are written in
    "latin": {
        "da": "danish", "de": "german", "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian",
        "it": "italian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pt": "portuguese",
        "ro": "romanian", "sv": "swedish", "tr": "turkish", ENGLISH: "english",  # of names in other scripts
    },
    "cyrillic": {"ru": "russian"}, "greek": {"el": "greek"}, "arabic": {"ar": "arabic"},
}  # fmt: skip
SCRIPTS = {  # the letters and marks of each script, or of those that are read alike
    "pairs": "々〇\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff",
    "triples": "\u0591-\u05c7\u05d0-\u05f4\u0900-\u0963\u0971-\u0dff\u0e01-\u0e4e\u0e81-\u0fbc\u1000-\u103f"
    "\u1050-\u109d\u1200-\u137c\u1780-\u17d3",
    "cyrillic": "\u0400-\u052f", "greek": "\u0370-\u03ff\u1f00-\u1fff", 
    "arabic": "\u0620-\u065f\u066e-\u06d3\u06d5-\u06ff", "other": "\u0530-\u058f\u10a0-\u10ff",
    "latin": "a-z\u00df-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff'’",
    "digits": "0-9",
}  # fmt: skip
PIECE = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, letters in SCRIPTS.items()))
NOT_LATIN = re.compile(f"[{''.join(letters for name, letters in SCRIPTS.items() if name not in ('latin', 'digits'))}]")
UNIT = {
    "pairs": 2,
    "triples": 3,
}  # characters: most words of Chinese have two; those of Thai and Hindi more, with marks
BEGINNING = 5  # letters of a word whose language has no stemmer: as good as a stemmer in most of them
MAX_WORD_CHARS = 60


@cache
def _stemmer(name: str) -> tantivy.TextAnalyzer:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return analyzer.filter(tantivy.Filter.stemmer(name)).filter(tantivy.Filter.ascii_fold()).build()


def text_terms(text: str, language: str | None) -> list[str]:
    """The terms of a text in a language (a code such as `de` or `pt-br`), or in one that its letters show.

    Empty for English, and for Latin letters in a language that is not known.
    """
    code = (language or "").lower().replace("_", "-").partition("-")[0]
    of_latin = code if code in STEMMED["latin"] or not NOT_LATIN.search(text) else ENGLISH
    return [
        term
        for script, piece in _pieces(text, code)
        for term in _terms(script, piece, of_latin if script == "latin" else code)
    ]


def asked_terms(question: str) -> list[str]:
    """The different terms of a question as texts in its language may have them, in order."""
    if NOT_LATIN.search(question):
        codes = ["", *(code for script, known in STEMMED.items() if script != "latin" for code in known)]
    else:
        codes = likely_languages(question)
    codes = [] if ENGLISH in codes else codes
    return list(dict.fromkeys(term for code in codes for term in text_terms(question, code)))


def foreign_language(question: str) -> str | None:
    """The language of a question if that is not English; `None` for English, and where it is not sure."""
    language = detected_language(question) if asked_terms(question) else None
    return None if language == ENGLISH else language


def _pieces(text: str, code: str) -> list[tuple[str, str]]:
    """The words, or runs of letters, with their scripts; none where the English analysis has them all."""
    if code in ("", ENGLISH) and not NOT_LATIN.search(text):
        return []
    if code == "tr":
        text = text.replace("İ", "i").replace("I", "ı")
    read = unicodedata.normalize("NFKC", without_joiners(text)).lower()
    return [(piece.lastgroup or "", piece[0]) for piece in PIECE.finditer(read)]


def _terms(script: str, piece: str, code: str) -> list[str]:
    """The terms of one word or run of letters."""
    if size := UNIT.get(script):
        return [f"{script}:{piece[start : start + size]}" for start in range(max(1, len(piece) - size + 1))]
    if script == "digits":
        return [f"digits:{piece[:MAX_WORD_CHARS]}"]
    if name := STEMMED.get(script, {}).get(code):
        words = [word for part in re.split("['’]", piece[:MAX_WORD_CHARS]) for word in _stemmer(name).analyze(part)]
        return [f"{code}:{word}" for word in words]
    plain = unicodedata.normalize("NFD", piece) if script == "latin" else piece
    word = "".join(each for each in plain if not unicodedata.combining(each) and each not in "'’")
    return [f"{script}:{word[:BEGINNING]}"] if word else []
