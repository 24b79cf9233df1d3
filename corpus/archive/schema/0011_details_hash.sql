-- What is known of a version besides its words is hashed as its words are, so that a flipped bit in it is found, too.

ALTER TABLE version ADD COLUMN details_hash TEXT;  -- NULL: put by an earlier release; `newsqa reindex` fills it in
