"""Enumerations: words that were marked in a sentence → the items that they name, as spans of the sentence.

"Iowa, both Dakotas and Texas" are three; "Lisa and Kent Callaghan" stay together, and an apposition is no item. Where
it is unclear what the items are there are none. Knows nothing of questions.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.text.sentences import Span
from qa.english.names import COUNTRIES

MAX_ITEM_WORDS = 7
QUOTATION = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
CLOSED = re.compile(rf"{QUOTATION.pattern}|\([^)]*\)|\d,\d")  # a comma in these separates nothing
AND = r"(?:and|or|as well as|plus)"
BETWEEN_TITLES = re.compile(rf"[,.]?[”\"],? (?:{AND} )?(?:[A-Z]\w*['’]s )?")
SEPARATOR = re.compile(rf"\s*[;,]\s*(?:{AND}\s+)?|\s+{AND}\s+")
LAST_COMMA, LAST_AND = re.compile(r"[,;] (?:and|or)\s"), re.compile(r"\s(?:and|or)\s")
# What goes before an enumeration inside what was marked: "symptoms including sore throat".
LEAD_IN = re.compile(r"^[^,;:]*?(?:\s(?:including|such as|includes?|like)|:)\s+", re.I)
NAMED = re.compile(r"(?:[Tt]he )?[“\"‘'(]?[A-Z0-9$£€]")
NAME_TO_END = re.compile(r"(?:^|\s)[“\"‘'(]?[A-Z0-9$£€]\S*(?: [a-z-]+| \([^)]*\))?$")
NEXT_NAME = re.compile(r"(?:the )?[A-Z0-9][\w’'.&-]*(?: (?:of the |of |the |de )?[A-Z0-9][\w’'.&-]*)*(?: \([^)]*\))?")
LIES_IN = re.compile(r"\b(?:in|at|near|of)\s")
NO_ITEM = re.compile(
    r"(?:others?|more|many|several|elsewhere|who|which|whose|where|when|his|her|its|their|he|she|it|they|but|not|that"
    r"|[RDI]-[A-Z]\w*)\b",
    re.I,
)
NUMBER = re.compile(r"[\d.,]+")
DISTRICT = frozenset(("dc", "d.c", "d.c."))


def items(text: str, marked: Span) -> list[Span]:
    """The items of the marked words of a sentence, in order; none where it is unclear which they are."""
    if titles := _titles(text, marked):
        return titles
    start, end = marked.start, _closed(text, marked)
    lead = LEAD_IN.match(text[start:end])
    if lead and not _is_inside(text, start + lead.end()):
        start += lead.end()
    end = _to_last_name(text, start, end)
    parts = _parts(text, start, end)
    if len(parts) > 1 and any(_is_named(text, part) for part in parts):
        n_numbers = sum(NUMBER.fullmatch(text, part.start, part.end) is not None for part in parts)
        if 0 < n_numbers < len(parts):  # "2016 to 2018 Santa Fe, 2017 and 2018 Santa Fe Sports"
            return []
        named = [part for part in _with_places(text, parts) if _is_named(text, part)]
        return [part for part in named if _is_item(text, part)] if len(named) > 1 else []
    own = text[start:end]
    is_clear = len(parts) == 1 or (len(parts) > 2 and (LAST_COMMA.search(own) or len(LAST_AND.findall(own)) < 2))
    return parts if is_clear and all(_is_item(text, part) for part in parts) else []


def _titles(text: str, marked: Span) -> list[Span]:
    """Works that stand in quotation marks one after the other, the marks left out, if the marked words are some."""
    found: list[Span] = []
    for match in QUOTATION.finditer(text):
        is_marked = marked.start < match.end() and match.start() < marked.end
        if is_marked or (found and BETWEEN_TITLES.fullmatch(text, found[-1].end, match.start())):
            end = match.end() - 1
            found.append(Span(match.start() + 1, end - (text[end - 1] in ",.")))
    return found if len(found) > 1 else []


def _is_inside(text: str, at: int) -> bool:
    return any(match.start() < at < match.end() for match in CLOSED.finditer(text))


def _closed(text: str, marked: Span) -> int:
    """The end of the marked words, with the bracket closed that they open."""
    own = text[marked.start : marked.end]
    return marked.end + (own.count("(") > own.count(")") and text[marked.end : marked.end + 1] == ")")


def _to_last_name(text: str, start: int, end: int) -> int:
    """Where a list of names ends of which only the beginning was marked: it has to come to its "and"."""
    separators = [match[0].strip(" ,") for match in SEPARATOR.finditer(text, start, end)]
    if not NAMED.match(text, start) or any(separators):
        return end
    at, is_over = end, False
    while not is_over and (separator := SEPARATOR.match(text, at)):
        is_over = bool(separator[0].strip(" ,;"))
        name = NEXT_NAME.match(text, separator.end())
        if name is None:
            break
        at = name.end()
    return at if is_over else end


def _parts(text: str, start: int, end: int) -> list[Span]:
    """What stands between separators. Of "A, B and C, and D" the second part is "B and C"."""
    found = [
        match
        for match in SEPARATOR.finditer(text, start, end)
        if not (_is_inside(text, match.start() + 1) or _is_inside(text, match.end() - 1))
    ]
    following = SEPARATOR.match(text, end)
    commas = [match for match in (*found, *filter(None, [following])) if "," in match[0]]
    if any(";" in match[0] for match in found):
        found = [match for match in found if ";" in match[0]]
    elif any(match[0].strip(" ,") in ("and", "or") for match in commas):
        found = [match for match in found if "," in match[0]]
    elif len(found) == 1 and _is_one_family(text, start, found[0], end):
        found = []
    borders = [start, *(at for match in found for at in match.span()), end]
    parts = [_trimmed(text, one, other) for one, other in list(pairwise(borders))[::2]]
    return [part for part in parts if part.start < part.end and not NO_ITEM.fullmatch(text[part.start : part.end])]


def _is_one_family(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether a single name before "and" is the first half of a name: "Lisa and Kent Callaghan"."""
    before, after = text[start : match.start()], text[match.end() : end]
    is_single = " " not in before and before[:1].isupper() and before.casefold() not in COUNTRIES
    return is_single and re.match(r"[A-Z]\S* [A-Z]", after) is not None


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " ,;:–—":
        start += 1
    while end > start and (text[end - 1] in " ,;:–—" or (end == len(text) and text[end - 1] == ".")):
        end -= 1
    return Span(start, end)


def _is_named(text: str, part: Span) -> bool:
    """Whether a part begins and ends as a name, or ends with one small word: "Grand Teton parks"."""
    own = text[part.start : part.end]
    return NAMED.match(own) is not None and NAME_TO_END.search(own) is not None


def _is_item(text: str, part: Span) -> bool:
    own = text[part.start : part.end]
    return len(own.split()) <= MAX_ITEM_WORDS and NO_ITEM.match(own) is None


def _with_places(text: str, parts: Sequence[Span]) -> list[Span]:
    """The parts, a country that says where the one before lies joined to that: "the Hilton in Paris, France"."""
    found: list[Span] = []
    for part in parts:
        own = text[part.start : part.end].casefold()
        before = text[found[-1].start : found[-1].end] if found else ""
        if (before and own in DISTRICT) or (own in COUNTRIES and LIES_IN.search(before)):
            found[-1] = Span(found[-1].start, part.end)
        else:
            found.append(part)
    return found
