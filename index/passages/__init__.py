"""Passages: cut from articles, stored with their vectors.

chunk.py          chunking: text → passages at sentence boundaries
embed_article.py  an article's passages, and the vectors that they still need
passage.py        passage, hit, filter
passage_store.py  passages and vectors in the archive
"""
