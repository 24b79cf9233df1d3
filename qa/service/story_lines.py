"""Lines of a story: for each of its reports the sentence near its beginning that tells most, verbatim and dated.

The one idea: what a story is about is what its reports' headlines have in common, and the sentence that has most of its
own headline and of that tells it. Only sentences that stand alone are lines. Knows nothing of how stories are made.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from corpus.archive.versions import StoredVersion
from index.text.analysis import FRAMING_TERMS
from index.text.sentences import Span
from qa.answer.kinds.brief import GOES_ON, LEAD_CHARS, MAX_LINE_WORDS, MIN_LINE_WORDS
from qa.answer.quotes import Quote
from qa.answer.sentences.quotable import text_sentences
from qa.answer.sentences.scored_sentence import ScoredSentence, age
from qa.answer.sentences.speech import hides_speaker
from qa.answer.sentences.surroundings import POINTS_BACK
from qa.question.base_terms import base_terms
from qa.service.news_stories import Report, Story

MAX_LINES = 3
LEAD_SENTENCES = 4  # of a report; later ones are background
LATER = 0.15  # how much less a sentence tells than the one before it
FAR = 0.8  # how much less the last report's line tells than the first one's, which has most of what all tell
SAME = 0.5  # share of the shorter line's terms in common from which two lines say the same
MIN_WEIGHT = 0.5  # of a line; one below it has little of its headline


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a report that tells its story; `terms` are what it says."""

    stored: StoredVersion
    span: Span
    text: str
    terms: frozenset[str]
    weight: float

    @property
    def day(self) -> date | None:
        return self.stored.article.published.date() if self.stored.article.published else None

    @property
    def quote(self) -> Quote:
        return Quote(ScoredSentence(self.stored, self.span, self.text, 0, {}, ()), (), self.span)

    def says_the_same(self, other: "Line") -> bool:
        common = len(self.terms & other.terms)
        return common >= SAME * max(1, min(len(self.terms), len(other.terms)))


def story_lines(story: Story) -> list[Line]:
    """At most three lines, oldest first, of different reports and days, and none that says what another says."""
    best = enumerate(report_lines(story))
    found = [(line.weight - FAR * place / len(story.reports), line) for place, line in best if line]
    n_of_day = Counter(line.day for _, line in found)
    found.sort(key=lambda each: -(each[0] + 0.5 * math.log(n_of_day[each[1].day])))
    taken: list[Line] = []
    for _, line in found:
        is_new = not any(line.day == other.day or line.says_the_same(other) for other in taken)
        if is_new and len(taken) < MAX_LINES:
            taken.append(line)
    return sorted(taken, key=lambda line: age(line.stored))


def report_lines(story: Story) -> list[Line | None]:
    """The line of each of a story's reports, in their order; `None` where no sentence near its beginning will do."""
    about = _about(story)
    return [_best(report, about) for report in story.reports]


def lead_line(stored: StoredVersion) -> Line | None:
    """The sentence near the beginning of an article that has most of its headline; `None` where none stands alone."""
    return _best(Report(stored), {})


def _about(story: Story) -> Mapping[str, float]:
    """The terms of the headlines, each with the share of the reports that have it."""
    counts = Counter(term for report in story.reports for term in _told(report.stored.article.title))
    return {term: count / len(story.reports) for term, count in counts.items()}


def _best(report: Report, about: Mapping[str, float]) -> Line | None:
    headline = _told(report.stored.article.title)
    lines = [_line(report.stored, span, text, place, headline, about) for place, (span, text) in _lead(report.stored)]
    best = max(lines, key=lambda line: line.weight, default=None)
    return best if best and best.weight >= MIN_WEIGHT else None


def _lead(stored: StoredVersion) -> Iterator[tuple[int, tuple[Span, str]]]:
    """The first sentences that can stand alone, each with its place among the first ones."""
    whole = [each for each in text_sentences(stored.article.text[:LEAD_CHARS]) if each.is_whole][:LEAD_SENTENCES]
    for place, each in enumerate(whole):
        if _stands_alone(each.text):
            yield place, (each.span, each.text)


def _stands_alone(text: str) -> bool:
    return (
        MIN_LINE_WORDS <= len(text.split()) <= MAX_LINE_WORDS
        and not text.rstrip("\"”’' ").endswith("?")
        and not POINTS_BACK.match(text)
        and not GOES_ON.match(text)
        and not hides_speaker(text)
    )


def _line(
    stored: StoredVersion, span: Span, text: str, place: int, headline: frozenset[str], about: Mapping[str, float]
) -> Line:
    said = _told(text)
    own = len(said & headline) / max(1, len(headline))
    common = sum(share for term, share in about.items() if term in said) / (sum(about.values()) or 1.0)
    return Line(stored, span, text, said, own + common - LATER * place)


def _told(text: str) -> frozenset[str]:
    return frozenset(base_terms(text)) - FRAMING_TERMS
