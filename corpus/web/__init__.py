"""The web: a source's pages, asked for politely. The only code that sends requests.

address_guard.py  which addresses may be connected to
arrivals.py       all sources on the web, read side by side
crawl.py          a source on the web → visits: articles and what to remember of their pages
fetch.py          asks for one address: conditional requests, redirects, limits
host_turns.py     host throttle: whose turn it is at each host
page_memory.py    what is remembered of addresses, and when each is due again
robots.py         robots.txt and reservations against text mining
"""
