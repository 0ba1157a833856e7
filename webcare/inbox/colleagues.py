"""Who else works here: to whom a conversation can be given, and which tags they use."""

from collections.abc import Sequence

from sqlalchemy import select

from webcare.database import session
from webcare.models import Role, Tag, User

SUGGESTED = 200


def others(user: User) -> Sequence[User]:
    """Colleagues who can log in, those who are here first."""
    enabled = select(User).where(User.id != user.id, User.disabled_at.is_(None), User.role != Role.EMPLOYEE)
    return session.scalars(enabled.order_by(User.away_since.is_not(None), User.name, User.id)).all()


def everybody() -> Sequence[User]:
    """All who can log in and do more than bring in questions, by name."""
    enabled = select(User).where(User.disabled_at.is_(None), User.role != Role.EMPLOYEE)
    return session.scalars(enabled.order_by(User.name, User.id)).all()


def colleague(user_id: int) -> User | None:
    """One colleague who can log in."""
    found = session.get(User, user_id)
    return found if found is not None and found.disabled_at is None else None


def tag_names() -> Sequence[str]:
    """The tags in use, for choosing from."""
    return session.scalars(select(Tag.name).order_by(Tag.name).limit(SUGGESTED)).all()
