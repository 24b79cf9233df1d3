"""An article → its passages with the words that the encoder reads of each, and the vectors that are not there yet.

The one idea: a vector is kept under a hash of model and words, so the same words are embedded once, whatever article or
version they stand in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.archive.protocol import Archive
from corpus.article import Article
from index.encoder.encoder import Encoder
from index.passages.chunk import PASSAGE_TOKENS, chunk
from index.passages.vector_store import missing_vectors, vector_hash
from index.text.sentences import Span
from index.vectors import Vectors

MAX_TITLE_PIECES = 48  # of a headline longer than this only the beginning gives a passage its context


@dataclass(frozen=True, slots=True)
class CutArticle:
    """An article's passages and the hashes of their vectors."""

    spans: list[Span]
    words: list[str]
    hashes: list[bytes]


def cut_article(article: Article, encoder: Encoder, passage_tokens: int = PASSAGE_TOKENS) -> CutArticle:
    """An article's passages of at most so many tokens, with the words that the encoder reads of each."""
    title = _context(article.title, encoder)
    (title_pieces,) = encoder.count_tokens([title])
    spans = chunk(
        article.text, max_tokens=passage_tokens, fits=encoder.count_tokens, max_pieces=encoder.max_tokens - title_pieces
    )
    words = [embedded_words(title, article.text[span.start : span.end]) for span in spans]
    return CutArticle(spans, words, [vector_hash(encoder.digest, part) for part in words])


def embedded_words(title: str, text: str) -> str:
    """What the encoder reads of a passage: the headline gives it its context."""
    return f"{title}\n{text}"


def _context(title: str, encoder: Encoder) -> str:
    words = title.split()
    while len(words) > 1 and encoder.count_tokens([" ".join(words)])[0] > MAX_TITLE_PIECES:
        words = words[: len(words) * 3 // 4]
    context = " ".join(words)[: 8 * MAX_TITLE_PIECES]
    while encoder.count_tokens([context])[0] > MAX_TITLE_PIECES:  # one endless word, or a script without spaces
        context = context[: len(context) * 3 // 4]
    return context


def new_vectors(archive: Archive, encoder: Encoder, cuts: Iterable[CutArticle]) -> dict[bytes, Vectors]:
    """The vectors, under their hashes, that the archive has not got yet."""
    words = {key: part for each in cuts for key, part in zip(each.hashes, each.words, strict=True)}
    missing = sorted(missing_vectors(archive, words))
    return dict(zip(missing, encoder.encode([words[key] for key in missing]), strict=True))
