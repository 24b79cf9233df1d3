from datetime import UTC, datetime

import pytest

from corpus.corrections import Correction, find_corrections

STORY = "The bridge opened on Monday.\nThe mayor cut a ribbon, and the band played."


def only(notice: str) -> Correction | None:
    """The correction found when the notice is the last paragraph of a story, if any."""
    found = find_corrections("The bridge opens", f"{STORY}\n{notice}")
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("notice", "kind"),
    [
        ("Correction: The bridge cost 12 million euros.", "correction"),
        ("CORRECTIONS & CLARIFICATIONS: A previous version of this story misspelled a name.", "correction"),
        ("Corrections/clarifications: The first name was wrong.", "correction"),
        ("Correction appended: the date was wrong.", "correction"),
        ("(Correction — The bridge is in the north.)", "correction"),
        ("Corrected: it was Tuesday.", "correction"),
        ("Clarification: The mayor spoke before the vote.", "clarification"),
        ("An earlier version of this article gave the wrong length of the bridge.", "correction"),
        ("– A previous version of this story incorrectly stated the year.", "correction"),
        ("The name was transposed in an earlier version of this news story.", "correction"),
        ("This story has been corrected to show that the bridge is in the north.", "correction"),
        ("Editor's note: This article has been updated to correct the mayor's name.", "correction"),
        ("This article was amended on 12 January 2022 because the length was wrong.", "correction"),
        ("The bridge is 90 metres long, not 900. We regret the error.", "correction"),
        ("This story has been retracted.", "retraction"),
        ("Retraction: The bridge was never built.", "retraction"),
        ("The Paper has retracted this article, because its figures were made up.", "retraction"),
        ("This report was withdrawn after publication.", "retraction"),
        ("Berichtigung: Die Brücke kostet 12 Millionen Euro.", "correction"),
        ("Hinweis: In einer früheren Fassung dieses Textes fehlte der Name.", "correction"),
        ("Fe de errores: el puente mide 90 metros.", "correction"),
        ("Una versión anterior de esta nota daba otra longitud.", "correction"),
        ("Rectificatif : le pont mesure 90 mètres.", "correction"),
        ("Dans une version précédente de cet article, le nom était faux.", "correction"),
        ("Errata corrige: il ponte misura 90 metri.", "correction"),
        ("In een eerdere versie van dit artikel stond een verkeerde naam.", "correction"),
        ("В предыдущей версии этой статьи была указана другая длина.", "correction"),
        ("訂正：橋の長さは90メートルでした。", "correction"),
        ("更正：桥长90米。", "correction"),
        ("Klarstellung: Der Bürgermeister sprach vor der Wahl.", "clarification"),
        ("Dieser Artikel wurde zurückgezogen.", "retraction"),
    ],
)
def test_a_notice_is_found_where_it_stands(notice: str, kind: str) -> None:
    found = only(notice)
    assert found is not None and (found.kind, found.text) == (kind, notice)
    assert found.start is not None
    text = f"{STORY}\n{notice}"
    assert text[found.start : found.start + len(found.text)] == notice


@pytest.mark.parametrize(
    "words",
    [
        "“This story has been retracted,” the magazine wrote in 2015.",
        'The paper wrote that "an earlier version of this article was wrong" and took it down.',
        "The magazine apologised for its failures. The story was fully retracted four months later.",
        "The minister corrected himself: it was Tuesday.",
        "Stocks are in a correction, down 10% from their peak.",
        "Corrections officers - about 200 of them - went on strike.",
        "Corrections Secretary Lee: nobody was hurt.",
        "The law weakens an earlier version of the plan.",
        "„In einer früheren Version dieses Artikels stand das anders“, sagte er.",
        "Die Korrektur an der Börse hielt an.",
        "La corrección llegó tarde, dijo la alcaldesa.",
        "Une version précédente de cette loi était plus dure.",
        "The bill was withdrawn on Monday.",
        "News: An earlier version of this story misspelled a name. https://paper.example/another",
        "News: An earlier version of the following story misspelled a name.",
        "Correction: " + "a long paragraph that only begins like one " * 50,
    ],
)
def test_news_about_corrections_is_none(words: str) -> None:
    assert only(words) is None


@pytest.mark.parametrize(
    ("notice", "date"),
    [
        ("Correction, Nov. 3, 2025: The bridge is in the north.", datetime(2025, 11, 3, tzinfo=UTC)),
        ("Correction (3 November 2025): The bridge is in the north.", datetime(2025, 11, 3, tzinfo=UTC)),
        ("Correction, 2025-11-03: The bridge is in the north.", datetime(2025, 11, 3, tzinfo=UTC)),
        ("This article was amended on 12 January 2022. It was wrong.", datetime(2022, 1, 12, tzinfo=UTC)),
        ("May 5, 2025: An earlier version of this article was wrong.", datetime(2025, 5, 5, tzinfo=UTC)),
        ("This story was corrected on Monday, June 2, 2025 to fix a name.", datetime(2025, 6, 2, tzinfo=UTC)),
        ("Correction: The speech was on January 7, 2021, not on January 6, 2021.", None),
        ("Correction, Nov. 3: The bridge is in the north.", None),
        ("Correction, 03/04/2025: The bridge is in the north.", None),
        ("Correction, Feb. 31, 2025: The bridge is in the north.", None),
    ],
)
def test_a_notices_date_is_the_day_it_says_it_was_made(notice: str, date: datetime | None) -> None:
    assert [found.date for found in find_corrections("", notice)] == [date]


def test_a_retracted_headline_is_a_notice() -> None:
    (found,) = find_corrections("RETRACTED: The bridge opens", STORY)
    assert (found.kind, found.text, found.start) == ("retraction", "RETRACTED: The bridge opens", None)
