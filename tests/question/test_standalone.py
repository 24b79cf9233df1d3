"""What a follow-up means after a conversation, and what stays as it was typed."""

from datetime import date

import pytest

from qa.question.conversation.courtesy import courtesy
from qa.question.conversation.standalone import MAX_CHARS, MAX_TURNS, MAX_WORDS, Turn, is_lost, standalone

TODAY = date(2025, 11, 20)  # a Thursday

PLEDGE = ("What did Japan pledge?", "Japan pledged about $550 billion of investment in the United States.")
LANDING = (
    "When did Trump land in Tokyo?",
    "Trump landed in the Japanese capital on 27 October. He was received by Emperor Naruhito at the Imperial Palace"
    " and is to hold talks with Prime Minister Sanae Takaichi, the first woman to lead Japan.",
)
FLOODS = ("How many people died in the Valencia floods?", "More than 200 people died in the floods around Valencia.")
BRIDGE = (
    "When will Mill Bridge close?",
    "Mill Bridge will be closed to traffic for 11 weeks from 12 January while engineers replace its bearings.",
)
LAST_WEEK = ("What did Trump say about Japan last week?", "")
FARES = ("How much will bus fares rise in Eastmoor?", "Single bus fares will rise from £2.20 to £2.40 on 5 January.")
PREMIER = ("Who is the prime minister of Japan?", "Sanae Takaichi was elected prime minister by parliament on Tuesday.")
MINISTER = ("Who resigned?", "Finance minister Anna Lind resigned on Tuesday.")
DUO = ("What did Lutnick and Akazawa discuss?", "They discussed power grids.")


AIRPORT = (
    "Why was the airport in Lisbon closed?",
    "The airport was closed for six hours after a drone was seen near the runway, police said.",
)
PRIZE = ("Who won the Nobel Peace Prize?", "Maria Corina Machado of Venezuela won the Nobel Peace Prize on Friday.")
JOBS = ("How many jobs will Volkswagen cut in Germany?", "Volkswagen will cut 35,000 jobs in Germany by 2030.")
TYPHOON = ("When did Typhoon Kalmaegi hit the Philippines?", "Typhoon Kalmaegi made landfall on Tuesday.")
COURT = ("Did the court convict Edwin Carrow?", "Edwin Carrow was sentenced to four years in prison.")
FLU = ("How many cases of influenza were there in Pell in the week to 16 November 2025?", "There were 412 cases.")

TELESCOPE = ("When will the James Webb telescope find life?", "")
CUP = ("Who won the 2022 World Cup?", "Argentina won the World Cup in Qatar.")
FED = ("What did the Fed decide?", "The Fed cut interest rates on Wednesday, Chair Jerome Powell said.")
POPE = ("What did the Pope say about Gaza?", "Pope Leo called for a ceasefire.")
BILL = ("Did the Senate pass the bill?", "The Senate passed the bill by 51 to 50.")
QUAKE = ("How many people were killed in the earthquake in Myanmar?", "At least 3,600 people died.")
SPRINT = ("Who won gold in the 100m at the 2024 Olympics?", "Noah Lyles won.")


def after(*exchanges: tuple[str, str]) -> list[Turn]:
    """A conversation's turns; an empty answer is none."""
    return [
        turn
        for question, answer in exchanges
        for turn in (Turn("user", question), Turn("assistant", answer))
        if turn.text
    ]


def meant(typed: str, *exchanges: tuple[str, str]) -> str:
    return standalone(typed, after(*exchanges), TODAY)


@pytest.mark.parametrize(
    ("before", "typed", "expected"),
    [
        (PLEDGE, "And China?", "What did China pledge?"),
        (PLEDGE, "What about South Korea?", "What did South Korea pledge?"),
        (LAST_WEEK, "And China?", "What did Trump say about China last week?"),
        (LAST_WEEK, "And about soybeans?", "What did Trump say about soybeans last week?"),
        (FLOODS, "And in Lisbon?", "How many people died in Lisbon?"),
        (FARES, "And train fares?", "How much will train fares rise in Eastmoor?"),
        (FARES, "And for children?", "How much will bus fares rise in Eastmoor for children?"),
        (PREMIER, "And of China?", "Who is the prime minister of China?"),
        (PREMIER, "And the emperor?", "As for the prime minister of Japan, what about the emperor?"),
        (AIRPORT, "And Porto?", "Why was the airport in Porto closed?"),
        (TYPHOON, "and vietnam", "When did Typhoon Kalmaegi hit vietnam?"),
        (JOBS, "And in Belgium?", "How many jobs will Volkswagen cut in Belgium?"),
        (PRIZE, "And the literature prize?", "Who won the literature prize?"),
        (PRIZE, "And physics?", "As for the Nobel Peace Prize, what about physics?"),
        (("How much is a US visa?", ""), "And Japan?", "As for a US visa, what about Japan?"),
    ],
)
def test_a_part_takes_the_place_of_its_like_and_what_has_none_is_asked_about_beside_the_topic(
    before: tuple[str, str], typed: str, expected: str
) -> None:
    assert meant(typed, before) == expected


