"""The archive: articles, versions and revisions. All SQL of articles is here; only `index.passages` has SQL of its own.

schema/      the tables, in numbered files
tables/      the SQL of SQLite, a file for each group of tables
copies.py    copy detection: shingles, MinHash, Jaccard
migrate.py   brings the tables up to date by the numbered files
protocol.py  what every archive can do, whatever engine keeps it
sqlite.py    the archive in one SQLite file
versions.py  stored versions, counts, copies, failures: what the archive gives back
"""
