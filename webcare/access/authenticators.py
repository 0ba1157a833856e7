"""Authenticator apps (TOTP, RFC 6238): a code of six digits every half minute, each taken once."""

from datetime import datetime

import pyotp
from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from webcare import sealing
from webcare.database import record, session
from webcare.errors import BadInput, Conflict
from webcare.events import FactorAdded
from webcare.models import Authenticator, User
from webcare.winning import won

STEP = 30  # seconds
TOLERANCE = 1  # steps before and after, for clocks that differ
ISSUER = "Webcare"
KIND = "authenticator"


class WrongCode(BadInput):
    """Not the code of this moment, or it was used already."""

    code = "wrong_code"
    message = _("This code is not right, or was used already. Wait for the next one and type it.")


class HasAuthenticator(Conflict):
    """One app per account."""

    code = "has_authenticator"
    message = _("You have an authenticator app already. Take it away first, then set up the new one.")


def of(user: User) -> Authenticator | None:
    """The app of a user, confirmed or not."""
    return session.get(Authenticator, user.id)


def is_set_up(user: User) -> bool:
    """Whether the user logs in with codes."""
    found = of(user)
    return found is not None and found.confirmed_at is not None


def begin(user: User, *, now: datetime) -> None:
    """Make a secret for a new app; it counts from its first right code. Raises HasAuthenticator."""
    if is_set_up(user):
        raise HasAuthenticator
    sealed = sealing.seal({"secret": pyotp.random_base32()})
    session.merge(Authenticator(user_id=user.id, secret=sealed, created_at=now, last_step=0))


def secret(found: Authenticator) -> str:
    """What the app must know; shown only while it is being set up."""
    return str(sealing.unseal(found.secret)["secret"])


def address(found: Authenticator, user: User) -> str:
    """The same for the QR code."""
    return pyotp.TOTP(secret(found)).provisioning_uri(name=user.email, issuer_name=ISSUER)


def confirm(user: User, code: str, *, now: datetime) -> None:
    """The first right code: from now on logging in asks for one. Raises WrongCode, HasAuthenticator."""
    found = of(user)
    if found is None:
        raise WrongCode(field="code")
    if found.confirmed_at is not None:
        raise HasAuthenticator
    if not _take(found, code, now):
        raise WrongCode(field="code")
    found.confirmed_at = now
    record(FactorAdded(at=now, by=user.id, user_id=user.id, factor=KIND))


def is_right(user: User, code: str, *, now: datetime) -> bool:
    """Whether this is the app's code now. It is used up by asking, also for two at the same moment."""
    found = of(user)
    return found is not None and found.confirmed_at is not None and _take(found, code, now)


def remove(user: User) -> bool:
    """Take the app away. Returns whether it was in use."""
    found = of(user)
    if found is None:
        return False
    session.delete(found)
    return found.confirmed_at is not None


def reseal() -> int:
    """Encrypt every secret with the newest key. Returns how many."""
    found = session.scalars(select(Authenticator)).all()
    for each in found:
        each.secret = sealing.reseal(each.secret)
    return len(found)


def _take(found: Authenticator, code: str, now: datetime) -> bool:
    """Use the code up: the step it belongs to must be newer than the last that was taken."""
    step = _step_of(pyotp.TOTP(secret(found)), "".join(code.split()), now)
    if step is None:
        return False
    taken = (
        update(Authenticator)
        .where(Authenticator.user_id == found.user_id, Authenticator.last_step < step)
        .values(last_step=step)
        .execution_options(synchronize_session=False)
    )
    return won(taken)


def _step_of(totp: pyotp.TOTP, code: str, now: datetime) -> int | None:
    """Which step has this code; every one is compared, in the same time."""
    present = int(now.timestamp()) // STEP
    steps = range(present - TOLERANCE, present + TOLERANCE + 1)
    matching = [step for step in steps if pyotp.utils.strings_equal(code, totp.generate_otp(step))]
    return matching[-1] if matching else None
