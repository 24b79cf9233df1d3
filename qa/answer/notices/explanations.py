"""What explains that two reports say different things, so that neither contradicts the other.

A forecast and a result, the words of two parties, another period, place or person, one report that knows the other's
value, and time: a later, higher count of what goes on is an update. Each rule is a function, and each can be wrong only
by hiding a conflict.
"""

import re
from datetime import timedelta

from qa.answer.notices.contrasts import speak_of_different_things
from qa.answer.notices.report_claims import Testimony
from qa.answer.values.counted_values import nouns_after
from qa.answer.values.expected import Asked
from qa.answer.values.value import Value, agrees
from qa.english.dates import same_time
from qa.english.names import Name, find_names, same_name
from qa.english.quantities.quantity import Figure, agree, find_figures
from qa.english.synonyms import EBBING, OPPOSITES, RUNNING, kinds, shared, words

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
    r"|\bsince (?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\b(?:first|second|third|fourth) (?:quarter|half)\b|\bin the (?:first|past|last) \w+ (?:years|months|weeks)\b",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\b(?:in|at|near|across|around|(?:coast|city|town|village|state|island|province|port|region) of)(?: the)? $",
    re.IGNORECASE,
)
HOLDS_OFFICE = re.compile(r"\W*who(?:['’]s| is| are| leads| heads| runs| will)\b", re.IGNORECASE)


def is_explained(asked: Asked, first: Testimony, later: Testimony) -> bool:
    """Whether two reports, the earlier one first, can both be right although they say different things."""
    return (
        _knows_value(asked, first, later.value)
        or _knows_value(asked, later, first.value)
        or _differ_in_kind(first.text, later.text)
        or (asked.kind in ("figure", "name") and _differ_in_period(first, later))
        or _differ_in_matter(asked, first, later)
        or _differ_in_time(asked, first, later)
    )


def _differ_in_kind(one: str, other: str) -> bool:
    """Whether sentences are a forecast and a result, or both the words of parties."""
    if bool(DOUBTFUL.search(one)) != bool(DOUBTFUL.search(other)):
        return True
    return CLAIMED.search(one) is not None and CLAIMED.search(other) is not None


def _differ_in_period(one: Testimony, other: Testimony) -> bool:
    """Whether two sentences speak of different stretches of time, or of different days."""
    periods = [{period.lower() for period in PERIOD.findall(said.text)} for said in (one, other)]
    if periods[0] != periods[1]:
        return True
    days = [[named for named in said.dates if named.days and not named.is_report] for said in (one, other)]
    return all(days) and not any(same_time(a, b) for a in days[0] for b in days[1])


def _differ_in_matter(asked: Asked, one: Testimony, other: Testimony) -> bool:
    """Whether sentences are about different parts of the question, different persons' ages or different places."""
    a, b = (shared(asked.subject, words(said.text)) for said in (one, other))
    if a and b and not a & b:
        return True
    if speak_of_different_things(asked.question, one.text, other.text) or _are_opposites(asked, one.text, other.text):
        return True
    if asked.is_open and not _nouns(one) & _nouns(other):
        return True
    if _share_a_measure(one.text, other.text):
        return True
    if asked.is_age:
        owners = [_owner(said) for said in (one, other)]
        return not (owners[0] and owners[1] and same_name(owners[0], owners[1]))
    if asked.kind == "name":
        return False
    if isinstance(one.value.what, Figure) and isinstance(other.value.what, Figure):
        small, large = sorted((abs(one.value.what.value), abs(other.value.what.value)))
        if large > MUCH_MORE * small > 0:
            return True
    places = [_places(asked, said) for said in (one, other)]
    known = any(_knows(asked, other, place) for place in places[0]) or any(
        _knows(asked, one, place) for place in places[1]
    )
    return bool(places[0] and places[1]) and not known


def _nouns(said: Testimony) -> frozenset[str]:
    """What a bare number counts; its unit stands for other figures."""
    what = said.value.what
    if not isinstance(what, Figure) or what.unit:
        return frozenset(("unit",))
    return nouns_after(said.text[said.value.end :])


def _share_a_measure(one: str, other: str) -> bool:
    """Whether two sentences have a sum, share or measure in common, beside those in which they differ."""
    a, b = ([figure for figure in find_figures(text) if figure.unit not in ("", "score")] for text in (one, other))
    return any(x.unit == y.unit and agree(x, y) for x in a for y in b)


def _are_opposites(asked: Asked, one: str, other: str) -> bool:
    """Whether one sentence speaks of the opposite of what is asked: "closes" where the question has "opens"."""
    spoken = [kinds(words(text)) for text in (one, other)]
    for kind in kinds(asked.subject):
        opposite = OPPOSITES.get(kind)
        if opposite and any(opposite in text and kind not in text for text in spoken):
            return True
    return False


def _owner(said: Testimony) -> Name | None:
    """The name that stands nearest to an age."""

    def letters(name: Name) -> int:
        return max(name.start - said.value.end, said.value.start - name.end)

    near = [name for name in find_names(said.text) if letters(name) <= OWNER_CHARS]
    return min(near, key=letters, default=None)


def _places(asked: Asked, said: Testimony) -> list[Name]:
    """The places that a sentence names beside those of the question."""
    names = [name for name in find_names(said.text) if PLACE.search(said.text[: name.start])]
    return [name for name in names if not asked.names.issuperset(words(name.text))]


def _knows_value(asked: Asked, said: Testimony, value: Value) -> bool:
    """Whether a report's sentence has another's figure beside its own, or the report another's name."""
    if isinstance(value.what, Figure):
        figures = (Value(figure, figure.start, figure.end) for figure in find_figures(said.text))
        return any(_unit(figure) == value.what.unit and agrees(figure, value) for figure in figures)
    return isinstance(value.what, Name) and _knows(asked, said, value.what)


def _unit(value: Value) -> str | None:
    return value.what.unit if isinstance(value.what, Figure) else None


def _knows(asked: Asked, said: Testimony, name: Name) -> bool:
    """Whether a report has the last word that is the name's own anywhere, or a name like it near its sentence."""
    own = [
        word for word in name.text.split() if not words(word) <= asked.terms
    ]  # of "First Bank", if banks are asked for
    last = (own or [name.text])[-1]
    if last in said.article.text or last in said.article.title:
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
        return is_next_day and bool(asked.concepts & (RUNNING if b.value > a.value else EBBING))
    return isinstance(a, Name) and gap > LONG and HOLDS_OFFICE.match(asked.question) is not None