@pytest.mark.parametrize(
    ("before", "typed", "expected"),
    [
        (PLEDGE, "Why?", "Why did Japan pledge that?"),
        (PLEDGE, "When exactly?", "When did Japan pledge that?"),
        (PLEDGE, "How much?", "What did Japan pledge, and how much?"),
        (PLEDGE, "Who else?", "What did Japan pledge, and who else?"),
        (LANDING, "Why?", "Why did Trump land in Tokyo?"),
        (BRIDGE, "For how long?", "For how long will Mill Bridge close?"),
        (FLOODS, "How?", "How did the people die in the Valencia floods?"),
        (PREMIER, "Since when?", "Who is the prime minister of Japan, and since when?"),
        (JOBS, "Where?", "Where will Volkswagen cut the jobs in Germany?"),
        (JOBS, "Why so many?", "How many jobs will Volkswagen cut in Germany, and why so many?"),
        (AIRPORT, "For how long?", "For how long was the airport in Lisbon closed?"),
    ],
)
def test_a_bare_question_word_asks_about_the_last_question(before: tuple[str, str], typed: str, expected: str) -> None:
    assert meant(typed, before) == expected


@pytest.mark.parametrize(
    ("before", "typed", "expected"),
    [
        (PLEDGE, "How much did they pledge?", "How much did Japan pledge?"),
        (PLEDGE, "Why did they do that?", "As for what Japan pledged, why did Japan do that?"),
        (LANDING, "Who met him there?", "Who met Trump in Tokyo?"),
        (BRIDGE, "When was it built?", "When was Mill Bridge built?"),
        (PREMIER, "What are her plans?", "What are Sanae Takaichi's plans?"),
        (DUO, "When did they meet?", "When did Lutnick and Akazawa meet?"),
        (JOBS, "What is its share price?", "What is Volkswagen's share price?"),
        (TYPHOON, "Has aid arrived there?", "Has aid arrived in the Philippines?"),
        (COURT, "Did his wife know?", "Did Edwin Carrow's wife know?"),
        (COURT, "His wife?", "What about Edwin Carrow's wife?"),
        (BILL, "Will Trump sign it?", "As for the Senate passing the bill, will Trump sign it?"),
        (TELESCOPE, "How far away is it?", "How far away is the James Webb telescope?"),
        (PLEDGE, "And Taiwan, did it pledge too?", "As for Taiwan, did it pledge too?"),
    ],
)
def test_a_pronoun_is_replaced_where_one_thing_can_be_meant_and_else_the_topic_stands_before(
    before: tuple[str, str], typed: str, expected: str
) -> None:
    assert meant(typed, before) == expected


@pytest.mark.parametrize(
    ("before", "typed", "expected"),
    [
        (FLOODS, "How many were injured?", "How many were injured in the Valencia floods?"),
        (
            AIRPORT,
            "Which airlines were affected?",
            "As for the airport in Lisbon, which airlines were affected?",
        ),
        (AIRPORT, "Who flew the drone?", "As for the airport in Lisbon, who flew the drone?"),
        (COURT, "What did the judge say?", "What did the judge say about the court convicting Edwin Carrow?"),
        (PLEDGE, "How did China react?", "How did China react to what Japan pledged?"),
        (PLEDGE, "The details?", "As for what Japan pledged, what about the details?"),
    ],
)
def test_what_says_too_little_has_its_setting_or_topic(before: tuple[str, str], typed: str, expected: str) -> None:
    assert meant(typed, before) == expected


