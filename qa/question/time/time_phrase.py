"""Time phrases in questions ("last week", "on October 27", "since 2023") → the days that they mean.

Explicit phrases name days and can filter; others ("this week") only hint that news of then is wanted. Words that look
like dates and are not (Theresa May, the 2020 election, the worst drought since 1979) are left alone: a phrase that is
missed costs a little order in the ranking, one that is imagined hides the answer. The asker's day is passed in.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from qa.question.time.time_grammar import COUNT, PATTERNS, DayRange


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """`phrase` as the question has it, and the days it means, both included; `None` where it sets no bound."""

    phrase: str
    since: date | None
    until: date | None
    is_explicit: bool


def find_time_phrase(question: str, today: date) -> TimePhrase | None:
    """The first time phrase that says something about the past, `today` included; `None` if there is none."""
    periods = _periods(question, today)
    for number, period in enumerate(periods):
        following = periods[number + 1] if number + 1 < len(periods) else None
        found = _bounded(question, period, following)
        if found is not None and _is_past(found, today):
            return found
    return None


@dataclass(frozen=True, slots=True)
class _Period:
    """A stretch of days that a part of the question names."""

    start: int
    end: int
    days_by: Callable[[date], DayRange]
    days: DayRange
    is_explicit: bool
    is_range: bool


BEFORE = re.compile(
    r"(?:^|[\s(])(?P<word>(?:by|until|before|through)\sthe\send\sof|(?:since|from)\sthe\s(?:start|beginning)\sof|on|in|during|(?:ever\s)?since|after|before|until|till|by|through|throughout|from|to|between|and|for|as\sof"
    r"|up\sto|of|dated|around|over|at)\s$",
    re.IGNORECASE,
)
DETERMINER = re.compile(
    r"\b(?:the|an?|this|that|these|those|his|her|its|their|our|my|your|every|each|next|\w+['’]s?)\s$", re.IGNORECASE
)
# After a date or year without a comma, these go on with the question; another word makes it a name.
NOUN = re.compile(
    r"\s(?!(?:about|across|according|after|against|among|and|are|as|at|because|before|between|but|by|can|compared"
    r"|could|did|do|does|during|for|from|had|has|have|he|how|if|in|including|into|involving|is|it|it's|its|like"
    r"|near|of|on|or|over|regarding|said|say|says|she|should|so|than|that|the|their|there|they|this|to|under"
    r"|until|was|we|were|what|when|where|which|while|who|why|will|with|without|would|you|alone)\b|[\w’'-]+(?:ed|ing)\b)[a-z]"
)
TITLES = re.compile(
    r"(?:\s|['’]s\s|-)(?:night|times|mail|telegraph|express|world|show|football|live|lights|tonight|papers?|group"
    r"|the\s13th|for\sour|morning\sfootball|baseball|cup|games|olympics|bowl|project)\b",
    re.IGNORECASE,
)
SUPERLATIVE = re.compile(
    r"\b(?:first|only|most|least|fewest|worst|best|record|(?:high|low|bigg|larg|small|long|short|deadli|hott|cold|cool"
    r"|warm|wett|dri|strong|weak|fast|slow|old|young|great|tall|steep|sharp|heavi|busi|tight|poor|rich|close|loud|quiet|cheap"
    r"|bloodi|costli|mild)est)\b[^,;?]*$",
    re.IGNORECASE,
)
BARE = frozenset(("month", "weekday", "year", "feast"))
PARTS = frozenset(("which", "part", "season", "fraction"))  # with these it is a date, whatever stands around it
YEAR_RANGE = re.compile(r"\b(?:from|between|in)\s(?:\w+\s)?(?:19|20)\d\d\s(?:and|to)\s$", re.IGNORECASE)
MONTH_RANGE = re.compile(r"\b(?:between|from|in|of)\b[^,;?]*\b(?:and|to)\s$", re.IGNORECASE)
NAMED_OF = re.compile(r"\b(?:[A-Z]\w*|class|year)\sof\s$")
NAMED_DAY = re.compile(r"\b(?:super|black|cyber|good|ash|easter|palm|bloody|giving)\s$", re.IGNORECASE)
NAMED_AFTER = re.compile(r":\s[A-Z]")
AFTER_CAPITAL = re.compile(r"[A-Z][\w’']*\s$")
CAPITAL = re.compile(r"\s[A-Z]")
NAME_MONTHS = frozenset(("apr", "may", "jun", "aug"))  # also names of people
COUNTED = re.compile(r"\b(?:past|last)\s" + COUNT + r"\s", re.IGNORECASE)


def _periods(question: str, today: date) -> list[_Period]:
    """What names a stretch of days, in the question's order, none overlapping."""
    found: list[_Period] = []
    position = 0
    while position < len(question):
        matches = ((pattern.search(question, position), days, sure) for pattern, days, sure in PATTERNS)
        first = min(
            ((match.start(), number, match, days, sure) for number, (match, days, sure) in enumerate(matches) if match),
            default=None,
        )
        if first is None:
            break
        start, _, match, days, sure = first
        position = match.end()
        if not _is_name(question, match):
            try:
                is_range = bool(match.groupdict().get("to"))
                found.append(_Period(start, match.end(), partial(days, match), days(match, today), sure, is_range))
            except (ValueError, OverflowError, StopIteration, KeyError):
                continue  # the 31st of February, day and month that could be swapped
    return found


