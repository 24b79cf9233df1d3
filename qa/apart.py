"""What explains that two reports say different things, so that neither contradicts the other.

A forecast and a result, the words of two parties, another period, place or person, one report that knows the other's
value, and time: a later, higher count of what goes on is an update. Each rule is a function, and each can be wrong only
by hiding a conflict.
"""

import re
from datetime import timedelta

from index.lexical import terms
from qa.asked import Asked
from qa.claims import Value, agrees
from qa.figures import Figure, find_figures
from qa.kindred import RUNNING, shared
from qa.names import plain_names
from qa.naming import Name, find_names, same_name
from qa.testimony import Testimony

OWNER_CHARS = 40  # between a name and an age
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
    r"|hop(?:es|ed|ing)|propose[sd]|wants?|wanted|demands?|demanded|sought|seeks|likely|would|budgeted)\b"
)
CLAIMED = re.compile(
    r"\b(?:claim(?:s|ed)?|accus(?:es|ed)|admit(?:s|ted)?|estimat(?:es?|ed)|insist(?:s|ed)?|alleg(?:es|ed)|denie[sd]|puts?"
    r"|spoke of|speak of|reckon(?:s|ed)?|counted|said they|say they)\b",
    re.IGNORECASE,
)
PERIOD = re.compile(
    r"\b(?:last|past|previous|whole) (?:year|month|week|decade|quarter)\b|\bthis year\b|\b(?:since|in) (?:19|20)\d\d\b"
    r"|\bsince (?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\b(?:first|second|third|fourth) (?:quarter|half)\b|\bin the (?:first|past|last) \w+ (?:years|months|weeks)\b",
    re.IGNORECASE,
)
PLACE = re.compile(r"\b(?:in|at|near|across|around)(?: the)? $", re.IGNORECASE)
HOLDS_OFFICE = re.compile(r"\W*who(?:['’]s| is| are| leads| heads| runs| will)\b", re.IGNORECASE)


def is_explained(asked: Asked, first: Testimony, later: Testimony) -> bool:
    """Whether two reports, the earlier one first, can both be right although they say different things."""
    return (
        _knows_value(first, later.value)
        or _knows_value(later, first.value)
        or _differ_in_kind(first.text, later.text)
        or _differ_in_matter(asked, first, later)
        or _differ_in_time(asked, first, later)
    )


def _differ_in_kind(one: str, other: str) -> bool:
    """Whether sentences are a forecast and a result, or both the words of parties, or of different periods."""
    if bool(DOUBTFUL.search(one)) != bool(DOUBTFUL.search(other)):
        return True
    if CLAIMED.search(one) and CLAIMED.search(other):
        return True
    periods = [{period.lower() for period in PERIOD.findall(text)} for text in (one, other)]
    return periods[0] != periods[1]


def _differ_in_matter(asked: Asked, one: Testimony, other: Testimony) -> bool:
    """Whether sentences are about different parts of the question, different persons' ages or different places."""
    a, b = (shared(asked.subject, frozenset(terms(plain_names(said.text)))) for said in (one, other))
    if a and b and not a & b:
        return True
    if asked.is_age:
        owners = [_owner(said) for said in (one, other)]
        return not (owners[0] and owners[1] and same_name(owners[0], owners[1]))
    places = [_places(asked, said) for said in (one, other)]
    known = any(_knows(other, place) for place in places[0]) or any(_knows(one, place) for place in places[1])
    return bool(places[0] and places[1]) and not known


def _owner(said: Testimony) -> Name | None:
    """The name that stands nearest to an age."""

    def letters(name: Name) -> int:
        return max(name.start - said.value.end, said.value.start - name.end)

    near = [name for name in find_names(said.text) if letters(name) <= OWNER_CHARS]
    return min(near, key=letters, default=None)


def _places(asked: Asked, said: Testimony) -> list[Name]:
    """The places that a sentence names beside those of the question."""
    names = [name for name in find_names(said.text) if PLACE.search(said.text[: name.start])]
    return [name for name in names if not asked.names.issuperset(terms(plain_names(name.text)))]


def _knows_value(said: Testimony, value: Value) -> bool:
    """Whether a report's sentence has another's figure beside its own, or the report another's name."""
    if isinstance(value.what, Figure):
        figures = (Value(figure, figure.start, figure.end) for figure in find_figures(said.text))
        return any(_unit(figure) == value.what.unit and agrees(figure, value) for figure in figures)
    return isinstance(value.what, Name) and _knows(said, value.what)


def _unit(value: Value) -> str | None:
    return value.what.unit if isinstance(value.what, Figure) else None


def _knows(said: Testimony, name: Name) -> bool:
    """Whether a report has a name's last word anywhere, or a name like it near its sentence."""
    last = re.compile(rf"\b{re.escape(name.text.split()[-1])}\b")
    if last.search(said.article.text) or last.search(said.article.title):
        return True
    return any(same_name(known, name) for known in find_names(said.surroundings))


def _differ_in_time(asked: Asked, first: Testimony, later: Testimony) -> bool:
    """Whether time explains the difference; it cannot where a report has no date."""
    begun, ended = first.article.published, later.article.published
    if begun is None or ended is None:
        return False
    gap = ended - begun
    if gap > FAR or (gap > SOON and CHANGED.search(later.text)):
        return True
    a, b = first.value.what, later.value.what
    if isinstance(a, Figure) and isinstance(b, Figure):
        is_next_day = gap > HALF_DAY and ended.date() > begun.date()
        return is_next_day and bool(asked.concepts & RUNNING) and b.value > a.value
    return isinstance(a, Name) and gap > LONG and HOLDS_OFFICE.match(asked.question) is not None
