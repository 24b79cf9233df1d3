"""Bounds on what strangers may use of the server at a time; part of the settings. Knows nothing of HTTP's details."""

import os
from ipaddress import ip_network
from math import ceil
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from pydantic_settings import NoDecode

CORES = os.cpu_count() or 1
MAX_AT_ONCE = 40  # the threads that there are for them
# Eight may wait for a language model; of the others one more than there are cores is searched for (`qa.service.ask`).
AT_ONCE = min(MAX_AT_ONCE, 8 + CORES + 1)
WAITING = 4 * CORES  # 19 in all on two cores, so that 16 clients are served; with fewer, more is refused (LOG.md)


def parts(value: object) -> object:
    """A list as the environment gives it: its parts with commas between."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for each in value:
        ip_network(each)  # raises what is wrong with it
    return value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(parts)]


class Bounds(BaseModel):
    """How much is worked on, waits or stays open at a time, and how long a client is waited for."""

    requests_per_minute: Annotated[
        int, Field(ge=0, le=1_000_000, description="of an address or key; 0: as many as there are turns")
    ] = 300
    proxies: Annotated[
        Annotated[Names, AfterValidator(_networks)],
        Field(description="addresses of proxies, which say for whom they ask"),
    ] = ()
    questions_at_once: Annotated[
        int, Field(ge=1, le=MAX_AT_ONCE, description="requests that are worked on at a time")
    ] = AT_ONCE
    questions_waiting: Annotated[int, Field(ge=0, le=10_000, description="requests that wait for their turn")] = WAITING
    max_body_bytes: Annotated[int, Field(ge=1_000, le=10_000_000, description="of a request")] = 500_000
    max_connections: Annotated[int, Field(ge=10, le=100_000, description="open at a time")] = 500
    head_timeout_s: Annotated[float, Field(ge=1, le=600, description="for a request's head to come")] = 10.0
    body_timeout_s: Annotated[float, Field(ge=1, le=600, description="for its body to come")] = 20.0
    unread_timeout_s: Annotated[float, Field(ge=1, le=600, description="for a client to read something")] = 20.0
    stop_timeout_s: Annotated[float, Field(ge=2, le=600, description="for the server to stop")] = 10.0


def share_of(bounds: Bounds, n: int) -> Bounds:
    """The bounds that each of `n` processes keeps to, so that all of them together keep to these. Connections stay:
    they are bounded by each process's descriptors, and are not shared out evenly."""
    shared = {
        "questions_at_once": ceil(bounds.questions_at_once / n),
        "questions_waiting": ceil(bounds.questions_waiting / n),
    }
    return bounds.model_copy(update=shared)
