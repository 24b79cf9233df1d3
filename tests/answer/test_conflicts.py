"""What counts as a contradiction between two reports; tests/bench/conflicts.py measures it end to end."""

from collections.abc import Sequence

import pytest
from conftest import NOW, an_article

from corpus.archive.versions import StoredVersion
from index.text.sentences import sentences
from qa.answer.notices.conflicts import find_conflict
from qa.answer.sentences.scored_sentence import ScoredSentence

DAY, NEXT_DAY = "2025-10-05T09:00:00Z", "2025-10-06T09:00:00Z"
QUAKE = "How many people were killed in the Norvia earthquake?"


def said(
    question: str,
    one: str,
    other: str,
    *,
    later: str | None = DAY,
    publisher: str = "The Post",
    copies: Sequence[int] = (),
) -> list[str]:
    """The values of the conflict between two reports of one event, the second of which came `later`."""
    articles = [
        an_article(1, title="A report", text=one, published=DAY),
        an_article(2, title="Another report", text=other, published=later, publisher=publisher),
    ]
    versions = [StoredVersion(n, article, NOW, NOW, None, 1) for n, article in enumerate(articles, start=1)]
    candidates = [
        ScoredSentence(stored, span, stored.article.text[span.start : span.end], 0, {}, ())
        for stored in versions
        for span in sentences(stored.article.text)
    ]
    stories = {1: [versions[n - 1] for n in copies]}
    return [claim.value for claim in find_conflict(question, candidates, candidates[:1], stories)]


def test_different_counts_of_one_day_stand_side_by_side() -> None:
    one, other = "The Norvia earthquake killed 12 people.", "Nineteen people died in the earthquake in Norvia."
    assert said(QUAKE, one, other) == ["12", "Nineteen"]


def test_a_count_that_there_had_been_is_not_an_earlier_one() -> None:
    one = "There had been 12 deaths in the Norvia earthquake by noon, more than the 247 of another year."
    assert said(QUAKE, one, "Nineteen people died in the earthquake in Norvia.") == ["12", "Nineteen"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Norvia earthquake killed 12 people.", "The Norvia earthquake killed a dozen people."),
        ("The Norvia earthquake killed about 500 people.", "The Norvia earthquake killed 512 people."),
        ("The Norvia earthquake killed 12 people.", "The Norvia earthquake injured 19 people."),
        ("The Norvia earthquake killed 12 people.", "The Norvia earthquake killed 12 people and injured 19."),
        ("The Norvia earthquake killed 12 people.", "Of those killed in the Norvia earthquake, five were children."),
        ("The Norvia earthquake killed 12 people.", "The Norvia earthquake killed people, including 5 children."),
        ("The Norvia earthquake killed 12 people.", "19 people may have been killed in the Norvia earthquake."),
        ("The Norvia earthquake killed 12 people.", "The Norvia earthquake killed 19 people, up from 12."),
        ("The Norvia earthquake killed 12 people.", "The Sarduk earthquake killed 19 people."),
        (
            "The army claims the Norvia earthquake killed 12 people.",
            "Rebels claim the Norvia earthquake killed 19 people.",
        ),
        ("The Norvia earthquake killed 12 people.", "The Norvia earthquake killed nobody whom we knew."),
    ],
)
def test_what_only_looks_different_is_no_conflict(one: str, other: str) -> None:
    assert said(QUAKE, one, other) == []


@pytest.mark.parametrize(
    ("first", "second", "later", "is_conflict"),
    [
        (12, 19, NEXT_DAY, False),  # a toll that rises
        (19, 12, NEXT_DAY, True),  # and one that cannot fall
        (12, 19, "2025-10-05T11:00:00Z", True),
        (12, 19, None, True),  # nobody knows which is later
        (19, 12, "2025-12-05T09:00:00Z", False),  # so far apart they speak of different days
    ],
)
def test_time_explains_a_later_higher_count(first: int, second: int, later: str | None, is_conflict: bool) -> None:
    one, other = (f"The Norvia earthquake killed {n} people." for n in (first, second))
    assert bool(said(QUAKE, one, other, later=later)) == is_conflict


