"""All settings in one frozen object: the environment (`NEWSQA_…`) over `newsqa.toml` over the defaults.

The only file that reads settings from the environment. Unknown keys are refused, numbers are bounded.
"""

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableValueError

from corpus.archive.archive_place import ArchivePlace
from corpus.archive.postgres import PostgresAddress
from corpus.errors import UsageError
from index.engine.milvus.milvus_address import MilvusAddress
from qa.service.bounds import Bounds, Names
from qa.service.refresh_process import seconds
from qa.service.standing.mail import mail_server

PREFIX = "NEWSQA_"
FILE = "newsqa.toml"
SECRETS = (
    "admin_key",
    "archive_url",
    "index_url",
    "llm_api_key",
    "llm_base_url",
    "smtp_url",
)  # whose values are not repeated; an address can hold a password


class SettingsError(UsageError):
    """A setting that does not exist or has a value that it cannot have; the message names both."""


def _interval(value: str) -> str:
    seconds(value)
    return value


def _header_value(value: SecretStr) -> SecretStr:
    secret = value.get_secret_value()
    if secret != secret.strip() or not all(" " <= c <= "~" for c in secret):
        raise ValueError("has characters that no request can carry")
    return value


def _read_by(read: Callable[[str], object]) -> AfterValidator:
    """A check of a secret value: `read` raises `UsageError` for one that it cannot read."""

    def checked(value: SecretStr) -> SecretStr:
        try:
            read(value.get_secret_value())
        except UsageError as error:
            raise ValueError(str(error)) from None
        return value

    return AfterValidator(checked)


