-- Copies of one wire story: which versions may be copies, which are, and the story that each belongs to.

CREATE TABLE band (                -- texts that may be copies share one at least; see corpus/archive/copies.py
    hash           INTEGER NOT NULL,
    version_number INTEGER NOT NULL REFERENCES version (number),
    PRIMARY KEY (hash, version_number)
) WITHOUT ROWID;
CREATE INDEX band_by_version ON band (version_number);

CREATE TABLE copy (                -- confirmed, each pair both ways round
    version_number INTEGER NOT NULL REFERENCES version (number),
    other_number   INTEGER NOT NULL REFERENCES version (number),
    PRIMARY KEY (version_number, other_number)
) WITHOUT ROWID;

CREATE TABLE story (               -- a row for each version that is not removed; none: not compared with the others yet
    version_number INTEGER PRIMARY KEY REFERENCES version (number),
    story          TEXT NOT NULL   -- the lowest of its members' keys, whatever the order they came in
);
CREATE INDEX story_by_story ON story (story);
