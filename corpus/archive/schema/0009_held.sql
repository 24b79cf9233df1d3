-- A text that may be another page in an article's place is held aside until its page gives it again.

ALTER TABLE page ADD COLUMN held TEXT;           -- the hash of that text; NULL: there is none
ALTER TABLE page ADD COLUMN held_since INTEGER;  -- when it was first given
CREATE INDEX page_held ON page (held) WHERE held IS NOT NULL;
