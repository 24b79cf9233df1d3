"""Words that limit what a sentence says, and words by which parts begin that do not.

Lists for English, kept apart from the rules that use them (`omissions.py`, `verify.py`); the long ones are vocabulary.
One word too many in a list that keeps parts costs a true sentence; one too few can let a false one through.
"""

import re

from qa.english.calendar import WEEKDAY_FORMS
from qa.english.vocabulary import lines, words
from qa.english.word_classes import listed


def _pattern(name: str, *more: str) -> re.Pattern[str]:
    """The words of a vocabulary list, `*` for any ending, or one of some more patterns."""
    return re.compile("|".join((*(line.replace("*", ".*") for line in lines(name)), *more)))


# May be missing or added anywhere: "the deal that was reached", "Japan has pledged". "A few" is a token of its own.
ARTICLES = listed("a an the")
PARTICIPLE = re.compile(r".+(?:ed|en|wn|ne|un|de|ld|nt|ht|ut|id)")
FREE = ARTICLES | listed("that also has have")
# A part that has one of these may not be missing.
DECISIVE = _pattern("limiting_decisive")
SUPERLATIVE = (
    "(?!west|east|arrest|interest|protest|request|forest|test|rest|guest|contest|invest|suggest|harvest|priest|latest)"
    ".+est"
)
# What is said with one of these holds where and when it is said to hold: that belongs to it.
GENERAL = _pattern("limiting_general", SUPERLATIVE)
# With one of these, the first of two things that "and" joins does not stand alone.
JOINS = words("limiting_joins")
MODALS = listed("will would can could may might")
WEEKDAYS = frozenset(forms[0] for forms in WEEKDAY_FORMS)
TIME_STARTS = WEEKDAYS | listed("on in at early late earlier last this yesterday today")
DAYS = WEEKDAYS | listed(
    "day days week month year weekend morning afternoon evening night midday noon spring summer autumn winter yesterday"
    " today tomorrow tonight"
)
TIMES = TIME_STARTS | listed("of later next the same local time previous mid and")
# How parts begin that may be missing: a tail, a tail after a comma, an aside, a lead. Others can limit what is said.
# "The story goes" and "her critics charge" begin as "the transport minister" does, which is told by its end.
TAIL_STARTS = listed("after amid following because")
LATER_STARTS = TAIL_STARTS | listed("and who whose including more up down")
ASIDE_STARTS = listed("who whose including along then aged founded based born")
LEAD_STARTS = listed("meanwhile also separately then speaking visiting arriving")
AGREEMENTS = listed("deal agreement accord pact treaty")
DETERMINERS = listed("the a an his her its their")
ROLES = words("roles")
RANKS = listed("first second third last oldest youngest largest biggest")
LIMITS = TIME_STARTS | TAIL_STARTS | listed("where when")  # what begins so can limit what is said in general
# After another sentence these can mean somebody else than in the article.
PRONOUNS = words("limiting_pronouns")
