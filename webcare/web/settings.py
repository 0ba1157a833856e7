"""One's own settings."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare.access import accounts, current_session, current_user, factors, login_sessions
from webcare.access.accounts import WrongPassword
from webcare.access.passwords import WeakPassword
from webcare.database import transaction
from webcare.web import languages, names, now
from webcare.web.forms import ZONES, Fields

LONGEST_SIGNATURE = 20

settings = Blueprint("settings", __name__)


@settings.get("/settings")
def show() -> str:
    """The settings of whoever looks."""
    return _page(Fields())


@settings.post("/settings")
def update() -> Response | tuple[str, int]:
    """Change language, time zone, signature, keys and sound."""
    fields = Fields()
    wanted = {
        "language": fields.choice("language", names.LANGUAGES),
        "time_zone": fields.choice("time_zone", ZONES),
        "signature": fields.text("signature", longest=LONGEST_SIGNATURE).lstrip("^"),
        "shortcuts": fields.yes("shortcuts"),
        "sound": fields.yes("sound"),
    }
    if fields.errors:
        return _page(fields, wanted), 422
    with transaction():
        accounts.change(current_user(), now=now(), **wanted)
    languages.remember(current_user())
    flash(_("Your settings are saved."))
    return redirect(url_for("settings.show"), 303)


@settings.post("/settings/password")
def change_password() -> Response | tuple[str, int]:
    """Take a new password; other browsers are logged out."""
    fields = Fields()
    old, new = fields.secret("current_password"), fields.secret("new_password")
    if not fields.errors and new != fields.secret("repeated_password"):
        fields.errors["repeated_password"] = _("This is not the same as the new password.")
    if not fields.errors:
        try:
            before = accounts.check_password(current_user(), old)
            after = accounts.hashed_for(current_user().name, current_user().email, new)
            with transaction():
                kept = current_session()
                accounts.change_password(current_user(), before, after, now=now(), keeping=kept)
        except WrongPassword as error:
            fields.errors["current_password"] = str(error)
        except WeakPassword as error:
            fields.errors["new_password"] = str(error)
    if fields.errors:
        return _page(fields), 422
    flash(_("Your password is changed. Other browsers are logged out."))
    return redirect(url_for("settings.show"), 303)


@settings.post("/settings/sessions/<int:session_id>/end")
def end_session(session_id: int) -> Response:
    """Log another of one's own browsers out."""
    with transaction():
        user = current_user()
        login_sessions.revoke(login_sessions.of_user(user, session_id), by=user, now=now())
    flash(_("That browser is logged out."))
    return redirect(url_for("settings.show"), 303)


def _page(fields: Fields, typed: dict[str, object] | None = None) -> str:
    user = current_user()
    kept = {name: getattr(user, name) for name in ("language", "time_zone", "signature", "shortcuts", "sound")}
    return render_template(
        "settings/show.html",
        place="settings",
        errors=fields.errors,
        values={**kept, **(typed or {})},
        sessions=login_sessions.live_of(user, now()),
        own_session=current_session(),
        has_factor=factors.has_any(user),
    )
