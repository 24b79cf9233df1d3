"""Boilerplate removal, by lines: comment forms, sign-up boxes, "most read" lists in a text that was copied or scraped.

The one idea: a leftover is recognised by the whole line, never by a phrase inside a sentence of the story, and a
comment section ends the article. What was cut is returned, so that it can be reported. Knows nothing of HTML.
"""

import re
from dataclasses import dataclass

from corpus.formats.html.leftover_words import COMMENT_SECTIONS, LINES, LIST_TITLES
from corpus.formats.html.sentence_marks import SENTENCE_END

MAX_LEFTOVER_CHARS = 220  # a line of a form or box is short; a longer line is a paragraph of the story
MAX_LIST_LINES = 12  # a "most read" list has about ten headlines; whatever follows more lines is text again
MAX_HEADLINE_CHARS = 140


def _whole_line(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# From one of these lines on, all is the site's comment section, if it stands in the text's last part.
COMMENT_SECTION = _whole_line(
    r"(one|\d+) (thoughts?|comments?|responses?|replies) (on|to) [“\"'«].*",
    r"leave a (reply|comment)( cancel reply)?",
    r"(post|add) a comment",
    r"join the (discussion|conversation)[.!]?",
    r"your email address will not be published\..*",
    r"required fields are marked.*",
    r"1 comment|(\d+ )?comments( \(\d+\))?",
    *COMMENT_SECTIONS,
)
COMMENT_SECTION_FROM = 0.5  # share of the text before which such a line is taken for part of the story

AGENCY = r"(AFP|AP|EPA|Reuters|Getty Images|Shutterstock|Bloomberg|WireImage|Alamy|iStock|USA TODAY( Sports| Network)?)"
NAMES = r"([A-Z][\w.'’-]+ ?){1,4}"
ASK = r"(subscribe|sign (up|in)|log ?in|register|create an account|become a (member|subscriber))"
READ_ON = r"((continue|keep) reading|read (more|on|(the )?(full|whole|rest)))"
SUBSCRIBER = (
    r"(already|not)( yet)? (an? )?(subscriber|member|registered)\?( ((log|sign) in|subscribe)( here| now)?[.!]?)?"
)
LINE = _whole_line(
    r"advertise?ment[.:]?",
    r"(ad|ads) (feedback|choices)",
    r"(article |story )?continues (below|after)\b.*",
    r"(sources?|via): \S.{0,60}[^.!?]",  # a sentence after it is an interview's or a list's
    r"(sign up|subscribe)( here)? (to|for|now)\b.*\b(newsletters?|e-?mails?|inbox|alerts?|dispatch|today|updates?)\b.*",
    r"(get|receive) .{0,80}\b(newsletter|(in|to) your inbox)\b.*",
    r"(thanks|thank you) for (signing up|subscribing)[.!]?( .{0,80}\binbox\b.{0,60})?",
    r"(an|there was an) error (has )?(occurred|processing)\b.{0,60}|please try again( later)?\.?",
    r"sign up|subscribe|log in|sign in|share|share this( article| story)?|print|email|copy link|tweet|facebook|twitter",
    r"(order|buy) reprints?|(print|save|listen to)( this)? (article|story)"
    r"( ?[·|:(–-]? ?\d{1,3}(:\d\d| ?min(ute)?s?\.?)\)?)?",
    r"\d{1,3}[ -]?min(ute)?s?\.? read( time)?|(estimated )?read(ing)? time:? ?\d{1,3} ?min(ute)?s?\.?",
    rf"(please )?{ASK}( (now|today|here|for free|with us))?( to {READ_ON}\b[^,.;!?]{{0,40}}[.!]?( {SUBSCRIBER})?)",
    rf"to {READ_ON}[^.!?]{{0,20}}, (please )?{ASK}\b[^,.;!?]{{0,40}}[.!]?( {SUBSCRIBER})?|{SUBSCRIBER}",
    r"this (article|story|content) is (only |exclusively )?(for|available to) (our )?(paying )?(subscribers|members)"
    r"( only)?[.!]?",
    r"(enter )?your e-?mail( address)?",
    r"(read|see) (more|also|next|on): .*|read more|explore (further|more)",
    r"click here (to|for) .{0,100}[^.]|(you )?(may|might) also like:?|don['’]t miss:?",
    r"(related|recommended)( (articles?|stor(y|ies)|posts?|content|coverage|reading|topics))?(:( .{0,120})?)?",
    r"just watched|must watch|(?-i:JUST WATCHED|MUST WATCH) .*|replay more videos.*",
    r"follow us on (facebook|instagram|linkedin|threads|tiktok|twitter|whatsapp|x|youtube)\b.{0,80}",
    r"(follow|see|read|find) .{0,60}\bcoverage\b.{0,80} (at:?|here:?) (https?://)?\S+\.\S+",
    r"write to .{1,60} at \S+@\S+",
    r"(copyright )?©.{0,120}|copyright [^.]{0,60}\b(19|20)\d\d\b[^.!?]{0,80}|all rights reserved\.?",
    r"this copy is for your personal, non-?commercial use only\..*",
    # the photographer's or agency's name alone; a caption with a sentence stays
    r"\(?(file )?(photo(graph)?s?|images?|pictures?|video|illustration)( credits?| courtesy)?( by| of)?:"
    r" [^.!?]{1,80}\)?",
    r"\(?(file )?photo(graph)?s? (by|courtesy( of)?) [^.!?]{1,80}\)?",
    rf"(?-i:{NAMES}/ ?{AGENCY}( via {AGENCY})?|{AGENCY} ?/ ?{NAMES}|AP Photo/.{{1,60}})",
    *LINES,
)
LIST_TITLE = _whole_line(
    r"most (read|popular|viewed|shared):?",
    r"trending( now)?:?",
    r"editors?['’]s? picks?:?",
    r"more from .{1,40}:",
    *LIST_TITLES,
)


@dataclass(frozen=True, slots=True)
class CleanedText:
    """A text without its leftovers, and the lines that were cut, in order."""

    text: str
    cut: tuple[str, ...]


def remove_lines(text: str) -> CleanedText:
    """Cut lines that are no part of the story; line breaks between the others are kept."""
    lines = text.split("\n")
    end = _comment_section(lines)
    kept: list[str] = []
    cut: list[str] = []
    position = 0
    while position < end:
        line = lines[position].strip()
        if LIST_TITLE.fullmatch(line) and (length := _list_length(lines[position + 1 : end])):
            cut += [other for other in lines[position : position + 1 + length] if other.strip()]
            position += 1 + length
            continue
        (cut if _is_leftover(line) else kept).append(lines[position])
        position += 1
    cut += [line for line in lines[end:] if line.strip()]
    return CleanedText(re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip(), tuple(cut))


def is_box_title(line: str) -> bool:
    """Whether a line is what stands above a box of other stories."""
    return _is_leftover(line) or LIST_TITLE.fullmatch(line) is not None


def _is_leftover(line: str) -> bool:
    return 0 < len(line) <= MAX_LEFTOVER_CHARS and LINE.fullmatch(line) is not None


def _comment_section(lines: list[str]) -> int:
    """Number of lines before the comment section; all of them if there is none."""
    n_chars = sum(map(len, lines))
    before = 0
    for number, line in enumerate(lines):
        if before >= COMMENT_SECTION_FROM * n_chars and before > 0 and COMMENT_SECTION.fullmatch(line.strip()):
            return number
        before += len(line)
    return len(lines)


def _list_length(lines: list[str]) -> int:
    """How many lines after a list's title are headlines: short, and no sentences; blank lines between count."""
    length = 0
    for number, line in enumerate(lines[: 2 * MAX_LIST_LINES]):
        if line.strip() and (len(line) > MAX_HEADLINE_CHARS or SENTENCE_END.search(line.strip())):
            break
        if line.strip():
            length = number + 1
    return length
