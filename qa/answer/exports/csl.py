"""Cited articles as CSL-JSON, which Zotero, Pandoc and citeproc read (docs.citationstyles.org)."""

import json
from datetime import date, datetime
from typing import Any

from qa.answer.contract import Answer
from qa.answer.exports.cited_works import CitedWork, cited_works


def csl_json(answer: Answer, read_at: datetime) -> str:
    """A JSON list, an item for each cited article; authors are left as they are written, since who is a person and
    which of the names is the last one is not known."""
    items = [_item(work, read_at) for work in cited_works(answer, read_at)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(work: CitedWork, read_at: datetime) -> dict[str, Any]:
    article = work.article
    stated = {
        "author": [{"literal": name} for name in article.authors],
        "container-title": article.publisher,
        "issued": article.published_at and _date(article.published_at.date()),
        "language": article.language,
    }
    return {
        "id": work.key,
        "type": "article-newspaper",
        "title": article.title,
        **{name: value for name, value in stated.items() if value},
        "accessed": _date(read_at),
        "URL": article.url,
        "note": "\n".join(work.notes),
    }


def _date(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}
