"""Only the configured addresses are answered: a forged Host could end up in links and in caches."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from config import Config

HEALTH = "/healthz"  # load balancers ask for it by number


class KnownHosts:
    """WSGI middleware, since Flask looks at the host before it can render an error."""

    def __init__(self, application: Callable[..., Iterable[bytes]], names: frozenset[str]) -> None:
        self.application = application
        self.names = names

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Pass on what was asked of an address of ours."""
        if _host(environ.get("HTTP_HOST", "")) in self.names or environ.get("PATH_INFO") == HEALTH:
            return self.application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"Webcare is not served at this address. An admin can add it to WEBCARE_ORIGINS.\n"]


def _host(asked: str) -> str | None:
    try:
        return urlsplit(f"//{asked}").hostname
    except ValueError:
        return None


def register(app: Flask) -> None:
    """Put it before the application."""
    config: Config = app.config["WEBCARE"]
    names = frozenset(urlsplit(origin).hostname or "" for origin in config.origins)
    app.wsgi_app = KnownHosts(app.wsgi_app, names)  # type: ignore[method-assign]
