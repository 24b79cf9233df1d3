"""Dates as sources write them → ISO 8601: with slashes, in words, with a zone by its name, in milliseconds.

The one idea: a form is read where it can mean one moment only. Whatever else, `10/11/2025` or a zone named IST, stays
as it is, so that `parse_date` refuses it and the source's words can be shown. Knows nothing of what the dates are of.
"""

import re
from datetime import UTC, datetime

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<word>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*)?"
TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?m\.?)?"
ZONE = r"(?:(?P<name>[a-z]{1,5})?\s*(?P<offset>[+-]\d{1,2}(?::?\d\d)?)?(?:\s*\([^()]*\))?)"
MOMENT = rf"(?:[\s,t]+(?:at\s+)?{TIME}\s*{ZONE})?"
FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>\d{{4}})\s*[-/.年년]\s*(?P<month>\d{{1,2}})\s*[-/.月월]\s*(?P<day>\d{{1,2}})[日일.]?{MOMENT}",
        rf"{WEEKDAY}(?P<day>\d{{1,2}})(?:\s+|-){MONTH},?(?:\s+|-)(?P<year>\d{{4}}|\d\d){MOMENT}",
        rf"{WEEKDAY}{MONTH}\s+(?P<day>\d{{1,2}})(?:,\s*|\s+)(?P<year>\d{{4}}){MOMENT}",
        rf"{WEEKDAY}{MONTH}\s+(?P<day>\d{{1,2}})\s+{TIME}\s*{ZONE}\s+(?P<year>\d{{4}})",
    )
]
ISO = re.compile(
    r"\d{4}-?(?:\d\d-?\d\d|W\d\d-?\d?)(?!\d)"
)  # `fromisoformat` takes any sign before the time, digits too
SINCE_1970 = re.compile(r"\d{10}(?:\d{3})?")
# Names that RFC 822 defines, and those that stand for one offset in the tz database, in minutes. CST and PST are those
# of RFC 822; IST is the time of India, Ireland and Israel, and stays unread.
ZONES = {
    name: minutes
    for minutes, names in (
        (0, "z ut utc gmt wet"),
        (60, "west bst cet met mez wat"),
        (120, "cest mest mesz eet cat sast"),
        (180, "eest msk eat"),
        (300, "pkt"),
        (420, "wib"),
        (480, "hkt awst wita"),
        (540, "jst kst wit"),
        (570, "acst"),
        (600, "aest"),
        (630, "acdt"),
        (660, "aedt"),
        (720, "nzst"),
        (780, "nzdt"),
        (-150, "ndt"),
        (-180, "adt"),
        (-210, "nst"),
        (-240, "ast edt"),
        (-300, "est cdt"),
        (-360, "cst mdt"),
        (-420, "mst pdt"),
        (-480, "pst akdt"),
        (-540, "akst"),
        (-600, "hst"),
    )
    for name in names.split()
}


def as_iso(value: str) -> str:
    """A date in ISO 8601, in whatever form it is written; one that is in none, or in one of two meanings, as it is."""
    value = value.strip()
    if SINCE_1970.fullmatch(value):
        seconds = int(value[:10])
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    if is_iso(value):
        return value
    for form in FORMS:
        if found := form.fullmatch(value):
            return _composed(found.groupdict()) or value
    return value


def is_iso(value: str) -> bool:
    """Whether a date is in ISO 8601 as it is written; others are, too, for `datetime.fromisoformat`."""
    if not ISO.match(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _composed(parts: dict[str, str | None]) -> str:
    """A date's parts together; empty where its zone is of no one offset or there is no such day."""
    year, word = parts["year"] or "", parts.get("word")
    month = MONTHS.index(word[:3].lower()) + 1 if word else int(parts["month"] or 0)
    if len(year) == 2:  # RFC 2822
        year = f"{'20' if int(year) < 50 else '19'}{year}"
    day = f"{year}-{month:02}-{int(parts['day'] or 0):02}"
    if parts["hour"] is None:
        return day if is_iso(day) else ""
    zone = _offset(parts["name"], parts["offset"])
    hour = int(parts["hour"])
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    moment = f"{day}T{hour:02}:{parts['minute']}:{parts['second'] or '00'}"
    return f"{moment}{zone}" if zone is not None and is_iso(moment) else ""


def _offset(name: str | None, offset: str | None) -> str | None:
    """A zone's offset as ISO 8601 has it, empty where none is stated; `None` where the name has none or several."""
    if offset:
        digits = offset[1:].replace(":", "")
        hours, minutes = (digits, "00") if len(digits) < 3 else (digits[:-2], digits[-2:])
        return f"{offset[0]}{int(hours):02}:{minutes}"
    if not name:
        return ""
    if (east := ZONES.get(name.lower())) is None:
        return None
    return f"{'-' if east < 0 else '+'}{abs(east) // 60:02}:{abs(east) % 60:02}"
