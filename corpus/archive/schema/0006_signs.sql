-- What the sentences of a passage add to its vector, one bit for each dimension and sentence: see
-- index/encoder/sentence_signs.py. In a table of its own: a row of both would be too long for its page, and take
-- another one.

CREATE TABLE signs (
    hash  BLOB PRIMARY KEY REFERENCES vector (hash) ON DELETE CASCADE,
    value BLOB NOT NULL
) WITHOUT ROWID;
