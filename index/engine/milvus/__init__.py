"""The passage index in Milvus, for archives that one machine cannot search. `pymilvus` is named here alone.

bm25.py             BM25 as a sparse vector
milvus_address.py   where it is
milvus_bring_up.py  its collections brought up to the archive's revision
milvus_filter.py    what a filter leaves, as Milvus's expressions have it
milvus_index.py     the passage index: what Milvus finds, and what the archive says of it
milvus_server.py    the collections of one generation, and what is asked of them
"""
