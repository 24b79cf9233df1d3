-- Generations of passages: those that answer, and beside them others, made with another model, length or format to
-- answer next, or kept for a while after they did.

ALTER TABLE passage ADD COLUMN generation INTEGER NOT NULL DEFAULT 1;

CREATE TABLE generation (          -- those beside the one that answers, of which the same is in `fact`
    number         INTEGER PRIMARY KEY,
    identity       TEXT NOT NULL,     -- as the markers of its indexes name it
    model          TEXT NOT NULL,
    dimension      INTEGER NOT NULL,
    passage_tokens INTEGER NOT NULL,
    passage_format INTEGER NOT NULL,
    model_place    TEXT,              -- where its model was found; NULL: the packaged one
    state          TEXT NOT NULL,     -- building, kept, dropped
    filled         INTEGER NOT NULL,  -- the highest version that was given its passages, in order of their numbers
    until          INTEGER            -- when a kept one is dropped
) WITHOUT ROWID;
