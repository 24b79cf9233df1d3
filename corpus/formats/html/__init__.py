"""Web pages: metadata and boilerplate removal.

boilerplate_blocks.py  boilerplate removal: parts of a page that its markup tells from the story
boilerplate_lines.py   boilerplate removal: lines that are no part of the story
byline.py              page metadata: dates and authors between the headline and the story
date_places.py         page metadata: where a page states its dates
embedded_posts.py      posts of a network, kept as their authors' words
headline.py            page metadata: headings, and headlines without the site's name
inline_marks.py        quotation marks, struck words, readings and joiners within a line
json_ld.py             page metadata: JSON-LD, mended, and which of its objects is the page's
leftover_words.py      what leftovers say in languages other than English
live_blogs.py          live blogs: their posts as parts of one text
metadata.py            page metadata: what is taken of all that a page states
notice_pages.py        pages that answer in an article's place: not found, checks for robots, maintenance
own_address.py         which of the addresses that a page names can be its own
sentence_marks.py      where a sentence ends, in all scripts
"""
