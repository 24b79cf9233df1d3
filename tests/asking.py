"""A process that asks one question again and again in some threads, as a server's readers do, and follows the archive.

    python tests/asking.py HOME THREADS    # until its standard input ends; then the models of what was answered

For each line on it, "short" or "long", it says the same once the last answer to each thread was of such passages.
For each answer it checks that all of it is of one generation: passages of the other model's are cut to another length,
and each encoder embeds only what is asked of it. It prints a line of JSON for each answer.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
from conftest import NOW, ShortWords, WordEncoder, WordReader, facts

from index.encoder.encoder import Encoder
from index.encoder.encoders import Encoders
from index.engine.local_index import LocalIndex
from index.engine.passage_index import Allowed
from index.vectors import Ids, Vectors
from qa.question.request import Ask
from qa.service.ask import Service

QUESTION = "What did the council agree on for the bridge?"


def encoder_of(digest: str, _: str | None) -> Encoder:
    return next(each for each in (WordEncoder(), ShortWords()) if each.digest == digest)


class CheckedIndex(LocalIndex):
    """An index that refuses the question's vector by another model than its passages'."""

    def nearest(self, vector: Vectors, k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        (own,) = encoder_of(self.model, None).encode([QUESTION])
        if not np.allclose(vector, own):
            raise AssertionError(f"the question was embedded by another model than {self.model}")
        return super().nearest(vector, k, allowed)


def open_service(home: Path) -> Service:
    first = WordEncoder()
    encoders = Encoders(first, encoder_of)
    index = CheckedIndex(home / "archive.db", home / "index", facts(first), encoders.ready)
    return Service(index, first, WordReader(), clock=lambda: NOW, encoders=encoders)


def ask(service: Service) -> dict[str, Any]:
    """The revision of an answer, and the lengths of the passages that were found for it."""
    answer = service.ask(Ask(QUESTION, top_k=10))
    return {"revision": answer.revision, "words": sorted(len(each.text.split()) for each in answer.evidence)}


def kind_of(words: list[int]) -> str:
    """Of which generation passages of so many words are."""
    return "short" if max(words) < 80 else "long"


def main() -> None:
    service = open_service(Path(sys.argv[1]))
    stop = threading.Event()
    said: list[dict[str, Any]] = []

    def read(number: int) -> None:
        while not stop.is_set():
            try:
                said.append({"reader": f"{os.getpid()}-{number}", **ask(service)})
            except Exception as error:  # each is a failure of the test
                said.append({"reader": f"{os.getpid()}-{number}", "error": repr(error)})

    def follow() -> None:
        while not stop.wait(0.05):
            if service.passage_index.is_behind():
                service.passage_index.catch_up()

    def all_answered(kind: str) -> bool:
        """Whether each reader's last answer is of one kind of passages; also once something failed."""
        last = {each["reader"]: each for each in list(said)}
        if any("error" in each for each in list(said)):
            return True
        return len(last) == int(sys.argv[2]) and {kind_of(each["words"]) for each in last.values()} == {kind}

    threads = [threading.Thread(target=read, args=(number,)) for number in range(int(sys.argv[2]))]
    threads.append(threading.Thread(target=follow))
    for thread in threads:
        thread.start()
    while not said:
        time.sleep(0.01)
    print("ready", flush=True)
    for line in sys.stdin:
        while not all_answered(line.strip()):
            time.sleep(0.01)
        print(line.strip(), flush=True)
    stop.set()
    for thread in threads:
        thread.join()
    for each in said:
        print(json.dumps(each))


if __name__ == "__main__":
    main()
