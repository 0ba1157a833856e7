"""HTTP: find (through the mandate), permit, act, render. One file per resource."""

from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint, Flask, current_app
from werkzeug.routing import IntegerConverter, Map


def now() -> datetime:
    """The moment of this request, in UTC; rules take it as an argument."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


class RowId(IntegerConverter):
    """A row's id in an address; a number that no database can hold leads nowhere."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # as the library calls it
        super().__init__(map, max=(1 << 63) - 1)


def register(app: Flask) -> None:
    """Put every resource on the application."""
    from webcare.web import (
        confirmations,
        errors,
        guard,
        hosts,
        languages,
        media,
        methods,
        moments,
        names,
        pane,
        report_words,
        security,
        shell,
        sso,
        static,
        strips,
        tones,
        unkeepable,
    )

    app.url_map.converters["int"] = RowId
    first = (methods, hosts, languages, security, unkeepable, errors, confirmations)
    for part in (*first, static, moments, names, shell, pane, media, sso, guard, report_words, strips, tones):
        part.register(app)
    _register_resources(app)


def _register_resources(app: Flask) -> None:
    """One Blueprint per resource: whatever module of this package has one."""
    for found in iter_modules(__path__, f"{__name__}."):
        module = import_module(found.name)
        for each in vars(module).values():
            if isinstance(each, Blueprint) and each.import_name == found.name and each.name not in app.blueprints:
                app.register_blueprint(each)
