"""Questions that an archive may be able to answer, made from the words of its articles.

A sentence whose shape is known is turned into the question that it answers: "Japan pledged about $550 billion …" →
"What did Japan pledge?". Whether the archive does answer it is for the caller to find out. English only; knows nothing
of searching.
"""

import re
from collections.abc import Iterator

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
NAME = r"(?:[A-Z][\w'’-]*\.?)(?: (?:of |the |and )?[A-Z][\w'’-]*){0,4}"
DATELINE = r"(?:[A-Z][A-Z .,'-]+(?:, [^-–—]{1,20})? ?(?:\([^)]{1,40}\) ?)?[-–—] ?)?"
DID = re.compile(rf"{DATELINE}(?P<who>{NAME}) (?P<verb>{'|'.join(VERBS)})\b(?! (?:by|in|on|at)\b)")
COUNT = re.compile(
    r"(?:(?:About|Some|Around|Nearly|Almost|More than|At least|Up to) )?\d[\d,.]*"
    r" (?P<what>(?!million|billion|percent)[a-z][a-z-]+(?: [a-z][a-z-]+){0,2})"
    r" (?P<verb>will be|were|are|have been) (?P<rest>[^,.;:]{12,70})[,.;:]"
)
LASTING = re.compile(
    rf"(?P<what>(?:The |A )?{NAME}) will be (?P<how>[a-z]+(?: [a-z]+){{0,3}}) for \w+ (?:days|weeks|months|years)\b"
)
TOLD = re.compile(rf"(?P<who>{NAME}) told (?P<whom>parliament|reporters|lawmakers|investors|the [a-z]+)\b")
HEADED = re.compile(rf"(?P<who>{NAME}) (?P<verb>{'|'.join(PRESENT)})\b(?! (?:by|in|on|at|to|as)\b)")
BECOMING = re.compile(rf"{NAME} (?P<what>(?:becomes|wins|leads|replaces|succeeds|shares) [^,;:]+)$")
NO_NAMES = {
    "A",
    "An",
    "It",
    "He",
    "She",
    "They",
    "We",
    "You",
    "This",
    "That",
    "These",
    "Those",
    "But",
    "And",
    "In",
    "On",
}
SENTENCE = re.compile(r"[^\n]+?[.!?](?=\s|$)")
MAX_CHARS = 110
LEAD_CHARS = 1_500  # what a report is about stands at its beginning


def questions(title: str, text: str) -> Iterator[str]:
    """The questions that an article's headline and first sentences answer by their shape, in their order."""
    if match := BECOMING.match(title):
        yield f"Who {match['what']}?"
    if (match := HEADED.match(title)) and _is_name(match["who"]):
        yield f"What did {match['who']} {PRESENT[match['verb']]}?"
    for sentence in SENTENCE.findall(text[:LEAD_CHARS]):
        question = _question(sentence.strip())
        if question and len(question) <= MAX_CHARS:
            yield question


def _question(sentence: str) -> str | None:
    if match := COUNT.match(sentence):
        return f"How many {match['what']} {match['verb']} {match['rest']}?"
    if match := LASTING.match(sentence):
        what = re.sub(r"^(The|A) ", lambda article: article[0].lower(), match["what"])
        return f"How long will {what} be {match['how']}?"
    for pattern in (DID, TOLD):
        match = pattern.match(sentence)
        if match and _is_name(match["who"]):
            who = re.sub(r"^The ", "the ", match["who"])
            return f"What did {who} {VERBS[match['verb']] if pattern is DID else 'tell ' + match['whom']}?"
    return None


def _is_name(words: str) -> bool:
    """Whether capitalised words at the beginning of a sentence may be somebody's name."""
    return re.split(r"[ '’]", words)[0] not in NO_NAMES and words != "The"
