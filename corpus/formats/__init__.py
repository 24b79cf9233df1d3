"""Formats: bytes → articles. Knows nothing of the network or the archive.

agency/        agency formats: NITF, NewsML 1 and G2, ninjs
html/          what a web page says of itself, and what of it is no story
extract.py     a JSON record, a text or a web page → article
feed.py        feeds → the pages that they name
feed_text.py   a feed's own words on an item → its text
listing.py     a feed, sitemap or JSON Feed → what it names
page_charset.py  a web page's encoding, as browsers take it
path_patterns.py  which paths a pattern of robots.txt is for
reservations.py  what a page's server reserves or allows
rsl.py         licences in RSL → what they allow
sitemap.py     sitemaps → the pages that they name
sniff.py       content type detection, from the content
unpack.py      decompression within bounds
webarchive.py  a WARC → its pages
"""
