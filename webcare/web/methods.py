"""Forms can only GET and POST: a hidden field `_method` makes a POST the DELETE or PUT it stands for."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from flask import Flask

FORM = "application/x-www-form-urlencoded"
METHODS = {"delete": "DELETE", "put": "PUT"}
LONGEST = 1_000_000  # a longer body is refused anyway


class MethodOverride:
    """WSGI middleware, since the method decides which route is found."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Look into forms that are posted, and pass everything on."""
        if environ["REQUEST_METHOD"] == "POST" and environ.get("CONTENT_TYPE", "").startswith(FORM):
            self._look_into(environ)
        return self.application(environ, start_response)

    def _look_into(self, environ: dict[str, Any]) -> None:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > LONGEST:
            return
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(body)
        if b"_method=" not in body:
            return
        asked = parse_qs(body.decode("latin-1")).get("_method", [""])[0].lower()
        environ["REQUEST_METHOD"] = METHODS.get(asked, "POST")


def register(app: Flask) -> None:
    """Put it before the application."""
    app.wsgi_app = MethodOverride(app.wsgi_app)  # type: ignore[method-assign]
