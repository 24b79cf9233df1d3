"""Debian's Firefox, driven by WebDriver BiDi (W3C), which it speaks itself; Playwright asks it for more than it has."""

import itertools
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

NAMES = ("firefox-esr", "firefox")
PATIENCE_S = 120
ENTER, ESCAPE = "\ue007", "\ue00c"
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class Firefox:
    """A tab of it; what goes wrong in it is raised here."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._send("session.new", capabilities={})
        self._tab = self._send("browsingContext.create", type="tab")["context"]

    def _send(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            told = json.loads(self._socket.recv(timeout=PATIENCE_S))
            if told.get("id") == number:
                assert told["type"] == "success", told
                return told["result"]

    def goto(self, address: str) -> None:
        self._send("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._send("browsingContext.setViewport", context=self._tab, viewport=size)

    def evaluate(self, expression: str) -> Any:
        """What JavaScript gives, as far as JSON can have it."""
        whole = f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))"
        told = self._send("script.evaluate", expression=whole, target={"context": self._tab}, awaitPromise=True)
        assert told["type"] == "success", told["exceptionDetails"]["text"]
        return json.loads(told["result"]["value"])

    def until(self, expression: str) -> None:
        """Wait until JavaScript gives what counts as true."""
        by = time.monotonic() + PATIENCE_S
        while not self.evaluate(f"Boolean({expression})"):
            assert time.monotonic() < by, f"in vain: {expression}"
            time.sleep(0.1)

    def type(self, text: str) -> None:
        """Press keys, one after the other, where the focus is."""
        presses = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        keys = {"type": "key", "id": "keys", "actions": presses}
        self._send("input.performActions", context=self._tab, actions=[keys])

    def click(self, selector: str) -> None:
        """Press the pointer in the middle of the first element that a selector finds."""
        x, y = self.evaluate(
            f"(() => {{ const node = document.querySelector({json.dumps(selector)});"
            " node.scrollIntoView({ block: 'center', behavior: 'instant' }); const box = node.getBoundingClientRect();"
            " return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]; })()"
        )
        pointer = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        mouse = {"type": "pointer", "id": "mouse", "actions": pointer}
        self._send("input.performActions", context=self._tab, actions=[mouse])


@contextmanager
def firefox(language: str = "en") -> Iterator[Firefox]:
    """A tab of Firefox for a reader of a language; where there is none, or it does not start, the test is skipped."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Firefox here: apt-get install firefox-esr")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        preferences = f'user_pref("intl.accept_languages", "{language}");\n'
        Path(profile, "user.js").write_text(preferences, encoding="utf-8")
        command = [path, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            try:
                with connect(f"{_address(process)}/session", max_size=None, open_timeout=PATIENCE_S) as socket:
                    yield Firefox(socket)
            finally:
                process.kill()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := LISTENING.search(line):
            return found[1]
    pytest.skip("Firefox does not start")
