"""Questions: understood, answered with quotes, served.

english/     what English words mean: names, quantities, dates, synonyms
question/    typed words and conversation → query
retrieval/   query → ranked passages
answer/      ranked passages → quotes, short answer, confidence, notices
service/     ask(): the whole way in one function; settings; refreshes beside it
server/      HTTP and the chat page
training/    learns the weights; not needed to run
cli/         the `newsqa` command
__main__.py  `python -m qa` is `newsqa`
"""
