"""Notices: what a reader should know about the cited coverage.

conflicts.py      conflicts: independent reports that give different answers
contrasts.py      contrasts: words that set two things apart
explanations.py   explanations: what makes a difference between reports no conflict
notices.py        age, corrections, copies, missing dates
report_claims.py  report claims: what each report says of what was asked
"""
