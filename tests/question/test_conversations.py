"""The hand-made conversations asked of the real service: floors below what was measured (LOG.md, 2026-11-27)."""

import pytest
from conversations import Asked, Changed, change_subject, converse, open_service, rows

from index.encoder.encoder import Encoder
from qa.service.ask import Service

pytestmark = pytest.mark.slow
MIN_FOUND = 0.7  # share of follow-ups with a gold sentence among their quotes
MAX_DRAGGED_BACK = 2


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Service:
    return open_service(tmp_path_factory.mktemp("talks"), encoder)


def test_follow_ups_find_what_was_meant(service: Service) -> None:
    asked: list[Asked] = [each for row in rows("conversations.jsonl") for each in converse(service, row)]
    assert sum(each.is_found for each in asked) / len(asked) >= MIN_FOUND


def test_changes_of_subject_are_not_dragged_back(service: Service) -> None:
    changed: list[Changed] = [change_subject(service, row) for row in rows("changes_of_subject.jsonl")]
    assert len(changed) >= 30
    assert [change.typed for change in changed if change.is_dragged_back][MAX_DRAGGED_BACK:] == []
