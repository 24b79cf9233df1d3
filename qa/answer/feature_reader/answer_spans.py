"""Words of a sentence that could be a short answer: names, numbers, dates and titles. Pure.

More are found than are right: a name with "and" in it is read as one and as two, a name with a title with and without
it. Which of them answers a question is `short_answers.py`'s. Its own patterns stay until a trained reader gives values.
"""

import re
from collections.abc import Iterator

from index.text.analysis import FRAMING_WORDS
from qa.answer.reading import AnswerSpan, SpanKind, key_of
from qa.english.word_classes import listed

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\.)"
)
# What a match begins with comes first: twice as fast as trying each alternative at each place.
DATE = re.compile(
    rf"(?=[JFMASONDTW\d])\b(?:{MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,? (?:19|20)\d\d\b)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {MONTH}(?: (?:19|20)\d\d\b)?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:19|20)\d\ds?\b)"
)
COUNT = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|dozen|half|third|quarter)"
)
SCALE = r"(?:[ -](?:hundred|thousand|million|billion|trillion|m|bn|tn)\b)?"
NUMBER = re.compile(
    r"(?=[US$£€¥\d])(?:US\$|[$£€¥])?\d[\d,]*(?:\.\d+)?(?:bn|tn|m|k)?\b"
    rf"{SCALE}(?:\s?%|\s(?:percent|per cent|percentage points?)\b)?"
    rf"|(?=[OTFSENHDQ])\b{COUNT}(?:[ -]{COUNT})*\b{SCALE}",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d")
WORD = r"(?:[A-ZÀ-ÞŁŠŽ][\w’'.&-]*\w|[A-Z])"
NAME = re.compile(rf"{WORD}(?:[ -](?:(?:of|de|the|for|and|van|von|al|el|bin|la|le|du|&|in) )*(?:{WORD}|\d+\b))*")
TITLE = re.compile(r"[“\"‘'](?=\S)([^“”\"‘’]{2,45}?)[,.!?]?[”\"’'](?!\w)")
JOINTS = (" and ", " of ", " in ", " for ", " & ", " the ")
# What stands before a name and is not part of it.
BEFORE_NAME = re.compile(
    r"(?:(?:The|A|An|President|Prime|Minister|Sen\.?|Senator|Rep\.?|Gov\.?|Governor|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Sir|Dame|Lord|Lady"
    r"|Secretary|Chancellor|King|Queen|Prince|Princess|Judge|Justice|Chief|CEO|Actor|Actress|Director|Professor|Prof\.?|Mayor"
    r"|But|And|In|On|At|For|While|When|After|Before|As|If|It|He|She|They|We|With|By|From|Since|During|Former|According"
    r"|Although|Meanwhile|However|This|That|These|Those|His|Her|Their|Its|Our|My) )+(?=[A-Z0-9])"
)
OWNER = re.compile(r".*['’]s (?=[A-Z])")  # "Japan's Ryosei Akazawa"
# What is written with a capital, or between quotation marks, and names nothing that was asked for.
NO_ANSWERS = FRAMING_WORDS | listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december mr ms mrs dr but while after before according however also still even"
    " more most not no yes last getty reuters photo photos advertisement president minister senator governor mayor"
    " secretary chancellor king queen prince princess judge justice"
)


def answer_spans(sentence: str) -> tuple[AnswerSpan, ...]:
    """The names, numbers, dates and titles of a sentence, by kind; they may overlap."""
    found: dict[tuple[int, int], AnswerSpan] = {}
    for start, end, kind in _places(sentence):
        if kind == "name" and sentence[start:end].endswith(("’s", "'s")):
            end -= 2
        key = key_of(sentence[start:end])
        if key and (kind == "date" or key not in NO_ANSWERS):
            found.setdefault((start, end), AnswerSpan(start, end, kind, key))
    return tuple(found.values())


def _places(sentence: str) -> Iterator[tuple[int, int, SpanKind]]:
    dates = [match.span() for match in DATE.finditer(sentence)]
    for start, end in dates:
        yield start, end, "date"
    for match in NUMBER.finditer(sentence):
        if YEAR.fullmatch(match[0]) or not any(start <= match.start() and match.end() <= end for start, end in dates):
            yield *match.span(), "number"
    for match in TITLE.finditer(sentence):
        yield *match.span(1), "title"
    for match in NAME.finditer(sentence):
        start, end = match.span()
        yield start, end, "name"
        if before := BEFORE_NAME.match(match[0]):
            yield start + before.end(), end, "name"
        if owner := OWNER.match(match[0]):
            yield start + owner.end(), end, "name"
        for joint in JOINTS:
            if joint in match[0]:
                at = start
                for part in match[0].split(joint):
                    yield at, at + len(part), "name"
                    at += len(part) + len(joint)