def test_a_week_is_counted_from_the_week_that_was_asked_for() -> None:
    asked = "How many cases of influenza were there in Pell in the week to 9 November 2025?"
    assert meant("And the week before?", FLU) == asked
    assert meant("And two weeks earlier?", FLU) == asked.replace("9 November", "2 November")
    before = ("And the week before?", "There were 205.")
    assert meant("What about the week before that?", FLU, before) == asked.replace("9 November", "2 November")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("And in 2024?", "What did Trump say about Japan in 2024?"),
        ("And yesterday?", "What did Trump say about Japan yesterday?"),
        ("And the week before?", "What did Trump say about Japan between 3 November 2025 and 9 November 2025?"),
        ("What did he say in Osaka?", "What did Trump say in Osaka?"),
    ],
)
def test_a_time_is_exchanged_or_goes_on_being_meant(typed: str, expected: str) -> None:
    assert meant(typed, LAST_WEEK) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "Who won the chess congress?",
        "How much did the library repair cost?",
        "what is the tariff on japanese cars",
        "Is it true that Mill Bridge will close?",
        "What did Takaichi say about her plans?",
        "Are there any new chess champions?",
        "How many birds were counted in the estuary?",
        "What happened to the painted globe this week?",
        "Did the council say that it will close the library?",
        "What is it that the Seafarers' League wants?",
        "What about the Eastmoor bus fares?",
        "lenders of the Orrin dam",
        "And who won the chess congress?",
        "Which American goods does Japan want to buy, and are there trucks among those?",
        "How many goals had Mattis Orrel scored this season when Calder bought him?",
    ],
)
def test_a_question_with_its_own_subject_is_left_alone(typed: str) -> None:
    for before in (PLEDGE, LANDING, FLOODS, LAST_WEEK, PREMIER):
        assert meant(typed, before) == typed


def test_each_follow_up_goes_on_from_the_last_whole_question_with_the_latest_part_in_place() -> None:
    asked = [PLEDGE, ("And South Korea?", ""), ("Why?", ""), ("When?", "")]
    assert meant("And South Korea?", *asked[:1]) == "What did South Korea pledge?"
    assert meant("Why?", *asked[:2]) == "Why did South Korea pledge that?"
    assert meant("When?", *asked[:3]) == "When did South Korea pledge that?"
    assert meant("And China?", *asked) == "What did China pledge?"


def test_what_was_completed_is_not_completed_again() -> None:
    asked = [AIRPORT, ("Which airlines were affected?", ""), ("Who flew the drone?", ""), ("How much was lost?", "")]
    assert meant("Who will pay?", *asked) == "As for the airport in Lisbon, who will pay?"
    assert meant("And Porto?", *asked) == "Why was the airport in Porto closed?"


def test_one_can_go_back_to_an_earlier_subject() -> None:
    asked = [AIRPORT, ("Who won the Nobel Peace Prize?", "")]
    assert meant("ok, back to the airport: who flew the drone?", *asked) == (
        "As for the airport in Lisbon, who flew the drone?"
    )


def test_a_person_who_was_asked_for_is_the_one_that_the_answer_names() -> None:
    winner = ("Who succeeded Boris Johnson?", "Liz Truss won the vote of the party's members.")
    assert meant("How long was she in office?", winner) == "How long was Liz Truss in office?"
    assert meant("How long was she in office?", (winner[0], "")) == "As for Boris Johnson, how long was she in office?"


def test_what_happened_next_is_asked_of_what_was_told() -> None:
    assert meant("And then?", BILL) == "As for the Senate passing the bill, what happened then?"


@pytest.mark.parametrize("typed", ["Why?", "Who else?", "And then?", "Who is he?", "When was that?"])
def test_a_follow_up_to_nothing_is_lost(typed: str) -> None:
    assert is_lost(typed, [Turn("user", "Hello"), Turn("assistant", "Hello.")])
    assert not is_lost(typed, after(PLEDGE))
    assert not is_lost("What did Japan pledge?", [])


def test_follow_ups_to_follow_ups_are_resolved_from_the_oldest() -> None:
    assert meant("And Brazil?", PLEDGE, ("And China?", "No sentence was found that answers this.")) == (
        "What did Brazil pledge?"
    )


def test_a_follow_up_after_a_change_of_subject_is_about_the_new_one() -> None:
    assert meant("Why?", LANDING, BRIDGE) == "Why will Mill Bridge close?"


def test_without_a_conversation_nothing_changes() -> None:
    assert standalone("And China?", [], TODAY) == "And China?"
    assert standalone("Why?", [Turn("assistant", "Welcome."), Turn("user", "?!")], TODAY) == "Why?"


