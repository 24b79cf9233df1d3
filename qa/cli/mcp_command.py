"""`newsqa mcp`: the tools for an assistant that starts this command itself, over standard input and output."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from qa.service.opening import check_archive, open_service
from qa.service.settings import load_settings


def mcp() -> None:
    """Answer an assistant over the Model Context Protocol, on standard input and output."""
    import anyio

    from qa.server.following import Following
    from qa.server.mcp_server import check_installed, serve_stdio
    from qa.server.mcp_tools import Tools

    check_installed()
    settings = load_settings()
    logging.basicConfig(format="%(levelname)s %(message)s")  # on standard error; the protocol has the other
    check_archive(settings)
    stop = threading.Event()

    def open_tools() -> Tools:
        service = open_service(settings)
        threading.Thread(target=Following().follow, args=(service, stop), name="follow", daemon=True).start()
        return Tools(service)

    opening = ThreadPoolExecutor(1).submit(open_tools)  # assistants do not wait long for the first word
    with suppress(KeyboardInterrupt):
        anyio.run(serve_stdio, opening.result)
    stop.set()
