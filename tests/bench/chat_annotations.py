"""Check what OpenAI's clients are given: that every annotation's slice is a stored quote, streamed and whole alike.

    NEWSQA_READER=small python tests/bench/chat_annotations.py QUESTIONS … [--limit 2000] [--minutes 10] [--json FILE]

QUESTIONS are files of JSON Lines, also gzipped, whose rows have a `question`; an even sample of all is asked of the
archive in `NEWSQA_HOME` by `POST /v1/chat/completions`, whole and streamed. `verbatim`: the annotation's slice of the
content stands in a stored version of an article at its address. `alike`: both have the same content and annotations.
Ends with an error where one of these is not all.
"""

import gzip
import json
import sys
import time
from pathlib import Path
from typing import Any

import figures
from starlette.testclient import TestClient

from corpus.archive.protocol import Archive
from corpus.article import article_id, canonical_url
from qa.server.app import create_app
from qa.service.opening import open_service
from qa.service.settings import load_settings

URL = "/v1/chat/completions"
Said = tuple[str, list[dict[str, Any]]]


def main() -> None:
    arguments = figures.plain_arguments(__doc__)
    arguments.add_argument("questions", type=Path, nargs="+", help="files of JSON Lines with a question each")
    arguments.add_argument("--limit", type=int, default=2_000, help="how many questions at most")
    arguments.add_argument("--minutes", type=float, default=10.0, help="how long to ask at most")
    options = arguments.parse_args()
    asked = sample([text for path in options.questions for text in read_questions(path)], options.limit)
    service = open_service(load_settings())
    until = time.monotonic() + 60 * options.minutes
    row = {"questions": 0, "answered": 0, "annotations": 0, "verbatim": 0, "alike": 0}
    with TestClient(create_app(lambda: service)) as client:
        for question in asked:
            if time.monotonic() > until:
                break
            content, annotations = whole(client, question)
            archive = service.passage_index.archive()
            row["questions"] += 1
            row["answered"] += bool(annotations)
            row["annotations"] += len(annotations)
            row["verbatim"] += sum(is_verbatim(archive, content, each) for each in annotations)
            row["alike"] += streamed(client, question) == (content, annotations)
    figures.show("Annotations of chat completions", [row])
    figures.write(options.json, {"chat_annotations": row})
    if row["verbatim"] != row["annotations"] or row["alike"] != row["questions"]:
        sys.exit("not all annotations are quotes, or not all streams are the whole")


def read_questions(path: Path) -> list[str]:
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["question"] for line in lines]


def sample(questions: list[str], n: int) -> list[str]:
    """So many of the different ones, evenly from the first to the last and in an order that is even at every length."""
    found = list(dict.fromkeys(questions))
    n = min(n, len(found))
    chosen = [found[k * len(found) // n] for k in range(n)]
    step = next(step for step in range(max(1, int(n * 0.618)), 2 * n + 2) if _are_coprime(step, n))
    return [chosen[k * step % n] for k in range(n)]


def _are_coprime(a: int, b: int) -> bool:
    while b:
        a, b = b, a % b
    return a == 1


def whole(client: TestClient, question: str) -> Said:
    message = client.post(URL, json=_body(question, stream=False)).raise_for_status().json()["choices"][0]["message"]
    return message["content"], [each["url_citation"] for each in message.get("annotations") or ()]


def streamed(client: TestClient, question: str) -> Said:
    content: list[str] = []
    annotations: list[dict[str, Any]] = []
    response = client.post(URL, json=_body(question, stream=True)).raise_for_status()
    for event in response.content.decode().split("\n\n"):
        data = event.removeprefix("data: ")
        if data and data != "[DONE]":
            for choice in json.loads(data)["choices"]:
                content.append(choice["delta"].get("content") or "")
                annotations += [each["url_citation"] for each in choice["delta"].get("annotations") or ()]
    return "".join(content), annotations


def _body(question: str, *, stream: bool) -> dict[str, Any]:
    return {"model": "newsqa", "stream": stream, "messages": [{"role": "user", "content": question}]}


def is_verbatim(archive: Archive, content: str, annotation: dict[str, Any]) -> bool:
    """Whether the slice is words, and those of an article at the annotation's address."""
    words = content[annotation["start_index"] : annotation["end_index"]]
    versions = archive.versions(article_id(canonical_url(annotation["url"])))
    return bool(words.strip()) and any(words in stored.article.text for stored in versions)


if __name__ == "__main__":
    main()
