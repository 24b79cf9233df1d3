"""What every archive promises (`corpus/archive/protocol.py`), tried on each engine that there is."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from archives import STORY
from conftest import NOW, an_article
from seams import attributes_used, members

from corpus.archive.archive_place import ArchivePlace, open_archive
from corpus.archive.protocol import Archive, Checks, Deliveries, Failures, Followed, PageMemory, Reports
from corpus.archive.versions import Change, KeptFailure, Recipient
from corpus.article import Article
from corpus.errors import ArchiveError
from corpus.page import ListEntry, Page, SiteFile, Validators

Opener = Callable[[], AbstractContextManager[Archive]]
LATER = NOW + timedelta(days=2)
LIST = "https://paper.example/feed.xml"


@pytest.fixture
def opener(place: ArchivePlace) -> Opener:
    return lambda: open_archive(place, create=True)


@pytest.fixture
def kept(opener: Opener) -> Iterator[Archive]:
    with opener() as archive:
        yield archive


def put(archive: Archive, *articles: Article, live: bool = False) -> list[tuple[int | None, Change]]:
    with archive.writing() as revision:
        return [archive.put(article, revision=revision, now=NOW, live=live) for article in articles]


def numbers(archive: Archive, *articles: Article) -> list[int]:
    return [number for number, _ in put(archive, *articles) if number is not None]


def a_copy(n: int) -> Article:
    return an_article(n, url=f"https://paper{n}.example/wire", publisher=f"Paper {n}", text=STORY)


# ---- Transactions


def test_an_archive_begins_at_revision_0_and_knows_who_it_is(kept: Archive) -> None:
    assert kept.revision() == 0
    assert kept.fact("identity") and kept.fact("no such fact") is None
    assert kept.name


def test_each_commit_is_one_revision_and_noting_is_none(kept: Archive) -> None:
    for expected in (1, 2):
        with kept.writing() as revision:
            kept.set_fact("model", str(revision))
        assert (revision, kept.revision(), kept.fact("model")) == (expected, expected, str(expected))
    with kept.noting():
        kept.set_fact("model", "noted")
    assert (kept.revision(), kept.fact("model")) == (2, "noted")


def test_nothing_of_a_transaction_that_raises_is_kept(kept: Archive) -> None:
    with pytest.raises(KeyError), kept.writing() as revision:
        kept.put(an_article(), revision=revision, now=NOW)
        raise KeyError
    with pytest.raises(KeyError), kept.noting():
        kept.set_fact("model", "x")
        raise KeyError
    assert (kept.revision(), kept.fact("model"), kept.counts().articles) == (0, None, 0)
    assert put(kept, an_article())[0][1] == "new"


def test_a_reader_keeps_its_revision_whatever_is_committed_meanwhile(kept: Archive) -> None:
    put(kept, an_article(1))
    with kept.another() as reader, reader.reading() as revision:
        put(kept, an_article(2))
        assert (revision, reader.revision(), reader.counts().articles) == (1, 1, 1)
    assert kept.revision() == 2


def test_there_is_one_writer_at_a_time_and_what_it_numbers_grows(kept: Archive) -> None:
    """The revisions and numbers that are given are in the order of the commits: the indexes rely on it."""
    ended: list[tuple[int, list[int]]] = []
    inside = threading.Semaphore(1)

    def write(first: int) -> None:
        with kept.another() as own:
            for n in range(first, first + 5):
                with own.writing() as revision:
                    assert inside.acquire(blocking=False), "another writer was let in"
                    number, _ = own.put(an_article(n), revision=revision, now=NOW)
                    assert number is not None
                    ended.append((revision, [number]))
                    inside.release()

    threads = [threading.Thread(target=write, args=(first,)) for first in (10, 20, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [revision for revision, _ in ended] == list(range(1, 16))
    given = [number for _, some in ended for number in some]
    assert given == sorted(given) and len(set(given)) == 15
    assert kept.revision() == 15


def test_numbers_of_removed_versions_are_never_given_again(kept: Archive) -> None:
    before = numbers(kept, an_article(1), an_article(2))
    with kept.writing() as revision:
        assert kept.remove(an_article(2).url, revision=revision, now=NOW) == [before[1]]
    assert min(numbers(kept, an_article(3))) > max(before)


def test_what_the_engine_cannot_do_is_an_archive_error(opener: Opener) -> None:
    with opener() as closed:
        pass
    with pytest.raises(ArchiveError):
        closed.revision()
    with pytest.raises(ArchiveError), closed.writing():
        pass


# ---- Articles


def test_put_does_what_change_says(kept: Archive) -> None:
    first, details = an_article(), an_article(publisher="Gazette")
    rewritten = an_article(text="Other words.")
    changes: list[tuple[Article, Change]] = [
        (first, "new"),
        (first, "unchanged"),
        (details, "details"),
        (rewritten, "changed"),
        (details, "unchanged"),
    ]
    for article, change in changes:
        assert kept.change(article) == change
        ((number, done),) = put(kept, article)
        assert done == change and (number is not None) == (change in ("new", "changed"))
    assert kept.change(details, live=True) == "changed", "the earlier wording is back where readers see it"


def test_versions_come_back_the_current_one_first(kept: Archive) -> None:
    old, new = an_article(modified=None), an_article(text="Other words.", modified="2025-11-01")
    one, two = numbers(kept, old, new)
    current, before = kept.versions(old.id)
    assert (current.number, current.article, current.visible_until) == (two, new, None)
    assert (before.number, before.article, before.visible_until) == (one, old, current.visible_from)
    assert kept.versions_by_number([one, two, 99]) == {one: before, two: current}
    assert kept.version_numbers() == [one, two]
    assert kept.versions("unknown") == []


def test_counts_publishers_and_the_newest(kept: Archive) -> None:
    put(kept, an_article(1), an_article(2, published="2025-10-28"), an_article(3, published=None, publisher="Gazette"))
    counts = kept.counts()
    assert (counts.revision, counts.articles, counts.versions) == (1, 3, 3)
    assert counts.newest == an_article(2, published="2025-10-28").published
    assert kept.publishers(9) == [("The Paper", 2), ("Gazette", 1)] and len(kept.publishers(1)) == 1
    assert [stored.article.url for stored in kept.newest(9)] == ["https://paper.example/2", "https://paper.example/1"]


def test_what_is_removed_is_gone_and_stays_out_until_it_is_readmitted(kept: Archive) -> None:
    article = an_article()
    (number,) = numbers(kept, article)
    assert kept.has(article.url)
    with kept.writing() as revision:
        assert kept.remove(article.url, revision=revision, now=NOW) == [number]
        assert kept.remove("https://paper.example/unknown", revision=revision, now=NOW) == []
    kept.settle()
    assert not kept.has(article.url) and kept.version_numbers() == [] and kept.versions(article.id) == []
    assert kept.change(article) == "removed" and put(kept, article) == [(None, "removed")]
    with kept.writing():
        assert kept.readmit(article.url) and not kept.readmit(article.url)
    assert put(kept, article)[0][1] == "new"


def test_a_renamed_article_goes_on_with_its_history(kept: Archive) -> None:
    old, new = an_article(1), an_article(1, url="https://paper.example/moved")
    (number,) = numbers(kept, old)
    with kept.writing() as revision:
        assert kept.rename(old.id, new, revision)
        assert not kept.rename("unknown", new, revision)
    assert (kept.new_id(old.id), kept.new_id(new.id)) == (new.id, None)
    assert (kept.url_of(new.id), kept.url_of(old.id)) == (new.url, None)
    assert [stored.number for stored in kept.versions(new.id)] == [number]


def test_copies_of_one_story_are_found(kept: Archive) -> None:
    one, two, three = numbers(kept, a_copy(1), a_copy(2), an_article(3))
    assert kept.story_members([one, three, 99]) == {one: (one, two), three: (three,)}
    (found,) = kept.copies_found([one, three])
    assert (found.url, found.same_as) == (a_copy(1).url, (a_copy(2).url,))
    assert not kept.compare_missing(9)


def test_rederiving_changes_nothing_of_a_sound_archive(kept: Archive) -> None:
    one, two = numbers(kept, a_copy(1), a_copy(2))
    before = kept.versions_by_number([one, two]), kept.story_members([one, two])
    with kept.writing():
        kept.rederive()
    assert (kept.versions_by_number([one, two]), kept.story_members([one, two])) == before


def test_a_sound_archive_passes_its_checks(kept: Archive) -> None:
    put(kept, a_copy(1), a_copy(2), an_article(3))
    put(kept, an_article(3, text="Other words."))
    with kept.writing() as revision:
        kept.remove(a_copy(2).url, revision=revision, now=NOW)
    checks = kept.checks
    assert checks.damage() is None and checks.highest_revision() == kept.revision()
    assert checks.spoiled_texts() == checks.texts_of_removed() == checks.unreadable_details() == []
    assert checks.broken_intervals() == [] and checks.broken_stories() == [] and not checks.lacks_stories()


# ---- Pages, failures, reports


def test_a_page_comes_back_as_it_was_saved(kept: Archive) -> None:
    url = "https://paper.example/1"
    assert kept.pages.load(url) is None
    for page in (
        Page(url, NOW, NOW),
        Page(url, NOW, LATER, "id", True, NOW, Validators(url, '"tag"', "yesterday"), NOW, True, 3, LATER),
    ):
        with kept.noting():
            kept.pages.save(page)
        found = kept.pages.load(url)
        assert found is not None and found.validators.url == url
        assert (found.checked, found.article_id, found.is_own, found.dated) == (
            page.checked,
            page.article_id,
            page.is_own,
            page.dated,
        )
        assert (found.gone_since, found.withdrawn, found.n_failures, found.not_before) == (
            page.gone_since,
            page.withdrawn,
            page.n_failures,
            page.not_before,
        )


def test_pages_that_are_gone_for_long_are_named_until_their_articles_are_withdrawn(kept: Archive) -> None:
    article = an_article()
    put(kept, article)
    page = Page(article.url, NOW, NOW, article.id).gone(NOW)
    with kept.noting():
        kept.pages.save(page)
    assert kept.pages.gone() == []
    with kept.noting():
        kept.pages.save(page.gone(LATER))
    assert [each.url for each in kept.pages.gone()] == [article.url]
    assert kept.pages.other_address(page) is None and not kept.pages.is_shown_elsewhere(page)
    elsewhere = Page("https://paper.example/other", NOW, NOW, article.id)
    with kept.noting():
        kept.pages.save(elsewhere)
    assert kept.pages.is_shown_elsewhere(page) and kept.pages.other_address(elsewhere) == article.url


def test_a_list_keeps_what_it_ever_named_and_what_was_taken(kept: Archive) -> None:
    one = ListEntry("https://paper.example/1", "a", item={"title": "One"})
    two, index = ListEntry("https://paper.example/2"), ListEntry("https://paper.example/map.xml", is_list=True)
    with kept.noting():
        kept.pages.save_entries(LIST, [one, index])
        kept.pages.save_entries(LIST, [two, one])
        kept.pages.add_entry(LIST, "https://paper.example/3")
    first, second, *behind = (entry.url for entry in kept.pages.entries(LIST))
    assert (first, second) == (two.url, one.url) and set(behind) == {index.url, "https://paper.example/3"}
    with kept.noting():
        kept.pages.save_taken(LIST, one)
    taken = kept.pages.entries(LIST)[1]
    assert (taken.taken, taken.item) == ("a", None), "a feed's words are kept until its page has been taken"


def test_forgetting_and_keeping_out(kept: Archive) -> None:
    article = an_article()
    put(kept, article)
    with kept.noting():
        kept.pages.save(Page(article.url, NOW, NOW, article.id, withdrawn=True))
        kept.pages.save_entries(LIST, [ListEntry(article.url, "a")])
        kept.pages.save_taken(LIST, ListEntry(article.url, "a"))
        kept.pages.keep_out(article.url)
    page = kept.pages.load(article.url)
    assert page is not None and not page.withdrawn
    with kept.noting():
        kept.pages.forget(article.url)
    assert kept.pages.load(article.url) is None and kept.pages.entries(LIST)[0].taken is None


def test_sites_files_come_back(kept: Archive) -> None:
    url = "https://paper.example/robots.txt"
    files = {url: SiteFile("User-agent: *", Validators(url, '"tag"', None), NOW)}
    with kept.noting():
        kept.pages.save_site_files(files)
    assert kept.pages.site_files() == files


def test_sites_files_that_nobody_looks_at_are_forgotten(kept: Archive) -> None:
    def file(day: int) -> SiteFile:
        return SiteFile("", Validators("https://paper.example/l", None, None), NOW + timedelta(days=day))

    for day in (0, 20, 40):
        with kept.noting():
            kept.pages.save_site_files({f"https://paper.example/l?{day}": file(day)})
    assert list(kept.pages.site_files()) == ["https://paper.example/l?20", "https://paper.example/l?40"]


def test_failures_are_counted_until_they_are_cleared(kept: Archive) -> None:
    with kept.noting():
        kept.failures.keep("feed", "1", "status 500", NOW)
        kept.failures.keep("feed", "1", "status 503", LATER)
        kept.failures.keep("feed", "2", "too large", NOW)
    assert kept.failures.kept()[0] == KeptFailure("feed", "1", "status 503", NOW, LATER, 2)
    with kept.noting():
        kept.failures.replace("feed", {"2": "larger", "3": "new"}, LATER)
    assert [(each.place, each.count) for each in kept.failures.kept()] == [("2", 2), ("3", 1)]
    with kept.noting():
        kept.failures.clear("feed", "2")
        kept.failures.clear("another", "3")
        kept.failures.clear_place("3")
    assert kept.failures.kept() == []


def test_the_last_reports_come_back_the_newest_first(kept: Archive) -> None:
    first = kept.reports.save(None, NOW, {"new": 1}, is_finished=False)
    second = kept.reports.save(None, LATER, {"new": 2}, is_finished=False)
    assert kept.reports.save(first, NOW, {"new": 3}, is_finished=True) == first != second
    newest, before = kept.reports.last(9)
    assert (newest["new"], newest["started"], newest["finished"]) == (2, LATER, None)
    assert (before["new"], before["started"]) == (3, NOW) and before["finished"] is not None
    assert len(kept.reports.last(1)) == 1


def test_a_change_is_kept_with_the_revision_at_which_it_was_asked_and_once(kept: Archive) -> None:
    with kept.noting():
        kept.followed.add("one", {"question": "Who?"}, NOW)
    (before,) = kept.followed.questions()
    assert (before.question, before.told, before.revision) == ({"question": "Who?"}, None, -1)
    with kept.noting():
        assert kept.followed.asked(before, 3, {"quotes": []}, None, NOW)
    asked = kept.followed.question("one")
    assert asked and (asked.revision, asked.told) == (3, {"quotes": []})
    with kept.noting():
        assert not kept.followed.asked(before, 4, {"other": 1}, {"kind": "value"}, NOW), "somebody has asked since"
        assert kept.followed.asked(asked, 5, {"other": 2}, {"kind": "value"}, LATER)
        assert not kept.followed.asked(asked, 5, {"other": 2}, {"kind": "value"}, LATER)
    assert [(each.revision, each.at, each.change) for each in kept.followed.changes("one", 9)] == [
        (5, LATER, {"kind": "value"})
    ]


def test_what_nothing_can_have_changed_is_noted_unless_it_was_asked_meanwhile(kept: Archive) -> None:
    with kept.noting():
        kept.followed.add("one", {}, NOW)
        kept.followed.add("two", {}, LATER)
    one, two = kept.followed.questions()
    with kept.noting():
        kept.followed.asked(two, 7, {}, None, NOW)
        kept.followed.untouched([one, two], 5)
    assert [each.revision for each in kept.followed.questions()] == [5, 7]


def test_a_question_that_is_dropped_takes_its_changes_with_it(kept: Archive) -> None:
    with kept.noting():
        kept.followed.add("one", {}, NOW)
        (one,) = kept.followed.questions()
        kept.followed.asked(one, 1, {}, {"kind": "value"}, NOW)
        assert kept.followed.drop("one") and not kept.followed.drop("one")
    assert kept.followed.questions() == [] and kept.followed.question("one") is None
    assert kept.followed.changes("one", 9) == []


@pytest.mark.parametrize("is_renamed", [False, True])
def test_a_removed_article_is_erased_from_what_was_told(is_renamed: bool, kept: Archive) -> None:
    article, other = an_article(1), an_article(2)
    told = {"quotes": [{"article_id": article.id, "text": "the words"}]}
    change = {"kind": "value", "before": {"quotes": [{"article_id": other.id}]}, "after": told}
    with kept.writing() as revision:
        for each in (article, other):
            kept.put(each, revision=revision, now=NOW)
        kept.followed.add("one", {}, NOW)
        (one,) = kept.followed.questions()
        kept.followed.asked(one, revision, told, change, NOW)
    if is_renamed:
        moved = an_article(1, url="https://paper.example/moved")
        with kept.writing() as revision:
            assert kept.rename(article.id, moved, revision)
        article = moved
    with kept.writing() as revision:
        kept.remove(article.url, revision=revision, now=NOW)
    (one,) = kept.followed.questions()
    (noticed,) = kept.followed.changes("one", 9)
    assert one.told == noticed.change["after"] == {"removed": True}
    assert noticed.change["before"] == change["before"]


# ---- Deliveries


def with_a_change(archive: Archive) -> None:
    """A question of which the answer has changed, and one of which it has not."""
    with archive.noting():
        archive.followed.add("one", {}, NOW)
        archive.followed.add("two", {}, NOW)
        (one, _) = archive.followed.questions()
        archive.followed.asked(one, 1, {}, {"kind": "value"}, LATER)


def test_a_change_is_in_one_delivery_to_each_recipient(kept: Archive) -> None:
    with_a_change(kept)
    of_one, of_two = (Recipient(f"to {each}", each, "https://a.example", "change", "s", NOW) for each in ("one", "two"))
    of_all = Recipient("to all", None, "mailto:a@b.example", "week", None, NOW)
    too_late = Recipient("late", None, "https://a.example", "change", "s", LATER + timedelta(seconds=1))
    with kept.noting():
        for each in (of_all, of_one, of_two, too_late):
            kept.deliveries.add(each)
    assert kept.deliveries.recipients() == [of_all, of_one, of_two, too_late]
    soon = LATER + timedelta(seconds=1)
    found = [[each.token for each in kept.deliveries.unsent(to.id, soon)] for to in kept.deliveries.recipients()]
    assert found == [["one"], ["one"], [], []]
    assert kept.deliveries.unsent(of_one.id, LATER) == [], "it was not noticed before that moment"
    (change,) = kept.deliveries.unsent(of_one.id, soon)
    with kept.noting():
        kept.deliveries.make("a", of_one.id, [change], LATER)
    assert kept.deliveries.unsent(of_one.id, soon) == []
    assert kept.deliveries.unsent(of_all.id, soon) == kept.deliveries.told_by("a") == [change]
    with pytest.raises(ArchiveError), kept.noting():
        kept.deliveries.make("b", of_one.id, [change], LATER)
    assert [each.id for each in kept.deliveries.last(of_one.id, 9)] == ["a"]


def test_a_delivery_is_begun_by_one_alone_and_ends_once(kept: Archive) -> None:
    with_a_change(kept)
    with kept.noting():
        kept.deliveries.add(Recipient("r", None, "https://a.example", "change", "s", NOW))
        kept.deliveries.make("a", "r", kept.deliveries.unsent("r", LATER + timedelta(days=1)), NOW)
    (read,) = kept.deliveries.due(NOW)
    assert (read.tries, read.state, read.at, read.reason) == (0, "waiting", NOW, None)
    with kept.noting():
        assert kept.deliveries.begin(read, LATER)
        assert not kept.deliveries.begin(read, LATER), "somebody has begun since"
    assert kept.deliveries.due(LATER - timedelta(seconds=1)) == []
    (again,) = kept.deliveries.due(LATER)
    with kept.noting():
        kept.deliveries.end("a", "waiting", NOW, "no answer")
        assert kept.deliveries.begin(again, LATER)
        kept.deliveries.end("a", "delivered", LATER, None)
        kept.deliveries.end("a", "given up", LATER, "too late")
    (ended,) = kept.deliveries.last("r", 9)
    assert (ended.tries, ended.state, ended.at, ended.reason) == (2, "delivered", LATER, None)
    assert kept.deliveries.due(LATER + timedelta(days=9)) == []


def test_a_recipient_that_is_dropped_takes_its_deliveries_along_and_a_question_its_recipients(kept: Archive) -> None:
    with_a_change(kept)
    with kept.noting():
        for each in (None, "one"):
            kept.deliveries.add(Recipient(f"of {each}", each, "https://a.example", "change", "s", NOW))
            kept.deliveries.make(
                f"to {each}", f"of {each}", kept.deliveries.unsent(f"of {each}", LATER + timedelta(days=1)), NOW
            )
        kept.deliveries.stop("of None", "gone")
        kept.followed.drop("one")
    (left,) = kept.deliveries.recipients()
    assert (left.id, left.stopped) == ("of None", "gone")
    assert [each.id for each in kept.deliveries.due(NOW)] == ["to None"] and kept.deliveries.told_by("to None") == []
    with kept.noting():
        assert kept.deliveries.drop("of None") and not kept.deliveries.drop("of None")
    assert (kept.deliveries.due(NOW), kept.deliveries.recipients()) == ([], [])


@pytest.mark.parametrize("protocol", [Archive, PageMemory, Failures, Reports, Followed, Deliveries, Checks])
def test_the_protocol_asks_for_no_more_than_is_used(protocol: type) -> None:
    assert members(protocol) - attributes_used(outside="corpus/archive/") == set()
