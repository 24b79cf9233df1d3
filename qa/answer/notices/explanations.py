"""What explains that two reports say different things, so that neither contradicts the other.

A forecast and a result, the words of two parties, another period, place or person, one report that knows the other's
value, and time: a later, higher count of what goes on is an update. Each rule is a function of `EXPLANATIONS`, and each
can be wrong only by hiding a conflict; LOG.md has what each is worth (2026-11-27).
"""

import re
from collections.abc import Callable
from datetime import timedelta

from qa.answer.notices.contrasts import speak_of_different_things
from qa.answer.notices.report_claims import ReportClaim
from qa.answer.values.expected import ExpectedAnswer
from qa.answer.values.term_synonyms import groups_of, shared, term_set
from qa.answer.values.value import Value, agrees
from qa.english.calendar import MONTH_IN_FULL
from qa.english.dates import DateMention, same_time
from qa.english.names import Name, find_names, kind_of, same_name
from qa.english.quantities.quantity import Figure, agree, find_figures
from qa.english.synonyms import FALLING, GROWING

OWNER_CHARS = 40  # between a name and an age
MUCH_MORE = 20  # times: figures so different are not of the same thing
FAR = timedelta(days=14)  # reports farther apart speak of different days' events
SOON = timedelta(hours=3)  # reports of one moment, whatever changes later
HALF_DAY = timedelta(hours=12)
LONG = timedelta(hours=36)  # in which an office can change hands
CHANGED = re.compile(
    r"\b(?:put off|postponed|delayed|moved|rescheduled|brought forward|pushed back|revised|updated|rose|risen|climbed"
    r"|raised|grown|lowered|cut|up from|down from|increased|sworn in|takes? over|took over|replaces?|replaced|now"
    r"|originally|in the end|finally|had been|no longer|so far)\b",
    re.IGNORECASE,
)
DOUBTFUL = re.compile(
    r"\b(?:[Ee]xpect(?:s|ed)?|forecasts?|predict(?:s|ed)?|projected|[Pp]olls?|could|may|might|planned|target(?:s|ed)?"
    r"|hop(?:es|ed|ing)|propose[sd]|wants?|wanted|demands?|demanded|sought|seeks|likely|would have|budgeted)\b"
)
CLAIMED = re.compile(
    r"\b(?:claim(?:s|ed)?|accus(?:es|ed)|admit(?:s|ted)?|estimat(?:es?|ed)|insist(?:s|ed)?|alleg(?:es|ed)|denie[sd]|puts?"
    r"|spoke of|speak of|reckon(?:s|ed)?|counted|said they|say they)\b",
    re.IGNORECASE,
)
PERIOD = re.compile(
    r"\b(?:last|past|previous) (?:year|month|week|decade|quarter)\b(?!['’]s)|\bthis year\b(?!['’]s)"
    r"|\b(?:since|in) (?:19|20)\d\d\b"
    rf"|\bsince (?:{MONTH_IN_FULL})\b"
    r"|\b(?:first|second|third|fourth) (?:quarter|half)\b|\bin the (?:first|past|last) \w+ (?:years|months|weeks)\b",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\b(?:in|at|near|across|around|(?:coast|city|town|village|state|island|province|port|region) of)(?: the)? $",
    re.IGNORECASE,
)
HOLDS_OFFICE = re.compile(r"\W*who(?:['’]s| is| are| leads| heads| runs| will)\b", re.IGNORECASE)


