"""Citations: quotes checked against the stored text, and evidence with its reasons, as readers see them.

Knows nothing of how quotes were chosen.
"""

from collections.abc import Mapping, Sequence

from corpus.archive.versions import StoredVersion
from corpus.article import publisher_key
from qa.answer.contract import Citation, Contribution, Evidence, Explained, Explanation, Place, Report, view
from qa.answer.quotes import Quote, Quotes
from qa.answer.reading import age, without_dateline
from qa.retrieval.features import FEATURES
from qa.retrieval.retrieve import Ranking
from qa.retrieval.weights import load_weights

UNEXPLAINED = 0.01  # of a score is rounding; more is the cross-encoder's

# The other articles that carry the same wire story as a hit's version, by that version's number, the earliest first.
Copies = Mapping[int, tuple[StoredVersion, ...]]


class MisquoteError(AssertionError):
    """A quote that is not the stored text: a defect, which stops the answer instead of reaching a reader."""


def cite(number: int, quote: Quote, copies: Copies) -> Citation:
    """A quote with its place and who else carries it. Raises `MisquoteError`."""
    stored, span = quote.candidate.stored, quote.candidate.span
    text = stored.article.text[span.start : span.end]
    if text != quote.candidate.text:
        raise MisquoteError(f"{stored.article.url} [{span.start}:{span.end}] is not {quote.candidate.text!r}")
    words = without_dateline(text)
    carrying = [copy for copy in copies.get(stored.number, ()) if words in copy.article.text]
    return Citation(
        number,
        text,
        span.start,
        span.end,
        view(stored),
        _reports(stored, sorted({copy.number: copy for copy in (*quote.copies, *carrying)}.values(), key=age)),
        superseded=stored.visible_until is not None,
    )


def show_short_answer(quotes: Quotes, citations: Sequence[Citation]) -> tuple[str, Place] | tuple[None, None]:
    """The short answer and its place, if there is one; `citations` are the quotes', in their order."""
    if quotes.short_answer is None:
        return None, None
    citation, span = citations[quotes.short_answer.position], quotes.short_answer.span
    words = citation.quote[span.start - citation.start : span.end - citation.start]
    return words, Place(citation.number, span.start, span.end)


def _reports(stored: StoredVersion, copies: Sequence[StoredVersion]) -> tuple[Report, ...]:
    """The copies by other publishers than the one that is cited, as a reader sees them."""
    own = publisher_key(stored.article.publisher)
    others = [copy.article for copy in copies if publisher_key(copy.article.publisher) != own]
    return tuple(Report(article.publisher, article.url, article.published) for article in others)


def evidence(ranking: Ranking, copies: Copies, k: int) -> tuple[Evidence, ...]:
    """The first `k` passages, best first."""
    shown = []
    for hit in ranking.hits[:k]:
        passage, stored = hit.passage, ranking.versions[hit.passage.version_number]
        reports = _reports(stored, copies.get(passage.version_number, ()))
        score = round(hit.score, 6)
        shown.append(Evidence(passage.id, passage.text, passage.start, passage.end, score, view(stored), reports))
    return tuple(shown)


def independent_reports(ranking: Ranking, copies: Copies, k: int) -> int:
    """How many stories the evidence is from, a wire story and all its copies being one."""
    stories: set[frozenset[str]] = set()
    for number in {hit.passage.version_number for hit in ranking.hits[:k]}:
        others = (copy.article.id for copy in copies.get(number, ()))
        stories.add(frozenset([ranking.versions[number].article.id, *others]))
    return len(stories)


def explanation(ranking: Ranking, n_passages: int, k: int) -> Explanation:
    """What each feature adds to the scores of the first `k` passages."""
    weights = load_weights("ranking", FEATURES)
    explained = []
    for hit in ranking.hits[:k]:
        contributions = [
            Contribution(name, FEATURES[name], round(value, 4), weight, round(weight * value, 4))
            for name, value in ranking.features[hit.passage.id].items()
            for weight in [weights.values.get(name, 0.0)]
        ]
        added = hit.score - sum(part.contribution for part in contributions)
        if abs(added) > UNEXPLAINED:
            contributions.append(
                Contribution("reranker", "what the cross-encoder changed", 1.0, round(added, 4), round(added, 4))
            )
        contributions.sort(key=lambda part: -abs(part.contribution))
        explained.append(Explained(hit.passage.id, round(hit.score, 6), tuple(contributions)))
    return Explanation(n_passages, ranking.n_allowed, ranking.n_candidates, weights.origin, tuple(explained))
