"""Value extraction: what a sentence gives for what was asked.

counted_values.py   which of a sentence's quantities counts what was asked
expected.py         expected answer type: what kind of thing a question asks for
sentence_values.py  the values that a sentence gives for it
term_synonyms.py    synonyms among the index's terms
value.py            values, and whether two of them can be the same
"""
