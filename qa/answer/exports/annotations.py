"""Quotes as W3C Web Annotations (www.w3.org/TR/annotation-model), which Hypothesis and others place in a page.

The one idea: a quote with the words around it is looked for in the publisher's page, while its offsets hold for the
stored text alone; so each selector has a target of its own.
"""

import json
from datetime import datetime
from typing import Any

from qa.answer.contract import Answer, Citation


def web_annotations(answer: Answer, read_at: datetime) -> str:
    """An annotation page, an annotation for each citation; the stored text is named by its path in the HTTP API."""
    page = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:newsqa:answer:{answer.id}",
        "type": "AnnotationPage",
        "items": [_annotation(answer, citation, read_at) for citation in answer.citations],
    }
    return json.dumps(page, ensure_ascii=False, indent=2) + "\n"


def _annotation(answer: Answer, citation: Citation, read_at: datetime) -> dict[str, Any]:
    article = citation.article
    text_quote = {
        "type": "TextQuoteSelector",
        "exact": citation.quote,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
    }
    text_position = {"type": "TextPositionSelector", "start": citation.start, "end": citation.end}
    return {
        "id": f"urn:newsqa:answer:{answer.id}:{citation.number}",
        "type": "Annotation",
        "motivation": "highlighting",
        "created": read_at.isoformat(timespec="seconds"),
        "target": [
            {"source": article.url, "selector": text_quote},
            {"source": f"/articles/{article.id}?version={article.version}", "selector": text_position},
        ],
    }
