"""Passages: what is cited, cut from an article's text and kept with their vectors. All SQL of passages and vectors.

chunk.py          chunking: article text → passages of whole sentences
embed_article.py  an article → its passages and the words that the encoder reads
generations.py    passages made otherwise, beside those that answer
passage.py        what is searched and found: passage, hit, filter
passage_store.py  passages in the archive's file: kept, read again, and which of them changed
publications.py   when and by whom passages were published, for indexes that hold no list of them
vector_store.py   vectors under a hash of model and words
"""
