"""OpenAI's API: what is read of its requests, and answers in its shapes.

chat_bodies.py      chat completions, whole and in chunks
messages.py         messages as a question with its conversation; the one model
response_bodies.py  responses, whole and as events
"""
