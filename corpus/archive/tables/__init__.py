"""The SQL of the archive in SQLite, a file for each group of tables. Nothing outside `corpus.archive` imports these.

changes.py       how an article differs from what is kept, and keeping it
checks.py        integrity checks: what of the tables is damaged, spoiled or wrongly derived
database.py      one SQLite file: statements, transactions, and errors that say what to do
failures.py      what could not be taken in, until it can
followed.py      questions that are followed, and each change of their answers
pages.py         page memory: addresses that were asked for, what lists named, sites' files
renames.py       articles that go on under another address
reports.py       the reports of the last refreshes
stories.py       which versions are copies of one wire story
version_rows.py  a version as a row of its table, and from when until when it was shown
"""
