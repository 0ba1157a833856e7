"""Characters that no database keeps are refused before any route sees them, whatever the field, query or address.

PostgreSQL refuses NUL, SQLite keeps it and lists break: so nobody's form may hold it, on either.
"""

from collections.abc import Iterable
from typing import Any

from flask import Flask, request
from flask_babel import lazy_gettext as _

from webcare.errors import NotFound, WebcareError

NUL = "\x00"


class Unkeepable(WebcareError):
    """A text with a character that no database takes; `field` names it."""

    status = 422
    code = "unkeepable"
    message = _("The field %(field)s holds a character that cannot be kept. Type it again.")


def register(app: Flask) -> None:
    """Look at everything that comes in, after it is known who asks and whether the form is our own."""
    app.before_request(refuse)


def refuse() -> None:
    """Raises NotFound for such an address, Unkeepable for such a field. Text of a composer stays where it was typed."""
    if NUL in request.path:
        raise NotFound
    for fields in (request.args, request.form):
        for name, value in fields.items(multi=True):
            if NUL in name or NUL in value:
                raise Unkeepable(field=name.replace(NUL, "")[:40])
    if request.is_json and any(NUL in text for text in _texts(request.get_json(silent=True))):
        raise Unkeepable(field="json")


def keepable(text: str) -> bool:
    """Whether every database takes this text: without NUL, and without half of a surrogate pair."""
    return not any(letter == NUL or "\ud800" <= letter <= "\udfff" for letter in text)


def _texts(value: Any) -> Iterable[str]:
    """Every text in some JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