def is_explained(asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether two reports, the earlier one first, can both be right although they say different things."""
    return any(explains(asked, first, later) for explains in EXPLANATIONS)


def _one_knows_the_others_value(asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    return _knows_value(asked, first, later.value) or _knows_value(asked, later, first.value)


def _knows_value(asked: ExpectedAnswer, claim: ReportClaim, value: Value) -> bool:
    """Whether a report's sentence has another's figure beside its own, or the report another's name."""
    if isinstance(value.what, Figure):
        figures = (Value(figure, figure.start, figure.end) for figure in find_figures(claim.text))
        return any(_unit(figure) == value.what.unit and agrees(figure, value) for figure in figures)
    return isinstance(value.what, Name) and _knows_name(asked, claim, value.what)


def _unit(value: Value) -> str | None:
    return value.what.unit if isinstance(value.what, Figure) else None


def _knows_name(asked: ExpectedAnswer, claim: ReportClaim, name: Name) -> bool:
    """Whether a report has the last word that is the name's own anywhere, or a name like it near its sentence.

    Of "First Bank", where banks are asked for, "First" is its own.
    """
    own = [word for word in name.text.split() if not term_set(word) <= asked.terms]
    last = (own or [name.text])[-1]
    if last in claim.article.text or last in claim.article.title:
        return True
    return any(same_name(known, name) for known in find_names(claim.surroundings))


def _tells_it_elsewhere(asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether another sentence of one report gives what the other one does, so that the two agree."""
    return any(
        _are_alike(theirs.value, value) and (agrees(theirs.value, value) or _is_more(asked, value, own.value))
        for own, theirs in ((first, later), (later, first))
        for value in own.values_elsewhere(asked)
    )


def _is_more(asked: ExpectedAnswer, one: Value, other: Value) -> bool:
    """Whether one value is a higher count of what is asked, so that the other one is that of a part."""
    a, b = one.what, other.what
    is_counted = bool(asked.concepts & groups_of(one.around))
    return is_counted and isinstance(a, Figure) and isinstance(b, Figure) and a.value > b.value


def _are_alike(one: Value, other: Value) -> bool:
    """Whether two values can be compared: figures of one unit, or days, or times of day."""
    a, b = one.what, other.what
    if isinstance(a, DateMention) and isinstance(b, DateMention):
        return (a.minute is None) == (b.minute is None)
    return _unit(one) == _unit(other) and one.rate == other.rate


def _is_forecast_and_result(_asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    return bool(DOUBTFUL.search(first.text)) != bool(DOUBTFUL.search(later.text))


def _are_words_of_parties(_asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    return CLAIMED.search(first.text) is not None and CLAIMED.search(later.text) is not None


def _are_of_different_periods(asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether two sentences with figures or names speak of different stretches of time, or of different days."""
    if asked.kind not in ("figure", "name"):
        return False
    periods = [{period.lower() for period in PERIOD.findall(claim.text)} for claim in (first, later)]
    if periods[0] != periods[1]:
        return True
    days = [[named for named in claim.dates if named.days and not named.is_report] for claim in (first, later)]
    return all(days) and not any(same_time(a, b) for a in days[0] for b in days[1])


def _answer_different_parts(asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether each sentence has words of the question, and none of them is in both."""
    a, b = (shared(asked.subject, term_set(claim.text)) for claim in (first, later))
    return bool(a and b and not a & b)


def _are_of_different_things(asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    return speak_of_different_things(asked.question, first.text, later.text)


def _share_a_measure(_asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether two sentences have a sum, share or measure in common beside what differs, and so tell one thing in two
    ways: of a rate raised by a quarter point one has the day, the other since when it has risen."""
    a, b = (
        [figure for figure in find_figures(claim.text) if figure.unit not in ("", "score")] for claim in (first, later)
    )
    return any(x.unit == y.unit and agree(x, y) for x in a for y in b)


def _are_ages_of_different_people(asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    if not asked.is_age:
        return False
    owners = [_owner(claim) for claim in (first, later)]
    return not (owners[0] and owners[1] and same_name(owners[0], owners[1]))


def _owner(claim: ReportClaim) -> Name | None:
    """The name that stands nearest to an age."""

    def letters(name: Name) -> int:
        return max(name.start - claim.value.end, claim.value.start - name.end)

    near = [name for name in find_names(claim.text) if letters(name) <= OWNER_CHARS]
    return min(near, key=letters, default=None)


def _are_of_different_people(asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether the question names a person, and somebody else stands right before what one of the sentences gives."""
    asked_people = _people(asked.question)
    if asked.kind == "name" or not asked_people:
        return False
    before = [_people(claim.text[: claim.value.start])[-1:] for claim in (first, later)]
    return any(not any(same_name(name, person) for person in asked_people) for names in before for name in names)


def _people(text: str) -> list[Name]:
    """The persons that a text names, and not as those of whom something is."""
    people = [name for name in find_names(text) if name.title or kind_of(name.text) == "person"]
    return [name for name in people if not text[: name.title_start].endswith((" of ", " for "))]


def _differ_too_much(_asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether one figure is so many times the other that they cannot be of the same thing."""
    a, b = first.value.what, later.value.what
    if not (isinstance(a, Figure) and isinstance(b, Figure)):
        return False
    small, large = sorted((abs(a.value), abs(b.value)))
    return large > MUCH_MORE * small > 0


def _are_of_different_places(asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether each sentence names a place that the question does not, and neither report knows the other's."""
    if asked.kind == "name" or asked.is_age:
        return False
    here, there = (_places(asked, claim) for claim in (first, later))
    are_known = any(_knows_name(asked, later, place) for place in here) or any(
        _knows_name(asked, first, place) for place in there
    )
    return bool(here and there) and not are_known


def _places(asked: ExpectedAnswer, claim: ReportClaim) -> list[Name]:
    """The places that a sentence names beside those of the question."""
    names = [name for name in find_names(claim.text) if PLACE.search(claim.text[: name.start])]
    return [name for name in names if not asked.names.issuperset(term_set(name.text))]


def _are_far_apart(_asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether so much time lies between two reports that they speak of different events."""
    gap = _gap(first, later)
    return gap is not None and gap > FAR


def _has_changed(_asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether the later report tells of a change."""
    gap = _gap(first, later)
    return gap is not None and gap > SOON and CHANGED.search(later.text) is not None


def _is_update(asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether a count that goes on for days has grown by the next day, or fallen if it can."""
    a, b = first.value.what, later.value.what
    gap = _gap(first, later)
    if gap is None or gap <= HALF_DAY or not (isinstance(a, Figure) and isinstance(b, Figure)):
        return False
    is_next_day = later.day is not None and first.day is not None and later.day > first.day
    return is_next_day and bool(asked.concepts & (GROWING if b.value > a.value else FALLING))


def _is_successor(asked: ExpectedAnswer, first: ReportClaim, later: ReportClaim) -> bool:
    """Whether an office that is asked about can have changed hands."""
    gap = _gap(first, later)
    is_office = isinstance(first.value.what, Name) and HOLDS_OFFICE.match(asked.question) is not None
    return gap is not None and gap > LONG and is_office


def _gap(first: ReportClaim, later: ReportClaim) -> timedelta | None:
    """The time between two reports; `None` where one has no date, and time explains nothing."""
    begun, ended = first.article.published, later.article.published
    return ended - begun if begun and ended else None


EXPLANATIONS: tuple[Callable[[ExpectedAnswer, ReportClaim, ReportClaim], bool], ...] = (
    _one_knows_the_others_value,
    _is_forecast_and_result,
    _are_words_of_parties,
    _are_of_different_periods,
    _answer_different_parts,
    _are_of_different_things,
    _share_a_measure,
    _are_ages_of_different_people,
    _are_of_different_people,
    _differ_too_much,
    _are_of_different_places,
    _are_far_apart,
    _has_changed,
    _is_update,
    _is_successor,
    _tells_it_elsewhere,
)
