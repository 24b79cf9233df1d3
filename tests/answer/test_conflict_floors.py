"""Conflicts end to end: hand-made pairs of reports in one archive, each asked about (tests/bench/conflicts.py)."""

from pathlib import Path

from conflicts import ask_all, read_pairs, table

from index.encoder.encoder import Encoder

PRECISION, RECALL = 0.9, 0.7


def test_conflicts_are_found_and_few_alarms_are_false(tmp_path: Path, encoder: Encoder) -> None:
    outcomes = list(ask_all(read_pairs(), tmp_path, encoder))
    *_, everything = table(outcomes)
    assert float(everything["precision"] or 0) >= PRECISION
    assert float(everything["recall"] or 0) >= RECALL
    for outcome in outcomes:
        answer = outcome.answer
        quotes = {citation.number: citation.quote for citation in answer.citations}
        assert answer.answer == " ".join(sentence.text for sentence in answer.sentences) or not answer.citations
        for notice in answer.notices:
            assert set(notice.citations) <= set(quotes)
            assert all(claim.value in quotes[claim.citation] for claim in notice.claims)
