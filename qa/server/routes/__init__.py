"""Routes, a file for each resource.

ask_route.py      questions, articles, status
page_route.py     the chat page
refresh_route.py  refreshes on request
"""
