"""At which address each agency's item is kept: that at which its site gave it first, whatever the later ones.

The one idea: versions of an item come at addresses of their own, and are one article. An id is believed on its own site
alone, so nobody's page can take over another's article. Shared by all threads of a refresh.
"""

from threading import Lock

from corpus.archive.protocol import Archive
from corpus.site import same_site, site


class AgencyAddresses:
    """The addresses of items, those of this refresh and those that the archive knows."""

    def __init__(self) -> None:
        self._urls: dict[tuple[str, str], str] = {}
        self._lock = Lock()

    def known(self, archive: Archive, agency_id: str, url: str) -> str | None:
        """Where an item is kept that is given at `url`, too; `None` if it is not kept yet."""
        with self._lock:
            found = self._urls.get((site(url), agency_id))
        if found or not agency_id:
            return found
        pages = [page for page in archive.pages.of_agency(agency_id) if page.article_id and same_site(page.url, url)]
        return next((at for page in pages if (at := archive.url_of(page.article_id or ""))), None)

    def keep(self, archive: Archive, agency_id: str, url: str) -> str:
        """Where an item is kept that is given at `url`: there, if nowhere else yet."""
        before = self.known(archive, agency_id, url)
        with self._lock:
            return self._urls.setdefault((site(url), agency_id), before or url)
