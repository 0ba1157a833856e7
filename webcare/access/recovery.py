"""Recovery codes: ten ways in without phone or key, each once. The database holds their hashes."""

import secrets
from datetime import datetime

from sqlalchemy import delete, func, select, update

from webcare.access import tokens
from webcare.database import record, session
from webcare.events import FactorAdded, RecoveryCodeUsed
from webcare.models import RecoveryCode, User
from webcare.winning import won

NUMBER = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
GROUPS, GROUP = 4, 4  # 79 bits
KIND = "recovery_codes"


def make(user: User, *, now: datetime) -> list[str]:
    """Ten new codes; the ones before work no more. They are shown once and kept nowhere."""
    remove(user)
    codes = ["-".join(_group() for _ in range(GROUPS)) for _ in range(NUMBER)]
    hashes = [tokens.hashed(_plain(code)) for code in codes]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=kept, created_at=now) for kept in hashes)
    record(FactorAdded(at=now, by=user.id, user_id=user.id, factor=KIND))
    return codes


def use(user: User, code: str, *, now: datetime) -> bool:
    """Whether this is one of the user's codes; it is used up by asking."""
    mine = RecoveryCode.user_id == user.id, RecoveryCode.code_hash == tokens.hashed(_plain(code))
    used = update(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None)).values(used_at=now)
    if not won(used):
        return False
    record(RecoveryCodeUsed(at=now, by=user.id, user_id=user.id))
    return True


def left(user: User) -> int:
    """How many still work."""
    unused = select(func.count()).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return session.scalar(unused) or 0


def remove(user: User) -> None:
    """Take them all away."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def _group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())
