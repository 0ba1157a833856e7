"""Socket.IO: tells every screen what happened, after the commit.

One thread per process tails the event log (`feed`), draws what changed once per language (`drawing`) and sends it to
everybody who may read it (`seats`). Nothing else sends what happened, whichever process wrote it.
"""

from flask import Flask
from flask_socketio import SocketIO

from config import Config
from webcare.live import handlers
from webcare.live.doorway import Doorway
from webcare.live.feed import Feed
from webcare.live.rooms import Rooms

LARGEST_MESSAGE = 100_000  # bytes a browser may send; it sends ids


def attach(app: Flask) -> SocketIO:
    """The socket server of the application."""
    config: Config = app.config["WEBCARE"]
    sockets = SocketIO(
        app,
        async_mode="threading",
        always_connect=True,  # without it, what the connect handler sends would overtake the connect packet
        transports=["websocket"],
        cors_allowed_origins=list(config.origins),
        manage_session=False,
        client_manager=Rooms(),
        serve_client=False,
        max_http_buffer_size=LARGEST_MESSAGE,
    )
    app.wsgi_app = Doorway(app.wsgi_app, config.origins)  # type: ignore[method-assign, assignment]
    feed = Feed(app, sockets)
    app.extensions["live"] = feed
    handlers.register(sockets, feed)
    return sockets
