"""Question generation: questions that an archive may be able to answer, made from the words of its articles.

A sentence whose shape is known is turned into the question that it answers: "Japan pledged about $550 billion …" →
"What did Japan pledge?". Whether the archive does answer it is for the caller to find out. English only; knows nothing
of searching.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.text.analysis import question_terms, terms
from qa.english.names import MAX_CHARS as MAX_CHARS_NAMED
from qa.english.names import Mention, find_names, mentions, same_name
from qa.english.vocabulary import words as listed
from qa.english.word_classes import AUXILIARIES, FUNCTION_WORDS, inflected, is_finite, is_noun, lemma, words

# What is done in them can be asked for with "what", whoever does it and whatever follows.
VERBS = frozenset(
    (
        "acquire", "adopt", "announce", "approve", "ban", "block", "buy", "cancel", "confirm", "criticize", "declare",
        "demand", "discuss", "introduce", "launch", "lift", "offer", "order", "pledge", "promise", "propose",
        "recommend", "reject", "release", "request", "reveal", "sign", "suspend", "unveil", "win",
    )
)  # fmt: skip
NO_SUBJECT = frozenset(term for word in (*VERBS, "say", "tell", "many", "much") for term in terms(word))
ROLES = listed("roles") | listed("titles") | listed("titles_men") | listed("titles_women")
DATELINE = re.compile(r"[A-Z][A-Z .,'-]+(?:, [^-–—]{1,20})? ?(?:\([^)]{1,40}\) ?)?[-–—] ?")
ARTICLE = re.compile(r"(?:The|A|An) ")
JOINT = re.compile(r" (?:(?:and|of)(?: the)? )?|['’]s ")
# What stands behind the name that a sentence or headline begins with.
DID = re.compile(r"(?: (?:on )?[A-Z][a-z]+day)? (?P<verb>[a-z]+)\b(?! (?:by|for|from|in|of|on|at|to|with)\b)")
TOLD = re.compile(r" told (?P<whom>parliament|reporters|lawmakers|investors|the [a-z]+)\b")
LASTING = re.compile(r" will be (?P<how>[a-z]+(?: [a-z]+){0,3}) for \w+ (?:days|weeks|months|years)\b")
HEADED = re.compile(r" (?P<verb>[a-z]+s)\b(?! (?:as|at|by|for|from|in|of|on|to|with)\b)")
BECOMING = re.compile(r" (?P<what>(?:becomes|wins|leads|replaces|succeeds|shares) [^,;:]+)$")
COUNT = re.compile(
    r"(?:(?:About|Some|Around|Nearly|Almost|More than|At least|Up to) )?\d[\d,.]*"
    r" (?P<what>(?!million|billion|percent)[a-z][a-z-]+(?: [a-z][a-z-]+){0,2})"
    r" (?P<verb>will be|were|are|have been) (?P<rest>[^,.;:]{12,70})[,.;:]"
)
SAID_AFTER = re.compile(r" (?:said|says|told|warned)\b")  # behind who says it
SAID_BEFORE = re.compile(r"\b(?:said|says) $")
APPOSITION = re.compile(r", (?:the|a|an) (?P<what>[^,.;:“\"()]{8,80}),")
PUBLISHER = re.compile(r" (?:\| |- (?=\w+$)).*")  # behind a headline
SENTENCE = re.compile(r"[^\n]+?[.!?](?=\s|$)")
MAX_CHARS = 110
LEAD_CHARS = 3 * MAX_CHARS_NAMED  # what a report is about stands at its beginning


MIN_SHARED = 2  # words; one alone, as "president" or "fire", says little of a subject
ALIKE = 0.6  # share of common words from which two questions count as one


def questions(title: str, text: str) -> Iterator[str]:
    """The questions that an article's headline and first sentences answer by their shape: those on what was done in
    their order, then what was said, then who somebody is."""
    who, rest = _subject(title)
    if who and (match := BECOMING.match(rest)):
        yield f"Who {match['what']}?"
    if who and (match := HEADED.match(rest)) and _is_form(match["verb"], "VBZ"):
        yield f"What did {who} {lemma(match['verb'])}?"
    lead = text[:LEAD_CHARS]
    for sentence in SENTENCE.findall(lead):
        question = _question(sentence.strip())
        if question and len(question) <= MAX_CHARS:
            yield question
    parts = [lead[start : start + MAX_CHARS_NAMED] for start in range(0, len(lead), MAX_CHARS_NAMED)]
    yield from dict.fromkeys(question for part in parts for question in _said(title, part, mentions(part)))
    yield from dict.fromkeys(question for part in parts for question in _who_is(title, part, mentions(part)))


def repeats_question(question: str, others: Iterable[str]) -> bool:
    """Whether a question has nearly the same words as one of the others."""
    own = set(question_terms(question))
    asked = (set(question_terms(other)) for other in others)
    return any(len(own & words) >= ALIKE * max(1, len(own | words)) for words in asked)


def shares_subject(question: str, other: str) -> bool:
    """Whether two questions name the same, however the other one writes it, or have two words in common that are not
    only what somebody did."""
    named, others = find_names(question), find_names(other)
    if any(same_name(one, two) for one in named for two in others):
        return True
    asked = set(question_terms(other))
    if any(asked.issuperset(terms(name.text)) for name in named):
        return True
    return len(asked.intersection(question_terms(question)) - NO_SUBJECT) >= MIN_SHARED


def most_telling(title: str, text: str) -> list[str]:
    """An article's questions, those with most words of their own first."""
    return sorted(dict.fromkeys(questions(title, text)), key=lambda question: -len(set(question_terms(question))))


