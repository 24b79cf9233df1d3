"""Where passages are kept in Milvus. Nothing of `pymilvus` is needed until somebody goes there."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from corpus.errors import UsageError

SERVER = re.compile(
    r"milvus(?P<tls>\+tls)?://(?:(?P<user>[^:/?#@]+):(?P<password>[^:/?#@]+)@)?(?P<host>[^/?#@]+)/(?P<name>[A-Za-z]\w{0,60})",
    re.ASCII,
)
LITE = re.compile(r"milvus:(?!//)(?P<path>.+\.db)")
LITE_NAME = "newsqa"
KNOWN_AS = "in_milvus"  # the archive's fact that tells its collections from those of others


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """`milvus://USER:PASSWORD@HOST:PORT/NAME`, `milvus+tls://…`, or `milvus:FILE.db` for Milvus Lite, in a folder of
    that name. Shown without its password.

    `NAME` begins the names of the collections. Raises `UsageError` where it is no such address.
    """

    url: str = field(repr=False)

    def __post_init__(self) -> None:
        if not SERVER.fullmatch(self.url) and not LITE.fullmatch(self.url):
            raise UsageError(
                "passages are in Milvus at milvus://USER:PASSWORD@HOST:PORT/NAME, NAME being letters, digits and _,"
                " and what is special in a password as %XX; this address has another form"
            )

    @property
    def uri(self) -> str:
        """What the client connects to."""
        if server := SERVER.fullmatch(self.url):
            return f"{'https' if server['tls'] else 'http'}://{server['host']}"
        return self.url.removeprefix("milvus:")

    @property
    def token(self) -> str:
        """How the client says who it is; empty where nobody asks."""
        server = SERVER.fullmatch(self.url)
        return f"{unquote(server['user'])}:{unquote(server['password'])}" if server and server["user"] else ""

    @property
    def name(self) -> str:
        """With what the collections' names begin."""
        server = SERVER.fullmatch(self.url)
        return server["name"] if server else LITE_NAME

    def __str__(self) -> str:
        server = SERVER.fullmatch(self.url)
        return f"milvus{server['tls'] or ''}://{server['host']}/{server['name']}" if server else self.url
