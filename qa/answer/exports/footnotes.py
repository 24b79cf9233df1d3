"""An answer as Markdown: each sentence with the footnotes that say where its words stand, and what is said beside it.

Nothing in the words of an article becomes markup. The page writes conversations in the same form (page/data/export.js).
"""

import re
from datetime import datetime

from qa.answer.contract import Answer, Citation
from qa.answer.exports.cited_works import one_line, place
from qa.answer.exports.wording import narrowed, of_claim, source, standing, written_by

MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&]|^[+-]|:(?=//)|(?<=www)\.", re.IGNORECASE)
ITEM = re.compile(r"^(\d+)(?=[.)])")  # "2023. " would begin a list


def markdown(answer: Answer, read_at: datetime) -> str:
    """The question, the answer's sentences as quoted lines, what is to be known of them, a footnote a citation."""
    parts = [f"# {plain(answer.question)}"]
    if answer.query.text != one_line(answer.question):
        parts.append(f"Understood as: {plain(answer.query.text)}")
    if answer.status == "unanswered":
        parts.append(plain(answer.answer))
    else:
        parts += [f"> {plain(each.text)} {_marks(each.citations)}" for each in answer.sentences]
        parts += map(plain, filter(None, (standing(answer), of_claim(answer))))
    if answer.generated:
        parts.append(plain(written_by(answer.generated)))
    parts += [f"*{plain(notice.text)}* {_marks(notice.citations)}" for notice in answer.notices]
    if limits := narrowed(answer.query):
        parts.append(plain(f"Searched only articles {limits}."))
    parts.append(f"Asked on {read_at:%-d %b %Y}, of revision {answer.revision} of the archive.")
    parts += [f"[^{each.number}]: {_footnote(each)}" for each in answer.citations]
    return "\n\n".join(parts) + "\n"


def _footnote(citation: Citation) -> str:
    article = citation.article
    later = ", a later version is known" if citation.superseded else ""
    words = f"“{plain(citation.quote)}”, {place(citation)}, version {article.version}{later}"
    return f"[{plain(source(article))}]({address(citation.link)}), {words}"


def _marks(citations: tuple[int, ...]) -> str:
    return "".join(f"[^{number}]" for number in citations)


def plain(text: str) -> str:
    """Words with nothing in them that Markdown would take for markup."""
    return ITEM.sub(r"\1\\", MARKUP.sub(r"\\\g<0>", one_line(text)))


def address(url: str) -> str:
    """An address between angle brackets, which it cannot leave."""
    inside = re.sub(r"[<>\s\\]", "", url)
    return f"<{inside}>"
