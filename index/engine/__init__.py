"""The engine: dense and lexical search over one revision of the archive. FAISS is named here alone.

archive_passages.py  what every passage index takes from the archive
bring_up.py          the index files brought up to the archive's revision
checkpoint.py        which revision an index file has reached
dense.py             dense search: FAISS, exact for few passages and compressed for many
dense_file.py        vectors in a file that grows at its end
indexes.py           indexes as whoever fills an archive knows them
lexical.py           lexical search: BM25 by tantivy
lexical_files.py     whether the lexical index's files are as they were written
milvus/              the passage index in Milvus
passage_index.py     the passage index as questions know it, whatever engine searches
read_write_lock.py   read-write lock: many readers together, or one writer alone
local_index.py       the passage index on this machine: one revision at a time, following the archive
visibility.py        filters: which passages are visible, and versions as of a moment
"""
