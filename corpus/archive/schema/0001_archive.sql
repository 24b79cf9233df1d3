-- The archive: articles, every version seen of them, and the passages cut from each version with their vectors.
-- Times are whole seconds since 1970 in UTC; NULL means that the source gave none.

CREATE TABLE fact (            -- what holds for the whole archive: its revision, the model and the cut of its passages
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO fact VALUES ('revision', '0'), ('identity', lower(hex(randomblob(16))));

CREATE TABLE article (
    id         TEXT PRIMARY KEY,   -- hash of the canonical URL
    url        TEXT NOT NULL UNIQUE,
    first_seen INTEGER NOT NULL,
    removed    INTEGER             -- when `newsqa remove` withdrew it; from then on no refresh brings it back
) WITHOUT ROWID;

CREATE TABLE version (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice, so an index can name it
    article_id    TEXT NOT NULL REFERENCES article (id),
    version       TEXT NOT NULL,      -- hash of title and text
    publisher     TEXT,
    authors       TEXT NOT NULL,      -- JSON list
    published     INTEGER,
    modified      INTEGER,
    language      TEXT,
    section       TEXT,
    first_seen    INTEGER NOT NULL,   -- when the archive first read this version
    visible_from  INTEGER NOT NULL,   -- the first moment at which readers could see this text
    visible_until INTEGER,            -- the moment at which another version took its place; NULL: it is the current one
    removed       INTEGER NOT NULL DEFAULT 0,  -- 1: withdrawn; its words are erased, the row tells the indexes so
    revision      INTEGER NOT NULL,   -- the archive's revision at which this row last changed
    title         TEXT NOT NULL,
    text          TEXT NOT NULL       -- last, so that counting reads no text
);
CREATE INDEX version_by_article ON version (article_id, visible_from);
CREATE INDEX version_by_revision ON version (revision);

CREATE TABLE vector (
    hash  BLOB PRIMARY KEY,           -- of the words that were embedded
    value BLOB NOT NULL               -- little-endian float16 numbers
) WITHOUT ROWID;

CREATE TABLE passage (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    version_number INTEGER NOT NULL REFERENCES version (number),
    start          INTEGER NOT NULL,  -- code points into version.text
    "end"          INTEGER NOT NULL,
    vector_hash    BLOB NOT NULL      -- of its row in vector, until the passage's article is removed
);
CREATE INDEX passage_by_version ON passage (version_number);
