-- When a version was last read where readers see it, so that a later one cannot be dated back to a moment before that.

ALTER TABLE version ADD COLUMN last_read INTEGER;  -- NULL: it never was, but stood in a file
UPDATE version SET last_read = first_seen WHERE article_id IN (SELECT article_id FROM page WHERE article_id IS NOT NULL);
