"""Related questions: further ones that the archive answers, from the articles that an answer was found in.

Each is asked before it is offered, and has to be answered from the article that it was made of, with something that
the answer does not say already. That takes several times as long as the answer did, so it is asked for by itself, after
the answer, and gives way to questions.
"""

from collections.abc import Iterator
from dataclasses import replace

from corpus.archive.versions import StoredVersion
from qa.answer.quotes import on_subject
from qa.question.request import Ask
from qa.service.example_questions import most_telling, repeats_question, shares_subject
from qa.service.search_state import SearchState
from qa.service.suggestions import Tries, is_well_answered

OFFERED = 3
MAX_TRIES = 8
MAX_S = 2.0
OF_QUOTED, OF_OTHER = 5, 2  # questions of an article are tried at most


def related_questions(ask: Ask, answered: SearchState, tries: Tries) -> tuple[str, ...]:
    """Questions that do answer with the same filters, at most `OFFERED`; `answered` is what answers the one before."""
    asked = [ask.text, *(turn.text for turn in ask.history if turn.role == "user")]
    said = {quote.candidate.said for quote in answered.quotes.quotes}
    tried: dict[str, SearchState | None] = {}
    kept: list[str] = []
    for question, stored in _made(ask.text, answered):
        if len(kept) == OFFERED or tries.are_over:
            break
        if repeats_question(question, (*asked, *kept)):
            continue
        if question not in tried:  # another article can have led to it, too
            tried[question] = tries.search(replace(ask, text=question, history=(), without=frozenset()))
        found = tried[question]
        if found and is_well_answered(found, stored) and (first := found.quotes.quotes[0].candidate).said not in said:
            said.add(first.said)
            kept.append(question)
    return tuple(kept)


def _made(asked: str, answered: SearchState) -> Iterator[tuple[str, StoredVersion]]:
    """Questions made of the articles that are quoted, then those of the same subject of others on it."""
    quoted = {quote.candidate.stored.article.id: quote.candidate.stored for quote in answered.quotes.quotes}
    others = {stored.article.id: stored for stored in on_subject(answered.read.ranking)}
    for stored in quoted.values():
        made = most_telling(stored.article.title, stored.article.text)
        yield from ((question, stored) for question in made[:OF_QUOTED])
    for stored in (others[article] for article in others if article not in quoted):
        made = [each for each in most_telling(stored.article.title, stored.article.text) if shares_subject(each, asked)]
        yield from ((question, stored) for question in made[:OF_OTHER])
