"""The archive: articles, versions and revisions, and all SQL of articles.

schema/      the tables, in numbered files
copies.py    copy detection: shingles, MinHash, Jaccard
failures.py  what could not be taken in, until it can
migrate.py   brings the tables up to date by the numbered files
sqlite.py    the archive in SQLite
stories.py   which versions are copies of one wire story
versions.py  stored versions and counts: what the archive gives back
"""
