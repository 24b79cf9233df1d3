import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.html.boilerplate_lines import MAX_LEFTOVER_CHARS, MAX_LIST_LINES, remove_lines

STORY = "\n\n".join(f"Paragraph {n} of the story, which goes on for a line or so." for n in range(6))


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "ADVERTISEMENT:",
        "Advertisment",
        "Ad Feedback",
        "Story continues below advertisement",
        "Article continues after this message",
        "Continues below",
        "Source: Reuters",
        "Sources: Census Bureau, wire reports; compiled by A. Lee",
        "Via: The Other Paper",
        "Sign up for our daily newsletter and get the morning's five stories before breakfast.",
        "Sign up here to get the weekly dispatch in your inbox",
        "Subscribe to our newsletter",
        "Subscribe now for updates",
        "Get our headlines delivered to your inbox every day",
        "Receive our free newsletter",
        "Sign up",
        "SUBSCRIBE",
        "Log in",
        "Share this article",
        "Share",
        "Print",
        "Email",
        "Copy link",
        "Twitter",
        "Enter your e-mail address",
        "Your email",
        "Read more",
        "READ MORE: The bridge that nobody wanted",
        "Read also: The bridge that nobody wanted",
        "See also: The bridge that nobody wanted",
        "Related",
        "Related:",
        "RELATED: Who paid for the bridge?",
        "Related articles",
        "Related story",
        "RELATED COVERAGE",
        "Recommended stories: The bridge that nobody wanted",
        "JUST WATCHED",
        "JUST WATCHED Mayor opens the bridge Replay More Videos ... MUST WATCH",
        "Replay More Videos ...",
        "Follow us on Facebook and Twitter.",
        "Follow us on X",
        "© 2025 The Paper. All rights reserved.",
        "Copyright © The Paper",
        "All rights reserved.",
        "Copyright ©2019 The Paper & Company, Inc. All Rights Reserved",
        "copyright The Paper 2019 - ISSN: 2283-5474",
        "Thanks for signing up!",
        "Thank you for subscribing! Keep an eye on your inbox for the latest news.",
        "There was an error processing your subscription.",
        "An error has occurred, please try again later.",
        "Order Reprints",
        "Print Article",
        "CLICK HERE TO GET THE APP",
        "Explore further",
        "You may also like:",
        "DON'T MISS",
        "Related post: How to cook rice",
        "Follow our full coverage of the bridge at https://paper.example/bridge",
        "Write to Ann Lee at ann.lee@paper.example",
        "Photo: The Paper",
        "(Image credit: All About Bridges)",
        "File photo by Ann Lee",
        "Ann Lee/Getty Images",
        "Getty Images / Ann Lee",
        "Reuters/Bo Cho",
        "AP Photo/Ann Lee, File",
        "Werbung",
        "- Anzeige -",
        "PUBLICITÉ",
        "Реклама",
        "広告",
        "Mehr zum Thema: Wer die Brücke bezahlt",
        "À lire aussi : Qui paie le pont ?",
        "Lees ook: Wie de brug betaalt",
        "Читайте также: Кто платит за мост",
        "【関連記事】橋の費用は誰が払うのか",
        "اقرأ أيضًا: من يدفع ثمن الجسر",
        "Abonnieren Sie jetzt unseren kostenlosen Newsletter und bleiben Sie informiert.",
        "Inscrivez-vous à notre newsletter quotidienne",
        "Inscreva-se no nosso canal",
        "Artikel teilen",
        "Signaler une erreur dans ce texte",
        "残り1234文字（全文2000文字）",
        "Alle Rechte vorbehalten.",
        "Foto: Ann Lee/dpa",
        "Subscribe to continue reading. Already a subscriber? Log in.",
        "To keep reading, please create an account.",
        "Already a member? Sign in here",
        "This article is for subscribers only.",
        "Listen to this article 5 min",
        "Listen to this story (4:31)",
        "5 min read",
        "Reading time: 12 minutes",
        "Lesezeit: 3 Min.",
        "4 min de lecture",
        "Время чтения: 5 минут",
        "İlgili haber: Köprünün parasını kim ödüyor",
        "بیشتر بخوانید: هزینه پل را چه کسی می‌پردازد",
        "Llegeix també: Qui paga el pont",
        "Pročitajte i: Tko plaća most",
        "Прочетете още: Кой плаща моста",
    ],
)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_line_of_the_web_page_is_cut_and_reported(line: str, place: str) -> None:
    before, after = {"first": ("", STORY), "middle": (STORY, STORY), "last": (STORY, "")}[place]
    stripped = remove_lines(f"{before}\n\n  {line}\n\n{after}")
    assert stripped.text == f"{before}\n\n{after}".strip()
    assert [cut.strip() for cut in stripped.cut] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "The council asked residents to sign up for the newsletter, and most did.",
        "More than 4,000 readers subscribe to the newsletter, the editor said.",
        "“Sign up for our daily newsletter,” the poster said, and she did.",
        "The report named its source: Reuters.",
        "Source: I never saw the letter.",
        "Sources close to the minister said that she would resign.",
        "Via Garibaldi was closed to traffic.",
        "Advertisement spending fell by 3% last year.",
        "The advertisement",
        "Related charges against his brother were dropped last year.",
        "Related to the inquiry, police searched two houses on Monday.",
        "Recommended speeds were ignored, the inquiry found.",
        "Must watch closely what happens next, she wrote in her diary.",
        "Just watched my first eclipse, he wrote.",
        "Follow us on this journey, she told the voters.",
        "Continued rain closed the road.",
        "Share prices fell.",
        "Print sales fell, too.",
        "Twitter said it would appeal.",
        "Email was invented in 1971.",
        "Subscribers were told on Monday.",
        "Subscribe to continue reading, the page told him, and he did.",
        "Register to vote.",
        "To read on, she put on her glasses and sat down by the window.",
        "Already a member of the party? So am I.",
        "It is a 5 min read.",
        "5 minutes",
        "Listen to this: 5 of them left.",
        "بیشتر بخوانید تا بدانید چه شد.",
        "Прочетете още книги, каза той.",
        "Read more than one book a week, he advised.",
        "Get ready for rain.",
        "Most read only the headline, a study found.",
        "Trending now are hats, he said.",
        "More from him was expected.",
        "Correction: An earlier version gave the share as 10%.",
        "Comments about the judge were struck from the record.",
        "Copyright law was changed in 2019.",
        "Photo: the last one of the bridge was taken in May.",
        "Reuters/Ipsos polled 1,200 people.",
        "Either/or, said Ann Lee/Bo Cho.",
        "Don't miss the second act, the critic wrote.",
        "Explore further afield, he said.",
        "Click here to read on, the letter said.",
        "Anzeige erstattete der Bürgermeister am Montag.",
        "Werbung für Tabak wird verboten.",
        "Lesen Sie auch das Kleingedruckte, rät der Anwalt.",
        "Mehr zum Thema sagte der Minister nicht.",
        "La publicidad del ayuntamiento costó 12 millones.",
        "Les commentaires du juge ont été rayés.",
        "Kommentare des Richters wurden gestrichen.",
        "Inscrivez-vous, a-t-il dit aux électeurs.",
        "Leggi di guerra, le chiamano.",
        "Thank you for the music, she sang.",
        "Follow the coverage of the trial, the judge told them.",
        "Sign up for our newsletter today, " + "and so on, " * (MAX_LEFTOVER_CHARS // 10),
    ],
)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_line_of_the_story_is_never_cut(line: str, place: str) -> None:
    before, after = {"first": ("", STORY), "middle": (STORY, STORY), "last": (STORY, "")}[place]
    text = f"{before}\n\n{line.strip()}\n\n{after}".strip()
    assert remove_lines(text).text == text
    assert remove_lines(text).cut == ()


