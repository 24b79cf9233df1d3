"""The archive: articles, versions and revisions. All SQL of articles is here; only `index.passages` has SQL of its own.

schema/           the tables, in numbered files
tables/           the SQL, a file for each group of tables, and the engines that run it
archive_place.py  where an archive is kept, and opening it there
copies.py         copy detection: shingles, MinHash, Jaccard
job_queue.py      the queue of jobs, which any number of processes do
jobs.py           what a job is, and writing as one of several who do them
merge_articles.py  another archive's versions and removals, taken into this one
migrate.py        brings the tables up to date by the numbered files
postgres.py       the archive on a PostgreSQL server
protocol.py       what every archive can do, whatever engine keeps it
sql_archive.py    the archive in tables, whatever engine runs its SQL
sqlite.py         the archive in one SQLite file
transfer.py       moving an archive from one engine to another
versions.py       stored versions, counts, copies, failures: what the archive gives back
"""
