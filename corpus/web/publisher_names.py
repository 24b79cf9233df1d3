"""Whose name a publisher's name is: what a page calls its publisher is believed where no other site has the name.

The one idea: a name belongs to the site whose host is called so, or else to the one that used it first. What the
operator or his own records say is believed. Names are the same that look the same. Knows nothing of questions.
"""

import re
from dataclasses import replace

from corpus.archive.protocol import Archive
from corpus.article import host_name, publisher_key
from corpus.formats.extract import Extracted
from corpus.seen_name import is_called, seen_name
from corpus.site import site, speaks_for

HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")


class PublisherNames:
    """The names of publishers with the address that has each: those of the archive, then those of one refresh."""

    def __init__(self, archive: Archive) -> None:
        self._holders: dict[str, str] = {}
        for name, url in archive.first_named():
            if site(url):
                self._hold(name, url)

    def checked(self, item: Extracted, *, is_given: bool) -> Extracted:
        """An article of a page under the name that it gives its publisher, or under its host where that is another's.

        `is_given`: the operator gave the name.
        """
        article = item.article
        key, host = publisher_key(article.publisher), host_name(article.url)
        if not key or not host or key == publisher_key(host):
            return item
        holder = self._hold(key, article.url)
        is_both = is_called(article.url, key) and is_called(holder, key)
        is_elsewhere = HOST.fullmatch(key) is not None and site(f"//{key}") != site(article.url)
        if is_given or is_both or (speaks_for(holder, article.url) and not is_elsewhere):
            return item
        whose = key if is_elsewhere else site(holder)
        note = f"it calls its publisher {article.publisher!r}, which is the name of {whose}"
        return replace(item, article=replace(article, publisher=host), notes=(*item.notes, note))

    def _hold(self, name: str, url: str) -> str:
        """The address that has a name, which is the given one where nobody with more right to it has it."""
        seen, key = seen_name(name), publisher_key(name)
        before = self._holders.setdefault(seen, url)
        if before != url and is_called(url, key) and not is_called(before, key):
            self._holders[seen] = url
        return self._holders[seen]
