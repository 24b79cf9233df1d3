"""Answers of each kind, made by hand: what the page and the terminal show of fields that a service fills rarely."""

from typing import Any

from browsing import an_answer
from pydantic import TypeAdapter

from qa.answer.contract import Answer, Timing

ANSWER = TypeAdapter(Answer)
NO_TIME = dict.fromkeys(Timing.__dataclass_fields__, 0.0)


def made(answer: dict[str, Any]) -> Answer:
    """An answer as the service makes it."""
    return ANSWER.validate_python({"timing_ms": NO_TIME, **answer})


def hostile() -> dict[str, Any]:
    """Words that would be markup, or end a field, in one format or another."""
    quotes = [
        "“50% of {A} & _B_,” \\ said #1:\n[x](javascript:alert(1)) <b>*now*</b> ~ 2^3 | $5.\r\nER  - \nTY  - JOUR",
        "2023. was {unbalanced",
        "- 😀 é̂ \u202eabc",
    ]
    answer = an_answer(quotes, question="What of {50%} & [this](https://x.example)?")
    answer["query"] = {**answer["query"], "text": answer["question"]}
    first = answer["citations"][0]
    first["article"] |= {
        "title": "{Ten} 100%_sure & #1: \\emph{so} ~ “it”",
        "authors": ["Jane {Doe}", "Sample desk", "van der Berg and Sons"],
        "publisher": "A & B_C",
        "url": "https://paper1.example/a_(b)?x={1}&y=%20z#top",
    }
    first["link"] = first["article"]["url"] + ":~:text=50%25,5."
    answer["citations"][1]["article"] |= {"authors": [], "publisher": None, "published_at": None, "language": None}
    answer["citations"][2]["article"] = {**first["article"]}
    return answer


def place(quote: str, words: str, citation: int = 1) -> dict[str, int]:
    """Where words stand in a citation's quote."""
    start = quote.index(words)
    return {"citation": citation, "start": start, "end": start + len(words)}


def claim() -> dict[str, Any]:
    quote = "Japan pledged about $550 billion of investment in the United States."
    return an_answer([quote], question="Did Japan pledge $500 billion?", kind="claim")


def brief() -> dict[str, Any]:
    quotes = [
        "The city closed the bridge after cracks were found in two of its piers.",
        "Engineers said the repairs would take eleven weeks.",
        "The bridge reopened to traffic a week early.",
    ]
    answer = an_answer(quotes, question="What happened with the bridge?", kind="overview")
    answer["brief"] = [
        {"citation": 1, "day": "2025-10-21", "reports": 2},
        {"citation": 2, "day": "2025-10-22", "reports": 1},
        {"citation": 3, "day": None, "reports": 1},
    ]
    return answer


def items() -> dict[str, Any]:
    quotes = ["Toyota, Panasonic and Hitachi will invest.", "SoftBank said that it would invest, as would Hitachi."]
    named = [("Toyota", 1, [1]), ("Panasonic", 1, [1]), ("Hitachi", 1, [1, 2]), ("SoftBank", 2, [2])]
    answer = an_answer(quotes, question="Which companies will invest?", kind="list")
    answer["items"] = [
        {"text": text, "at": place(quotes[n - 1], text, n), "citations": numbers} for text, n, numbers in named
    ]
    return answer


def comparison() -> dict[str, Any]:
    quotes = [
        "Japan pledged $550 billion of investment.",
        "South Korea pledged $350 billion of investment over ten years.",
    ]
    sides = [{"name": "Japan", "citations": [1]}, {"name": "South Korea", "citations": [2]}]
    question = "How do the pledges of Japan and South Korea compare?"
    return an_answer(quotes, question=question, kind="comparison", sides=sides)


def differing() -> dict[str, Any]:
    quotes = ["About 18,000 officers will be on duty.", "Police said 12,500 officers would be on duty."]
    claims = [
        {"value": value, "citation": n, "publisher": f"Paper {n}", "published_at": f"2025-10-2{n}T10:00:00Z"}
        for n, value in enumerate(["About 18,000", "12,500"], start=1)
    ]
    notice = {"kind": "conflict", "text": "Two reports differ.", "citations": [1, 2], "claims": claims}
    return an_answer(quotes, question="How many officers will be on duty?", notices=[notice])


def copied() -> dict[str, Any]:
    """One report that three publishers carry, a further quote, and what to ask next."""
    quotes = [
        "Japan pledged about $550 billion of investment in the United States during negotiations over tariffs, and the"
        " two governments began deciding where the money will go.",
        "The first projects are to be named before the end of the year.",
    ]
    answer = an_answer(quotes, question="What did Japan pledge?", short_answer="$550 billion", independent_reports=1)
    answer["short_answer_at"] = place(quotes[0], "$550 billion")
    answer["citations"][0]["also_reported_by"] = [
        {
            "publisher": "Pacific Ledger",
            "url": "https://ledger.example/1",
            "published_at": "2025-10-27T10:00:00Z",
            "host": "ledger.example",
        },
        {
            "publisher": "Eastmoor Gazette",
            "url": "https://gazette.example/1",
            "published_at": None,
            "host": "gazette.example",
        },
    ]
    text = "Three publishers carry the same words, so they do not confirm each other."
    answer["notices"] = [{"kind": "copies", "text": text, "citations": [1], "claims": []}]
    return answer


def refusal() -> dict[str, Any]:
    """No answer, with ways out of it and what is nearest."""
    answer = an_answer(
        ["The newest report of Japan's pledge is from October."], question="What did Japan pledge in 2024?"
    )
    found = answer["evidence"]
    suggestions = [
        {"kind": "without_condition", "text": "Search all dates", "question": "What did Japan pledge in 2024?"}
        | {"without": ["time"], "since": None, "until": None, "publishers": []},
        {"kind": "other_days", "text": "Search 25–31 Oct 2025", "question": "What did Japan pledge?"}
        | {"without": [], "since": "2025-10-25", "until": "2025-10-31", "publishers": []},
        {"kind": "other_question", "text": "What did Japan promise to invest?"}
        | {"question": "What did Japan promise to invest?"}
        | {"without": [], "since": None, "until": None, "publishers": []},
    ]
    query = {
        **answer["query"],
        "text": answer["question"],
        "since": "2024-01-01",
        "until": "2024-12-31",
        "time_phrase": "in 2024",
        "conditions": [{"kind": "time", "text": "in 2024", "since": "2024-01-01", "until": "2024-12-31"}],
    }
    refused = an_answer([], question=answer["question"], reason="filtered_out", query=query, suggestions=suggestions)
    return {**refused, "evidence": found, "answer": "The archive has nothing from 2024."}
