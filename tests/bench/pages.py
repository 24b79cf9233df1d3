"""How well the bodies of web pages are found: word-shingle F1 against bodies marked by hand.

    python tests/bench/pages.py FOLDER [--show] [--json FILE]

FOLDER has ground-truth.json and html/ID.html.gz. `--show` prints the runs of words that were missed or are too many,
page by page.

Scored as scrapinghub/article-extraction-benchmark does: the multiset of runs of four words on each page, precision and
recall of it, F1 of the page; then the mean over pages. Ours is `from_html`, the other is trafilatura alone.
"""

import gzip
import json
import re
import statistics
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import trafilatura
from figures import plain_arguments, write

from corpus.article import ArticleError
from corpus.formats.extract import from_html

RUN_WORDS = 4


def main() -> None:
    parser = plain_arguments(__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    truth = json.loads((arguments.folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = {key: gzip.decompress((arguments.folder / "html" / f"{key}.html.gz").read_bytes()) for key in truth}
    means = {}
    for name, extract in (("trafilatura alone", alone), ("newsqa", ours)):
        started = time.process_time()
        found = {key: extract(page, truth[key]["url"]) for key, page in pages.items()}
        seconds = time.process_time() - started
        scores = {key: score(found[key], truth[key]["articleBody"]) for key in truth}
        f1, precision, recall = (statistics.mean(column) for column in zip(*scores.values(), strict=True))
        print(
            f"{name:18} F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}"
            f"  {1000 * seconds / len(pages):.1f} ms a page, {len(pages)} pages"
        )
        means[name] = {"f1": f1, "precision": precision, "recall": recall, "ms_a_page": 1000 * seconds / len(pages)}
    write(arguments.json, {"pages": means})
    if arguments.show:
        for key, (f1, precision, recall) in sorted(scores.items(), key=lambda item: item[1]):
            print(f"\n{key} F1 {f1:.3f} precision {precision:.3f} recall {recall:.3f} {truth[key]['url']}")
            show_difference(found[key], truth[key]["articleBody"])


def alone(page: bytes, url: str) -> str:
    return trafilatura.extract(page, url=url, include_comments=False) or ""


def ours(page: bytes, url: str) -> str:
    try:
        return from_html(page, url, datetime.now(UTC)).article.text
    except ArticleError as error:
        print(f"  refused: {error}")
        return ""


def runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + RUN_WORDS]) for i in range(max(1, len(words) - RUN_WORDS + 1)) if words)


def score(found: str, truth: str) -> tuple[float, float, float]:
    """F1, precision and recall of a page."""
    one, other = runs(found), runs(truth)
    if not one or not other:
        return (1.0, 1.0, 1.0) if not one and not other else (0.0, 0.0, 0.0)
    common = (one & other).total()
    precision, recall = common / one.total(), common / other.total()
    return (2 * precision * recall / (precision + recall) if common else 0.0), precision, recall


def show_difference(found: str, truth: str) -> None:
    for sign, text, other in (("+", found, runs(truth)), ("-", truth, runs(found))):
        for line in text.splitlines():
            marked = runs(line)
            if marked and sum(other[run] > 0 for run in marked) < len(marked) / 2:
                print(f"  {sign} {line.strip()[:160]}")


if __name__ == "__main__":
    main()
