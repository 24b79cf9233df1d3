-- Questions that somebody follows: what they were last told, and each change of the answer, once.

CREATE TABLE followed (
    token    TEXT PRIMARY KEY,     -- in the address of its feed; whoever has it may read it
    question TEXT NOT NULL,        -- JSON: the words and the filters
    added    INTEGER NOT NULL,
    revision INTEGER NOT NULL,     -- at which it was asked last; -1: not yet
    told     TEXT                  -- JSON: the answer that was told last; NULL: none yet
) WITHOUT ROWID;

CREATE TABLE answer_change (
    token    TEXT NOT NULL REFERENCES followed (token) ON DELETE CASCADE,
    revision INTEGER NOT NULL,     -- at which the question was asked
    at       INTEGER NOT NULL,     -- when
    change   TEXT NOT NULL,        -- JSON: what kind, the answer before and after it
    PRIMARY KEY (token, revision)  -- a revision changes an answer once
) WITHOUT ROWID;
