"""Opening what the settings name: the encoder, the indexes, the service with its language model if there is one.

What takes long to import is imported by the function that needs it. Knows nothing of commands.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.archive.archive_place import open_archive
from qa.service.settings import Settings

if TYPE_CHECKING:
    from index.encoder.encoder import Encoder
    from index.engine.passage_index import PassageIndex
    from index.passages.passage_store import Facts
    from qa.answer.generation.writer import Writer
    from qa.answer.reader.reader import Reader
    from qa.service.ask import Service
    from qa.service.standing.deliveries import Senders


def open_encoder(settings: Settings) -> "Encoder":
    from index.encoder.encoder import find_model
    from index.encoder.openvino_encoder import load_encoder

    if not settings.models.exists():
        print("Preparing the embedding model for this machine (once, about 15 s) …", file=sys.stderr)
    encoder, problem = load_encoder(find_model(settings.model), settings.models)
    if problem:
        print(f"newsqa: {problem}", file=sys.stderr)
    return encoder


def index_folder(settings: Settings) -> Path:
    """Where the indexes are; where the data folder cannot be written to, a copy of them that lasts as long as this
    process: even reading them takes locks."""
    where = settings.index if settings.index.exists() else settings.home
    if os.access(where, os.W_OK):
        return settings.index
    copied = Path(tempfile.mkdtemp(prefix="newsqa-index-"))
    atexit.register(shutil.rmtree, copied, ignore_errors=True)
    if settings.index.exists():
        shutil.copytree(settings.index, copied, dirs_exist_ok=True)
    return copied


def open_index(settings: Settings, encoder: "Encoder") -> "PassageIndex":
    from index.engine.local_index import LocalIndex

    return LocalIndex(settings.archive, index_folder(settings), _facts(encoder))


def _facts(encoder: "Encoder") -> "Facts":
    """What was fixed when the passages were made."""
    from index.passages.chunk import PASSAGE_TOKENS
    from index.passages.passage_store import Facts

    return Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)


def bring_up_indexes(settings: Settings, encoder: "Encoder") -> None:
    """Bring the indexes on disk up to date, so that the next question finds them so."""
    from index.engine.bring_up import bring_up

    with open_archive(settings.archive) as archive:
        bring_up(archive, settings.index, _facts(encoder))


def open_reader(settings: Settings) -> "Reader":
    from qa.answer.reader.convert import load_reader

    if not any(settings.models.glob("reader-*")):
        print("Preparing the reader for this machine (once, about 15 s) …", file=sys.stderr)
    reader, problem = load_reader(settings.models)
    if problem:
        print(f"newsqa: {problem}", file=sys.stderr)
    return reader if settings.reader == "small" else _beside_large(settings, reader)


def _beside_large(settings: Settings, reader: "Reader") -> "Reader":
    """Both readers; the small one alone where the larger was not asked for by name and cannot be used."""
    from index.encoder.encoder import ModelError
    from qa.answer.reader.large import TwoReaders, is_installed, load_large_reader

    if settings.reader is None and not is_installed():
        return reader
    if not any(settings.models.glob("large-reader-*")):
        print("Preparing the larger reader for this machine (once, about 30 s) …", file=sys.stderr)
    try:
        return TwoReaders(reader, load_large_reader(settings.models))
    except ModelError as error:
        if settings.reader == "large":
            raise
        print(f"newsqa: {error}; the small one reads alone", file=sys.stderr)
        return reader


def open_service(settings: Settings) -> "Service":
    from qa.service.ask import Service

    encoder = open_encoder(settings)
    return Service(
        open_index(settings, encoder),
        encoder,
        open_reader(settings),
        writer=open_writer(settings, encoder),
        mode=settings.mode,
    )


def open_writer(settings: Settings, encoder: "Encoder") -> "Writer | None":
    """What puts answers into words, if a language model is set up."""
    from qa.answer.generation.language_model import LanguageModel
    from qa.answer.generation.writer import Writer

    if settings.llm_base_url is None or settings.llm_model is None:
        return None
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    return Writer(LanguageModel(settings.llm_base_url, settings.llm_model, key, settings.llm_timeout_s), encoder)


def open_senders(settings: Settings) -> "Senders":
    """What sends the changes of followed questions. Raises `UsageError` for a mail server that is no address."""
    from corpus.web.address_guard import Guard
    from qa.service.standing.deliveries import Senders
    from qa.service.standing.mail import mail_server

    server = None
    if settings.smtp_url and settings.mail_from:
        server = mail_server(settings.smtp_url.get_secret_value(), settings.mail_from)
    return Senders(Guard(settings.allow_hosts), server)
