import pytest
from conftest import NOW

from qa.answer.contract import Reason
from qa.question.query import understand
from qa.question.request import Ask
from qa.service.abstention import EMPTY, REFUSALS, WITHIN, refusal

PLAIN = understand(Ask("What did Japan pledge?"), now=NOW)
NARROWED = understand(Ask("What did Japan pledge?", publishers=("The Paper",)), now=NOW)


@pytest.mark.parametrize("reason", list(REFUSALS))
def test_a_refusal_says_within_which_filters_nothing_was_found(reason: Reason) -> None:
    is_about_coverage = reason in ("not_covered", "detail_not_covered")
    assert refusal(reason, PLAIN, 9) == REFUSALS[reason]
    assert refusal(reason, NARROWED, 9) == (WITHIN if is_about_coverage else "") + REFUSALS[reason]


def test_of_an_empty_archive_nothing_else_is_said() -> None:
    assert refusal("nothing_published", NARROWED, 0) == EMPTY
