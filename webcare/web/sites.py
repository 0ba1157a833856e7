"""At which of its addresses the desk is being asked; passkeys answer to one host only."""

from urllib.parse import urlsplit

from flask import current_app, request

from config import Config
from webcare.access.passkeys import Site


def here() -> Site:
    """The host of this request, which is a configured one, and the configured addresses of that host."""
    config: Config = current_app.config["WEBCARE"]
    host = urlsplit(f"//{request.host}").hostname or ""
    origins = (origin.rstrip("/") for origin in config.origins)
    return Site(host, tuple(origin for origin in origins if urlsplit(origin).hostname == host))
