-- Sentences are chosen by the reader (qa/answer/reader), which needs no signs.

DROP TABLE signs;
