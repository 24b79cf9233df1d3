"""Passages: cut, embedded, searchable. Knows nothing of questions, answers or HTTP.

encoder/    texts → unit vectors
engine/     what is searched: FAISS and tantivy, or Milvus, following the archive
ingest/     refresh, its report, doctor
passages/   passage, hit and filter; passages cut and stored
text/       sentences and words, as the index has them
vectors.py  the array types that travel between the wings
"""
