"""The hand-made conversations in `tests/answers/`: their fields and counts, and gold that stands in the articles.

A later turn's gold is every sentence of the sample and of `articles/talks.jsonl` that answers its standalone question.
Nothing here asks the product. The files hold what readers ask; whoever measures puts the product's own answers between.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ANSWERS, NOW, SAMPLE

from corpus.article import Article
from corpus.formats.extract import Extracted
from corpus.source import find_files, read_file
from index.text.sentences import sentences

ANSWERS = ANSWERS
TALKS = ANSWERS / "articles" / "talks.jsonl"
KINDS = {  # what a later turn leaves out or points back to; each with an example
    "swap",  # And China?
    "date",  # And in 2024? What about the week before?
    "when",  # When was that?
    "where",  # Where?
    "why",  # Why?
    "who",  # Who said so?
    "amount",  # How many of them were hurt?
    "duration",  # How long will it take?
    "yesno",  # did he apologise
    "pronoun",  # What did she say about it?
    "ellipsis",  # The price?
    "else",  # And its rival? Who else?
}
AT_LEAST_OF_A_KIND = 10
WORDS_OF_AN_ARTICLE = range(200, 451)


def read_lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ANSWERS / name).read_text(encoding="utf-8").splitlines()]


def articles_in(place: Path) -> list[Article]:
    items = [read.item for file in find_files(place) for read in read_file(file, NOW)]
    articles = [item.article for item in items if isinstance(item, Extracted)]
    assert len(articles) == len(items), items
    return articles


CONVERSATIONS = read_lines("conversations.jsonl")
CHANGES = read_lines("changes_of_subject.jsonl")
LATER = [turn for conversation in CONVERSATIONS for turn in conversation["turns"][1:]]


def sentences_by_address() -> dict[str, set[str]]:
    """The sentences of the newest version at each address."""
    newest = {article.url: article for article in [*articles_in(SAMPLE), *articles_in(TALKS)]}
    return {
        url: {article.text[span.start : span.end] for span in sentences(article.text)}
        for url, article in newest.items()
    }


def test_talks_are_articles_of_invented_publishers_at_addresses_of_their_own() -> None:
    talks, sample = articles_in(TALKS), articles_in(SAMPLE)
    assert len({article.url for article in talks}) == len(talks) >= 25
    assert len({article.title for article in talks}) == len(talks)
    sample_hosts = {article.url.split("/")[2] for article in sample}
    for article in talks:
        assert article.publisher and article.publisher.endswith(" (sample)"), article.url
        assert article.url.split("/")[2].endswith(".example"), article.url
        assert article.url.split("/")[2] not in sample_hosts, article.url
        assert article.published and article.language == "en" and article.section, article.url
        assert len(article.text.split()) in WORDS_OF_AN_ARTICLE, article.url


@pytest.mark.parametrize("rows", [LATER, CHANGES], ids=["conversations", "changes of subject"])
def test_gold_is_whole_sentences_of_the_named_articles(rows: list[dict[str, Any]]) -> None:
    stored = sentences_by_address()
    for row in rows:
        assert row["gold"], row["standalone"]
        assert len({(gold["url"], gold["sentence"]) for gold in row["gold"]}) == len(row["gold"]), row["standalone"]
        for gold in row["gold"]:
            assert gold.keys() == {"url", "sentence"}, row["standalone"]
            assert gold["sentence"] in stored[gold["url"]], (row["standalone"], gold)


def test_conversations_have_two_to_four_turns_and_only_later_ones_have_gold() -> None:
    assert len(CONVERSATIONS) >= 66
    for conversation in CONVERSATIONS:
        assert conversation.keys() == {"turns"}
        first, *later = conversation["turns"]
        assert first.keys() == {"question"} and 1 <= len(later) <= 3, first
        for turn in later:
            assert turn.keys() == {"question", "kind", "standalone", "gold"}, turn
            assert turn["kind"] in KINDS, turn
    assert min(Counter(len(conversation["turns"]) for conversation in CONVERSATIONS).values()) >= 10


def test_each_kind_of_follow_up_is_there_often_enough_to_be_measured() -> None:
    counts = Counter(turn["kind"] for turn in LATER)
    assert counts.keys() == KINDS
    assert {kind: count for kind, count in counts.items() if count < AT_LEAST_OF_A_KIND} == {}


def test_a_standalone_question_names_what_it_is_about() -> None:
    for turn in LATER:
        words = turn["standalone"].split()
        assert turn["standalone"] != turn["question"] and turn["standalone"].endswith("?"), turn
        assert words[0].istitle() and any(word[0].isupper() or word[0].isdigit() for word in words[1:]), turn


def test_a_change_of_subject_is_taken_as_it_stands() -> None:
    assert len(CHANGES) >= 40
    for change in CHANGES:
        assert change.keys() == {"turns", "standalone", "gold"}, change
        assert 2 <= len(change["turns"]) <= 3, change
        assert all(turn.keys() == {"question"} for turn in change["turns"]), change
        assert change["standalone"] == change["turns"][-1]["question"], change


def test_no_conversation_stands_twice() -> None:
    for rows in (CONVERSATIONS, CHANGES):
        asked = [tuple(turn["question"] for turn in row["turns"]) for row in rows]
        assert len(set(asked)) == len(asked)
