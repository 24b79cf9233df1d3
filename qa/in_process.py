"""Answers in this process, from the archive in a data folder: what `qa.open_news` opens. No server, no HTTP.

Each answer is that of the archive as it is then: what a refresh has brought since is taken in first. Can be used from
several threads. `qa.client` asks a server.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Unpack

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from corpus.errors import UsageError
from qa.answer.contract import Answer, Step
from qa.client import AskOptions
from qa.server.bodies import AskRequest
from qa.server.problem import described
from qa.service.opening import check_archive, open_service
from qa.service.settings import load_settings


class News:
    """The news of a data folder, open to questions."""

    def __init__(self, home: str | Path | None) -> None:
        settings = load_settings(home=home)
        check_archive(settings)
        self._service = open_service(settings)

    def ask(self, question: str, **options: Unpack[AskOptions]) -> Answer:
        """The answer to a question: that of `POST /ask`, to the same options. Raises `UsageError` for what makes no
        question, naming the field and its value, and `StateError` if the archive cannot be read now."""
        *_, answer = self.stream(question, **options)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, **options: Unpack[AskOptions]) -> Iterator[Step]:
        """The steps of an answer as they come: what was understood, the evidence, each sentence, and last the whole.
        Raises what `ask` raises, at the first step."""
        try:
            asked = AskRequest.model_validate({**to_jsonable_python(options), "question": question})
        except ValidationError as error:
            raise UsageError(described(error.errors())) from error
        index = self._service.passage_index
        if index.is_behind():
            index.catch_up()
        yield from self._service.answering(asked.to_ask())
