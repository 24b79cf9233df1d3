"""What only training needs is an extra: nothing that answers imports it."""

import subprocess
import sys


def test_answering_and_serving_do_not_import_scipy() -> None:
    script = "import sys, qa.cli.main, qa.cli.chat, qa.server.app; print('scipy' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=240, check=True)
    assert result.stdout == "False\n"
