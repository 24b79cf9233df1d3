"""Text analysis: the words of a text as the lexical index has them (small letters, stemmed), and those of a question.

The one place that makes index terms, so that texts and questions always agree.
"""

from importlib import resources

import tantivy

MAX_WORD_CHARS = 60
NO_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))


def _framing_words() -> frozenset[str]:
    lines = resources.files("index.text").joinpath("framing_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


FRAMING_WORDS = _framing_words()  # they frame a question and say nothing of its subject


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(MAX_WORD_CHARS))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


ANALYZER = _analyzer()
WHOLE_WORDS = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()


FRAMING_TERMS = frozenset(term for word in FRAMING_WORDS for term in ANALYZER.analyze(word))


def without_joiners(text: str) -> str:
    """A text without the joiners of Persian and the scripts of India, which people leave out when they ask."""
    return text.translate(NO_JOINERS)


def terms(text: str) -> list[str]:
    """The words of a text as the index has them, in order."""
    return ANALYZER.analyze(without_joiners(text))


def too_long(text: str) -> list[str]:
    """The words of a text that are no terms since they are too long, each once."""
    return [word for word in dict.fromkeys(WHOLE_WORDS.analyze(text)) if not ANALYZER.analyze(word)]


def question_terms(question: str) -> list[str]:
    """A question's different terms in order, without the words that only frame it unless there are no others."""
    found = list(dict.fromkeys(terms(question)))
    return [term for term in found if term not in FRAMING_TERMS] or found