@pytest.mark.parametrize("typed", ["", "???", "and", "the", "it", "Why" * 600, "(" * 50, "it " * 600, "what about"])
def test_nonsense_is_survived(typed: str) -> None:
    history = [Turn("user", "it they that why?" * 50), Turn("assistant", "A. " * 900)] * (MAX_TURNS // 2)
    for before in (history, after(PLEDGE)):
        assert len(standalone(typed, before, TODAY).split()) <= max(MAX_WORDS, len(typed.split()))


@pytest.mark.parametrize("typed", ["Thanks!", "ok", "Hello", "Thank you very much.", "Who are you?", "never mind"])
def test_a_courtesy_is_no_follow_up(typed: str) -> None:
    assert meant(typed, PLEDGE) == typed


def test_a_courtesy_between_two_questions_is_passed_over() -> None:
    assert meant("And China?", PLEDGE, ("Thanks!", "The articles do not say.")) == "What did China pledge?"


def test_a_courtesy_before_a_follow_up_is_left_out() -> None:
    assert meant("Thanks, and China?", PLEDGE) == "What did China pledge?"
    assert meant("No, I meant South Korea", PLEDGE) == "What did South Korea pledge?"


@pytest.mark.parametrize(
    ("before", "typed", "expected"),
    [
        (POPE, "And Ukraine?", "What did the Pope say about Ukraine?"),
        (PLEDGE, "What did Akazawa say?", "What did Akazawa say about what Japan pledged?"),
        (QUAKE, "And injured?", "How many people were injured in the earthquake in Myanmar?"),
        (QUAKE, "Any survivors?", "What about survivors in the earthquake in Myanmar?"),
        (SPRINT, "And in the 200m?", "Who won gold in the 200m at the 2024 Olympics?"),
        (("Where is Typhoon Kalmaegi?", ""), "How many people died?", "As for Typhoon Kalmaegi, how many people died?"),
    ],
)
def test_what_is_left_out_is_found_in_the_right_place(before: tuple[str, str], typed: str, expected: str) -> None:
    assert meant(typed, before) == expected


@pytest.mark.parametrize("typed", ["Any news from Ukraine?", "the latest headlines from Gaza"])
def test_news_of_another_place_is_another_subject(typed: str) -> None:
    assert meant(typed, PLEDGE) == typed


@pytest.mark.parametrize(
    ("before", "typed", "expected"),
    [
        (CUP, "And in 2018?", "Who won the 2018 World Cup?"),
        (CUP, "And four years before that?", "Who won the 2018 World Cup?"),
        (("What did Trump say about the 2020 election?", ""), "And in 2024?",
         "What did Trump say about the 2020 election in 2024?"),
    ],
)  # fmt: skip
def test_the_year_of_an_event_changes_with_the_year_that_is_asked_for(
    before: tuple[str, str], typed: str, expected: str
) -> None:
    assert meant(typed, before) == expected


@pytest.mark.parametrize("today", [date.min, date.max])
@pytest.mark.parametrize("typed", ["And the day before?", "And the week after?", "And 99 years before that?"])
def test_a_time_beyond_the_calendar_is_survived(typed: str, today: date) -> None:
    asked = f"What happened on {today.day} {today:%B}?"
    assert standalone(typed, after((asked, "")), today)


def test_long_turns_are_read_at_their_beginning_alone() -> None:
    history = [Turn(role, "that " * 4_000) for _ in range(MAX_TURNS // 2) for role in ("user", "assistant")]
    short = [Turn(turn.role, turn.text[:MAX_CHARS]) for turn in history]
    typed = "What did that company do?"
    assert standalone(typed, history, TODAY) == standalone(typed, short, TODAY)


def test_it_can_be_the_owner_of_the_subject() -> None:
    typed = "And when did the Harrow Lane Museum's globe last leave it?"
    assert meant(typed, ("Which schools in Pell were closed?", "")) == typed


def test_a_correction_behind_its_words_goes_on_from_the_question() -> None:
    assert meant("Eastmoor i mean", FLOODS) == meant("I mean Eastmoor", FLOODS) != "Eastmoor i mean"


@pytest.mark.parametrize("typed", ["the other one?", "that one", "them too?", "what about that other thing"])
def test_words_that_only_point_are_asked_back(typed: str) -> None:
    assert courtesy(typed) == "unclear"


@pytest.mark.parametrize("typed", ["the other bridge?", "what about the council?", "and then?", "so did they?"])
def test_words_that_say_what_they_point_at_are_not_asked_back(typed: str) -> None:
    assert courtesy(typed) is None
