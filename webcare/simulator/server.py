"""The simulator as a server: X's API, the control API and its page, and the pictures, on this machine only."""

import functools
import json
import os
import socket
import threading
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request
from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from webcare.simulator import pictures
from webcare.simulator.api import api
from webcare.simulator.control import control
from webcare.simulator.drills import Stage, drills
from webcare.simulator.engine import Engine
from webcare.simulator.page import page
from webcare.simulator.problems import Problem
from webcare.simulator.store import picture

HOST = "127.0.0.1"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class Handler(WSGIRequestHandler):
    """Keeps connections open, sends at once, and writes no line per request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_request(self, *_facts: Any) -> None:
        """Say nothing: a busy simulator would bury what matters."""


def create_app(engine: Engine) -> Flask:
    """All wiring of the simulator."""
    app = Flask(__name__, static_folder="static", static_url_path="/static", template_folder="templates")
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.extensions["simulator"] = engine
    app.extensions["stage"] = Stage(engine)
    app.before_request(_only_from_here)
    app.after_request(_headers)
    for blueprint in (api, control, drills, page):
        app.register_blueprint(blueprint)
    app.add_url_rule("/media/<key>.png", "media", functools.partial(_media, engine))
    app.add_url_rule("/avatars/<handle>_normal.png", "avatar", functools.partial(_avatar, engine))
    app.register_error_handler(404, _unknown)
    return app


def _only_from_here() -> None:
    """Refuse a name that merely points here (DNS rebinding), and forms of other sites."""
    name, _, _port = request.host.partition(":")
    if name not in (HOST, "localhost"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        abort(403)
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and request.method != "GET":
        abort(403)


def _headers(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _unknown(_error: Exception) -> Response:
    return Problem(404, "Not Found", "Not Found").response()


def _media(engine: Engine, key: str) -> Response:
    with engine.store.reading() as connection:
        found = connection.execute(select(picture).where(picture.c.key == key)).first()
    if found is None:
        abort(404)
    return _bytes(found.motif, key)


@functools.lru_cache(maxsize=200)
def _drawn(motif: str, key: str) -> bytes:
    return pictures.draw(motif, key)


def _bytes(motif: str, key: str) -> Response:
    if motif in pictures.HOSTILE:
        content, kind = pictures.HOSTILE[motif]
        return Response(content(), content_type=kind)
    return Response(_drawn(motif, key), content_type="image/png", headers={"Cache-Control": "max-age=86400"})


def _avatar(engine: Engine, handle: str) -> Response:
    drawn = pictures.emblem() if handle.lower() == engine.brand.lower() else _face(handle.lower())
    return Response(drawn, content_type="image/png", headers={"Cache-Control": "max-age=86400"})


@functools.lru_cache(maxsize=500)
def _face(handle: str) -> bytes:
    return pictures.avatar(handle)


class Server:
    """A running simulator; `port` 0 takes a free one."""

    def __init__(self, engine: Engine, port: int = 0) -> None:
        """Take the port. Raises OSError when somebody else has it."""
        _check_free(port)
        self.engine = engine
        app = create_app(engine)
        self._stage: Stage = app.extensions["stage"]
        self._server: BaseWSGIServer = make_server(HOST, port, app, threaded=True, request_handler=Handler)
        self.port = self._server.server_port
        self.url = f"http://{HOST}:{self.port}"

    def serve(self) -> None:
        """Answer until `stop`."""
        self._server.serve_forever(poll_interval=0.05)

    def start(self) -> threading.Thread:
        """Answer in a thread of its own."""
        thread = threading.Thread(target=self.serve, name="x-simulator", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Answer no more, and play no drill."""
        self._stage.stop()
        self._server.shutdown()
        self._server.server_close()


def _check_free(port: int) -> None:
    """Fail with an OSError of our own to handle, where werkzeug would end the process."""
    if port:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((HOST, port))


def write_keys(path: Path, facts: dict[str, str]) -> None:
    """Write the brand's keys to a file that only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(facts, file, indent=2)
    fresh.replace(path)
