"""Invitations: a link that becomes an account, once, within three days."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, select, update

from webcare import mail
from webcare.access import accounts, tokens
from webcare.access.tokens import LinkOver
from webcare.database import record, session
from webcare.errors import Conflict, NotFound
from webcare.events import InvitationAccepted, InvitationSent, InvitationWithdrawn
from webcare.models import Invitation, Role, User
from webcare.winning import won

LASTS = timedelta(hours=72)
TEMPLATE = "invitation"


class InvitedAlready(Conflict):
    """One open invitation per address."""

    status = 422
    code = "invited_already"
    message = _("This address is invited already. Send that invitation again, or withdraw it first.")


def invite(
    email: str, *, name: str, role: Role, language: str, by: User, now: datetime, by_mail: bool
) -> tuple[Invitation, str]:
    """Ask somebody to join. Returns the invitation and the key of its link, which is kept nowhere.

    Raises BadEmail, EmailTaken, InvitedAlready.
    """
    address = accounts.free_address(email)
    if any(each.email == address for each in waiting()):
        raise InvitedAlready(field="email")
    token, kept = tokens.new()
    invitation = Invitation(
        email=address,
        name=name,
        role=role,
        language=language,
        token_hash=kept,
        invited_by_id=by.id,
        created_at=now,
        expires_at=now + LASTS,
    )
    session.add(invitation)
    session.flush()
    _tell(invitation, token, by=by, now=now, by_mail=by_mail)
    return invitation, token


def renew(invitation: Invitation, *, by: User, now: datetime, by_mail: bool) -> str:
    """Send it again with a new key; the old link opens nothing any more. Raises Conflict when it is over."""
    token, kept = tokens.new()
    values = {"token_hash": kept, "expires_at": now + LASTS, "invited_by_id": by.id}
    if not _changed(invitation, **values):
        raise Conflict
    mail.drop(TEMPLATE, address=invitation.email)
    _tell(invitation, token, by=by, now=now, by_mail=by_mail)
    return token


def withdraw(invitation: Invitation, *, by: User, now: datetime) -> None:
    """The link opens nothing any more. Raises Conflict when it was used already."""
    if not _changed(invitation, withdrawn_at=now):
        raise Conflict
    mail.drop(TEMPLATE, address=invitation.email)
    record(InvitationWithdrawn(at=now, by=by.id, invitation_id=invitation.id))


def accept(token: str, *, name: str, password_hash: str, now: datetime) -> User:
    """Make it an account. Of any number of tries at once one wins. Raises LinkOver, EmailTaken."""
    invitation = of_token(token, now)
    if not _changed(invitation, _usable(now), Invitation.token_hash == tokens.hashed(token), accepted_at=now):
        raise LinkOver
    user = accounts.create(
        invitation.email,
        name=name,
        role=Role(invitation.role),
        password_hash=password_hash,
        language=invitation.language,
        by=invitation.invited_by,
        now=now,
    )
    invitation.user_id = user.id
    record(InvitationAccepted(at=now, by=user.id, invitation_id=invitation.id, user_id=user.id))
    return user


def of_token(token: str, now: datetime) -> Invitation:
    """The invitation that a link opens. Raises LinkOver; also when who invited is shut out meanwhile."""
    found = session.scalar(select(Invitation).where(Invitation.token_hash == tokens.hashed(token), _usable(now)))
    if found is None or found.invited_by.disabled_at is not None:
        raise LinkOver
    return found


def waiting() -> Sequence[Invitation]:
    """Those that nobody accepted yet, the newest first; some may be too old."""
    return session.scalars(select(Invitation).where(_open()).order_by(Invitation.id.desc())).all()


def with_id(invitation_id: int) -> Invitation:
    """One invitation. Raises NotFound."""
    found = session.get(Invitation, invitation_id)
    if found is None:
        raise NotFound
    return found


def _tell(invitation: Invitation, token: str, *, by: User, now: datetime, by_mail: bool) -> None:
    record(InvitationSent(at=now, by=by.id, invitation_id=invitation.id))
    if by_mail:
        facts = {"name": invitation.name, "inviter": by.name, "path": path(token)}
        mail.post(
            invitation.email, TEMPLATE, facts, now=now, language=invitation.language, expires_at=invitation.expires_at
        )


def path(token: str) -> str:
    """Where the link leads on this desk."""
    return f"/join/{token}"


def _changed(invitation: Invitation, *conditions: ColumnElement[bool], **values: object) -> bool:
    """Change it if nobody was first; the check and the change are one step."""
    change = (
        update(Invitation)
        .where(Invitation.id == invitation.id, _open(), *conditions)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    first = won(change)
    session.refresh(invitation)
    return first


def _open() -> ColumnElement[bool]:
    return and_(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))


def _usable(now: datetime) -> ColumnElement[bool]:
    return and_(_open(), Invitation.expires_at > now)
