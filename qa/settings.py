"""All settings in one frozen object: the environment (`NEWSQA_…`) over `newsqa.toml` over the defaults.

The only file that reads the environment. Unknown keys are refused, numbers are bounded.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from corpus.errors import UsageError

PREFIX = "NEWSQA_"
FILE = "newsqa.toml"


class SettingsError(UsageError):
    """A setting that does not exist or has a value that it cannot have; the message names both."""


class Settings(BaseSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, toml_file=FILE, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    home: Annotated[Path, Field(description="the data folder")] = Path(
        platformdirs.user_data_dir("newsqa", appauthor=False)
    )
    host: Annotated[str, Field(description="address that the server listens on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="its port; 0 takes a free one")] = 8000
    model: Annotated[
        str | None, Field(description="a sentence-transformers model by folder or hub name; default: the packaged one")
    ] = None

    @property
    def archive(self) -> Path:
        return self.home / "archive.db"

    @property
    def index(self) -> Path:
        """Folder of the indexes; it may be deleted at any time."""
        return self.home / "index"

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
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: Any) -> Settings:
    """The settings, with those overridden that are not `None`. Raises `SettingsError` naming the key and its value."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise SettingsError(
            f"environment variable {unknown[0]}={os.environ[unknown[0]]!r} is no setting;"
            f" there are: {', '.join(sorted(known))}"
        )
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("; ".join(_describe(problem) for problem in error.errors())) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{FILE} is not TOML: {error}") from error


def _describe(problem: Any) -> str:
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        names = ", ".join(sorted(Settings.model_fields))
        return f"{FILE}: {name} = {problem['input']!r} is no setting; there are: {names}"
    return f"setting {name} = {problem['input']!r}: {problem['msg']}"
