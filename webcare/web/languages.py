"""In which language, and in whose time zone, a page is written."""

from functools import cache

from babel.support import Translations
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, get_locale, get_translations, refresh
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

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
    app.jinja_env.globals.update(_=written, unchanging=unchanging)


@pass_eval_context
def written(context: EvalContext, text: str, **values: object) -> str:
    """A text in the language of this page, as the library's `_` gives it in three times as long."""
    found = catalogue().ugettext(text)
    found = Markup(found) if context.autoescape else found  # noqa: S704  # our own texts; values are escaped
    return found % values if "%" in found else found


def catalogue() -> Translations:
    """The texts in the language of this page, looked up once per page."""
    found: Translations | None = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


def unchanging(template: str) -> Markup:
    """A part of every page that holds our own words and nothing else: drawn once per language, and kept."""
    return _drawn(template, str(get_locale()))


@cache
def _drawn(template: str, _spoken: str) -> Markup:
    return Markup(current_app.jinja_env.get_template(template).render())  # noqa: S704  # a template escapes


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
    _begin_anew()


def write_in(language: str) -> None:
    """Write what follows of this request in this language: a link knows its reader's."""
    g.language = language
    _begin_anew()


def _begin_anew() -> None:
    g.pop("catalogue", None)
    refresh()
