"""Opening what the settings name: the encoder, the indexes, the service with its language model if there is one.

What takes long to import is imported by the function that needs it. Knows nothing of commands.
"""

import atexit
import os
import shutil
import sys
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.archive.archive_place import open_archive
from corpus.errors import ArchiveError, StateError
from qa.service.settings import Settings

if TYPE_CHECKING:
    from index.encoder.encoder import Encoder, ModelFiles
    from index.encoder.encoders import Encoders
    from index.engine.indexes import Indexes
    from index.engine.milvus.milvus_address import MilvusAddress
    from index.engine.milvus.milvus_index import MilvusIndex
    from index.engine.passage_index import PassageIndex
    from index.passages.passage_store import Facts
    from qa.answer.generation.writer import Writer
    from qa.answer.reader.reader import Reader
    from qa.service.ask import Service
    from qa.service.standing.deliveries import Senders


def check_archive(settings: Settings) -> None:
    """Raises `ArchiveError` unless the archive can be used: before a model is prepared for nothing."""
    with open_archive(settings.archive):
        pass


def open_encoder(settings: Settings) -> "Encoder":
    """The encoder of the archive's passages; where there are none yet, or its model is not to be found, that of the
    settings."""
    from index.encoder.encoder import ModelError

    model, place = _living_model(settings)
    with suppress(ModelError):
        if model:
            return open_model(settings, model, place)
    return open_set_encoder(settings)


def open_set_encoder(settings: Settings) -> "Encoder":
    """The encoder that the settings name."""
    from index.encoder.encoder import find_model

    return _load(settings, find_model(settings.model))


def open_model(settings: Settings, digest: str, place: str | None) -> "Encoder":
    """The encoder of a model by its digest: the one of the settings, the one where it was found, or the packaged one.

    Raises `ModelError` if none of them has that digest.
    """
    from index.encoder.encoder import ModelError, find_model

    places = dict.fromkeys((settings.model, place, None))
    for each in places:
        with suppress(ModelError):
            if (found := find_model(each)).digest == digest:
                return _load(settings, found)
    tried = ", ".join(each or "the packaged one" for each in places)
    raise ModelError(f"the model {digest[:16]}…, with which the archive's passages were made, is none of: {tried}")


def model_place(settings: Settings) -> str | None:
    """Where the model of the settings is, to be found again from any folder; `None` for the packaged one."""
    if settings.model is None:
        return None
    return str(Path(settings.model).resolve()) if Path(settings.model).is_dir() else settings.model


def _living_model(settings: Settings) -> tuple[str | None, str | None]:
    """The digest of the model of the passages that answer, and where it was found; nothing of an archive to be."""
    if isinstance(settings.archive, Path) and not settings.archive.exists():
        return None, None
    with suppress(ArchiveError), open_archive(settings.archive) as archive:  # whoever needs it says what is wrong
        return archive.fact("model"), archive.fact("model_place") or None
    return None, None


def _load(settings: Settings, files: "ModelFiles") -> "Encoder":
    from index.encoder.openvino_encoder import load_encoder

    if not settings.models.exists():
        print("Preparing the embedding model for this machine (once, about 15 s) …", file=sys.stderr)
    encoder, problem = load_encoder(files, settings.models)
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


def open_index(settings: Settings, encoder: "Encoder", encoders: "Encoders | None" = None) -> "PassageIndex":
    """The index of the archive's passages; with `encoders` it goes over to those of other models."""
    place, folder, follow = settings.archive, index_folder(settings), encoders.ready if encoders else None
    if settings.milvus:
        return _in_milvus(settings.milvus)(place, settings.milvus, folder, _facts(encoder), follow)
    from index.engine.local_index import LocalIndex

    return LocalIndex(place, folder, _facts(encoder), follow)


def _in_milvus(address: "MilvusAddress") -> "type[MilvusIndex]":
    """What searches in Milvus. Raises `StateError` where its client is not installed."""
    try:
        from index.engine.milvus.milvus_index import MilvusIndex
    except ImportError as error:
        raise StateError(f"passages at {address} need pymilvus: pip install 'newsqa[milvus]'") from error
    return MilvusIndex


def open_indexes(settings: Settings) -> "Indexes":
    """What is brought up to the archive: files of this machine, or collections in Milvus."""
    from index.engine.indexes import IndexFiles

    if settings.milvus:
        return _in_milvus(settings.milvus).indexes(settings.milvus, index_folder(settings))
    return IndexFiles(index_folder(settings))


def _facts(encoder: "Encoder") -> "Facts":
    """What was fixed when the passages were made."""
    from index.passages.chunk import PASSAGE_TOKENS
    from index.passages.passage_store import Facts

    return Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)


def bring_up_indexes(settings: Settings) -> None:
    """Bring the indexes on disk up to date, so that the next question finds them so."""
    from index.engine.indexes import bring_up
    from index.passages.generations import living_facts

    with open_archive(settings.archive) as archive:
        if facts := living_facts(archive):
            bring_up(archive, open_indexes(settings), facts)


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
    from index.encoder.encoders import Encoders
    from qa.service.ask import Service

    encoder = open_encoder(settings)
    encoders = Encoders(encoder, partial(open_model, settings))
    return Service(
        open_index(settings, encoder, encoders),
        encoder,
        open_reader(settings),
        writer=open_writer(settings, encoder),
        mode=settings.mode,
        encoders=encoders,
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
