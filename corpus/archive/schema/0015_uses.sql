-- What a source allows to be done with a version's words, as far as it says.

ALTER TABLE version ADD COLUMN allows_search INTEGER;  -- 1: may be searched and quoted, 0: may not; NULL: nobody says
ALTER TABLE version ADD COLUMN allows_models INTEGER;  -- the same of putting it to a language model
