"""What the service says itself, beside quotes: each sentence by a key, with the values in it, and its English.

The one idea: a page in another language says the sentence of a key with the same values in its own words; whoever has
none shows the English. Knows nothing of when what is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

END_OF_DAY = time(23, 59, 59)
NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PLACE = re.compile(r"\{(\w+)\}")
ENGLISH = {
    # why there is no answer
    "empty_archive": "The archive is empty. Put articles in with: newsqa refresh PATH",
    "nothing_published": "The archive holds no article as it stood by then, so there is nothing to answer from.",
    "filtered_out": "No article in the archive matches the dates and publishers that were asked for.",
    "not_covered": "No sentence was found that answers this.",
    "detail_not_covered": "There are articles near this subject, but no sentence was found that answers this.",
    "in_other_languages": "No sentence was found that has enough of these words. In languages other than English, words"
    " are compared and not what they mean, so an article in other words may have been missed.",
    "first_dated": "Its first dated article is from {day}.",
    "lacks_word": "No text in the archive has the word {words}.",
    "lacks_words": "No text in the archive has any of these words: {words}.",
    "lacks_words_and_others": "No text in the archive has any of these words: {words} and others.",
    "no_article_of_speaker": "The archive has no article by {name}.",
    "only_looked_at": "Only articles {conditions} were looked at.",
    "no_article": "The archive has no article {conditions}.",
    "no_article_as_known": "The archive has no article {conditions}, as known on {moment}.",
    "no_article_of_both": "The archive has articles {publishers} and articles {days}, but none {publishers} {days}.",
    "no_article_of_both_as_known": "The archive has articles {publishers} and articles {days}, but none {publishers}"
    " {days}, as known on {moment}.",
    "has_articles": "It has articles {conditions}.",
    "has_articles_by": "It has articles by {names}.",
    "has_articles_by_and_others": "It has articles by {names} and others.",
    # parts of those
    "by": "by {publishers}",
    "as_known": "as known on {moment}",
    "of_phrase": "of “{phrase}” ({days})",
    "of_or_about_phrase": "of or about “{phrase}” ({days})",
    "from_to": "from {day_first} to {day_last}",
    "of_day": "of {day}",
    "since_day": "since {day}",
    "up_to_day": "up to {day}",
    # what is said to what asks nothing
    "reply_greeting": "Hello. Ask about the news in this archive; the answer comes in quotes, each with its source.",
    "reply_thanks": "You’re welcome. Ask another question whenever you like.",
    "reply_help": "This is newsqa, a program. Ask about the news in this archive, in your own words. The answer is made"
    " of quotes, each with publisher, headline, date and link; where no article answers, that is said. “And China?” or"
    " “Why?” go on from the answer before.",
    "reply_sources": "Answers are made of quotes from the articles in this archive. Each has its publisher, headline,"
    " date and link beside it.",
    "reply_sure": "Quotes are word for word from the articles named beside them. Whether an article is right is not"
    " checked: open it by its link, and compare what others report.",
    "reply_rephrase": "An answer cannot be shortened, put otherwise or translated here. Ask about one part of it"
    " instead.",
    "reply_more": "An answer cannot be continued here. Ask about one part of it instead: why, when, how many, who"
    " else.",
    "reply_unclear": "It is not clear what that refers to. Please ask it as a whole question.",
    "reply_end": "Ask another question whenever you like.",
    # ways out
    "did_you_mean": "Did you mean “{question}”? {source}",
    "search_all_dates": "Search all dates: {source}",
    "search_all_publishers": "Search all publishers: {source}",
    "search_known_now": "Search what is known now: {source}",
    "search_without_conditions": "Search without these conditions: {source}",
    "ask_by_itself": "Ask “{question}” by itself: {source}",
    "search_only": "Search only articles {days}",
    "what_there_is_on": "What there is on {name}: {source}",
    "answered_by": "{question} {source}",
    "source": "“{headline}” ({publisher}, {day})",
    "source_undated": "“{headline}” ({publisher}, undated)",
    "source_unnamed": "“{headline}” (publisher unknown, {day})",
    "source_unnamed_undated": "“{headline}” (publisher unknown, undated)",
    # what to know of what is cited
    "reports_differ": "Reports differ.",
    "claim": "{publisher} ({moment}): “{value}”.",
    "claim_undated": "{publisher} (undated): “{value}”.",
    "claim_unnamed": "Publisher unknown ({moment}): “{value}”.",
    "claim_unnamed_undated": "Publisher unknown (undated): “{value}”.",
    "newest_quote": "The newest quote is from {day}, {n} days ago.",
    "newest_quote_before": "The newest quote is from {day}, {n} days before {day_asked}.",
    "newest_dated_quote": "The newest dated quote is from {day}, {n} days ago.",
    "newest_dated_quote_before": "The newest dated quote is from {day}, {n} days before {day_asked}.",
    "newest_found": "The newest article found near this is from {day}.",
    "was_corrected": "{article} was corrected: “{words}”",
    "was_corrected_on": "{article} was corrected on {day}: “{words}”",
    "was_clarified": "{article} was clarified: “{words}”",
    "was_clarified_on": "{article} was clarified on {day}: “{words}”",
    "was_retracted": "{article} was retracted: “{words}”",
    "was_retracted_on": "{article} was retracted on {day}: “{words}”",
    "quoted_earlier": "{article} is quoted in an earlier version; the archive holds a later one.",
    "has_instead": "The later version has “{words}” instead [{number}].",
    "has_no_longer": "The later version no longer has these words [{number}].",
    "same_words": "{n} publishers carry the same words ({names}), so they do not confirm each other.",
    "no_date": "When {article} was published is not known.",
    "seen_later": "{article} was first seen on {day}, after the moment asked for; its own date alone places it before.",
    "article": "“{headline}” ({publisher})",
    "article_unnamed": "“{headline}” (publisher unknown)",
    "it": "It",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence, or a part of one, by its key, with what stands in its places.

    Under a name that begins with `day` is a date, with `moment` a time or, for its whole day, a date, both as ISO 8601
    has them. Several strings are alternatives, several messages follow each other.
    """

    key: str
    values: dict[str, "Value"] = field(default_factory=dict)