def _is_form(verb: str, form: str) -> bool:
    """Whether a verb is one of `VERBS` in a tense."""
    return lemma(verb) in VERBS and inflected(lemma(verb), form) == verb


def _said(title: str, lead: str, named: Sequence[Mention]) -> Iterator[str]:
    """What somebody said about what the headline names: in the same sentence, or else most often."""
    headed = _headline_names(title)
    subjects = Counter(name.text for name in named if name.text in headed)
    for sentence in SENTENCE.finditer(lead):
        inside = [each for each in named if sentence.start() <= each.start < sentence.end()]
        for who in inside:
            if who.kind == "place" or len(who.words) < 2 or not _says(lead, who):
                continue
            said = [each.text for each in inside if each.text in subjects]
            often = [name for name, count in subjects.most_common() if count > 1]
            about = (each for each in (*said, *often) if not set(each.split()) & set(who.text.split()))
            if what := next(about, None):
                yield f"What did {_with_article(who.text, lead)} say about {_with_article(what, lead)}?"


def _says(text: str, who: Mention) -> bool:
    return bool(SAID_AFTER.match(text, who.end) or SAID_BEFORE.search(text[: who.title_start]))


def _is_certain_person(name: Mention) -> bool:
    return name.kind == "person" and len(name.words) > 1 and bool(name.title or name.gender)


def _headline_names(title: str) -> list[str]:
    """The names of a headline, without the publisher's behind it."""
    return [name.text for name in find_names(PUBLISHER.sub("", title)) if len(name.text) > 1]


def _who_is(title: str, lead: str, named: Sequence[Mention]) -> Iterator[str]:
    """Who somebody is of whom it is said in an apposition, what something is, and who the headline's people are."""
    headed = _headline_names(title)
    yield from (f"Who is {name.text}?" for name in named if name.text in headed and _is_certain_person(name))
    for name in named:
        match = APPOSITION.match(lead, name.end)
        if match is None or not _is_noun_phrase(match["what"]):
            continue
        has_role = any(word.lower in ROLES for word in words(match["what"]))
        if _is_certain_person(name) or (name.kind == "person" and len(name.words) > 1 and has_role):
            yield f"Who is {name.text}?"
        elif name.kind == "other" and not has_role:
            yield f"What is {_with_article(name.text, lead)}?"


def _is_noun_phrase(text: str) -> bool:
    """Whether no word of it must be a verb in a tense."""
    return not any(
        word.lower in AUXILIARIES or (is_finite(word.lower) and not is_noun(word.lower)) for word in words(text)
    )


def _with_article(name: str, text: str) -> str:
    """A name with the article that it mostly has where it stands by itself in a text: "the White House"."""
    found = list(re.finditer(rf"(?P<the>\b[Tt]he )?\b{re.escape(name)}\b", text))
    alone = [match for match in found if _ends_phrase(text[match.end() :])] or found
    return f"the {name}" if 2 * sum(match["the"] is not None for match in alone) > len(alone) else name


def _ends_phrase(after: str) -> bool:
    """Whether no noun follows: "the US said", but not "the US government"."""
    word = re.match(r" (\w+)", after)
    return word is None or word[1] in FUNCTION_WORDS or is_finite(word[1])


def _question(sentence: str) -> str | None:
    if match := COUNT.match(sentence):
        return f"How many {match['what']} {match['verb']} {match['rest']}?"
    dateline = DATELINE.match(sentence)
    who, rest = _subject(sentence[dateline.end() :] if dateline else sentence)
    if who is None:
        return None
    if match := LASTING.match(rest):
        return f"How long will {who} be {match['how']}?"
    if (match := DID.match(rest)) and _is_form(match["verb"], "VBD"):
        return f"What did {who} {lemma(match['verb'])}?"
    if match := TOLD.match(rest):
        return f"What did {who} tell {match['whom']}?"
    return None


def _subject(text: str) -> tuple[str | None, str]:
    """The names with which a text begins, as a question has them inside, and what follows; `None` if there are none.

    "The Harrow Lane Museum announced" → "the Harrow Lane Museum", " announced".
    """
    article = ARTICLE.match(text)
    start = end = article.end() if article else 0
    for name in find_names(text):
        if name.title_start != end and not (end > start and JOINT.fullmatch(text[end : name.title_start])):
            break
        end = name.end
    if end == start:
        return None, text
    return (text[0].lower() if article else text[0]) + text[1:end], text[end:]