class SourceSettings(BaseModel):
    """One `[[source]]` of the file; what each key means is said in `corpus.source.Source`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Annotated[str, Field(min_length=1)]
    publisher: str | None = None
    section: str | None = None
    language: str | None = None
    max_pages: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    hosts: tuple[str, ...] = ()


class Settings(BaseSettings, Bounds):
    """What an operator may set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, toml_file=FILE, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    home: Annotated[Path, Field(description="the data folder")] = Path(
        platformdirs.user_data_dir("newsqa", appauthor=False)
    )
    archive_url: Annotated[
        Annotated[SecretStr, _read_by(PostgresAddress)] | None,
        Field(description="a PostgreSQL archive, postgresql://…; default: a file in the data folder"),
    ] = None
    index_url: Annotated[
        Annotated[SecretStr, _read_by(MilvusAddress)] | None,
        Field(description="passages in Milvus, milvus://…; default: indexes in the data folder"),
    ] = None
    host: Annotated[str, Field(description="address that the server listens on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="its port; 0 takes a free one")] = 8000
    hosts: Annotated[Names, Field(description="names that the server goes by, beside localhost and addresses")] = ()
    workers: Annotated[int, Field(ge=1, le=64, description="processes that answer")] = 1
    log_requests: Annotated[bool, Field(description="whether the log has a line for each request")] = False
    model: Annotated[
        str | None, Field(description="a sentence-transformers model by folder or hub name; default: the packaged one")
    ] = None

    reader: Annotated[
        Literal["small", "large"] | None,
        Field(
            description="who reads: a small network, or also a larger one, which is better and slower; default: also"
            " the larger one where its model is installed"
        ),
    ] = None

    source: Annotated[tuple[SourceSettings, ...], Field(description="where news comes from")] = ()
    refresh_every: Annotated[
        Annotated[str, AfterValidator(_interval)] | None,
        Field(description="how often the server refreshes, such as 15m; default: never by itself"),
    ] = None
    admin_key: Annotated[
        Annotated[SecretStr, Field(min_length=16), AfterValidator(_header_value)] | None,
        Field(description="a key that may do everything"),
    ] = None
    reading: Annotated[
        Literal["open", "key"], Field(description="who may read and ask: everybody, or whoever has a key")
    ] = "open"
    language: Annotated[
        str | None,
        Field(pattern="^[a-z]{2,3}$", description="the page's language, such as de; default: each browser's"),
    ] = None
    contact: Annotated[
        str | None, Field(pattern=r"^[!-'*-~]+$", description="where publishers reach whoever runs this")
    ] = None
    allow_hosts: Annotated[Names, Field(description="hosts that are asked although they are not public")] = ()
    mining_rights: Annotated[Names, Field(description="hosts whose reserved text may be used")] = ()
    keep_answers: Annotated[
        int, Field(ge=0, le=100_000, description="how many answers a server keeps for their links; 0: none")
    ] = 1_000
    fetch_delay_s: Annotated[float, Field(ge=0, le=60, description="seconds between requests to a host")] = 0.5

    smtp_url: Annotated[
        Annotated[SecretStr, _read_by(lambda url: mail_server(url, ""))] | None,
        Field(description="the mail server, as smtps://user:password@mail.example:465, or smtp:// with STARTTLS"),
    ] = None
    mail_from: Annotated[
        str | None, Field(pattern=r"^[!-;=?A-~]+@[A-Za-z0-9.-]+$", description="the sender of mails")
    ] = None

    mode: Annotated[
        Literal["extract", "generate"], Field(description="who writes answers: the articles alone, or a language model")
    ] = "extract"
    llm_base_url: Annotated[
        str | None,
        Field(pattern=r"^https?://[^\s/?#@]+(/[^\s?#@]*)?$", description="where a language model speaks OpenAI's API"),
    ] = None
    llm_model: Annotated[str | None, Field(min_length=1, description="its name there")] = None
    llm_api_key: Annotated[
        Annotated[SecretStr, AfterValidator(_header_value)] | None, Field(description="what it asks for")
    ] = None
    llm_timeout_s: Annotated[float, Field(ge=1, le=600, description="seconds that a generated answer may take")] = 60.0

    @property
    def archive(self) -> ArchivePlace:
        return PostgresAddress(self.archive_url.get_secret_value()) if self.archive_url else self.archive_file

    @property
    def archive_file(self) -> Path:
        """Where the archive is unless it is on PostgreSQL."""
        return self.home / "archive.db"

    @property
    def index(self) -> Path:
        """Folder of the indexes; it may be deleted at any time."""
        return self.home / "index"

    @property
    def milvus(self) -> MilvusAddress | None:
        """Where passages are searched unless that is in the folder of the indexes."""
        return MilvusAddress(self.index_url.get_secret_value()) if self.index_url else None

    @property
    def answers(self) -> Path:
        """Folder of kept answers; it may be deleted at any time."""
        return self.home / "answers"

    @property
    def sources(self) -> Path:
        """File of the sources that were added or paused beside those of the settings."""
        return self.home / "sources.json"

    @property
    def keys(self) -> Path:
        """File of the keys that `newsqa keys` makes."""
        return self.home / "keys.json"

    @property
    def models(self) -> Path:
        """Folder of converted models; it may be deleted at any time."""
        return self.home / "models"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls)
        if "llm_api_key" in file():
            raise SettingsError(f"{FILE}: llm_api_key is not read from a file; set {PREFIX}LLM_API_KEY")
        return init_settings, env_settings, file


def load_settings(**overrides: Any) -> Settings:
    """The settings, with those overridden that are not `None`. Raises `SettingsError` naming the key and its value."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        value = "" if "KEY" in unknown[0].upper() else f"={os.environ[unknown[0]]!r}"
        raise SettingsError(
            f"environment variable {unknown[0]}{value} is no setting; there are: {', '.join(sorted(known))}"
        )
    try:
        settings = Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("; ".join(_describe(problem) for problem in error.errors())) from None  # it has the values
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{FILE} is not TOML: {error}") from error
    except UnreadableValueError as error:  # its message names the setting, its cause what is wrong with the value
        raise SettingsError(f"{PREFIX}SOURCE is not JSON: {error.__cause__}") from error
    if (settings.llm_base_url is None) != (settings.llm_model is None):
        raise SettingsError("a language model needs both settings, llm_base_url and llm_model")
    if (settings.smtp_url is None) != (settings.mail_from is None):
        raise SettingsError("mail needs both settings, smtp_url and mail_from")
    if settings.mode == "generate" and settings.llm_model is None:
        raise SettingsError("setting mode = 'generate' needs a language model: set llm_base_url and llm_model")
    return settings


def _describe(problem: Any) -> str:
    name = ".".join(str(part) for part in problem["loc"])
    value = "" if name in SECRETS or "key" in name.lower() else f" = {problem['input']!r}"
    if problem["type"] == "extra_forbidden":
        names = ", ".join(sorted(Settings.model_fields))
        return f"{FILE}: {name}{value} is no setting; there are: {names}"
    return f"setting {name}{value}: {problem['msg']}"