@pytest.mark.parametrize(
    "heading",
    [
        "Leave a Reply",
        "LEAVE A COMMENT",
        "Leave a Reply Cancel Reply",
        "One thought on “The bridge opens”",
        '3 responses to "The bridge opens"',
        "2 comments on «The bridge opens»",
        "1 comment",
        "14 Comments",
        "Comments (3)",
        "Post a comment",
        "Join the conversation",
        "Join the discussion.",
        "Your email address will not be published. Required fields are marked *",
        "Required fields are marked *",
        "Kommentare (3)",
        "3 Comentarios",
        "Laisser un commentaire",
        "Schreiben Sie einen Kommentar",
        "コメント（3）",
        "Комментарии 3",
    ],
)
def test_a_comment_section_ends_the_article(heading: str) -> None:
    section = f"{heading}\n\nAnn, 3 May: I disagree with the mayor.\n\nName *\nPost Comment"
    stripped = remove_lines(f"{STORY}\n\n{section}")
    assert stripped.text == STORY
    assert stripped.cut == tuple(line for line in section.split("\n") if line)


@pytest.mark.parametrize("heading", ["Leave a Reply", "Comments", "Join the conversation", "3 thoughts on “Bridges”"])
def test_in_the_first_half_such_a_heading_is_part_of_the_story(heading: str) -> None:
    for text in (f"{heading}\n\n{STORY}", f"One line.\n\n{heading}\n\n{STORY}"):
        assert remove_lines(text).text == text
        assert remove_lines(text).cut == ()


