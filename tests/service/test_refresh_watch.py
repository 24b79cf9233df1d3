"""The watchdog on refreshes: one that says nothing any more is ended and told of, one that works is left alone."""

import sys
from pathlib import Path

import pytest

import qa.service.refresh_process
from qa.service.refresh_process import RefreshProcess

DEAF = "import signal, time\nfor n in (signal.SIGINT, signal.SIGTERM): signal.signal(n, signal.SIG_IGN)\n"
EVENT = """print('{"event": "progress", "data": {}}', flush=True)\n"""


@pytest.mark.parametrize("before", ["", EVENT])
def test_a_refresh_that_is_stuck_is_ended_and_the_next_one_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    monkeypatch.setattr(qa.service.refresh_process, "SILENT_S", 1.0)
    script = tmp_path / "stuck.py"
    script.write_text(DEAF + before + "time.sleep(600)\n")
    refreshing = RefreshProcess((sys.executable, str(script)))
    for _ in range(2):
        name, value = list(refreshing.start())[-1]
        assert (name, "it was stuck" in value["detail"]) == ("error", True)


def test_a_refresh_that_goes_on_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.service.refresh_process, "SILENT_S", 20.0)
    script = tmp_path / "works.py"
    script.write_text(EVENT * 3 + EVENT.replace("progress", "report"))
    events = [name for name, _ in RefreshProcess((sys.executable, str(script))).start()]
    assert events == ["progress"] * 3 + ["report"]
