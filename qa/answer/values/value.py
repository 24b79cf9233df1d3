"""A value that a sentence gives, a figure, a date or a name, with its place; whether two of them can be the same."""

from dataclasses import dataclass

from qa.english.dates import DateMention, same_time
from qa.english.names import Name, same_name
from qa.english.quantities.quantity import Figure, agree


@dataclass(frozen=True, slots=True)
class Value:
    """What a sentence says and where; a figure with its rate ("year" for "a year") and the terms around it."""

    what: Figure | DateMention | Name
    start: int
    end: int
    rate: str = ""
    around: frozenset[str] = frozenset()


def agrees(one: Value, other: Value) -> bool:
    """Whether two values can be the same; those that cannot be compared agree."""
    a, b = one.what, other.what
    if isinstance(a, Figure) and isinstance(b, Figure):
        return a.unit != b.unit or one.rate != other.rate or agree(a, b)
    if isinstance(a, DateMention) and isinstance(b, DateMention):
        return (a.minute is None) != (b.minute is None) or a.word != b.word or same_time(a, b)
    if isinstance(a, Name) and isinstance(b, Name):
        return same_name(a, b)
    return True
