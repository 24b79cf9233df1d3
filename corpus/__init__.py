"""Articles: found, read and kept. Knows nothing of vectors, questions or HTTP."""
