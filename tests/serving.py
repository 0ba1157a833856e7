"""The whole application on a port: pages and sockets, as browsers and socket clients meet it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from socket import create_server

from flask import Flask
from werkzeug.serving import make_server

from config import Config
from webcare import access, create_app, database
from webcare.access import login_sessions
from webcare.database import session, transaction
from webcare.models import User


class Desk:
    """A running desk. Its clock is the real one; give it another by `app.config["CLOCK"]`."""

    def __init__(self, app: Flask, url: str) -> None:
        self.app, self.url = app, url

    @property
    def now(self) -> datetime:
        moment: datetime = self.app.config["CLOCK"]()
        return moment

    def token(self, user: User) -> str:
        """Log this user in: what their cookie holds."""
        with transaction():
            return login_sessions.begin(
                user, device="test", address="::1", lasts=timedelta(days=1), now=self.now, strong=True
            )

    def cookie(self, user: User) -> str:
        return f"{access.COOKIE}={self.token(user)}"


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(config: Config, name: str = "127.0.0.1") -> Iterator[Desk]:
    """Serve the application that this configuration makes, until the block ends; under another name of this machine."""
    port = free_port()
    url = f"http://{name}:{port}"
    app, _sockets = create_app(config.model_copy(update={"origins": (url,)}))
    app.config["CLOCK"] = lambda: datetime.now(UTC)
    server = make_server("127.0.0.1", port, app, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="serving", daemon=True)
    thread.start()
    try:
        yield Desk(app, url)
    finally:
        app.extensions["live"].stop()
        server.shutdown()
        thread.join()
        server.server_close()
        session.remove()
        database.session.remove()
        app.extensions["database"].dispose()
