"""Retrieval: query → ranked passages.

features.py   what speaks for a passage: named features
retrieve.py   candidates of both searches → ranking, copies once
weights.json  the learned weights
weights.py    learned weights of named features
"""
