"""Random keys in links: the link holds the key, the database only its hash."""

import hashlib
import secrets

from flask_babel import lazy_gettext as _

from webcare.errors import WebcareError


class LinkOver(WebcareError):
    """Used, withdrawn, too old, or never given out: nobody is told which."""

    status = 410
    code = "link_over"
    message = _("This link opens nothing any more: it was used, withdrawn, or is too old. Ask for a new one.")


def new() -> tuple[str, str]:
    """A key for a link, and the hash to keep."""
    token = secrets.token_urlsafe(32)
    return token, hashed(token)


def hashed(token: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()
