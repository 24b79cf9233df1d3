"""Question generation: questions that an archive may be able to answer, made from the words of its articles.

A sentence whose shape is known is turned into the question that it answers: "Japan pledged about $550 billion …" →
"What did Japan pledge?". Whether the archive does answer it is for the caller to find out. English only; knows nothing
of searching.
"""

import re
from collections.abc import Iterator

from qa.english.names import find_names

VERBS = {
    "announced": "announce",
    "approved": "approve",
    "banned": "ban",
    "demanded": "demand",
    "discussed": "discuss",
    "launched": "launch",
    "offered": "offer",
    "ordered": "order",
    "pledged": "pledge",
    "promised": "promise",
    "proposed": "propose",
    "rejected": "reject",
    "signed": "sign",
    "unveiled": "unveil",
}
PRESENT = {base + ("es" if base.endswith(("s", "sh", "ch")) else "s"): base for base in VERBS.values()}
DATELINE = re.compile(r"[A-Z][A-Z .,'-]+(?:, [^-–—]{1,20})? ?(?:\([^)]{1,40}\) ?)?[-–—] ?")
ARTICLE = re.compile(r"(?:The|A|An) ")
JOINT = re.compile(r" (?:(?:and|of)(?: the)? )?|['’]s ")
# What stands behind the name that a sentence or headline begins with.
DID = re.compile(rf" (?P<verb>{'|'.join(VERBS)})\b(?! (?:by|in|on|at)\b)")
TOLD = re.compile(r" told (?P<whom>parliament|reporters|lawmakers|investors|the [a-z]+)\b")
LASTING = re.compile(r" will be (?P<how>[a-z]+(?: [a-z]+){0,3}) for \w+ (?:days|weeks|months|years)\b")
HEADED = re.compile(rf" (?P<verb>{'|'.join(PRESENT)})\b(?! (?:by|in|on|at|to|as)\b)")
BECOMING = re.compile(r" (?P<what>(?:becomes|wins|leads|replaces|succeeds|shares) [^,;:]+)$")
COUNT = re.compile(
    r"(?:(?:About|Some|Around|Nearly|Almost|More than|At least|Up to) )?\d[\d,.]*"
    r" (?P<what>(?!million|billion|percent)[a-z][a-z-]+(?: [a-z][a-z-]+){0,2})"
    r" (?P<verb>will be|were|are|have been) (?P<rest>[^,.;:]{12,70})[,.;:]"
)
SENTENCE = re.compile(r"[^\n]+?[.!?](?=\s|$)")
MAX_CHARS = 110
LEAD_CHARS = 1_500  # what a report is about stands at its beginning


def questions(title: str, text: str) -> Iterator[str]:
    """The questions that an article's headline and first sentences answer by their shape, in their order."""
    who, rest = _subject(title)
    if who and (match := BECOMING.match(rest)):
        yield f"Who {match['what']}?"
    if who and (match := HEADED.match(rest)):
        yield f"What did {who} {PRESENT[match['verb']]}?"
    for sentence in SENTENCE.findall(text[:LEAD_CHARS]):
        question = _question(sentence.strip())
        if question and len(question) <= MAX_CHARS:
            yield question


def _question(sentence: str) -> str | None:
    if match := COUNT.match(sentence):
        return f"How many {match['what']} {match['verb']} {match['rest']}?"
    dateline = DATELINE.match(sentence)
    who, rest = _subject(sentence[dateline.end() :] if dateline else sentence)
    if who is None:
        return None
    if match := LASTING.match(rest):
        return f"How long will {who} be {match['how']}?"
    if match := DID.match(rest):
        return f"What did {who} {VERBS[match['verb']]}?"
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
