"""Files as IPTC's documentation of ninjs, NewsML-G2, NewsML 1.2 and NITF describes them, read or refused by name.

The files in `iptc/` are of this project's own wording, one for each kind of example.
"""

from pathlib import Path

import pytest
from conftest import NOW

from corpus.formats.extract import Extracted
from corpus.source import HeldBack, Withdrawal, read_content

FILES = Path(__file__).parent / "iptc"
URL = "https://wire.example/in"

# Of each item that is an article: id, publisher, headline, authors, publication, language, text; of others the kind of
# failure, and why.
READ: dict[str, list[tuple[str, ...]]] = {
    "g2-text.xml": [
        ("urn:newsml:wire.example:20251027:quay-1", "Wire Example Ltd", "Ostmere quay opens after “two lost years”",
         "Maud Ferrier", "2025-10-27T06:45", "en-gb",
         "The new quay at Ostmere opened on Monday, two years later than planned.\n"
         "It cost 40 million crowns & a harbour master’s patience."),
    ],
    "g2-renditions.xml": [
        ("http://wire.example/items/9", "Draad", "Kade gaat open", "Maud Ferrier", "2025-10-27T14:00", "nl",
         "De kade ging open. Het kostte 40 miljoen."),
    ],
    "g2-title-only.xml": [
        ("urn:t:10", "wire.example", "Kajen åbner", "", "", "da", "Kajen åbnede mandag.\nDen var dyr."),
    ],
    "g2-message.xml": [
        ("urn:t:1", "WEX", "Two ferries meet", "", "", "en",
         "Two ferries met off Cape Ro.\n\nNobody was hurt, if x < y holds."),
        ("withdrawn", "urn:t:2", "canceled"), ("withdrawn", "urn:t:3", "withheld"),
        ("held back", "item urn:t:4: embargoed by its agency until 2031-01-01 06:00 UTC"),
    ],
    "g2-cancel-by-uri.xml": [("withdrawn", "urn:newsml:wire.example:20251027:quay-1", "canceled")],
    "g2-picture.xml": [("refused", "item urn:pic:7: of class picture, not a text")],
    "g2-package.xml": [("refused", "no news items in https://wire.example/in but packageitem")],
    "g2-concept.xml": [("refused", "no news items in https://wire.example/in but knowledgeitem")],
    "g2-planning.xml": [("refused", "no news items in https://wire.example/in but planningitem")],
    "ninjs-1.json": [
        ("http://wire.example/items/11", "Wire Example Ltd", "Quay opens & closes", "MAUD FERRIER", "2025-10-27T14:00",
         "en", "The quay opened on Monday.\nIt closed on Tuesday."),
    ],
    "ninjs-1-slug-only.json": [
        ("urn:n:12", "wire.example", "Ferry late", "", "", "",
         "The ferry was late: waves < 2 m, wind >9 m/s.\n\nPassengers waited & slept."),
    ],
    "ninjs-2.json": [
        ("http://wire.example/items/13", "Wire Example", "Quay opens at last", "Maud Ferrier", "2025-10-27T14:00", "en",
         "Monday\nThe quay opened.\nShips: 3\nBoats: 9"),
    ],
    "ninjs-3.json": [
        ("http://wire.example/items/14", "Wire Example Ltd", "R&D at the quay: 3 < 4", "Maud Ferrier",
         "2025-10-27T14:00", "en", "The harbour's R&D office said 3<4.\n\nThe quay opened."),
    ],
    "ninjs-3-embargo.json": [
        ("held back", "item http://wire.example/items/15: embargoed by its agency until 2031-01-01 06:00 UTC"),
    ],
    "ninjs-picture.json": [("refused", "item http://wire.example/p/1: of type picture, not a text")],
    "ninjs-event.json": [("refused", "item http://wire.example/e/1: of type event, not a text")],
    "ninjs-composite.json": [
        ("refused", "item http://wire.example/c/1: a composite of other items, without a text of its own"),
    ],
    "ninjs-kills.json": [
        ("withdrawn", "urn:n:1", "canceled"), ("withdrawn", "urn:n:2", "withheld"),
        ("withdrawn", "urn:n:3", "canceled"), ("urn:n:4", "wire.example", "Quay", "", "", "", "It opened."),
    ],
    "superdesk.json": [
        ("urn:newsml:desk.example:2025-10-27T14:00:00.1:aa-bb", "DESK", "Quay opens", "Maud Ferrier",
         "2025-10-27T14:30", "en", "The quay opened.\nIt was dear."),
    ],
    "superdesk-api.json": [
        ("https://desk.example/items/urn:sd:1", "desk.example", "One", "", "", "", "First."),
        ("https://desk.example/items/urn:sd:2", "desk.example", "Two", "", "", "", "Second\nline."),
    ],
    "newsml1.xml": [
        ("urn:newsml:fil.example:20251027:quai-1", "Fil Exemple", "Le quai est ouvert", "Maud Ferrier",
         "2025-10-27T14:00", "fr", "Le quai d'Ostmere a été ouvert lundi."),
    ],
    "newsml1-kills.xml": [
        ("withdrawn", "urn:newsml:fil.example:20251027:a", "canceled"),
        ("withdrawn", "urn:newsml:fil.example:20251027:b", "withheld"),
        ("refused", "item urn:newsml:fil.example:20251027:c: an update of parts of an item, which is not read"),
    ],
    "newsml1-photo.xml": [
        ("refused", "item urn:newsml:fil.example:20251027:p: of media type photo, not a text"),
    ],
    "nitf.xml": [
        ("WEX:D7", "Wire Example", "Quay “opens” — at last", "Maud Ferrier; Ole Rask", "2025-10-27T15:00", "",
         "The quay in Ostmere opened on Monday.\nCost\nIt cost 40 million crowns and 1/2 a year.\nWeek Ships\n1 12\n"
         "One ship.\nTwo boats.\n“We waited,” she said.\nA. Captain\nFish & chips <for> all."),
    ],
    "nitf-correction.xml": [
        ("WEX:D7", "wire.example", "Quay opens", "", "2025-10-27T17:00", "", "The quay cost 41 million crowns."),
    ],
    "nitf-canceled.xml": [("withdrawn", "WEX:D7", "canceled")],
    "nitf-kill-of-another.xml": [
        ("withdrawn", "WEX:D7", "canceled"),
        ("WEX:D9", "wire.example", "Quay opening is put off", "", "2025-10-27T18:00", "",
         "The quay did not open after all."),
    ],
    "nitf-embargo.xml": [("held back", "item D10: embargoed by its agency until 2031-01-01 06:00 UTC")],
    "nitf-own-entities.xml": [("refused", f"{URL} declares entities of its own, which are not read")],
    "nitf-cdata-body.xml": [
        ("", "wire.example", "Quay & co", "MAUD FERRIER; Ole Rask", "", "",
         "The quay opened.\nIt was dear & late."),
    ],
    "nitf-quotation.xml": [
        ("WEX:D12", "wire.example", "Quay waits", "", "", "",
         "She said “we waited ‘too’ long” on Monday.\n“Never”, he said."),
    ],
    "nitf-advisory.xml": [("refused", f"no text (url {URL})")],
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_an_example_of_the_agencies_formats_is_read_or_refused_by_name(name: str) -> None:
    found: list[tuple[str, ...]] = []
    for item in read_content((FILES / name).read_bytes(), URL, "there", NOW):
        if isinstance(item, Extracted):
            article = item.article
            published = f"{article.published:%Y-%m-%dT%H:%M}" if article.published else ""
            names = (item.agency_id, article.publisher or "", article.title, "; ".join(article.authors))
            found.append((*names, published, article.language or "", article.text))
        elif isinstance(item, Withdrawal):
            found.append(("withdrawn", item.agency_id, item.reason.rpartition(" ")[2]))
        else:
            found.append(("held back" if isinstance(item, HeldBack) else "refused", item.reason))
    assert found == READ[name]


def test_every_example_is_expected() -> None:
    assert {file.name for file in FILES.iterdir()} == set(READ)
