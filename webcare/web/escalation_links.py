"""Personal links to a question.

Looking uses nothing up, since mail scanners open links; only the answer to "is it you?" does, once.
"""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare import access
from webcare.access import accounts, passkeys
from webcare.database import session, transaction
from webcare.desk import announcing, linking
from webcare.desk.linking import LinkUsedUp
from webcare.errors import BadInput, NotFound, WebcareError
from webcare.models import EscalationLink
from webcare.web import languages, login, now, sites, tries

escalation_links = Blueprint("escalation_links", __name__)

LINK = "escalation_link"


class AnothersPasskey(BadInput):
    """A link is personal."""

    code = "anothers_passkey"
    message = _("This is another person's passkey. Use your own, or your password.")


@escalation_links.get("/escalations/links/<token>")
def show(token: str) -> Response:
    """Who it is for, and the way on; an old one offers a new one."""
    return _page(_found(token), token)


@escalation_links.post("/escalations/links/<token>")
def use(token: str) -> Response | BaseResponse:
    """It is them, by this browser's log-in, a passkey or a password: use the link up, and lead to that question.

    After a password comes the second step, for who has one, as at every log-in.
    """
    link = _found(token)
    place = f"/escalations/{link.escalation_id}"
    try:
        if not linking.is_usable(link, now()):
            raise LinkUsedUp
        if _is_here(link):
            _use(link)
            return redirect(place, 303)
        tries.count(login.LOG_IN, link.user.email)
        if request.form.get("passkey"):
            response = login.welcome(_with_passkey(link), place)
        else:
            _check_password(link)
            _use(link)
            response = login.proceed(link.user, place)
    except WebcareError as error:
        return _page(_found(token), token, error)
    tries.forget(login.LOG_IN, link.user.email)
    return response


@escalation_links.post("/escalations/links/<token>/renewal")
def renew(token: str) -> Response:
    """One tap sends a new one to its owner; whoever holds the old one learns nothing by it."""
    link = _found(token)
    try:
        tries.count(LINK, link.user.email)
        with transaction():
            announcing.anew(session.get_one(EscalationLink, link.id), now=now())
    except WebcareError as error:
        return _page(_found(token), token, error)
    return _page(_found(token), token, renewed=True)


def _found(token: str) -> EscalationLink:
    """The link, usable or not; the page speaks the language of its owner. Raises NotFound."""
    tries.count_address(LINK)
    link = linking.find(token)
    if link is None or link.user.disabled_at is not None:
        raise NotFound
    languages.remember(link.user)
    return link


def _use(link: EscalationLink) -> None:
    with transaction():
        linking.use(session.get_one(EscalationLink, link.id), now=now())


def _check_password(link: EscalationLink) -> None:
    if not accounts.knows_password(link.user, request.form.get("password", "")):
        raise accounts.WrongPassword(field="password")


def _with_passkey(link: EscalationLink) -> str:
    """A session by passkey, and the link used up, in one step."""
    with transaction():
        answer = request.form.get("passkey", "")
        user = passkeys.signed(answer, passkeys.LOG_IN, None, sites.here(), now=now())
        if user.id != link.user_id:
            raise AnothersPasskey(field="passkey")
        linking.use(session.get_one(EscalationLink, link.id), now=now())
        return login.begin(user, strong=True)


def _is_here(link: EscalationLink) -> bool:
    found = access.current_session()
    return found is not None and found.user_id == link.user_id


def _page(link: EscalationLink, token: str, error: WebcareError | None = None, *, renewed: bool = False) -> Response:
    page = render_template(
        "escalations/link.html",
        link=link,
        token=token,
        error=error,
        renewed=renewed,
        usable=linking.is_usable(link, now()),
        open=link.escalation.ended_at is None,
        here=_is_here(link),
        site=sites.here(),
    )
    response = make_response(page, error.status if error else 200)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is a key
    return response
