"""Log lines: their request, their date, no secrets, and not too many."""

import logging
import re

import pytest

from qa.service.logs import MOST, Line, Seldom, hide_secrets, request_id


def a_record(message: str = "it broke", created: float = 0.0, error: Exception | None = None) -> logging.LogRecord:
    info = (type(error), error, None) if error else None
    record = logging.LogRecord("newsqa", logging.ERROR, "", 0, message, (), info)
    record.created = created
    return record


def test_a_line_has_its_date_and_its_request() -> None:
    token = request_id.set("abc")
    try:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S* ERROR \[abc\] it broke", Line().format(a_record()))
    finally:
        request_id.reset(token)
    assert "[-]" in Line().format(a_record())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://me:pw@a.example/x failed", "http://…@a.example/x failed"),
        ("https://a.example/f?API_KEY=1&page=2", "https://a.example/f?API_KEY=…&page=2"),
        ("https://a.example/f?page=2&access_token=a.b-c", "https://a.example/f?page=2&access_token=…"),
        ("http://me:p@ss@a.example/x and http://me:p:w@b.example?q", "http://…@a.example/x and http://…@b.example?q"),
        ("https://a.example/f?pwd=1&sid=2&code=3&n=4#jwt=5", "https://a.example/f?pwd=…&sid=…&code=…&n=4#jwt=…"),
        (
            "https://a.example/f?n=1&amp;X-Amz-Credential=2;session=3",
            "https://a.example/f?n=1&amp;X-Amz-Credential=…;session=…",
        ),
        ("https://a.example/@user/1 and me@b.example", "https://a.example/@user/1 and me@b.example"),
    ],
)
def test_secrets_in_addresses_are_not_logged(text: str, shown: str) -> None:
    assert hide_secrets(text) == shown
    assert Line().format(a_record(text)).endswith(shown)


def test_of_lines_of_a_kind_a_few_a_minute_are_written_and_others_as_ever() -> None:
    few = Seldom()
    first = [a_record() for _ in range(MOST + 5)]
    assert [few.filter(record) for record in first] == MOST * [True] + 5 * [False]
    assert "left out" in first[MOST - 1].getMessage() and "left out" not in first[0].getMessage()
    assert few.filter(a_record("something else")) and few.filter(a_record(error=KeyError("x")))
    assert few.filter(a_record(created=61.0))
