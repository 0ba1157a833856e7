"""Somebody with a browser: keeps cookies, fills in the token that forms of our own carry."""

import re
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from webcare import access
from webcare.access import login_sessions
from webcare.database import session, transaction
from webcare.models import User

STREAM = "text/vnd.turbo-stream.html"


class Visitor:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self._tokens: dict[str, str] = {}

    def log_in(self, user: User) -> "Visitor":
        """Log in as this user, without the form."""
        now: datetime = self.app.config["CLOCK"]()
        with transaction():
            token = login_sessions.begin(
                user, device="test", address="::1", lasts=timedelta(days=1), now=now, strong=True
            )
        session.remove()
        self.client.set_cookie(access.COOKIE, token)
        return self

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def post(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        return self.send("POST", path, fields, **options)

    def delete(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        return self.send("DELETE", path, fields, **options)

    def put(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        return self.send("PUT", path, fields, **options)

    def send(self, method: str, path: str, fields: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form, with the token of this log-in."""
        return self.client.open(path, method=method, data={"csrf_token": self.token(), **(fields or {})}, **options)

    def token(self) -> str:
        """The CSRF token of a page this visitor sees; it holds as long as the cookie that it belongs to."""
        form = self.client.get_cookie("form")
        if form is None or form.value not in self._tokens:
            page = self.get("/settings").text if self.client.get_cookie(access.COOKIE) else self.get("/login").text
            found = re.search(r'name="csrf-token" content="([^"]+)"', page)
            assert found, page
            form = self.client.get_cookie("form")
            assert form
            self._tokens[form.value] = found[1]
        return self._tokens[form.value]
