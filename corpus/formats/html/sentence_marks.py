"""Where a sentence ends, in all scripts that mark it, and which do not.

The one idea: whether a line is a sentence or a headline is told by its last mark; where the script has none, nothing is
told by that. Knows nothing of words.
"""

import re

# Latin and CJK; devanagari and other danda; Urdu and Arabic; Armenian, Ethiopic, Khmer, Burmese, Tibetan, Sinhala.
MARKS = ".!?…。！？｡．।॥᠃᠉۔؟։።፧។៕။།༎෴꘎"
SENTENCE_END = re.compile(rf"[{MARKS}][\"'”’»›“)\]」』）】〉》]*$")
NO_MARKS = re.compile(r"[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai and Lao; Burmese and Khmer often
NUMBER_END = re.compile(r"\d[%\"'”’)\]]*$")
HALF = 0.5


def is_unmarked(lines: list[str]) -> bool:
    """Whether lines are in a script that does not mark where a sentence ends."""
    letters = [letter for line in lines for letter in line if letter.isalpha()]
    return sum(NO_MARKS.match(letter) is not None for letter in letters) > HALF * len(letters)


def count_sentences(lines: list[str]) -> int:
    """How many of some lines are sentences.

    All are in a script without marks, and those that end in a number where most of the lines do.
    """
    if is_unmarked(lines):
        return len(lines)
    n_marked = sum(SENTENCE_END.search(line) is not None for line in lines)
    n_numbers = sum(NUMBER_END.search(line) is not None for line in lines)
    return n_marked + n_numbers if n_numbers >= HALF * len(lines) else n_marked
