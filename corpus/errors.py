"""The errors that are expected: each message names the thing and the value, and is fit to be shown as it is."""


class NewsqaError(Exception):
    """Base of the expected errors."""


class UsageError(NewsqaError):
    """What was asked for makes no sense; trying again with the same input cannot help."""


class StateError(NewsqaError):
    """It cannot be done as things are on this machine; the message says what to do, and trying again may help."""


class ArchiveError(StateError):
    """The archive cannot be opened, read or written as it is; the message names the archive and what to do."""


class WritingElsewhereError(ArchiveError):
    """Somebody else has the right to write to the archive for now."""
