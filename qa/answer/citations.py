"""Citations: quotes checked against the stored text, and evidence with its reasons, as readers see them.

Knows nothing of how quotes were chosen.
"""

from collections.abc import Sequence
from urllib.parse import quote as percent_encoded

from corpus.archive.versions import StoredVersion, by_appearance
from corpus.article import publisher_key
from corpus.seen_name import host_beside
from qa.answer.contract import Citation, Contribution, Evidence, Explained, Explanation, Place, Report, view
from qa.answer.quotes import Quote, Quotes
from qa.answer.sentences.scored_sentence import FEATURES, Copies, story_of, without_dateline
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.retrieval.features import FEATURES as SEARCH_FEATURES
from qa.retrieval.retrieve import Ranking
from qa.retrieval.weights import load_weights

CONTEXT_CHARS = 32  # as many as Hypothesis keeps around a quote
WHOLE_WORDS, END_WORDS = 12, 6  # of a quote in a text fragment: all of so many, else these of each end


class MisquoteError(AssertionError):
    """A quote that is not the stored text: a defect, which stops the answer instead of reaching a reader."""


def cite(number: int, quote: Quote, copies: Copies) -> Citation:
    """A quote with its place and who else carries it. Raises `MisquoteError`."""
    stored, span, sentence = quote.candidate.stored, quote.span, quote.candidate.span
    text = stored.article.text[span.start : span.end]
    if text[sentence.start - span.start : sentence.end - span.start] != quote.candidate.text:
        raise MisquoteError(f"{stored.article.url} [{sentence.start}:{sentence.end}] is not {quote.candidate.text!r}")
    words = without_dateline(text)
    story = copies.get(stored.number, ())
    carrying = [copy for copy in (*quote.copies, *story) if words in copy.article.text]
    same = quote.copies if span == sentence else ()  # whoever has the sentence need not have the one before it
    return Citation(
        number,
        text,
        span.start,
        span.end,
        view(stored),
        _reports(stored, by_appearance([stored, *{copy.number: copy for copy in (*same, *carrying)}.values()])),
        superseded=stored.visible_until is not None,
        prefix=stored.article.text[max(0, span.start - CONTEXT_CHARS) : span.start],
        suffix=stored.article.text[span.end : span.end + CONTEXT_CHARS],
        link=link_to_words(stored.article.url, text),
    )


def link_to_words(url: str, quote: str) -> str:
    """A web address that leads to a quote by a text fragment (wicg.github.io/scroll-to-text-fragment): by its words, or
    by its first and last ones where it is long or has more than one paragraph. Any other address is left as it is.
    """
    lines = [line.split() for line in quote.splitlines() if line.strip()]
    if not url.lower().startswith(("http://", "https://")) or ":~:" in url or not lines:
        return url
    if len(lines) == 1 and len(lines[0]) <= WHOLE_WORDS:
        text = _fragment(lines[0])
    else:
        text = f"{_fragment(lines[0][:END_WORDS])},{_fragment(lines[-1][-END_WORDS:])}"
    return f"{url}{'' if '#' in url else '#'}:~:text={text}"


def _fragment(said: Sequence[str]) -> str:
    """Words as a text fragment has them; a hyphen would mark what stands around the words."""
    return percent_encoded(" ".join(said), safe="").replace("-", "%2D")


def show_short_answer(quotes: Quotes, citations: Sequence[Citation]) -> tuple[str, Place] | tuple[None, None]:
    """The short answer and its place, if there is one; `citations` are the quotes', in their order."""
    span = quotes.short_answer
    if span is None:
        return None, None
    citation = citations[0]
    words = citation.quote[span.start - citation.start : span.end - citation.start]
    return words, Place(citation.number, span.start, span.end)


def _reports(stored: StoredVersion, copies: Sequence[StoredVersion]) -> tuple[Report, ...]:
    """The copies by other publishers than the one that is cited, as a reader sees them."""
    own = publisher_key(stored.article.publisher)
    others = [copy.article for copy in copies if publisher_key(copy.article.publisher) != own]
    return tuple(
        Report(each.publisher, each.url, each.published, host_beside(each.publisher, each.url)) for each in others
    )


def evidence(ranking: Ranking, copies: Copies, k: int) -> tuple[Evidence, ...]:
    """The first `k` passages, best first."""
    shown = []
    for hit in ranking.hits[:k]:
        passage, stored = hit.passage, ranking.versions[hit.passage.version_number]
        reports = _reports(stored, copies.get(passage.version_number, ()))
        score = round(hit.score, 6)
        shown.append(Evidence(passage.id, passage.text, passage.start, passage.end, score, view(stored), reports))
    return tuple(shown)


def independent_reports(quotes: Quotes, copies: Copies) -> int:
    """How many reports the quotes are from, a wire story and all its copies being one."""
    return len({story_of(quote.candidate.stored, copies) for quote in quotes.quotes})


def explanation(read: ReadRanking, n_passages: int, k: int) -> Explanation:
    """What adds to the scores of the first `k` passages: what the reader says, and each feature of the search."""
    search = load_weights("ranking", SEARCH_FEATURES)
    ranking, weights = read.ranking, read.weights.values
    explained = []
    for hit in ranking.hits[:k]:
        contributions = [
            Contribution(name, FEATURES[name], round(value, 4), weights[name], round(weights[name] * value, 4))
            for name, value in read.features[hit.passage.id].items()
            if name != "search"
        ]
        for name, value in ranking.features[hit.passage.id].items():
            weight = weights["search"] * search.values.get(name, 0.0)
            contributions.append(
                Contribution(name, SEARCH_FEATURES[name], round(value, 4), round(weight, 4), round(weight * value, 4))
            )
        contributions.sort(key=lambda part: -abs(part.contribution))
        explained.append(Explained(hit.passage.id, round(hit.score, 6), tuple(contributions)))
    return Explanation(n_passages, ranking.n_allowed, ranking.n_candidates, read.weights.origin, tuple(explained))
