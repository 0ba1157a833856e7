"""Colleagues' accounts, for admins."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import mandate
from webcare.access import accounts, current_session, current_user, factors, invitations, login_sessions, resets
from webcare.database import transaction
from webcare.desk import executives, permitting
from webcare.models import Power
from webcare.web import links, now, security
from webcare.web.forms import Fields

users = Blueprint("users", __name__)


@users.before_request
def permit() -> None:
    """Only for who manages the installation."""
    mandate.permit(current_user(), Power.MANAGE, now())


@users.get("/users")
def index() -> str:
    """Everybody."""
    return render_template(
        "admin/users/index.html",
        place="users",
        users=accounts.everybody(),
        sessions=login_sessions.counted(now()),
        invitations=invitations.waiting(),
        holders=factors.holders(),
        executives={each.id for each in executives.everybody()},
        required=factors.is_required(demo=security.is_demo()),
        moment=now(),
    )


@users.post("/users/<int:user_id>/disabling")
def disable(user_id: int) -> Response:
    """Shut an account; its sessions end at once."""
    with transaction():
        user = accounts.with_id(user_id)
        accounts.disable(user, by=current_user(), now=now())
        permitting.review(now=now())
    flash(_("%(name)s cannot log in any more.", name=user.name))
    return redirect(url_for("users.index"), 303)


@users.delete("/users/<int:user_id>/disabling")
def enable(user_id: int) -> Response:
    """Open an account again."""
    with transaction():
        user = accounts.with_id(user_id)
        accounts.enable(user, by=current_user(), now=now())
        permitting.review(now=now())
    flash(_("%(name)s can log in again.", name=user.name))
    return redirect(url_for("users.index"), 303)


@users.get("/users/<int:user_id>/sessions")
def sessions(user_id: int) -> str:
    """With which browsers somebody is logged in."""
    user = accounts.with_id(user_id)
    return render_template(
        "admin/users/sessions.html",
        place="users",
        user=user,
        sessions=login_sessions.live_of(user, now()),
        own_session=current_session(),
    )


@users.delete("/users/<int:user_id>/sessions/<int:session_id>")
def end_session(user_id: int, session_id: int) -> Response:
    """Log one browser of somebody out."""
    with transaction():
        user = accounts.with_id(user_id)
        found = login_sessions.of_user(user, session_id)
        login_sessions.revoke(found, by=current_user(), now=now())
    flash(_("That browser of %(name)s is logged out.", name=user.name))
    return redirect(url_for("users.sessions", user_id=user_id), 303)


@users.delete("/users/<int:user_id>/sessions")
def end_sessions(user_id: int) -> Response:
    """Log somebody out everywhere."""
    with transaction():
        user = accounts.with_id(user_id)
        login_sessions.revoke_all(user, by=current_user(), now=now())
    flash(_("%(name)s is logged out everywhere.", name=user.name))
    return redirect(url_for("users.index"), 303)


@users.post("/users/<int:user_id>/resets")
def reset(user_id: int) -> Response | str:
    """Send somebody a link for a new password; without a mail server it is shown once, to hand over."""
    security.require_recent_factor()
    by_mail = links.sent_by_mail()
    with transaction():
        user = accounts.with_id(user_id)
        token = resets.issue(user, by=current_user(), now=now(), by_mail=by_mail)
    if not by_mail:
        return links.shown_once(resets.path(token), user.name, resets.LASTS, place="users")
    flash(_("%(name)s gets an e-mail with a link for a new password.", name=user.name))
    return redirect(url_for("users.index"), 303)


@users.delete("/users/<int:user_id>/factors")
def reset_factors(user_id: int) -> Response:
    """Take app, passkeys and recovery codes away, of who lost them all; logging in asks for new ones."""
    security.require_recent_factor()
    with transaction():
        user = accounts.with_id(user_id)
        factors.reset(user, by=current_user(), now=now())
    flash(_("%(name)s has no second factor any more, and is logged out everywhere.", name=user.name))
    return redirect(url_for("users.index"), 303)


@users.post("/users/second-factor")
def require_factors() -> Response:
    """Ask a second factor of everybody who may publish, or of nobody."""
    security.require_recent_factor()
    on = Fields().yes("required")
    with transaction():
        factors.require(on, by=current_user(), now=now())
    flash(_("Who may publish needs a second factor.") if on else _("Nobody needs a second factor any more."))
    return redirect(url_for("users.index"), 303)
