"""Topics: what a question is about, as a phrase that can stand in the next question. Decides nothing about that one.

"What did Japan pledge?" is about "what Japan pledged", "Why was the airport in Lisbon closed?" about "the airport in
Lisbon"; "How many people died in the Valencia floods?" has a setting, "in the Valencia floods".
"""

from qa.english.word_classes import BE, DETERMINERS, POSSESSIVES, PREPOSITIONS, words
from qa.question.conversation.exchanges import uncapitalised
from qa.question.conversation.rewriting import END
from qa.question.syntax.clause import MEASURED, Clause, embedded, parse
from qa.question.syntax.noun_phrases import NounPhrase, noun_phrases

ABOUT = "What about "
SETTING = ("in", "at", "during")
ATTACHED = ("of", "on", "into", "for", "in", "at", "between", "against")


def topic(question: str) -> str:
    """What a question is about."""
    clause = parse(question)
    if clause is None:
        return _named(question)
    if clause.asks_how_many and not (clause.noun or clause.rest) and clause.verb in MEASURED:
        return clause.subject  # How much will the dam cost?
    if not clause.subject and not clause.noun:
        return _thing_behind(clause) or embedded(clause)
    if _says_of_subject(clause):
        behind = clause.rest if not clause.verb and _is_of_subject(clause.rest) else ""
        return f"{clause.subject} {behind}".rstrip()
    return embedded(clause)


def event(question: str) -> str:
    """What a question is about, with what it says of that: "the airport in Lisbon being closed"."""
    clause = parse(question)
    if clause is None or not (clause.subject or clause.noun):
        return topic(question)
    is_said_of_subject = clause.rest and clause.question_word.lower() in ("", "why")
    return embedded(clause) if clause.verb or clause.noun or is_said_of_subject else topic(question)


def setting(question: str) -> str:
    """Where or in what something was, if that is all that the question names: "in the Valencia floods"; else empty."""
    clause = parse(question)
    named = [phrase for phrase in noun_phrases(question) if not phrase.is_time]
    if clause is None or not (clause.rest and clause.verb):
        return ""
    start = question.find(clause.rest)
    first = next((each for each in named if each.start > start), None)
    if first is None or first.preposition not in SETTING or not (first.is_name or first.is_definite):
        return ""
    is_first = question[start : first.start].strip() == first.preposition
    return clause.rest if is_first and not any(each.is_name for each in named if each.end < start) else ""


def asked_about(question: str) -> str:
    """What "What about the union?" asks about; empty for another question."""
    return question[len(ABOUT) :].rstrip(END) if question.startswith(ABOUT) else ""


def _named(question: str) -> str:
    """From the first thing that is named to the last one."""
    named = noun_phrases(question)
    sure = [phrase for phrase in named if phrase.is_name or phrase.is_definite]
    named = named[named.index(sure[0]) :] if sure else named
    return definite(uncapitalised(question[named[0].start : named[-1].end] if named else question.rstrip(END)))


def definite(text: str) -> str:
    """A thing as one that was named before: "the hackers"; a name stays as it is."""
    found = words(text)
    return text if not text.islower() or found[0].lower in DETERMINERS | POSSESSIVES else f"the {text}"


def _thing_behind(clause: Clause) -> str:
    """The one thing behind the verb of "Who won the Nobel Peace Prize?", with what is said of it; else empty."""
    rest = f"it {clause.rest}"
    named = noun_phrases(rest)
    if not named or named[0].start != 3 or not (named[0].is_name or named[0].is_definite):
        return ""
    behind = words(rest[named[0].end :])
    is_of_it = not behind or behind[0].lower in (*ATTACHED, "that", "which", "who")
    return clause.rest if is_of_it else ""


def _says_of_subject(clause: Clause) -> bool:
    """Whether it only says something of its subject, with no other thing: "Why was the airport in Lisbon closed?"."""
    if clause.noun or not clause.subject:
        return False
    asks_how = clause.asks_circumstance or (
        clause.question_word.lower().startswith("how ") and not clause.asks_how_many
    )
    is_alone = clause.verb == "be" or not noun_phrases(f"it {clause.rest}")
    return (not clause.verb and clause.auxiliary.lower() in BE) or (asks_how and is_alone)


def _is_of_subject(rest: str) -> bool:
    """Whether what stands behind "is" says which one is meant: "the next election in France"."""
    found = words(rest)
    return len(found) > 1 and found[0].lower in PREPOSITIONS


def things(question: str) -> list[NounPhrase]:
    """What a question names, times aside."""
    return [phrase for phrase in noun_phrases(question) if not phrase.is_time]
