"""What is said of an answer beside its quotes: how likely it is one, that a claim was not checked, who wrote it, what
was searched, where a quote is from. The terminal, the exports and the chat door say it in the same words.
"""

from collections.abc import Iterable, Iterator

from qa.answer.contract import Answer, ArticleView, Generation, QueryView
from qa.question.filters import GRACE_DAYS

# Signs that turn the order of letters around, and where nothing keeps words apart others' around, too.
TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
LIKELY, PERHAPS = 0.65, 0.4  # confidence from which on an answer is called so, as on the page
NOT_COMPARED = "Not compared with what you asked. Read what the quote says."  # below an answer to a claim


def standing(answer: Answer) -> str:
    """How likely it is that the first quote answers, unless reports differ, how many reports are quoted, and the words
    that are marked."""
    is_disputed = bool(differing(answer))
    word = "Reports differ" if is_disputed else _in_words(answer.confidence)
    n = answer.independent_reports
    copies = answer.citations[0].also_reported_by if answer.citations else ()
    publishers = {report.publisher for report in copies} | {each.article.publisher for each in answer.citations[:1]}
    carried = f", carried by {len(publishers)} publishers" if n == 1 and len(publishers) > 1 else ""
    counted = f"{n} report{'' if n == 1 else 's'}{carried}" if n else ""
    marked = f"marked: “{answer.short_answer}”" if answer.short_answer and not is_disputed else ""
    return " · ".join(filter(None, (word, counted, marked)))


def _in_words(confidence: float) -> str:
    if confidence >= LIKELY:
        return "Likely answer"
    return "Perhaps" if confidence >= PERHAPS else "Nearest found"


def differing(answer: Answer) -> list[tuple[str, tuple[int, ...]]]:
    """What reports that differ say, the newest first, each with the number of its citation."""
    return [
        (claim.value, (claim.citation,))
        for notice in answer.notices
        if notice.kind == "conflict"
        for claim in reversed(notice.claims)
    ]


def of_claim(answer: Answer) -> str:
    """What is said of an answer to a question for yes or no; empty of others."""
    return NOT_COMPARED if answer.kind == "claim" and answer.status == "answered" else ""


def written_by(generated: Generation) -> str:
    """Whose words the sentences are, where a language model was asked for them."""
    if generated.outcome == "fell_back":
        return f"These are quotes: {generated.reason}."
    left_out = f"; {generated.dropped} others were left out" if generated.dropped else ""
    end = f" ({generated.reason})" if generated.reason else ""
    return f"Put into words by {generated.model}, each sentence checked against its quotes{left_out}{end}."


def source(article: ArticleView) -> str:
    """Publisher, headline, authors and day, with nothing in them that turns what follows around."""
    publisher = (article.publisher or "publisher unknown").removeprefix("www.")
    published = f"{article.published_at:%-d %b %Y}" if article.published_at else "undated"
    said = ", ".join(filter(None, (publisher, f"“{article.title}”", *article.authors, published)))
    return said.translate(TURNING)


def numbers(citations: Iterable[int]) -> str:
    """The numbers of citations behind the words that rest on them."""
    return "".join(f"[{number}]" for number in citations)


def narrowed(query: QueryView) -> str:
    """Which articles were searched, since the question's own words narrow that, too; empty for all."""
    parts = [" ".join(limits)] if (limits := list(_days(query))) else []
    parts += [f"by {', '.join(query.publishers)}"] if query.publishers else []
    parts += [f"as known on {query.as_of:%-d %b %Y %H:%M} UTC"] if query.as_of else []
    return ", ".join(parts)


def _days(query: QueryView) -> Iterator[str]:
    is_phrase = query.time_phrase is not None and query.hint is None
    if query.since and query.since == query.until:
        yield f"of {query.since:%-d %b %Y}"
    else:
        if query.since:
            yield f"from {query.since:%-d %b %Y}"
        if query.until:
            yield f"until {query.until:%-d %b %Y}"
    if is_phrase:
        after = f"or {GRACE_DAYS} days later " if query.until else ""
        counted = (
            f", counted from {query.counted_from:%-d %b %Y}, the newest article's day" if query.counted_from else ""
        )
        named = ", or later still if they name that time" if query.until else ""
        yield f"{after}(“{query.time_phrase}”{counted}){named}"