def test_copies_and_one_publishers_own_reports_are_no_conflict() -> None:
    one, other = "The Norvia earthquake killed 12 people.", "The Norvia earthquake killed 19 people."
    assert said(QUAKE, one, other)
    assert said(QUAKE, one, other, publisher="The Paper") == []
    assert said(QUAKE, one, other, copies=[2]) == []


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        (
            "How much will the Sundal bridge cost?",
            "The Sundal bridge will cost £10m.",
            "Officials said the Sundal bridge will cost £12 million.",
            ["£10m", "£12 million"],
        ),
        (
            "When will the Sundal bridge open?",
            "The Sundal bridge will open on 5 March.",
            "On 15 March the Sundal bridge will open, the mayor said on Monday.",
            ["5 March", "15 March"],
        ),
        (
            "Who won the Sundal regatta?",
            "Anna Smith won the Sundal regatta.",
            "The Sundal regatta was won by Maria Lopez.",
            ["Anna Smith", "Maria Lopez"],
        ),
        (
            "What time does the Sundal market open?",
            "The Sundal market opens at 9 a.m.",
            "The Sundal market opens at 10 a.m.",
            ["9 a.m.", "10 a.m."],
        ),
        (
            "What was the score of the match between Sundal and Tarn?",
            "Sundal beat Tarn 3-1 in the match.",
            "Sundal won their match with Tarn 2-1.",
            ["3-1", "2-1"],
        ),
    ],
)
def test_money_days_names_times_and_scores_can_differ(question: str, one: str, other: str, values: list[str]) -> None:
    assert said(question, one, other) == values


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How much did Norvia pledge?", "Norvia pledged 50 million kroner.", "Norvia pledged $5 million."),
        ("How much is the Sundal toll?", "The Sundal toll is £2 a day.", "The Sundal toll is £500 a year."),
        ("When did Ann Lee die?", "Ann Lee died on Saturday.", "Ann Lee died on 4 October 2025."),
        ("Who won the Sundal regatta?", "Bjørn Sæther won the Sundal regatta.", "B. Saether won the Sundal regatta."),
        ("Who met the king of Norvia?", "Anna Smith met the king of Norvia.", "Maria Lopez met the king of Norvia."),
        ("How old was Ann Lee?", "Ann Lee, 51, died in Tarn.", "Ann Lee died beside Maria Lopez, 22, in Tarn."),
        (
            "When did Ann Lee become prime minister?",
            "Ann Lee became prime minister on Tuesday.",
            "Prime Minister Ann Lee met the king of Norvia on 3 October 2025.",
        ),
        (
            "Who robbed the Tarn bank?",
            "Jan Berg robbed the Tarn bank.",
            "The Tarn bank was robbed in Merrin by a man.",
        ),
        (
            "When was the Tarn ruling overturned?",
            "The Tarn ruling was overturned on Friday.",
            "The court overturned its 1973 Tarn ruling.",
        ),
        (
            "When did Lee hit his 62nd home run?",
            "Lee hit his 62nd home run on 4 October 2025.",
            "Lee hit his 61st home run on 28 September 2025.",
        ),
        (
            "When did Storm Odile make landfall?",
            "Storm Odile made landfall on the coast of Norvia on 4 October 2025.",
            "Storm Odile made landfall in Lorrania on 3 October 2025.",
        ),
        (
            "How strong was Storm Odile?",
            "Odile is now a Category 2 storm.",
            "Storm Odile weakened to Category 1.",
        ),
        (
            "How many documents were found in Tarn?",
            "The police found 184 documents in Tarn.",
            "The last page of the 54-page court filing shows documents found in Tarn.",
        ),
        (
            "How many cases of cholera are there in Norvia?",
            "There are eight cases of cholera in Norvia.",
            "Norvia reported its first two cases of cholera in a school.",
        ),
        (
            "How many goals did Ann Lee score in the cup?",
            "Ann Lee scored seven goals in the cup.",
            "Ann Lee scored the first of her two goals in the semi-final of the cup.",
        ),
        (
            "Why did the Sundal bridge close?",
            "The Sundal bridge is 90 years old.",
            "The Sundal bridge is 70 years old.",
        ),
    ],
)
def test_other_units_rates_spellings_and_matters_are_no_conflict(question: str, one: str, other: str) -> None:
    assert said(question, one, other) == []


def test_the_same_words_are_no_conflict_even_where_they_mean_other_days() -> None:
    one, other = "Ann Lee died on Thursday.", "Ann Lee died on Thursday."
    assert said("When did Ann Lee die?", one, other, later="2025-10-12T09:00:00Z") == []


def test_only_what_contradicts_a_quote_is_told() -> None:
    one, other = (
        "Nobody knows the toll. The Norvia earthquake killed 12 people.",
        "The Norvia earthquake killed 19 people.",
    )
    assert said(QUAKE, one, other) == []


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        # in another sentence the second report agrees
        (
            "When is the coronation of King Olaf?",
            "The coronation of King Olaf will take place on 6 May.",
            "Holding the coronation then allows the parade of King Olaf's birthday to go on in June."
            " King Olaf will be crowned in a coronation on 6 May.",
        ),
        (
            QUAKE,
            "The Norvia earthquake killed 12 people.",
            "In Lutha the Norvia earthquake killed 8. It killed 12 people.",
        ),
        # a part of its own whole
        (QUAKE, "The Norvia earthquake killed 32.", "In Lutha the Norvia earthquake killed 8. It killed 100 people."),
        (
            "When did Ana Tarn resign?",
            "Ana Tarn resigned on 2 October.",
            "Ana Tarn leads Norvia, succeeding Jan Berg, who resigned in July.",
        ),
    ],
)
def test_a_report_that_gives_the_other_value_elsewhere_or_speaks_of_others_is_no_conflict(
    question: str, one: str, other: str
) -> None:
    assert said(question, one, other) == []


def test_other_figures_of_a_report_do_not_explain_a_difference() -> None:
    one = "The Norvia earthquake killed 12 people. Several walls fell, and 40 people were hurt."
    other = "The Norvia earthquake killed 19 people. It was felt by 12 cities."
    assert said(QUAKE, one, other) == ["12", "19"]
