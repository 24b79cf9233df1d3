"""The formats that an answer can be exported in, by their names: what each is called elsewhere, and who writes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from corpus.errors import UsageError
from qa.answer.contract import Answer
from qa.answer.exports.annotations import web_annotations
from qa.answer.exports.bibtex import bibtex
from qa.answer.exports.csl import csl_json
from qa.answer.exports.footnotes import markdown
from qa.answer.exports.quotation import json_ld
from qa.answer.exports.ris import ris

FormatName = Literal["ris", "bibtex", "csl", "markdown", "jsonld", "annotations"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how its files end, its media type, and the function of an answer and of when it was given."""

    suffix: str
    media_type: str
    write: Callable[[Answer, datetime], str]


FORMATS: dict[FormatName, Format] = {
    "ris": Format("ris", "application/x-research-info-systems", ris),
    "bibtex": Format("bib", "application/x-bibtex", bibtex),
    "csl": Format("json", "application/vnd.citationstyles.csl+json", csl_json),
    "markdown": Format("md", "text/markdown", markdown),
    "jsonld": Format("jsonld", "application/ld+json", json_ld),
    "annotations": Format("jsonld", 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"', web_annotations),
}


def format_named(name: str) -> Format:
    """The format of this name. Raises `UsageError` naming those that there are."""
    for known in get_args(FormatName):
        if name == known:
            return FORMATS[known]
    raise UsageError(f"format {name!r} is none of {', '.join(get_args(FormatName))}")
