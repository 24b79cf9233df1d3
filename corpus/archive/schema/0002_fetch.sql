-- How news arrives: what is known of each address that was asked for, so that it is asked again only when that is needed.
-- Committed with the articles that came from there, so that a validator never outlives a text that was not kept.

CREATE TABLE page (
    url           TEXT PRIMARY KEY,   -- as a source or a person named it: a page, feed or sitemap
    article_id    TEXT,               -- of the article it gave last
    found_at      TEXT,               -- where redirects led to; the next two are of that address
    etag          TEXT,
    last_modified TEXT,
    first_asked   INTEGER NOT NULL,
    checked       INTEGER NOT NULL,   -- when it last said something about itself: content, unchanged or gone
    gone_since    INTEGER,            -- when it was first gone (404, 410), if it has been ever since
    is_own        INTEGER NOT NULL DEFAULT 0,  -- 1: that article is a feed's own words, since the page was closed to us
    dated         INTEGER,            -- when that article was last changed or published, as far as it says
    withdrawn     INTEGER NOT NULL DEFAULT 0,  -- 1: the article was removed because the page was gone; it may come back
    n_failures    INTEGER NOT NULL DEFAULT 0,  -- since it last answered
    not_before    INTEGER             -- it is not asked again until then: Retry-After, or our own back-off
) WITHOUT ROWID;
CREATE INDEX page_by_article ON page (article_id);
CREATE INDEX page_gone ON page (gone_since) WHERE gone_since IS NOT NULL;

CREATE TABLE listing (                -- what feeds and sitemaps named, ever; dropping off a list is not removal
    list_url TEXT NOT NULL,
    url      TEXT NOT NULL,
    is_list  INTEGER NOT NULL,        -- 1: a sitemap named by a sitemap index
    position INTEGER NOT NULL,        -- the order in which they are taken
    stamp    TEXT NOT NULL,           -- what the list last said of the entry's state: lastmod, or a hash of a feed's item
    taken    TEXT,                    -- the stamp at which the page was last asked for; NULL: never
    item     TEXT,                    -- a feed's own words on it, JSON, until the page has been taken
    PRIMARY KEY (list_url, url)
) WITHOUT ROWID;

CREATE TABLE site_file (              -- robots.txt and tdmrep.json of each site; an empty body is one that is not there
    url           TEXT PRIMARY KEY,
    body          TEXT NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    checked       INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE renamed (                -- ids of articles whose address changed, so that old links still lead to them
    old_id TEXT PRIMARY KEY,
    new_id TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE report (                 -- what the last refreshes did
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    started  INTEGER NOT NULL,
    finished INTEGER,                 -- NULL: under way, or stopped without a word
    body     TEXT NOT NULL            -- JSON
);
