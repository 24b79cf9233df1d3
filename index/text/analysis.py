"""Text analysis: the words of a text as the lexical index has them (small letters, stemmed), and those of a question.

The one place that makes index terms, so that texts and questions always agree.
"""

import tantivy

MAX_WORD_CHARS = 60


# Words that frame a question and say nothing of its subject.
FRAMING_WORDS = frozenset(
    [
        "a",
        "about",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "she",
        "should",
        "so",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


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


FRAMING_TERMS = frozenset(term for word in FRAMING_WORDS for term in ANALYZER.analyze(word))


def terms(text: str) -> list[str]:
    """The words of a text as the index has them, in order."""
    return ANALYZER.analyze(text)


def question_terms(question: str) -> list[str]:
    """A question's different terms in order, without the words that only frame it unless there are no others."""
    found = list(dict.fromkeys(ANALYZER.analyze(question)))
    return [term for term in found if term not in FRAMING_TERMS] or found
