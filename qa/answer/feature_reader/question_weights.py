"""Term weighting: how much each of a question's words tells, by its rarity in the archive and by who said it.

Knows nothing of what kind of thing is asked for; that is in the question's profile.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from index.engine.passage_index import TermCounts
from qa.answer.reading import key_of
from qa.question.base_terms import BASE
from qa.question.question_profile import QuestionProfile
from qa.retrieval.features import term_weights

CARRIED = 0.1  # what a word that a follow-up took over counts beside one that was typed (LOG.md, 2026-11-23)


@dataclass(frozen=True, slots=True)
class QuestionWeights:
    """A question's profile with the weights of its words, for scoring sentences.

    Words that a follow-up took over find the story and may stand anywhere in it. In the sentence that answers they
    mostly are not said again, so in `own` and in `focus`, the words of the last sentence, they count little, and all
    others alike: rare words tell which story is asked about, common ones as well what of it (LOG.md, 2026-11-23). `key`
    is all the question's words, between spaces.
    """

    profile: QuestionProfile
    weights: Mapping[str, float]
    own: Mapping[str, float]
    focus: Mapping[str, float]
    key: str


def weigh_question(profile: QuestionProfile, lexical: TermCounts) -> QuestionWeights:
    """The weights of a question's words in one archive."""
    weights = {BASE.get(term, term): weight for term, weight in term_weights(profile.terms, lexical).items()}
    own = {term: CARRIED if term in profile.carried else 1.0 for term in weights}
    focus = {term: own[term] for term in profile.focus}
    return QuestionWeights(profile, weights, own, focus, f" {key_of(profile.text)} ")
