-- What the sentences of a passage add to its vector, one bit for each dimension and sentence. In a table of its own: a
-- row of both would be too long for its page, and take another one. Dropped again by 0007.

CREATE TABLE signs (
    hash  BLOB PRIMARY KEY REFERENCES vector (hash) ON DELETE CASCADE,
    value BLOB NOT NULL
) WITHOUT ROWID;