@dataclass(frozen=True, slots=True)
class _Written:
    """Words that look like a date, with what stands around them; `groups` are the parts of the date that they name."""

    before: str
    words: str
    after: str
    groups: dict[str, str]

    @property
    def word_before(self) -> str:
        """The word that introduces a date ("in", "since"), if one does."""
        introduced = BEFORE.search(self.before)
        return introduced["word"].lower() if introduced else ""


def _is_name(question: str, match: re.Match[str]) -> bool:
    """Whether the words are part of a name or of something else that is no date."""
    groups = {name: value for name, value in match.groupdict().items() if value}
    written = _Written(question[: match.start()], match[0], question[match.end() :], groups)
    if "feast" in groups and written.word_before in ("", "of", "for"):
        return True  # the Christmas tree, a Halloween costume
    if TITLES.match(written.after) or (written.before and _is_title(written.words, groups)):
        return True
    return _is_bare(written) and (
        _belongs_to_determiner(written) or _belongs_to_noun(written) or _stands_for_no_date(written)
    )


def _is_bare(written: _Written) -> bool:
    """Whether only a year, a month or a weekday is named, which other things are named by, too."""
    is_whole = "year" not in written.groups or written.words == written.groups["year"]
    return is_whole and not BARE.isdisjoint(written.groups) and PARTS.isdisjoint(written.groups)


def _belongs_to_determiner(written: _Written) -> bool:
    """The 2020 election, the Sunday Times, a May morning."""
    return DETERMINER.search(written.before) is not None and not written.words.lower().startswith("the ")


def _belongs_to_noun(written: _Written) -> bool:
    """2022 midterms, September 11 attacks, in 2000 homes."""
    return written.words != written.groups.get("month") and NOUN.match(written.after) is not None


def _stands_for_no_date(written: _Written) -> bool:
    """Whether a month, year or weekday by itself is something else."""
    if written.words.rstrip(".") == written.groups.get("month"):
        return _is_no_month(written.words, written.word_before, written.before, written.after)
    if written.words == written.groups.get("year"):
        return _is_no_year(written.word_before, written.before)
    if "weekday" in written.groups and NAMED_DAY.search(written.before):
        return True
    is_among_capitals = AFTER_CAPITAL.search(written.before[1:]) or CAPITAL.match(written.after)
    return "weekday" in written.groups and not written.word_before and is_among_capitals is not None


def _is_title(words: str, groups: dict[str, str]) -> bool:
    """Whether words inside a question are all capitalised that need not be: Last Week Tonight, the song Yesterday."""
    needs_capitals = (
        "month" in groups
        or "feast" in groups
        or "fraction" in groups
        or ("weekday" in groups and "which" not in groups)
    )
    return not needs_capitals and words[0].isalpha() and all(w[0].isupper() for w in words.split() if w[0].isalpha())


def _is_no_month(words: str, word_before: str, before: str, after: str) -> bool:
    """Whether a month alone is something else: the verb, a person, a film. It needs a word before it that dates."""
    if NAMED_AFTER.match(after):
        return True  # August: Osage County
    if word_before in ("and", "to"):
        return MONTH_RANGE.search(before) is None
    if word_before in ("", "on", "at", "for", "of"):
        return True
    return words[:3].lower() in NAME_MONTHS and CAPITAL.match(after) is not None


def _is_no_year(word_before: str, before: str) -> bool:
    """Whether a year alone is something else: a count, a film, the year that something is named for."""
    if word_before in ("and", "to"):
        return YEAR_RANGE.search(before) is None
    return word_before in ("", "on", "at", "over", "around", "for") or NAMED_OF.search(before) is not None


def _bounded(question: str, period: _Period, following: _Period | None) -> TimePhrase | None:
    """The period as the word before it bounds it; `None` where it bounds a superlative instead."""
    introduced = BEFORE.search(question[: period.start])
    word = " ".join(introduced["word"].lower().split()) if introduced else ""
    start = introduced.start("word") if introduced else period.start
    if period.is_range:
        return TimePhrase(question[start : period.end], *period.days, True)
    if following and word in ("between", "from") and _is_joint(question[period.end : following.start]):
        last = following.days[1]
        first = period.days_by(last)[0]
        return TimePhrase(question[start : following.end], first, last, True) if first <= last else None
    phrase = question[period.start if word in ("and", "of", "for", "to") else start : period.end]
    if SUPERLATIVE.search(question[:start]) and (word.endswith("since") or COUNTED.search(phrase)):
        return None  # the worst drought since 1979
    return TimePhrase(phrase, *_bounds(word, period.days), period.is_explicit)


def _is_joint(words: str) -> bool:
    return words.strip().lower() in ("and", "to", "until", "till", "through", "up to", "-", "–")


def _bounds(word: str, days: DayRange) -> tuple[date | None, date | None]:
    """The first and last day that a word leaves of a period ("since", "before the end of"), `None` for no bound."""
    first, last = days
    match word.removeprefix("ever ").split()[0] if word else "":
        case "since" | "from":
            return first, None
        case "after":
            return last + timedelta(days=last < date.max), None
        case "before" if not word.endswith("end of"):
            return None, first - timedelta(days=first > date.min)
        case "until" | "till" | "by" | "through" | "up" | "as" | "before":
            return None, last
    return first, last


def _is_past(found: TimePhrase, today: date) -> bool:
    """Whether something can have been published then, and not simply at any time until today."""
    if found.since is None:
        return found.until is not None and found.until <= today
    return found.since <= today
