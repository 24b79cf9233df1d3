"""Articles: found, read and kept. Knows nothing of passages, vectors or questions.

archive/        the one truth: every version of every article
formats/        bytes of any kind → articles
web/            the only code that asks the network: politely, guarded, only for what is due
sample/         the sample articles, invented for this project
article.py      what an article is: canonical URL, id, version, dates
author_names.py  authors as sources write them → names
bounded.py      what reads content from elsewhere, ended where it takes too much
corrections.py  notices that an article was corrected or retracted
errors.py       the kinds of expected errors
language.py     which language a text is in
month_names.py  names of the months in many languages
page.py         a page on the web as the archive remembers it
plugged_sources.py  kinds of sources that installed packages add → articles
seen_name.py    publishers' names as people say and see them
site.py         whose an address is, and who may say what of whom
source.py       what a SOURCE on disk names: files and content of any kind → articles
stated_date.py  dates as sources write them → ISO 8601
uses.py         what a source allows to be done with its words
"""
