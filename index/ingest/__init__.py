"""Ingest: sources → archive → passages. One refresh writes at a time.

commit_articles.py  a batch of articles with passages and vectors → one commit
commit_visits.py    what visits to the web leave behind beside articles
compare_generations.py  what a new generation of passages holds and finds beside the one that answers
doctor.py           what is wrong with an archive or its indexes, and what mends it
merge.py            another archive, with its passages, into this one
refresh.py          refresh and removal, one at a time
refresh_files.py    the part of a refresh that reads files
refresh_plugged.py  the part of a refresh that reads what plug-ins give
refresh_queue.py    a refresh that leaves the web's pages to workers
refresh_web.py      the part of a refresh that asks the web
reindex.py          all that is derived from the texts, made anew
report.py           what a refresh did
withdrawals.py      what agencies withdraw → removed
work.py             what a worker does: one page asked for and committed
"""
