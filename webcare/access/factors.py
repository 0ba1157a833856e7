"""The second factor: what somebody has beside a password, who must have one, and whether it was shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import exists, or_, select

from webcare import mail, mandate
from webcare.access import accounts, authenticators, half_log_ins, login_sessions, passkeys, recovery
from webcare.access.authenticators import WrongCode
from webcare.database import record, session
from webcare.errors import Conflict, WebcareError
from webcare.events import FactorRemoved, SettingChanged
from webcare.models import Authenticator, LoginSession, Passkey, Power, Setting, User

SETTING = "require_second_factor"
PUBLISHING = (Power.ANSWER, Power.APPROVE)


class FactorNeeded(WebcareError):
    """Who may publish logs in with more than a password."""

    status = 403
    code = "factor_needed"
    message = _(
        "Set up a second factor first: you may publish in the brand's name, and a password alone is too little."
    )


class LastFactor(Conflict):
    """Who must have one keeps one."""

    code = "last_factor"
    message = _("This is your last second factor, and you need one. Set up another first, then take this one away.")


@dataclass(frozen=True)
class Held:
    """What a user has beside a password."""

    authenticator: Authenticator | None
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether logging in can ask for something."""
        return bool(self.passkeys) or (self.authenticator is not None and self.authenticator.confirmed_at is not None)


def of(user: User) -> Held:
    """Everything, for the page about it."""
    return Held(authenticators.of(user), passkeys.of(user), recovery.left(user))


def has_any(user: User) -> bool:
    """Whether logging in asks this user for more than a password."""
    app = exists().where(Authenticator.user_id == user.id, Authenticator.confirmed_at.is_not(None))
    key = exists().where(Passkey.user_id == user.id)
    return bool(session.scalar(select(or_(app, key))))


def holders() -> frozenset[int]:
    """The ids of everybody who has one."""
    apps = select(Authenticator.user_id).where(Authenticator.confirmed_at.is_not(None))
    return frozenset(session.scalars(apps)) | frozenset(session.scalars(select(Passkey.user_id)))


def check_code(user: User, code: str, *, now: datetime) -> None:
    """A code of the app, or a recovery code; either is used up. Raises WrongCode."""
    if not authenticators.is_right(user, code, now=now) and not recovery.use(user, code, now=now):
        raise WrongCode(field="code")


def check(user: User, form: Mapping[str, str], *, now: datetime) -> None:
    """Password and code together, from the fields `password` and `code`, in the open transaction.

    Who has no app and no recovery code is asked for the password alone. Raises WrongPassword, WrongCode.
    """
    if not accounts.knows_password(user, form.get("password", "")):
        raise accounts.WrongPassword(field="password")
    if has_any(user):
        check_code(user, form.get("code", ""), now=now)


def may_publish(user: User, now: datetime) -> bool:
    """Whether anything this user does can appear in the brand's name: power to answer anywhere, or to approve."""
    return any(grant.power in PUBLISHING and grant.valid_at(now) for grant in mandate.of(user, now).grants)


def is_required(*, demo: bool) -> bool:
    """Whether who may publish needs one: as an admin switched it; on, unless this is a demonstration."""
    switched = session.scalar(select(Setting.value).where(Setting.name == SETTING))
    return not demo if switched is None else switched


def require(on: bool, *, by: User, now: datetime) -> None:
    """Switch the requirement for the whole installation."""
    session.merge(Setting(name=SETTING, value=on, changed_at=now, changed_by_id=by.id))
    record(SettingChanged(at=now, by=by.id, name=SETTING, on=on))


def is_missing(found: LoginSession, now: datetime, *, demo: bool) -> bool:
    """Whether this session is shut until its user has set one up."""
    if found.strong or not is_required(demo=demo):
        return False
    return may_publish(found.user, now)


def remove(user: User, kind: str, *, passkey_id: int | None = None, now: datetime, demo: bool) -> None:
    """Take one of one's own away. Raises LastFactor, NotFound."""
    if kind == passkeys.KIND:
        session.delete(passkeys.of_user(user, passkey_id or 0))
        record(FactorRemoved(at=now, by=user.id, user_id=user.id, factor=kind))
    elif authenticators.remove(user):
        record(FactorRemoved(at=now, by=user.id, user_id=user.id, factor=kind))
    session.flush()
    if not has_any(user):
        if is_required(demo=demo) and may_publish(user, now):
            raise LastFactor
        recovery.remove(user)
    tell(user, now=now)


def reset(user: User, *, by: User, now: datetime) -> None:
    """An admin takes everything away, for who lost phone and keys; the user's sessions end."""
    authenticators.remove(user)
    for passkey in passkeys.of(user):
        session.delete(passkey)
    recovery.remove(user)
    half_log_ins.end_all(user)
    login_sessions.revoke_all(user, by=by, now=now)
    record(FactorRemoved(at=now, by=by.id, user_id=user.id, factor="all"))
    tell(user, now=now)


def tell(user: User, *, now: datetime) -> None:
    """Tell the owner by e-mail that the ways in have changed."""
    facts = {"name": user.first_name, "path": "/settings/factors"}
    mail.post(user, "factor_changed", facts, now=now, expires_at=now + accounts.NEWS)