@pytest.mark.parametrize(
    "line",
    [
        "The site closed its comments on Monday.",
        "“Leave a reply,” the machine said, and he did.",
        "Readers may leave a reply until Friday.",
        "Comments are moderated by hand at most newspapers.",
        "Join the conversation, the president told them.",
    ],
)
def test_a_story_about_comments_stays(line: str) -> None:
    text = f"{STORY}\n\n{line}\n\nThe last paragraph."
    assert remove_lines(text).text == text


def test_a_list_of_headlines_is_cut_up_to_the_next_sentence() -> None:
    headlines = ("Mayor opens bridge", "Ten ways to cook rice")
    text = "\n\n".join(
        ["The story begins here.", "Most read", *headlines, "The story goes on.", "Most read", *headlines]
    )
    stripped = remove_lines(text)
    assert stripped.text == "The story begins here.\n\nThe story goes on."
    assert stripped.cut == ("Most read", *headlines, "Most read", *headlines)


@pytest.mark.parametrize(
    "title", ["MOST READ:", "Most popular", "Trending now", "Editors' picks", "More from Business:"]
)
def test_list_titles(title: str) -> None:
    stripped = remove_lines(f"{STORY}\n\n{title}\n\nOne headline\n\nAnother headline")
    assert stripped.text == STORY
    assert stripped.cut == (title, "One headline", "Another headline")


def test_a_list_title_without_headlines_takes_no_sentence_with_it() -> None:
    text = f"{STORY}\n\nMost read\n\nThe story goes on with this sentence."
    assert remove_lines(text).text.endswith("\n\nThe story goes on with this sentence.")


def test_a_sentence_that_begins_like_a_lists_title_is_none() -> None:
    text = f"{STORY}\n\nMost read only the headline\n\nA line without a full stop\n\nTrending now are hats, he said"
    assert remove_lines(text).text == text


def test_a_list_ends_after_a_number_of_headlines() -> None:
    headlines = [f"Headline number {n}" for n in range(40)]
    stripped = remove_lines("\n\n".join([STORY, "Most read", *headlines]))
    assert stripped.cut == ("Most read", *headlines[:MAX_LIST_LINES])
    assert stripped.text == "\n\n".join([STORY, *headlines[MAX_LIST_LINES:]])


def test_what_is_cut_leaves_one_empty_line() -> None:
    assert remove_lines("One.\n\nAdvertisement\n\nTwo.\nPrint\nThree.").text == "One.\n\nTwo.\nThree."


@pytest.mark.parametrize(
    ("text", "kept", "cut"),
    [
        ("", "", ()),
        ("\n\n", "", ()),
        ("Story.", "Story.", ()),
        ("Advertisement", "", ("Advertisement",)),
        ("Leave a Reply", "Leave a Reply", ()),
        ("Comments\n\nShare", "Comments", ("Share",)),
    ],
)
def test_very_short_texts(text: str, kept: str, cut: tuple[str, ...]) -> None:
    stripped = remove_lines(text)
    assert (stripped.text, stripped.cut) == (kept, cut)


LINES = st.sampled_from(
    ["Advertisement", "Read more", "Share", "Related: A headline", "Sign up for our newsletter", "", "", "Print"]
)
PARAGRAPHS = st.sampled_from(["A sentence of the story.", "“Sign up,” he said.", "A headline", STORY])


@given(st.lists(st.one_of(LINES, PARAGRAPHS), max_size=20), st.booleans())
def test_nothing_is_invented_and_a_clean_text_is_left_alone(lines: list[str], has_comments: bool) -> None:
    text = "\n".join(lines) + ("\n\nLeave a Reply\n\nI disagree." if has_comments else "")
    stripped = remove_lines(text)
    again = remove_lines(stripped.text)
    assert (again.text, again.cut) == (stripped.text, ())
    written = [line for line in text.split("\n") if line.strip()]
    kept = [line for line in stripped.text.split("\n") if line.strip()]
    assert sorted([*kept, *stripped.cut]) == sorted(written)
    remaining = iter(written)
    assert all(line in remaining for line in kept), "kept lines are in their order"
