"""Answers for other programs: pure functions of an answer, for reference managers, the web, editors and chats.

annotations.py   quotes as W3C Web Annotations
bibtex.py        cited articles as BibTeX
chat_text.py     an answer as a chat shows it, piece by piece
cited_works.py   the articles that an answer cites, each with its quotes
csl.py           cited articles as CSL-JSON
footnotes.py     an answer as Markdown with footnotes
formats.py       the formats by their names
quotation.py     quotes as schema.org Quotations, in JSON-LD
ris.py           cited articles as RIS
wording.py       what is said of an answer beside its quotes
"""
