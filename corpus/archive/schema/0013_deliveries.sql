-- Where changes of followed questions are sent, and how each sending fares.

CREATE TABLE recipient (
    id      TEXT PRIMARY KEY,
    token   TEXT REFERENCES followed (token) ON DELETE CASCADE,  -- of the one question; NULL: of all that are followed
    address TEXT NOT NULL,         -- https://… or mailto:…
    pace    TEXT NOT NULL,         -- change: each by itself; day, week: those of a day or week together
    secret  TEXT,                  -- with which messages to a web address are signed
    added   INTEGER NOT NULL,      -- changes that were noticed before are not sent
    stopped TEXT                   -- why nothing is sent any more; NULL: it is
) WITHOUT ROWID;

CREATE TABLE delivery (
    id        TEXT PRIMARY KEY,    -- goes with every try, so that a receiver can tell one that it has
    recipient TEXT NOT NULL REFERENCES recipient (id) ON DELETE CASCADE,
    made      INTEGER NOT NULL,
    tries     INTEGER NOT NULL,    -- begun ones
    state     TEXT NOT NULL,       -- waiting, delivered, given up
    at        INTEGER NOT NULL,    -- when it is tried next, was delivered, or was given up
    reason    TEXT                 -- why the last try failed; NULL: none has
) WITHOUT ROWID;
CREATE INDEX delivery_waiting ON delivery (at) WHERE state = 'waiting';

CREATE TABLE delivered_change (    -- which changes a delivery tells; each goes to a recipient in one delivery
    recipient TEXT NOT NULL REFERENCES recipient (id) ON DELETE CASCADE,
    token     TEXT NOT NULL,
    revision  INTEGER NOT NULL,
    delivery  TEXT NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    PRIMARY KEY (recipient, token, revision),
    FOREIGN KEY (token, revision) REFERENCES answer_change (token, revision) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX delivered_change_by_delivery ON delivered_change (delivery);
