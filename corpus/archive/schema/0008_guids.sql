-- What lists and agencies call an item whatever its address, so that one under a new address is known to be the same.

ALTER TABLE listing ADD COLUMN guid TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN agency_id TEXT NOT NULL DEFAULT '';
CREATE INDEX page_by_agency_id ON page (agency_id) WHERE agency_id <> '';
