"""Questions: understood, answered with quotes, served.

`open_news` answers in this process; `qa.client` asks a server.

english/     what English words mean: names, quantities, dates, synonyms
question/    typed words and conversation → query
retrieval/   query → ranked passages
answer/      ranked passages → quotes, short answer, confidence, notices
service/     ask(): the whole way in one function; settings; refreshes beside it
server/      HTTP and the chat page
training/    learns the weights; not needed to run
cli/         the `newsqa` command
client.py    the HTTP API from Python
in_process.py  answers in this process, without a server
__main__.py  `python -m qa` is `newsqa`
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from qa.in_process import News


def open_news(home: "str | Path | None" = None) -> "News":
    """The news of a data folder, to be asked in this process:

        from qa import open_news

        news = open_news("/srv/news")
        answer = news.ask("What did Japan pledge?", as_of="2025-10-27")

    Without a folder, and for all else, the settings hold that the `newsqa` command goes by. Opening takes seconds, so
    it is done once. Raises `StateError` if there is no archive.
    """
    from qa.in_process import News  # here, so that importing `qa` stays cheap

    return News(home)
