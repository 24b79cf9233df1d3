-- What a list calls an item whatever its address, so that an item under a new address is known to be the same.

ALTER TABLE listing ADD COLUMN guid TEXT NOT NULL DEFAULT '';
