"""What is sent of changes arrives at each recipient once, signed, and is given up with a reason."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from receiving import Receiver, mail_served, receiving
from standardwebhooks.webhooks import Webhook

from corpus.archive.sql_archive import SqlArchive
from corpus.archive.versions import Pace, Recipient
from corpus.errors import UsageError
from corpus.web.address_guard import Guard
from qa.service.standing.deliveries import WAITS_S, Senders, deliver_due
from qa.service.standing.mail import mail_server
from qa.service.standing.recipients import add_recipient, make_recipient
from qa.service.standing.webhook import signature

pytestmark = pytest.mark.enable_socket
MONDAY = datetime.fromisoformat("2026-01-12T09:00:00+00:00")
PUBLIC = "203.0.113.9"


class Desk:
    """An archive of followed questions, their changes and recipients, with a clock that is set by hand."""

    def __init__(self, archive: SqlArchive) -> None:
        self.archive = archive
        self.now = MONDAY
        self.senders = Senders(Guard())
        self.revision = 0

    def follow(self, token: str) -> None:
        with self.archive.noting():
            self.archive.followed.add(token, {"question": f"Who won {token}?", "publishers": []}, self.now)

    def change(self, token: str, words: str = "Osk won.") -> None:
        self.revision += 1
        kept = self.archive.followed.question(token)
        assert kept
        change = {"kind": "first", "before": {"asked_at": "2026-01-01T00:00:00Z"}, "after": told(words)}
        with self.archive.noting():
            assert self.archive.followed.asked(kept, self.revision, told(words), change, self.now)

    def recipient(self, address: str, token: str | None = None, pace: Pace = "change") -> Recipient:
        guard, can_mail = self.senders.guard, self.senders.mail_server is not None
        made = make_recipient(address, pace, token=token, guard=guard, can_mail=can_mail, now=self.now)
        return add_recipient(self.archive, made)

    def send(self, after: timedelta = timedelta()) -> int:
        self.now += after
        return deliver_due(self.archive, self.senders, lambda: self.now)

    def states(self, recipient: Recipient) -> list[tuple[str, int, str | None]]:
        return [(each.state, each.tries, each.reason) for each in self.archive.deliveries.last(recipient.id, 99)]


def told(words: str) -> dict[str, Any]:
    quote = {
        "article_id": "0123456789abcdef", "version": "v", "start": 0, "end": len(words), "text": words,
        "link": "https://paper.example/1", "source": "The Paper, “Final”, 12 Jan 2026",
        "published_at": "2026-01-12T00:00:00Z",
    }  # fmt: skip
    return {"asked_at": "2026-01-12T00:00:00Z", "short_answer": None, "confidence": 0.5, "quotes": [quote]}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


@pytest.fixture
def desk(archive: SqlArchive, receiver: Receiver) -> Desk:
    opened = Desk(archive)
    opened.senders = Senders(Guard((receiver.host,)))
    for token in ("cup", "vote"):
        opened.follow(token)
    return opened


def test_a_change_is_sent_once_with_a_signature_that_the_specifications_package_verifies(
    desk: Desk, receiver: Receiver
) -> None:
    recipient = desk.recipient(receiver.address, "cup")
    desk.now = datetime.now(MONDAY.tzinfo)  # the package refuses what is old
    desk.change("cup", "Osk won “3:1”. 😀")
    desk.change("vote")
    assert (desk.send(), desk.send()) == (1, 0)
    (received,) = receiver.log
    assert recipient.secret
    verified = Webhook(recipient.secret).verify(received.body, received.headers)
    assert verified == json.loads(received.body)
    assert (verified["type"], received.headers["content-type"]) == ("answer.changed", "application/json")
    (change,) = verified["data"]["changes"]
    assert (change["question"], change["kind"], change["said"]) == ("Who won cup?", "first", "There is an answer now.")
    assert (change["before"]["quotes"], change["after"]["quotes"][0]["text"]) == ([], "Osk won “3:1”. 😀")
    assert b'"cup"' not in received.body and change["id"].startswith("urn:newsqa:change:")
    assert desk.states(recipient) == [("delivered", 1, None)]


def test_the_signature_is_that_of_the_specifications_example() -> None:
    secret, body = "whsec_plJ3nmyCDGBKInavdOK15jsl", b'{"event_type":"ping","data":{"success":true}}'
    made = signature(secret, "msg_loFOjxBNrRLzqYUf", 1731705121, body)
    assert made == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


def test_what_fails_is_tried_again_with_growing_waits_under_the_same_id_and_given_up(
    desk: Desk, receiver: Receiver
) -> None:
    recipient = desk.recipient(receiver.address)
    desk.change("cup")
    receiver.answers = 99 * [500]
    desk.send()
    for number, wait_s in enumerate(WAITS_S, start=1):
        assert desk.states(recipient) == [("waiting", number, "answered 500")]
        desk.send(timedelta(seconds=wait_s - 1))
        assert len(receiver.log) == number, "it is not tried before"
        desk.send(timedelta(seconds=1))
    assert desk.states(recipient) == [("given up", len(WAITS_S) + 1, "answered 500")]
    assert len({each.id for each in receiver.log}) == 1
    desk.send(timedelta(days=9))
    assert len(receiver.log) == len(WAITS_S) + 1


def test_a_later_try_that_is_taken_ends_it(desk: Desk, receiver: Receiver) -> None:
    recipient = desk.recipient(receiver.address)
    desk.change("cup")
    receiver.answers, receiver.headers = [503], {"Retry-After": "60"}
    desk.send()
    desk.send(timedelta(seconds=59))
    assert len(receiver.log) == 1, "it waits for as long as it was asked to"
    assert desk.send(timedelta(seconds=1)) == 1
    assert desk.states(recipient) == [("delivered", 2, None)]


def test_what_was_put_off_by_a_clock_that_was_ahead_is_sent_once_it_is_right(desk: Desk, receiver: Receiver) -> None:
    recipient = desk.recipient(receiver.address)
    desk.change("cup")
    receiver.answers = [500]
    desk.send(timedelta(days=3_650))
    assert desk.send(-timedelta(days=3_649)) == 1
    assert desk.states(recipient) == [("delivered", 2, None)]


def test_a_receiver_that_wants_nothing_more_gets_nothing_more(desk: Desk, receiver: Receiver) -> None:
    recipient = desk.recipient(receiver.address)
    desk.change("cup")
    desk.change("vote")
    receiver.answers = [410]
    desk.send()
    desk.change("cup")
    desk.send(timedelta(days=1))
    assert len(receiver.log) == 1
    (kept,) = desk.archive.deliveries.recipients()
    assert kept.stopped == "the receiver wants nothing any more: answered 410"
    assert {state for state, _, _ in desk.states(recipient)} == {"given up"}


@pytest.mark.parametrize("answer", [301, 302, 307, 404])
def test_a_redirect_or_a_refusal_is_no_receipt(answer: int, desk: Desk, receiver: Receiver) -> None:
    recipient = desk.recipient(receiver.address)
    desk.change("cup")
    receiver.answers, receiver.headers = [answer], {"Location": receiver.address}
    assert desk.send() == 0
    assert desk.states(recipient) == [("waiting", 1, f"answered {answer}")]
    assert len(receiver.log) == 1


def test_a_host_that_resolves_to_a_private_address_by_then_is_given_up(desk: Desk) -> None:
    addresses = [PUBLIC]
    desk.senders = Senders(Guard(resolve=lambda *_: addresses))
    with pytest.raises(UsageError, match="is not public"):
        desk.recipient("https://hook.example/")
    addresses[:] = ["93.184.216.34"]
    recipient = desk.recipient("https://hook.example/")
    addresses[:] = ["10.0.0.1"]
    desk.change("cup")
    desk.send()
    ((state, tries, reason),) = desk.states(recipient)
    assert (state, tries) == ("given up", 1) and reason and "10.0.0.1 is not public" in reason


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("ftp://paper.example/", "is neither an address like https"),
        ("https://", "is neither an address like https"),
        ("https://[abc", "is no address"),
        ("https://me:pass@paper.example/", "has a user's name in it"),
        ("https://127.0.0.1/", "is not public"),
        ("https://[::1]/", "is not public"),
        ("https://169.254.169.254/", "is not public"),
        ("https://93.184.216.34:8443/", "port 8443 is not one of the web's"),
        ("http://93.184.216.34/", "is not encrypted"),
        ("mailto:nobody", "is no mail address"),
        ("mailto:a@b.example\nBcc: c@d.example", "is no mail address"),
        ("mailto:a@b.example%0aBcc:%20c@d.example", "is no mail address"),
        ("mailto:a@b.example", "mail needs the settings smtp_url and mail_from"),
    ],
)
def test_where_nothing_can_be_sent_is_refused_by_name(address: str, message: str, desk: Desk) -> None:
    with pytest.raises(UsageError, match=message) as raised:
        desk.recipient(address)
    assert "pass@" not in str(raised.value)
    assert desk.archive.deliveries.recipients() == []


def test_a_daily_digest_tells_the_changes_of_past_days_together(desk: Desk, receiver: Receiver) -> None:
    recipient = desk.recipient(receiver.address, pace="day")
    desk.change("cup", "Osk won.")
    desk.change("vote", "Nara won.")
    assert desk.send() == 0
    desk.now = MONDAY.replace(day=13, hour=0)
    desk.change("cup", "Belmora won.")
    assert (desk.send(), desk.send()) == (1, 0)
    (body,) = (json.loads(each.body) for each in receiver.log)
    told_now = [each["after"]["quotes"][0]["text"] for each in body["data"]["changes"]]
    assert told_now == ["Osk won.", "Nara won."]
    assert desk.send(timedelta(days=1)) == 1
    assert desk.send(timedelta(days=1)) == 0, "nothing has changed"
    assert len(desk.states(recipient)) == 2


def test_a_weekly_digest_waits_for_monday(desk: Desk, receiver: Receiver) -> None:
    desk.recipient(receiver.address, pace="week")
    desk.change("cup")
    for _ in range(6):
        assert desk.send(timedelta(days=1)) == 0
    assert desk.send(timedelta(days=1)) == 1


def test_a_recipient_of_all_gets_what_is_followed_later_and_nothing_that_was_before(
    desk: Desk, receiver: Receiver
) -> None:
    desk.change("cup")
    desk.now += timedelta(minutes=1)
    desk.recipient(receiver.address)
    desk.follow("race")
    desk.change("race")
    assert desk.send() == 1
    assert "Who won race?" in receiver.log[0].body.decode()


def test_the_same_recipient_is_kept_once(desk: Desk, receiver: Receiver) -> None:
    first = desk.recipient(receiver.address, "cup")
    assert desk.recipient(receiver.address, "cup") == first
    assert desk.recipient(receiver.address, "vote") != first
    assert len(desk.archive.deliveries.recipients()) == 2


def test_a_question_that_is_dropped_is_sent_no_more(desk: Desk, receiver: Receiver) -> None:
    recipient = desk.recipient(receiver.address)
    desk.recipient(receiver.address, "cup")
    desk.change("cup")
    receiver.answers = 9 * [500]
    desk.send()
    with desk.archive.noting():
        desk.archive.followed.drop("cup")
    n_sent = len(receiver.log)
    desk.send(timedelta(days=1))
    assert len(receiver.log) == n_sent
    assert desk.states(recipient) == [("given up", 2, "its question is followed no longer")]
    assert desk.archive.deliveries.recipients() == [recipient]


def test_a_try_has_no_words_of_an_article_that_was_removed_meanwhile(desk: Desk, receiver: Receiver) -> None:
    desk.recipient(receiver.address)
    desk.change("cup", "Osk won.")
    receiver.answers = [500]
    desk.send()
    with desk.archive.noting():
        desk.archive.followed.erase("0123456789abcdef")
    assert desk.send(timedelta(seconds=5)) == 1
    (change,) = json.loads(receiver.log[1].body)["data"]["changes"]
    assert change["after"] is None and b"Osk won." not in receiver.log[1].body


def test_two_servers_do_not_send_at_once(desk: Desk, receiver: Receiver) -> None:
    desk.recipient(receiver.address)
    desk.change("cup")
    deliver_due(desk.archive, Senders(Guard((receiver.host,))), lambda: desk.now)
    receiver.log.clear()
    desk.change("vote")
    inner: list[int] = []

    class Nosy(Guard):
        def judged(self, host: str, port: int) -> Any:
            if not inner:
                inner.append(0)
                inner[0] = deliver_due(desk.archive, Senders(Guard((receiver.host,))), lambda: desk.now)
            return super().judged(host, port)

    assert deliver_due(desk.archive, Senders(Nosy((receiver.host,))), lambda: desk.now) == 1
    assert inner == [0] and len(receiver.log) == 1


def test_a_letter_tells_both_answers_in_words_and_as_html_in_which_nothing_is_markup(desk: Desk) -> None:
    with mail_served() as box:
        server = mail_server(f"smtp://127.0.0.1:{box.port}", "news@paper.example")
        desk.senders = Senders(Guard(), server)
        desk.recipient("mailto:desk@paper.example")
        desk.change("cup", "Osk <b>won</b>.\nBcc: x@y.example")
        assert desk.send() == 1
    (letter,) = box.letters
    words = letter.decode()
    assert "To: desk@paper.example\r\n" in words and "Subject: There is an answer now: Who won cup?\r\n" in words
    assert "Message-ID: <msg_" in words and "\r\nBcc:" not in words.split("\r\n\r\n")[0]
