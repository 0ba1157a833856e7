"""HTTP: find (through the mandate), permit, act, render. One file per resource."""

from datetime import datetime

from flask import Flask, current_app


def now() -> datetime:
    """The moment of this request, in UTC; rules take it as an argument."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def register(app: Flask) -> None:
    """Put every resource on the application."""
    from webcare.web import errors, languages, methods, moments, names, security, shell, static

    for part in (methods, languages, security, errors, static, moments, names, shell):
        part.register(app)
    _register_resources(app)


def _register_resources(app: Flask) -> None:
    """One Blueprint per resource."""
    from webcare.web.health import health
    from webcare.web.inbox import inbox
    from webcare.web.login import login
    from webcare.web.settings import settings
    from webcare.web.users import users

    for resource in (health, inbox, login, settings, users):
        app.register_blueprint(resource)
