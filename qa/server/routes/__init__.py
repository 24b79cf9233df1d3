"""Routes, a file for each resource.

answers_route.py  kept answers, and their exports
article_route.py  articles, their versions, what changed between them
ask_route.py      questions
brief_route.py    the stories of some days in dated quotes
chat_route.py     the same answers by OpenAI's API
feed_route.py     articles as a feed
follow_route.py   questions that are followed, and their changes as feeds
metrics_route.py  counts and times for Prometheus
page_route.py     the chat page
refresh_route.py  refreshes on request
search_route.py   articles that have some words
sources_route.py  sources, how they fare, and changes to them
status_route.py   what the archive holds; alive and ready
"""
