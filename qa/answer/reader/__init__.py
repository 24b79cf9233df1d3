"""The reader: a learned network that reads a question beside passages.

convert.py        opening the reader: the learned weights, converted once for this CPU
large.py          opening the larger reader, and reading with both
large_network.py  the larger networks: MPNet with adapters, the reader's heads or a verdict's
network.py        the network: MiniLM with heads for passage, sentence and span
pair.py           a question beside a passage, as word pieces
quantize.py       a network in whole numbers of 8 bits
reader.py         the `Reader` protocol, what it says of a passage, and the converted one
word_match.py     passages in other languages than English, by the question's words
weights/          what was learned, its digest, and its card
"""
