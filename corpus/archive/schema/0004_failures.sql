-- What a refresh found in its sources and could not take in, until it can or is no longer there.

CREATE TABLE failure (
    source   TEXT NOT NULL,        -- the SOURCE that it came from
    place    TEXT NOT NULL,        -- the file, line or address
    reason   TEXT NOT NULL,        -- of the last time
    first_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    count    INTEGER NOT NULL,     -- how many times it was tried
    PRIMARY KEY (source, place)
) WITHOUT ROWID;
