"""Path patterns, as robots.txt (RFC 9309), tdmrep.json and RSL have them: a prefix, with `*` and `$`."""

import fnmatch
import re


def matches_path(location: str, path: str) -> bool:
    """Whether a path falls under a location: a prefix, with `*` for anything and `$` for the end."""
    pattern = re.sub(r"[\[\]?]", lambda match: f"[{match[0]}]" if match[0] != "]" else "]", location)
    return fnmatch.fnmatchcase(path, pattern[:-1] if pattern.endswith("$") else f"{pattern}*")