Value = str | int | tuple[str, ...] | tuple[Message, ...]


def in_english(messages: Sequence[Message]) -> str:
    """The sentences in English; raises `KeyError` for a key or a value that there is not."""
    return " ".join(map(_english, messages))


def _english(message: Message) -> str:
    def filled(place: re.Match[str]) -> str:
        value = message.values[place[1]]
        if isinstance(value, int) and place.start() == 0 and value < len(NUMBERS):
            return NUMBERS[value].capitalize()
        return _shown(place[1], value)

    return PLACE.sub(filled, ENGLISH[message.key])


def _shown(name: str, value: Value) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple):
        return in_english(value) if isinstance(value[0], Message) else " or ".join(value)
    if name.startswith(("day", "moment")):
        moment = datetime.fromisoformat(value)
        return f"{moment:%-d %b %Y}" if len(value) == len("2025-10-27") else f"{moment:%-d %b %Y %H:%M} UTC"
    return value


def days(since: date | None, until: date | None) -> tuple[Message, ...]:
    """A stretch of days, both included: "from 3 Oct 2025 to 14 Nov 2025", "of 3 Oct 2025"."""
    if since and until and since != until:
        return (Message("from_to", {"day_first": f"{since}", "day_last": f"{until}"}),)
    if not since and not until:
        return ()
    key = "of_day" if since and until else "since_day" if since else "up_to_day"
    return (Message(key, {"day": f"{since or until}"}),)


def as_day(moment: datetime) -> str:
    """The day of a moment in UTC, as messages have it."""
    return f"{moment.astimezone(UTC).date()}"


def as_moment(moment: datetime) -> str:
    """A moment in UTC, as messages have it; the end of a day as that day."""
    at = moment.astimezone(UTC).replace(microsecond=0)
    return f"{at.date()}" if at.time() == END_OF_DAY else at.isoformat()
