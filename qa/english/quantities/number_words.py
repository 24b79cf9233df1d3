"""Numbers in digits and in words ("1,187", "one hundred and five", "two-thirds", "dozens") → their values."""

import re

from qa.english.vocabulary import numbers, tables

SMALL = numbers("numbers")
SCALES = numbers("scales")
SHORT_SCALES = numbers("short_scales")
FRACTIONS = numbers("fractions")
# Counts that name no number, as what they can mean.
VAGUE = {words: (float(least), float(most)) for words, (least, most) in tables("vague_numbers").items()}

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SPELT = "|".join(sorted(SMALL, key=len, reverse=True))
SCALE = "|".join(SCALES)
SCALED = rf"[ -]?(?:{SCALE})\b|(?:{'|'.join(sorted(SHORT_SCALES, key=len, reverse=True))})\b"
WORDS = (
    rf"(?:an?|{SPELT})[ -](?:{SCALE})(?:(?:,? and |[ -])(?:{SPELT}|{SCALE})\b)*"
    rf"|(?:{SPELT})\b(?:[ -](?:{SPELT}|{SCALE})\b)*(?:(?: and |[ -])(?:{SPELT}|{SCALE})\b)*"
)


def value_of(words: str) -> float | None:
    """A number in digits or in small letters; `None` for what is none."""
    if words[0].isdigit():
        return float(words.replace(",", ""))
    if words.startswith("half"):
        return 0.5
    parts = re.split(r"[ -]", words)
    if is_fraction(words):
        return SMALL.get(parts[0], 1) / FRACTIONS[parts[-1].rstrip("s")]
    total, current = 0.0, 0.0
    for part in parts:
        if part in ("a", "an"):
            current = 1
        elif part in SMALL:
            current += SMALL[part]
        elif part == "hundred":
            current = (current or 1) * 100
        elif part in SCALES:
            total, current = total + (current or 1) * SCALES[part], 0.0
        elif part not in ("and", ""):
            return None
    return total + current


def is_fraction(words: str) -> bool:
    """Whether a number ends with a part of one: "half", "two thirds"."""
    return re.split(r"[ -]", words)[-1].rstrip("s") in FRACTIONS


def scale_of(words: str, *, is_money: bool) -> float:
    """What a scale multiplies by; "m" and "b" are scales of money alone."""
    plain = words.strip(" -").lower()
    if not plain:
        return 1.0
    if plain in SCALES:
        return SCALES[plain]
    return SHORT_SCALES[plain] if is_money or plain not in ("m", "b") else 1.0
