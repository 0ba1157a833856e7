"""Socket.IO: tells every screen what happened, after the commit."""

from flask import Flask
from flask_socketio import SocketIO


def attach(app: Flask) -> SocketIO:
    """The socket server of the application."""
    return SocketIO(app, async_mode="threading", always_connect=True)
