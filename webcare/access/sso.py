"""Single sign-on: trips to the issuer, and whose account somebody's identity there opens.

An identity is the pair of issuer and subject. Nobody is ever recognised by an e-mail address: whoever has an account
here connects it while logged in. Roles follow the issuer's claim, if one is configured, at each log-in.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from webcare import mandate
from webcare.access import accounts, login_sessions, terms
from webcare.access.accounts import EmailTaken
from webcare.access.claimed import Person
from webcare.access.id_tokens import LEEWAY
from webcare.access.issuer import Trip
from webcare.database import record, session
from webcare.errors import Conflict, NotFound, WebcareError
from webcare.events import IdentityLinked, IdentityUnlinked, RoleClaimed, RoleKept
from webcare.models import Identity, LoginSession, Power, Purpose, Role, SignOn, User

TRIP_LASTS = timedelta(minutes=10)


class TripOver(WebcareError):
    """No such trip was begun in this browser, or it is over."""

    status = 422
    code = "trip_over"
    message = _("This log-in was not begun in this browser, or is over. Begin again.")


class NoAccount(WebcareError):
    """Known there, unknown here."""

    status = 403
    code = "no_account"
    message = _(
        "You have no account here that is connected with %(label)s. If you have a password here, log in with it and "
        "connect %(label)s in your settings. Otherwise ask an admin for an account."
    )


class EmailHasAccount(WebcareError):
    """An account has this address; it is not opened by an address."""

    status = 409
    code = "email_has_account"
    message = _(
        "There is an account with your e-mail address already. Log in with its password, then connect %(label)s in "
        "your settings."
    )


class NoRole(WebcareError):
    """The claim gives nothing that the desk knows."""

    status = 403
    code = "no_role"
    message = _("%(label)s gives you no role on this desk. Ask whoever manages your account there.")


class AccountShut(WebcareError):
    """Disabled here, whatever the issuer says."""

    status = 403
    code = "account_shut"
    message = _("Your account on this desk is disabled. Ask an admin.")


class IdentityTaken(Conflict):
    """That person there is somebody else here."""

    code = "identity_taken"
    message = _("That account at %(label)s is connected with another colleague's account. Ask an admin.")


class ConnectedAlready(Conflict):
    """One identity for each account."""

    code = "connected_already"
    message = _("Your account is connected with %(label)s already. Disconnect it first.")


class OnlyWayIn(Conflict):
    """Nobody locks themselves out."""

    code = "only_way_in"
    message = _("You have no password here, so %(label)s is your only way in. Choose a password first.")


class SomebodyElse(WebcareError):
    """Another person showed who they are than whose session this is."""

    status = 403
    code = "somebody_else"
    message = _("That was not the account at %(label)s with which yours is connected. Try again with that one.")


class NotAnew(WebcareError):
    """The issuer asked nothing, or does not say when it did."""

    status = 422
    code = "not_anew"
    message = _("%(label)s did not ask you again who you are. Use your password or a passkey instead.")


@dataclass(frozen=True)
class Begun:
    """A trip that is under way, and what it is for."""

    trip: Trip
    next: str
    purpose: str
    user_id: int | None
    at: datetime


def begin(
    callback: str,
    *,
    browser: str,
    next: str,  # noqa: A002
    now: datetime,
    purpose: Purpose = Purpose.LOG_IN,
    user: User | None = None,
) -> Trip:
    """Begin a trip to the issuer: to log in; or, for a user who is logged in, to connect or to confirm."""
    session.execute(delete(SignOn).where(SignOn.begun_at <= now - TRIP_LASTS))
    trip = Trip(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), callback)
    session.add(
        SignOn(
            state_hash=_hash(trip.state),
            browser_hash=_hash(browser),
            nonce=trip.nonce,
            verifier=trip.verifier,
            next=next,
            purpose=purpose,
            user_id=user.id if user else None,
            begun_at=now,
        )
    )
    return trip


def end(state: str, callback: str, *, browser: str, now: datetime) -> Begun:
    """Take the trip that this browser comes back from; it can be taken once. Raises TripOver."""
    mine = (
        SignOn.state_hash == _hash(state),
        SignOn.browser_hash == _hash(browser),
        SignOn.begun_at > now - TRIP_LASTS,
    )
    found = session.execute(
        delete(SignOn)
        .where(*mine)
        .returning(SignOn.nonce, SignOn.verifier, SignOn.next, SignOn.purpose, SignOn.user_id, SignOn.begun_at)
    ).one_or_none()
    if found is None:
        raise TripOver
    trip = Trip(state, found.nonce, found.verifier, callback)
    return Begun(trip, found.next, found.purpose, found.user_id, found.begun_at)


def take_role(person: Person, *, now: datetime) -> bool:
    """Give a known colleague the role that the issuer says; who lost every role there is put out at once.

    Whoever is the last to manage the desk keeps that role, unless the issuer gives none at all. False: it was kept.
    """
    identity = _identity_of(person)
    if identity is None or not person.roles_are_claimed:
        return True
    user = identity.user
    if person.role is None:
        _claim(user, Role.EMPLOYEE, now)
        login_sessions.revoke_all(user, by=user, now=now)
        return True
    return user.role == person.role or _take_over(user, person.role, now)


def _take_over(user: User, role: Role, now: datetime) -> bool:
    former, managed = user.role, mandate.decide(user, Power.MANAGE, None, now).allowed
    user.role = role
    try:
        if managed:
            terms.check_somebody_manages(now)
    except terms.LastManager:
        user.role = former
        record(RoleKept(at=now, by=user.id, user_id=user.id, role=former, claimed=role))
        return False
    record(RoleClaimed(at=now, by=user.id, user_id=user.id, role=role, former=former))
    return True


def _claim(user: User, role: Role, now: datetime) -> None:
    if user.role != role:
        record(RoleClaimed(at=now, by=user.id, user_id=user.id, role=role, former=user.role))
        user.role = role


def enter(person: Person, *, sign_up: bool, label: str, now: datetime) -> User:
    """Whose account this person opens. Raises NoAccount, EmailHasAccount, NoRole, AccountShut."""
    if person.roles_are_claimed and person.role is None:
        raise NoRole(label=label)
    identity = _identity_of(person)
    if identity is None:
        return _sign_up(person, label, now) if sign_up else _turn_away(label)
    if identity.user.disabled_at is not None:
        raise AccountShut
    identity.used_at = now
    return identity.user


def connect(user: User, person: Person, *, label: str, now: datetime) -> None:
    """Tie this person at the issuer to a user who is logged in here. Raises IdentityTaken, ConnectedAlready."""
    there = _identity_of(person)
    if there is not None and there.user_id != user.id:
        raise IdentityTaken(label=label)
    if identity_of(user, person.issuer) is not None:
        raise ConnectedAlready(label=label)
    _link(user, person, now)


def disconnect(user: User, identity_id: int, *, label: str, now: datetime) -> None:
    """Take the tie away. Raises NotFound, OnlyWayIn."""
    identity = session.get(Identity, identity_id)
    if identity is None or identity.user_id != user.id:
        raise NotFound
    if user.password_hash is None:
        raise OnlyWayIn(label=label)
    session.delete(identity)
    record(IdentityUnlinked(at=now, by=user.id, user_id=user.id, identity_id=identity.id))


def confirm(found: LoginSession, person: Person, begun: Begun, *, label: str, now: datetime) -> None:
    """The user of this session showed the issuer anew who they are. Raises SomebodyElse, NotAnew."""
    identity = identity_of(found.user, person.issuer)
    if identity is None or identity.subject != person.subject:
        raise SomebodyElse(label=label)
    if not is_recent(person, since=begun.at):
        raise NotAnew(label=label)
    login_sessions.confirm(found, now=now)
    found.strong = found.strong or person.multi_factor


def is_recent(person: Person, *, since: datetime) -> bool:
    """Whether they showed the issuer who they are after this moment, as far as clocks agree."""
    return person.authenticated_at is not None and person.authenticated_at >= since - LEEWAY


def identity_of(user: User, issuer: str) -> Identity | None:
    """Who this user is at that issuer."""
    return session.scalar(select(Identity).where(Identity.user_id == user.id, Identity.issuer == issuer))


def _identity_of(person: Person) -> Identity | None:
    return session.scalar(select(Identity).where(Identity.issuer == person.issuer, Identity.subject == person.subject))


def _turn_away(label: str) -> User:
    raise NoAccount(label=label)


def _sign_up(person: Person, label: str, now: datetime) -> User:
    if person.email is None or person.role is None:
        raise NoAccount(label=label)
    try:
        user = accounts.create(
            person.email, name=person.name, role=person.role, password_hash=None, language=person.language, now=now
        )
        _link(user, person, now)
    except EmailTaken as error:
        raise EmailHasAccount(label=label) from error
    except IntegrityError as error:  # the same person in another window, at the same moment
        raise Conflict from error
    return user


def _link(user: User, person: Person, now: datetime) -> None:
    identity = Identity(user_id=user.id, issuer=person.issuer, subject=person.subject, linked_at=now)
    session.add(identity)
    session.flush()
    record(IdentityLinked(at=now, by=user.id, user_id=user.id, identity_id=identity.id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
