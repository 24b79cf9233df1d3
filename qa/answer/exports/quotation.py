"""Quotes as schema.org Quotations in JSON-LD: each with its article, its place in the stored text and the archive."""

import json
from datetime import datetime
from typing import Any

from qa.answer.contract import Answer, ArticleView, Citation


def json_ld(answer: Answer, read_at: datetime) -> str:
    """A graph of a `Quotation` for each citation, part of its `NewsArticle`."""
    graph = [_quotation(answer, citation, read_at) for citation in answer.citations]
    return json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, indent=2) + "\n"


def _quotation(answer: Answer, citation: Citation, read_at: datetime) -> dict[str, Any]:
    identifiers = {
        "start": citation.start,
        "end": citation.end,
        "archive revision": answer.revision,
    }
    return {
        "@type": "Quotation",
        "text": citation.quote,
        "url": citation.link,
        "isPartOf": _article(citation.article),
        "sdDatePublished": read_at.date().isoformat(),
        "identifier": [{"@type": "PropertyValue", "name": name, "value": each} for name, each in identifiers.items()],
    }


def _article(article: ArticleView) -> dict[str, Any]:
    stated = {
        "author": list(article.authors),  # as text: a name may be a person's or a desk's
        "publisher": article.publisher and {"@type": "Organization", "name": article.publisher},
        "datePublished": article.published_at and article.published_at.isoformat(),
        "dateModified": article.modified_at and article.modified_at.isoformat(),
        "inLanguage": article.language,
    }
    return {
        "@type": "NewsArticle",
        "headline": article.title,
        "url": article.url,
        "version": article.version,
        **{name: value for name, value in stated.items() if value},
    }
