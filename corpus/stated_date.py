"""Dates as sources write them → ISO 8601: with slashes, in words, with a zone by its name, in milliseconds.

The one idea: a form is read where it can mean one moment only. Whatever else, `10/11/2025` or a zone named IST, stays
as it is, so that `parse_date` refuses it and the source's words can be shown. Names of months are looked up in
`corpus.month_names`. Knows nothing of what the dates are of.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from corpus.month_names import month_of

MONTH = r"(?P<word>[^\W\d_]{3,}|[^\W\d_]+\.)\.?"
WEEKDAY = r"(?:[^\W\d_]+(?:-[^\W\d_]+)?(?:[.,]+\s*|\s+))?"
TIME = (
    r"(?P<hour>\d{1,2})(?:\s?[:時时시]\s?(?P<minute>\d\d)[分분]?(?::(?P<second>\d\d)(?:[.,]\d+)?)?|\s?h\s?(?P<past>\d\d)?)"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?(?:\s*(?:uhr|h)\b)?"
)
ZONE = (
    r"(?:(?P<name>[a-z]{1,5}|[a-z]+/[a-z_]+)?\s*(?P<offset>[+-]\d{1,2}(?::?\d\d)?)?(?:\s*(?:\([^()]*\)|\[[^\[\]]*\]))?)"
)
MOMENT = rf"(?:(?:[\s,t]|\s[-–—|·•]\s|\s(?:at|um|à|às|kl\.?|alle|a las|о|в|om)\s)+{TIME}\s*{ZONE})?"
MAX_CHARS = 100  # of a date as anybody writes it
FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>\d{{4}})\s*[-/.年년]\s*(?P<month>\d{{1,2}})\s*[-/.月월]\s*(?P<day>\d{{1,2}})[日일.]?{MOMENT}",
        rf"(?P<first>\d{{1,2}})\s?[-/.]\s?(?P<other>\d{{1,2}})\s?[-/.]\s?(?P<year>\d{{4}}){MOMENT}",
        rf"{WEEKDAY}(?P<day>\d{{1,2}})(?:(?:\.|º|er|st|nd|rd|th)?(?:\s+(?:de\s+)?|-)|\.){MONTH},?(?:\s+(?:del?\s+)?|-)"
        rf"(?P<year>\d{{4}}|\d\d)(?:\s?[гр]\.?)?{MOMENT}",
        rf"{WEEKDAY}{MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<year>\d{{4}}){MOMENT}",
        rf"{WEEKDAY}{MONTH}\s+(?P<day>\d{{1,2}})\s+{TIME}\s*{ZONE}\s+(?P<year>\d{{4}})",
        rf"{WEEKDAY}{TIME}\s*{ZONE}[,\s]\s*(?:on\s+)?{WEEKDAY}{MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})",
        rf"{WEEKDAY}{TIME}\s*{ZONE}[,\s]\s*(?:on\s+)?{WEEKDAY}(?P<day>\d{{1,2}})\.?\s+{MONTH},?\s+(?P<year>\d{{4}})",
    )
]
ISO = re.compile(
    r"\d{4}-?(?:\d\d-?\d\d|W\d\d-?\d?)(?!\d)"
)  # `fromisoformat` takes any sign before the time, digits too
SINCE_1970 = re.compile(r"(?:/Date\()?(\d{10})(?:\d{3}(?:[+-]\d{4})?)?(?:\)/)?")
PLACE = re.compile(r"(?<=[\dz])\s*\[[^\[\]]*\]$", re.IGNORECASE)  # behind an offset, as Java names a zone's place
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
        (480, "hkt sgt awst wita"),
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
PLACES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}


def as_iso(value: str) -> str:
    """A date in ISO 8601, in whatever form it is written; one that is in none, or in one of two meanings, as it is."""
    value = PLACE.sub("", value.strip())
    if len(value) > MAX_CHARS:
        return value
    if since := SINCE_1970.fullmatch(value):
        return datetime.fromtimestamp(int(since[1]), UTC).isoformat()
    if is_iso(value):
        return value
    plain = re.sub(r"\d", lambda digit: str(int(digit[0])), value)
    for form in FORMS:
        if (found := form.fullmatch(plain)) and (stated := _composed(found.groupdict())):
            return stated
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
    year = parts["year"] or ""
    day, month = _day_and_month(parts)
    if len(year) == 2:  # RFC 2822
        year = f"{'20' if int(year) < 50 else '19'}{year}"
    date = f"{year}-{month:02}-{day:02}"
    if parts["hour"] is None or not is_iso(date):
        return date if is_iso(date) else ""
    hour = int(parts["hour"])
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    moment = f"{date}T{hour:02}:{parts['minute'] or parts['past'] or '00'}:{parts['second'] or '00'}"
    zone = _offset(parts["name"], parts["offset"], moment) if is_iso(moment) else None
    return f"{moment}{zone}" if zone is not None else ""


def _day_and_month(parts: dict[str, str | None]) -> tuple[int, int]:
    """Day and month as numbers; 0 and 0 where they are two numbers of which each could be either."""
    first, other = int(parts.get("first") or 0), int(parts.get("other") or 0)
    if not first:
        word = parts.get("word")
        return int(parts["day"] or 0), month_of(word) if word else int(parts["month"] or 0)
    if first == other or other <= 12 < first:
        return first, other
    return (other, first) if first <= 12 < other else (0, 0)


def _offset(name: str | None, offset: str | None, moment: str) -> str | None:
    """A zone's offset at a moment as ISO 8601 has it, empty where none is stated; `None` where the name has several."""
    if offset:
        digits = offset[1:].replace(":", "")
        hours, minutes = (digits, "00") if len(digits) < 3 else (digits[:-2], digits[-2:])
        return f"{offset[0]}{int(hours):02}:{minutes}"
    if not name:
        return ""
    east = ZONES.get(name.lower())
    if east is None and (place := PLACES.get(name.lower(), name if "/" in name else "")):
        east = _east_of(place, moment)
    return None if east is None else f"{'-' if east < 0 else '+'}{abs(east) // 60:02}:{abs(east) % 60:02}"


def _east_of(place: str, moment: str) -> int | None:
    """Minutes by which a place of the tz database is before UTC; `None` in an hour that there is twice, or for none."""
    try:
        local = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(place))
    except (LookupError, ValueError, OSError):
        return None
    offsets = {local.replace(fold=fold).utcoffset() for fold in (0, 1)}
    east = offsets.pop()
    return None if offsets or east is None else round(east.total_seconds() / 60)
