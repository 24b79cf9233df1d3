"""Resemblance: whether what a page says now can be what it said before, edited.

The one idea: an edited story keeps phrases. Runs of letters are compared, so it holds in every language; a story that
keeps hardly any, or of which only a stub is left, may be another page in its place. Pure.
"""

RUN_LETTERS = 8
RUN_LETTERS_UNSPACED = 4  # in scripts that put no spaces between words
MAX_CHARS = 20_000  # that are compared; what an article begins with tells enough
MAX_SPACES = 0.04  # share of spaces in such a script
MIN_COMMON = 0.1  # of the shorter text's runs; unrelated news of one paper have a few hundredths
MIN_LEFT = 1 / 3  # of a text's length; a story that is cut further is a stub


def doubt(before: str, now: str) -> str:
    """Why a text may not be another one, edited; empty if it may."""
    if not is_alike(before, now):
        return "its text has little in common with what was read before"
    if len(now) < MIN_LEFT * len(before):
        return f"of its text only a stub is left, {len(now):,} of {len(before):,} characters"
    return ""


def is_alike(one: str, other: str) -> bool:
    """Whether two texts can be of one story."""
    return in_common(one, other) >= MIN_COMMON


def in_common(one: str, other: str) -> float:
    """Share of the runs of letters of the text with fewer of them that the other has, too."""
    shorter, longer = sorted((_runs(one), _runs(other)), key=len)
    return len(shorter & longer) / max(1, len(shorter))


def _runs(text: str) -> set[str]:
    folded = " ".join(text[:MAX_CHARS].casefold().split())
    size = RUN_LETTERS_UNSPACED if folded.count(" ") < MAX_SPACES * len(folded) else RUN_LETTERS
    return {folded[start : start + size] for start in range(max(1, len(folded) - size + 1))}
