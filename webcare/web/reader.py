"""Who reads this page, and under which mandate: looked up once per request."""

from flask import g

from webcare import mandate
from webcare.access import current_user
from webcare.mandate import Mandate
from webcare.web import now


def reader() -> Mandate:
    """The mandate of who asks, as it was when it was first asked for: for showing, never for letting something be done.

    Raises LogInFirst when nobody is logged in.
    """
    if "reader" not in g:
        g.reader = mandate.of(current_user(), now())
    held: Mandate = g.reader
    return held
