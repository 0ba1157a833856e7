"""HTTP: find (through the mandate), permit, act, render. One file per resource."""

from datetime import datetime

from flask import Flask, current_app


def now() -> datetime:
    """The moment of this request, in UTC; rules take it as an argument."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def register(app: Flask) -> None:
    """Put every resource on the application."""
    from webcare.web import errors, forms, languages, moments, names, security, shell, static

    for part in (languages, security, errors, static, moments, names, forms, shell):
        part.register(app)
    _register_resources(app)


def _register_resources(app: Flask) -> None:
    """One Blueprint per resource."""
    from webcare.web.health import health
    from webcare.web.inbox import inbox
    from webcare.web.login import login

    for resource in (health, inbox, login):
        app.register_blueprint(resource)
