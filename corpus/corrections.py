"""Correction notices: that an article was corrected, clarified or retracted, in its own words or its page's metadata.

The one idea: a notice is a paragraph in which the article speaks of itself ("an earlier version of this article"); the
same words inside quotation marks, or about somebody else's report, are news. Its date is the one that it names in full,
never a guess. Pure; knows nothing of storage.
"""

import re
from calendar import month_abbr
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

MAX_NOTICE_CHARS = 1_500  # a longer paragraph that begins like a notice is part of the story
MONTHS = tuple(name.lower() for name in month_abbr[1:])

Kind = Literal["correction", "clarification", "retraction"]

_THING = (
    r"(?:article|story|report|post|piece|column|headline|page|review|obituary|live ?blog|list|timeline|video|graphic"
    r"|chart|map|photo|caption|gallery|quiz|newsletter|podcast|transcript)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH} \d{{1,2}},? (?:19|20)\d\d|\d{{1,2}} {_MONTH},? (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)"
EARLIER_VERSION = re.compile(
    r"\b(?:earlier|previous|prior|original|first) (?:\w+ )?versions? of (?:this|the)(?! following)"
    rf" (?:\w+ )?{_THING}\b",
    re.I,
)
CHANGED = re.compile(
    rf"\bthis (?:\w+ )?{_THING} (?:has been|was|is being) (?:\w+ )?"
    r"(?:corrected|amended|revised|updated to (?:correct|fix|remove))\b"
    r"|\bwe (?:regret|apologi[sz]e for) the errors?\b",
    re.I,
)
RETRACTED = re.compile(
    rf"\bthis (?:\w+ )?{_THING} (?:has been|was|is) (?:\w+ )?(?:retracted|withdrawn|taken down)\b"
    rf"|\b(?:has|have) (?:retracted|withdrawn) this (?:\w+ )?{_THING}\b",
    re.I,
)
LABEL = re.compile(
    r"\W*(?:(?P<retraction>retract(?:ion|ed))|(?P<clarification>clarifications?)"
    r"|(?:corrections?(?: ?(?:and|&|/) ?clarifications?)?|corrected|corrigendum|erratum))"
    r"(?: (?:appended|note|notice|to this \w+))?"
    rf"(?:,? \(?(?:on )?(?P<date>{_DATE})\)?|(?:, ?| ?\()[\w./, ]{{3,24}}\)?)?"
    r"(?:\s*[:—–]|\s+-\s)",
    re.I,
)
# The same in other languages: a label before a colon, an earlier version of the text itself, and its withdrawal.
LABEL_ELSEWHERE = re.compile(
    r"\W*(?:(?P<clarification>klarstellung|aclaración|précisions?|precisazione|esclarecimento|verduidelijking"
    r"|уточнение)"
    r"|korrektur(?:hinweis)?|berichtigung|richtigstellung|corrección|fe de err(?:ores|atas)|rectificación"
    r"|rectificati[fo]n?"
    r"|erratum|errata(?: corrige)?|correzione|rettifica|correção|retificação|correctie|rectificatie|rättelse|rettelse"
    r"|rettet|oikaisu|sprostowanie|korekta|oprava|helyesbítés|rectificare|düzeltme|labojums|pataisymas|исправление"
    r"|поправка|виправлення|διόρθωση|تصحيح|تصويب|תיקון|सुधार|ralat|đính chính|訂正(?:・おわび|とおわび)?"
    r"|お(?:詫|わ)びと訂正"
    r"|更正(?:说明|啟事|启事)?|勘误|정정(?:보도)?|바로잡습니다)\s*[:：—–]",
    re.I,
)
EARLIER_ELSEWHERE = re.compile(
    r"\b(?:früheren?|vorherigen?|ursprünglichen?|ersten) (?:version|fassung) (?:dieses|des) (?:artikels|textes"
    r"|beitrags|berichts)"
    r"|\bversión (?:anterior|previa|original) de est[ae] (?:artículo|nota|noticia|texto|información|crónica)"
    r"|\b(?:version (?:précédente|antérieure|initiale|originale)|(?:première|précédente) version) de (?:cet"
    r"|ce) (?:article|texte)"
    r"|\b(?:versione precedente|precedente versione|prima versione) di questo (?:articolo|testo)"
    r"|\bversão anterior (?:deste|desta) (?:artigo|texto|reportagem|matéria|notícia)"
    r"|\beerdere versie van dit (?:artikel|bericht|stuk|verhaal)"
    r"|\btidigare version av (?:artikeln|den här artikeln|texten)|\btidligere (?:version|versjon|ud?gave"
    r"|utgave) a[fv] denne"
    r"|\b(?:wcześniejszej|poprzedniej) wersji (?:tego )?(?:artykułu|tekstu)"
    r"|в (?:предыдущей|более ранней|первоначальной) версии (?:этой|этого|данной|данного) (?:статьи|материала"
    r"|текста|новости)"
    r"|(?:この|本)記事の(?:以前|当初|初出)|(?:当初|以前)の記事(?:で|に)は|本文(?:的)?(?:早期|先前|此前)版本",
    re.I,
)
RETRACTED_ELSEWHERE = re.compile(
    r"\bdieser (?:artikel|beitrag|text) wurde (?:\w+ )?(?:zurückgezogen|depubliziert)"
    r"|\best[ea] (?:artículo|nota|noticia) (?:ha sido|fue) (?:retirad|retractad)[oa]"
    r"|\bcet article a été (?:retiré|rétracté|dépublié)|\bquesto articolo è stato ritirato"
    r"|\beste (?:artigo|texto) foi (?:retirado|retratado)|\bdit artikel is ingetrokken|この記事は(?:取り消|撤回)",
    re.I,
)
# Where a notice says when it was made; other dates in it belong to the error.
FIRST_DATE = re.compile(rf"\W*(?P<date>{_DATE})\W", re.I)
MADE_ON = re.compile(
    r"\b(?:corrected|updated|amended|revised|clarified|retracted|withdrawn|appended) on (?:\w+day,? )?"
    rf"(?P<date>{_DATE})",
    re.I,
)
DATE_PARTS = re.compile(r"[a-z]+|\d+", re.I)
ADDRESS = re.compile(r"https?://|\bwww\.")
RETRACTED_TITLE = re.compile(r"\W*(?:retracted|retraction|withdrawn)\W*:", re.I)


@dataclass(frozen=True, slots=True)
class Correction:
    """A notice; `start` is where its words stand in the article's text, `None` if they are not in it."""

    kind: Kind
    text: str
    date: datetime | None
    start: int | None


def find_corrections(title: str, text: str) -> tuple[Correction, ...]:
    """The notices in an article's own words, in order."""
    found = [Correction("retraction", title, None, None)] if RETRACTED_TITLE.match(title) else []
    for start, paragraph in _paragraphs(text):
        kind = _kind(paragraph)
        if kind:
            found.append(Correction(kind, paragraph, _date(paragraph), start))
    return tuple(found)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if 0 < len(line) <= MAX_NOTICE_CHARS:
            yield start, line
        start += len(line) + 1


def _kind(paragraph: str) -> Kind | None:
    """What kind of notice a paragraph is, if it is one; one with an address is about another page."""
    if ADDRESS.search(paragraph):
        return None
    if _speaks(RETRACTED, paragraph) or _speaks(RETRACTED_ELSEWHERE, paragraph):
        return "retraction"
    label = LABEL.match(paragraph)
    if label and label["retraction"]:
        return "retraction"
    if label := label or LABEL_ELSEWHERE.match(paragraph):
        return "clarification" if label["clarification"] else "correction"
    patterns = (EARLIER_VERSION, CHANGED, EARLIER_ELSEWHERE)
    return "correction" if any(_speaks(pattern, paragraph) for pattern in patterns) else None


def _speaks(pattern: re.Pattern[str], paragraph: str) -> bool:
    """Whether a pattern is found outside quotation marks."""
    return any(not _is_quoting(paragraph[: match.start()]) for match in pattern.finditer(paragraph))


def _is_quoting(before: str) -> bool:
    """Whether a quotation is open at the end of some words, in the marks of any language."""
    opened, closed = before.count("“"), before.count("”")
    if "„" in before:  # „so“ or „so”
        opened, closed = before.count("„"), opened + closed
    is_odd = before.count('"') % 2 == 1 or before.count("«") != before.count("»")
    return opened > closed or is_odd or before.count("「") > before.count("」")


def _date(notice: str) -> datetime | None:
    """The day on which a notice says that it was made."""
    label = LABEL.match(notice)
    if label and label["date"]:
        return _day(label["date"])
    first, made = FIRST_DATE.match(notice), MADE_ON.search(notice)
    stated = first or made
    return _day(stated["date"]) if stated else None


def _day(words: str) -> datetime | None:
    parts = DATE_PARTS.findall(words)
    try:
        if all(part.isdigit() for part in parts):
            year, month, day = map(int, parts)
        else:
            month = next(MONTHS.index(part[:3].lower()) + 1 for part in parts if not part.isdigit())
            day, year = (int(part) for part in parts if part.isdigit())
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:  # the 31st of February
        return None
