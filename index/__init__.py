"""Passages: cut from articles, embedded and searchable. Knows nothing of questions, answers or HTTP."""
