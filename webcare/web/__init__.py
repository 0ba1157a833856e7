"""HTTP: find (through the mandate), permit, act, render. One file per resource."""

from datetime import datetime

from flask import Flask, current_app


def now() -> datetime:
    """The moment of this request, in UTC; rules take it as an argument."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def register(app: Flask) -> None:
    """Put every resource on the application."""
    from webcare.web import moments, shell, static

    for part in (static, moments, shell):
        part.register(app)
