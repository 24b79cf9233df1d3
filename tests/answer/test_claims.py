"""Claims beside reports: what agrees, what differs, and what must never be called right."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import claims
import pytest
import readers
from claims import plain
from conftest import (
    ANSWERS,
    BENCH,
    NOW,
    ROOT,
    SAMPLE,
    WordEncoder,
    WordReader,
    an_article,
    needs_bench,
    open_index,
    take_in,
)

from qa.answer.kinds.claim_check.claim_match import compare
from qa.answer.kinds.claim_check.claim_statement import statements
from qa.answer.kinds.claim_check.claim_values import compare_dates, compare_figures
from qa.english.dates import find_dates
from qa.english.quantities.quantity import find_figures
from qa.question.request import Ask
from qa.service.ask import Service

DAY = date(2024, 5, 3)
LED = "Trump lands\nTrump landed in the Japanese capital on 27 October."

AGREES = [
    ("Did Hallam win by 212 votes?", "Edith Hallam won the election by 212 votes after two recounts.", ""),
    ("Did Japan pledge $550bn?", "Japan pledged about $550 billion of investment in the United States.", ""),
    ("Did the blast kill 12 people?", "The blast killed 12 people and injured 30.", ""),
    ("Was the treaty signed in 1960?", "A treaty signed in 1960 commits the United States to help.", ""),
    ("was mill bridge built in 1934", "The bridge was built in 1934 and carries 9,000 vehicles a day.", "Mill Bridge"),
    ("Was Trump received by Emperor Naruhito?", "He was received by Emperor Naruhito at the palace.", LED),
    ("Is Ana Tarn the prime minister of Merrin?", "Ana Tarn, the prime minister of Merrin, said so.", ""),
    ("Did England beat Sweden 4-0?", "England beat Sweden 4-0 on Tuesday.", ""),
    ("Was Takaichi elected by parliament?", "Takaichi was elected by Japan's parliament.", ""),
    ("Did the court reject the merger?", "The court rejected the merger on Tuesday.", ""),
    ("So the court did not reject the merger?", "The court has not rejected the merger.", ""),
    ("Is it true that Lee stole $3 million?", "Prosecutors say Lee stole $3 million.", ""),
    ("Was it Judge Adeyemi who fined Brannock Line?", "Judge Frances Adeyemi fined Brannock Line on Monday.", ""),
    ("Didn't the court reject the merger?", "The court rejected the merger on Tuesday.", ""),
    ("Isn't Ana Tarn the prime minister of Merrin?", "Ana Tarn, the prime minister of Merrin, said so.", ""),
    ("The court rejected the merger, didn't it?", "The court rejected the merger on Tuesday.", ""),
    ("Did 1.2 million people leave?", "Some 1.23 million people left.", ""),
]
DIFFERS = [
    ("Did Japan pledge $500 billion?", "Japan pledged about $550 billion of investment.", "", "about $550 billion"),
    ("Did the blast kill 30 people?", "The blast killed 12 people and injured 30.", "", "12"),
    ("Did inflation fall to 6.8%?", "Inflation fell to 5.9% in May from 6.8% in April.", "", "5.9%"),
    ("Did inflation fall to 5.9% in April?", "Inflation fell to 5.9% in May from 6.8% in April.", "", "in May"),
    ("Did Ravensdale die on Sunday?", "Agnes Ravensdale died on Friday at her home in Keswick.", "", "Friday"),
    ("did agnes ravensdale die in london?", "Agnes Ravensdale died on Friday in Keswick.", "", "Keswick"),
    ("Was Trump received by Emperor Akihito?", "He was received by Emperor Naruhito.", LED, "Naruhito"),
    ("Did Biden veto the bill?", "President Joe Biden signed the bill on Tuesday.", "", "signed"),
    ("Is the bridge open?", "The bridge is closed until Monday.", "", "is closed"),
    ("Did Swiftwell pay the ransom?", "Swiftwell has not paid the ransom.", "", "has not paid"),
]
# A sentence with much the same words that does not say it.
NEVER_AGREES = [
    ("Did Japan pledge $350 billion?", "Japan said South Korea had pledged $350 billion."),
    ("Did Tolvane raise its forecast by 31%?", "Tolvane raised its forecast after sales rose by 31% to €1.9 billion."),
    ("Did the blast injure 12 people?", "The blast killed 12 people and injured 30."),
    ("Did fares rise to £2.20?", "Single fares rose from £2.20 to £2.40."),
    ("Did Tolvane cut 1,150 jobs?", "Tolvane will cut 1,150 jobs."),
    ("Did England beat Sweden?", "Sweden beat England 4-0."),
    ("Did England beat Sweden?", "England was beaten by Sweden."),
    ("Didn't the court reject the merger?", "The court has not rejected the merger."),
    ("The court didn't reject the merger, did it?", "The court rejected the merger."),
    ("Did the minister resign?", "The deputy minister resigned on Monday."),
    ("Did Sudan close its border?", "South Sudan closed its border."),
    ("Did Trump resign?", "Trump critics resigned."),
    ("Did Maas resign on Monday?", "Albrecht, who succeeded Maas, resigned on Monday."),
    ("Did Biden sign the bill?", "President Joe Biden is expected to sign the bill on Tuesday."),
    ("Did Biden sign the bill?", "Biden refused to sign the bill."),
    ("Did Biden sign the bill?", "Critics claim Biden signed the bill."),
    ("Did Biden sign the bill?", "If Biden signed the bill, taxes would rise."),
    ("Did Lee steal $3 million?", "Lee denied that he stole $3 million."),
    ("Did Lee steal $3 million?", "Lee did not steal $3 million, the court found."),
    ("Did the bridge cost £1.8 million?", "The repair of the bridge cost £1.8 million."),
    ("Did the plane land in Lisbon?", "The plane landed in Porto instead of Lisbon."),
    ("Did the fire kill three people in Oregon?", "The fire killed three people, among them a man from Oregon."),
    ("Did Benedek beat Tarn?", "Benedek beat Kolvar, whom Tarn had backed."),
    ("Did Apple cut 500 jobs?", "Apple supplier Foxconn cut 500 jobs."),
    ("Did Jones score 20 points?", "Smith, replacing Jones, scored 20 points."),
    ("Are there 50,000 troops in Japan?", "More than 50,000 American troops are stationed in Japan."),
    ("Did 100 people die?", "At least 112 people died."),
    ("Did prices rise 5% in 2022?", "Prices rose 20% in 2022 and 5% in 2023."),
    ("Did the senate pass the bill?", "The Senate passed over the bill."),
    ("Was the election stolen?", "He spoke of the lie that the election was stolen."),
    ("Was the election stolen?", "Posts saying the election was stolen spread fast."),
    ("Was the election rigged?", "“Absolutely, the election was rigged,” Hageman said."),
    ("Is Merrin run by thieves?", "By telling lies that Merrin is run by thieves, he won votes."),
    ("Did Matar plead guilty?", "Matar pleaded not guilty on Tuesday."),
    ("Was Carver found guilty of murder?", "Carver was found not guilty of murder."),
    ("Did detectives find signs of foul play?", "Detectives found no signs of foul play."),
    ("Did Pryce score goals?", "Pryce scored zero goals."),
    ("Did Albrecht win the race?", "Xaver Young, not Albrecht, won the race."),
    ("Did Nord sign the Olsen treaty?", "Nord signed neither the Olsen treaty nor the other."),
    ("Did Gall buy the Ilkley pier?", "Gall bought the Hemsby pier rather than the Ilkley pier."),
    ("Did Ukraine join the EU?", "Putin has nothing against Ukraine joining the EU."),
    ("Did Artemis launch on 29 August?", "Engineers scrubbed the first Artemis launch attempt on 29 August."),
    ("Was Valieva banned?", "A sprinter asked why Valieva was banned."),
    ("Did Hald win the prize?", "Hald won the prize, according to a report that turned out to be wrong."),
]


@pytest.mark.parametrize(("question", "sentence", "before"), AGREES)
def test_a_sentence_that_says_what_is_claimed_agrees(question: str, sentence: str, before: str) -> None:
    found = compare(question, sentence, DAY, before)
    assert found is not None and found.verdict == "agrees"


@pytest.mark.parametrize(("question", "sentence", "before", "reported"), DIFFERS)
def test_another_value_of_the_same_thing_differs_and_is_shown(
    question: str, sentence: str, before: str, reported: str
) -> None:
    found = compare(question, sentence, DAY, before)
    assert found is not None and found.verdict == "differs"
    assert sentence[slice(*found.reported)] == reported


UNKNOWN = [
    ("Did Matar plead not guilty?", "Matar pleaded guilty."),
    ("Did Argentina win the World Cup in 2022?", "Argentina won the World Cup in 1978 and 1986."),
    ("Did Korea pledge $550 billion?", "Japan pledged about $550 billion of investment."),
    ("Did Prince Albert die at Windsor Castle?", "Philip died in 2021 at Windsor Castle after weeks in two hospitals."),
    ("Did Liz Truss resign in July?", "Liz Truss succeeds Boris Johnson, who resigned in July."),
    (
        "Did Kilauea erupt for the first time in 38 years?",
        "While Mauna Loa erupted for the first time in 38 years, its neighbor Kilauea has been erupting since 2021.",
    ),
]


@pytest.mark.parametrize(("question", "sentence"), UNKNOWN)
def test_what_somebody_else_did_is_not_compared(question: str, sentence: str) -> None:
    assert compare(question, sentence, DAY, "") is None


@pytest.mark.parametrize(("question", "sentence"), NEVER_AGREES)
def test_a_sentence_that_says_something_else_with_the_same_words_never_agrees(question: str, sentence: str) -> None:
    found = compare(question, sentence, DAY, "")
    assert found is None or found.verdict == "differs"


@pytest.mark.parametrize(
    ("question", "subject", "verb"),
    [
        ("Will bus fares rise to £2.40?", ("bus", "fare"), "rise"),
        ("So the globe is insured?", ("globe",), "insur"),
        ("Is it true that Japan pledged $500 billion?", ("japan",), "pledg"),
        ("Was it Thursday that Liz Truss resigned?", ("liz", "truss"), "resign"),
        ("Were 6,000 books damaged?", ("book",), "damag"),
    ],
)
def test_a_question_is_read_as_the_statement_that_it_asks_about(
    question: str, subject: tuple[str, ...], verb: str
) -> None:
    assert (subject, verb) in [(each.subject.keys, each.verb) for each in statements(question, DAY)]


@pytest.mark.parametrize(
    ("asked", "reported", "verdict"),
    [
        ("$550 billion", "about $550bn", "same"),
        ("$500 billion", "about $550 billion", "other"),
        ("$12.6 million", "$12,600,000", "same"),
        ("1.2 million", "1.23 million", "same"),
        ("2,653 people", "2,663 people", "other"),
        ("50,000 people", "more than 50,000 people", "unclear"),
        ("more than 100 people", "112 people", "same"),
        ("120 people", "at least 112 people", "unclear"),
        ("90 people", "at least 112 people", "other"),
        ("$5 million", "€5 million", None),
    ],
)
def test_figures_are_the_same_only_where_the_claimed_one_is_reported(
    asked: str, reported: str, verdict: str | None
) -> None:
    (one,), (other,) = find_figures(asked), find_figures(reported)
    assert compare_figures(one, other) == verdict


@pytest.mark.parametrize(
    ("asked", "reported", "verdict"),
    [
        ("in January 2024", "on 12 January 2024", "same"),
        ("on 12 January 2024", "in January 2024", "unclear"),
        ("on 12 January 2024", "on 12 February 2024", "other"),
        ("on Monday", "on Tuesday", "other"),
    ],
)
def test_a_date_is_the_same_only_where_the_reported_one_lies_in_it(asked: str, reported: str, verdict: str) -> None:
    (one,), (other,) = find_dates(asked, DAY), find_dates(reported, DAY)
    assert compare_dates(one, other) == verdict


@pytest.fixture
def served(tmp_path: Path, words: WordEncoder) -> Callable[..., Service]:
    """A service on articles, each a text and the moment of its publication."""

    def serve(*texts: tuple[str, str]) -> Service:
        source = tmp_path / "articles.jsonl"
        articles = [
            an_article(n, title="Mill Bridge", text=text, published=published, publisher=f"Paper {n}")
            for n, (text, published) in enumerate(texts, start=1)
        ]
        source.write_text(
            "".join(
                json.dumps(
                    {
                        "url": each.url,
                        "title": each.title,
                        "text": each.text,
                        "publisher": each.publisher,
                        "published": each.published.isoformat() if each.published else None,
                    }
                )
                + "\n"
                for each in articles
            )
        )
        take_in(tmp_path, words, source)
        return Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)

    return serve


REPAIR = "The county spoke on Friday. The repair of Mill Bridge will cost £1.8 million. Drivers must wait."


@pytest.mark.parametrize(
    ("question", "verdict", "asked", "reported"),
    [
        ("Will the repair of Mill Bridge cost £1.8 million?", "agrees", "£1.8 million", "£1.8 million"),
        ("Will the repair of Mill Bridge cost £2.8 million?", "differs", "£2.8 million", "£1.8 million"),
        ("Will the repair of Mill Bridge take 9 years?", "unknown", "9 years", None),
    ],
)
def test_an_answer_shows_what_was_asked_beside_the_words_of_its_first_quote(
    served: Callable[..., Service], question: str, verdict: str, asked: str, reported: str | None
) -> None:
    answer = served((REPAIR, "2025-10-27")).ask(Ask(question))
    assert answer.kind == "claim" and answer.check is not None
    assert (answer.check.verdict, answer.check.asked, answer.check.reported) == (verdict, asked, reported)
    assert answer.short_answer is None
    if at := answer.check.reported_at:
        first = answer.citations[0]
        assert at.citation == first.number == 1
        assert first.quote[at.start - first.start : at.end - first.start] == reported


def test_the_later_report_decides_where_two_differ(served: Callable[..., Service]) -> None:
    later = REPAIR.replace("£1.8", "£2.8").replace("Friday", "Monday")
    service = served((REPAIR, "2025-10-20"), (later, "2025-10-27"))
    question = "Will the repair of Mill Bridge cost £1.8 million?"
    now, then = service.ask(Ask(question)), service.ask(Ask(question, as_of=datetime(2025, 10, 22, tzinfo=UTC)))
    assert now.check and (now.check.verdict, now.check.reported) == ("differs", "£2.8 million")
    assert then.check and then.check.verdict == "agrees"


def test_nothing_is_said_where_reports_of_one_time_differ(served: Callable[..., Service]) -> None:
    other = REPAIR.replace("£1.8", "£2.8").replace("Friday", "today")
    service = served((REPAIR, "2025-10-27"), (other, "2025-10-27"))
    answer = service.ask(Ask("Will the repair of Mill Bridge cost £1.8 million?"))
    assert answer.check and answer.check.verdict == "unknown"


def test_days_of_a_claim_do_not_leave_articles_out(served: Callable[..., Service]) -> None:
    service = served(("Mill Bridge was closed on 12 June 2024. Nobody was hurt.", "2025-10-27"))
    answer = service.ask(Ask("Was Mill Bridge closed on 3 May 2023?"))
    assert answer.query.since is None and answer.check
    assert (answer.check.verdict, answer.check.reported) == ("differs", "12 June 2024")


def test_other_kinds_of_questions_have_no_check(served: Callable[..., Service]) -> None:
    answer = served((REPAIR, "2025-10-27")).ask(Ask("How much will the repair of Mill Bridge cost?"))
    assert answer.kind != "claim" and answer.check is None


ROWS = claims.read_claims(only_sample=False)
FLOOR = 0.6  # of the questions about the sample that are asked here (LOG.md, 2026-11-27)


def test_the_set_asks_each_claim_in_three_forms_and_its_places_hold_what_is_reported() -> None:
    texts: dict[str, str] = {}
    for line in (SAMPLE / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        texts[article["url"]] = article["text"]
    assert len(ROWS) >= 180 and len({row["question"] for row in ROWS}) == len(ROWS)
    for number in {row["claim"] for row in ROWS}:
        forms = [row["form"] for row in ROWS if row["claim"] == number]
        assert forms == ["true", "false", "unreported"]
    for row in ROWS:
        if row["url"] in texts:
            start, end = row["gold"]
            assert row["reported"] in texts[row["url"]][start:end], row["question"]


@needs_bench
def test_the_set_of_another_year_is_of_the_same_form_and_nothing_learned_from_its_articles() -> None:
    rows = claims.read_claims(ANSWERS / "claims_2025.jsonl", only_sample=False)
    texts = readers.read_texts(BENCH / "realtimeqa-2024")
    for number in {row["claim"] for row in rows}:
        some = [row for row in rows if row["claim"] == number]
        assert [row["form"] for row in some] == ["true", "false", "unreported"]
        assert all(row["asked"].casefold() in row["question"].casefold() for row in some)
    told = [row for row in rows if row["url"]]
    for row in told:
        start, end = row["gold"]
        assert plain(row["reported"]) in plain(texts[row["url"]][start:end]), row["question"]
    learned = gzip.decompress((ROOT / "qa" / "training" / "questions" / "claims.jsonl.gz").read_bytes()).decode()
    urls = {json.loads(line)["url"] for line in learned.split("\n") if line}
    assert urls and not urls & {row["url"] for row in (*told, *ROWS)}


def test_no_false_claim_about_the_sample_is_called_right(sample: Service) -> None:
    rows = [row for row in claims.read_claims(only_sample=True) if row["claim"] % 2]
    checked = [claims.judged(sample, row) for row in rows]
    assert [each for each in checked if each.verdict == "agrees" != each.expected] == []
    assert sum(each.verdict == each.expected for each in checked) >= FLOOR * len(checked)
