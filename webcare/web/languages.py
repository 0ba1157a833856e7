"""In which language, and in whose time zone, a page is written."""

from babel.support import Translations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel, get_translations, refresh

from webcare.models import User

LANGUAGES = ("en", "nl")
TIME_ZONE = "Europe/Amsterdam"


def register(app: Flask) -> None:
    """The reader's own setting; before log-in what the browser prefers."""
    Babel(app, default_timezone=TIME_ZONE, locale_selector=language, timezone_selector=time_zone)
    # A page asks for hundreds of texts: the library would look its catalogue up for each.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue().ugettext(text),
        lambda one, many, number: catalogue().ungettext(one, many, number),
        newstyle=True,
    )


def catalogue() -> Translations:
    """The texts in the language of this page, looked up once per page."""
    spoken = language()
    if g.get("catalogue_language") != spoken:
        g.catalogue_language, g.catalogue = spoken, get_translations()
    found: Translations = g.catalogue
    return found


def language() -> str:
    """`nl` or `en`."""
    known: str | None = g.get("language") if has_app_context() else None
    if known in LANGUAGES:
        return known
    if not has_request_context():
        return LANGUAGES[0]
    return request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])


def time_zone() -> str:
    """The name of the reader's zone."""
    return (g.get("time_zone") if has_app_context() else None) or TIME_ZONE


def remember(user: User) -> None:
    """Write this request in the language and zone of its reader, also when the database is away later on."""
    g.language, g.time_zone = user.language, user.time_zone


def write_in(language: str) -> None:
    """Write what follows of this request in this language: a link knows its reader's."""
    g.language = language
    refresh()
