"""The web: a source's pages, asked for politely. The only code that asks for anything; what is sent goes out here, too.

address_guard.py  which addresses may be connected to
agency_addresses.py  where each agency's item is kept
arrivals.py       all sources on the web, read side by side
crawl.py          a source on the web → visits to the pages that are due
fetch.py          asks for one address: conditional requests, redirects, limits
host_throttle.py  whose turn it is at each host
listing_page.py   a page that leads to articles and is none, and its feed
moved.py          items that a list names under another address than before
named_addresses.py which of the addresses that pages call their own are believed
own_words.py      a feed's own words, where they are taken instead of a page's
post.py           sends a body to one public address
publisher_names.py which site a publisher's name belongs to
resemblance.py    whether what a page says now can be what it said before, edited
response.py       what an address answers, and what its headers say about asking again
robots.py         robots.txt and reservations against text mining
site_rules.py     whether an address may be asked for, by its site's rules
visit.py          what an answer makes of a page: articles and what to remember
"""
