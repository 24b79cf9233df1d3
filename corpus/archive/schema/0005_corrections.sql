-- What publishers say of a version besides its words: who may read it, and what in it they corrected.

ALTER TABLE version ADD COLUMN is_free INTEGER;                        -- 1: everybody, 0: subscribers; NULL: nobody says
ALTER TABLE version ADD COLUMN corrections TEXT NOT NULL DEFAULT '[]'; -- JSON list of notices; see corpus/corrections.py
