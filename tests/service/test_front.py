import json
from collections.abc import Callable
from pathlib import Path

from conftest import NOW, WordEncoder, WordReader, open_index, take_in

from index.encoder.encoder import Encoder
from qa.answer.reader.reader import Reader
from qa.question.request import Ask
from qa.service import front
from qa.service.ask import Service
from qa.service.front import CONFIDENCE, EXAMPLES, FrontPage


def test_the_examples_are_answered_with_confidence(sample: Service) -> None:
    made = FrontPage().front(sample)
    assert 2 <= len(made.examples) <= EXAMPLES
    for question in made.examples:
        answer = sample.ask(Ask(question))
        assert (answer.status, answer.confidence >= CONFIDENCE) == ("answered", True), question


def test_the_front_has_all_publishers_and_the_newest_articles_first(sample: Service) -> None:
    made = FrontPage().front(sample)
    assert sum(publisher.articles for publisher in made.publishers) == 33
    dates = [article.published_at for article in made.newest]
    assert dates == sorted(dates, key=lambda date: date or NOW, reverse=True)


def test_an_empty_archive_has_an_empty_front(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words)
    made = FrontPage().front(Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW))
    assert (made.examples, made.publishers, made.newest) == ((), (), ())


def test_the_front_is_made_once_for_a_revision_and_anew_for_the_next(
    tmp_path: Path, encoder: Encoder, reader: Reader, write: Callable[[str, str], Path]
) -> None:
    def article(n: int) -> Path:
        row = {"url": f"https://paper.example/{n}", "title": f"News {n}", "published": f"2025-10-2{n}"}
        text = f"The town of Nara pledged {n} million euros for a new bridge."
        return write(f"{n}.jsonl", json.dumps(row | {"text": text, "publisher": "The Paper"}))

    take_in(tmp_path, encoder, article(1))
    service = Service(open_index(tmp_path, encoder), encoder, reader, clock=lambda: NOW)
    page = FrontPage()
    first = page.front(service)
    assert page.front(service) is first
    take_in(tmp_path, encoder, article(2))
    service.passage_index.catch_up()
    assert page.front(service) is first, "a commit every second must not ask questions every second"
    page._front._made_at -= front.MADE_EVERY_S
    assert [article.title for article in page.front(service).newest] == ["News 2", "News 1"]
