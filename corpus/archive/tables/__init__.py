"""The SQL of the archive, a file for each group of tables. Nothing outside `corpus.archive` imports these.

changes.py          how an article differs from what is kept, and keeping it
checks.py           integrity checks: what of the tables is damaged, spoiled or wrongly derived
database.py         the seam between the SQL and its engine: statements, transactions, what engines differ in
failures.py         what could not be taken in, until it can
followed.py         questions that are followed, and each change of their answers
outbox.py           who is sent the changes of followed questions, and how each sending fares
pages.py            page memory: addresses that were asked for, what lists named, sites' files
postgres_server.py  the tables on a PostgreSQL server
renames.py          articles that go on under another address
reports.py          the reports of the last refreshes
sqlite_file.py      the tables in one SQLite file
stories.py          which versions are copies of one wire story
version_rows.py     a version as a row of its table, and from when until when it was shown
"""
