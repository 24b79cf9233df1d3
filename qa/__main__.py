"""`python -m qa` is the `newsqa` command, and so is `newsqa`.

Ctrl-C ends it in silence while it still imports what it needs, which takes longer than many a command.
"""

import signal


def main() -> None:
    """The entry point; nothing of the project is imported before it."""
    interrupted = signal.getsignal(signal.SIGINT)  # ignored, where a shell started it in the background
    if interrupted is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from qa.cli.main import main as newsqa

    signal.signal(signal.SIGINT, interrupted)
    newsqa()


if __name__ == "__main__":
    main()
