"""What stands before the socket server: who may knock, and how."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Doorway:
    """Turns away sockets that do not say they come from a page of ours, and takes away the offer to compress.

    A browser always sends an Origin with a socket; whoever sends none is no browser. Compression of each message
    would double the cost of a broadcast and take 300 kB per screen.
    """

    def __init__(self, inner: Wsgi, origins: Iterable[str]) -> None:
        self.inner = inner
        self.origins = frozenset(origins)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request."""
        if not environ.get("PATH_INFO", "").startswith("/socket.io"):
            return self.inner(environ, start)
        if environ.get("HTTP_ORIGIN") not in self.origins:
            status = HTTPStatus.FORBIDDEN
            start(f"{status.value} {status.phrase}", [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return []
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return self.inner(environ, start)
