"""Ingest: sources → archive → passages. One refresh writes at a time.

commit_visits.py  what visits to the web leave behind beside articles
doctor.py         what is wrong with an archive or its indexes, and what mends it
refresh.py        refresh, removal, and making anew
report.py         what a refresh did
"""
