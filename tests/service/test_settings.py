from pathlib import Path

import pytest
from conftest import ROOT

from qa.service.settings import Settings, SettingsError, load_settings

RUNNING = ROOT / "RUNNING.md"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NEWSQA_{name.upper()}", raising=False)


def test_defaults_listen_on_this_machine_alone() -> None:
    assert (load_settings().host, load_settings().port) == ("127.0.0.1", 8000)


def test_environment_overrides_the_file_and_arguments_override_both(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("newsqa.toml").write_text('home = "/from/file"\nport = 1111\nhost = "127.0.0.3"\n')
    monkeypatch.setenv("NEWSQA_PORT", "2222")
    settings = load_settings(host="127.0.0.2", port=None)
    assert (settings.home, settings.port, settings.host) == (Path("/from/file"), 2222, "127.0.0.2")


def test_an_unknown_key_in_the_file_is_named_with_its_value() -> None:
    Path("newsqa.toml").write_text("prot = 8000\n")
    with pytest.raises(SettingsError, match=r"newsqa.toml: prot = 8000 is no setting; there are: .*port"):
        load_settings()


def test_an_unknown_variable_is_named_with_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSQA_PROT", "8000")
    with pytest.raises(SettingsError, match=r"NEWSQA_PROT='8000' is no setting; there are: .*NEWSQA_PORT"):
        load_settings()


@pytest.mark.parametrize("value", ["-1", "65536", "eight"])
def test_a_port_that_cannot_be_is_refused_by_name(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSQA_PORT", value)
    with pytest.raises(SettingsError, match=f"port = '{value}'"):
        load_settings()


def test_a_broken_file_is_named() -> None:
    Path("newsqa.toml").write_text("port = = 1\n")
    with pytest.raises(SettingsError, match=r"newsqa.toml is not TOML"):
        load_settings()


def test_a_file_and_a_variable_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("newsqa.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"newsqa.toml is not TOML"):
        load_settings()
    Path("newsqa.toml").unlink()
    monkeypatch.setenv("NEWSQA_SOURCE", "{bad")
    with pytest.raises(SettingsError, match="NEWSQA_SOURCE is not JSON"):
        load_settings()


def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSQA_ADMIN_KEY", "ключ" * 4)
    with pytest.raises(SettingsError, match="admin_key: Value error, has characters") as refused:
        load_settings()
    assert "ключ" not in str(refused.value)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(load_settings(), "port", 1)  # noqa: B010


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_manual(name: str) -> None:
    assert f"`NEWSQA_{name.upper()}`" in RUNNING.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"LLM_MODEL": "m"}, "needs both settings, llm_base_url and llm_model"),
        ({"SMTP_URL": "smtp://mail.example"}, "needs both settings, smtp_url and mail_from"),
        ({"SMTP_URL": "http://me:secret@host", "MAIL_FROM": "a@b.example"}, "setting smtp_url: "),
        ({"MAIL_FROM": "Desk <a@b.example>"}, "setting mail_from = 'Desk <a@b.example>'"),
        ({"MODE": "generate"}, "set llm_base_url and llm_model"),
        ({"LLM_BASE_URL": "file:///etc/passwd", "LLM_MODEL": "m"}, "setting llm_base_url: "),
        ({"LLM_BASE_URL": "http://me:secret@host/v1", "LLM_MODEL": "m"}, "setting llm_base_url: "),
        ({"LLM_API_KEY": "secret\nX-Other: 1"}, "setting llm_api_key: "),
        ({"LLM_APIKEY": "secret"}, "NEWSQA_LLM_APIKEY is no setting"),
        ({"LLM_TIMEOUT_S": "0"}, "setting llm_timeout_s = '0'"),
    ],
)
def test_a_language_model_is_set_up_whole_and_its_key_is_never_shown(
    values: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"NEWSQA_{name}", value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert words in str(raised.value)
    assert "secret" not in str(raised.value) and raised.value.__cause__ is None


def test_the_language_models_key_is_read_from_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSQA_LLM_API_KEY", "a-key")
    key = load_settings().llm_api_key
    assert key is not None and key.get_secret_value() == "a-key" and "a-key" not in repr(load_settings())
    Path("newsqa.toml").write_text('llm_api_key = "a-key"\n')
    with pytest.raises(SettingsError, match="is not read from a file; set NEWSQA_LLM_API_KEY") as raised:
        load_settings()
    assert "a-key" not in str(raised.value)
