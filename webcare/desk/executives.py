"""Those who can be asked: how they sign, who stands in for them, and when they are away."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from webcare import mandate
from webcare.database import record, session
from webcare.errors import BadInput
from webcare.events import ExecutiveChanged
from webcare.mandate import Kind
from webcare.models import Conversation, Executive, Power, Role, User


class NotThemselves(BadInput):
    """Nobody stands in for themselves."""

    code = "not_themselves"
    message = _("Choose a colleague, not the person themselves.")


def of(user: User) -> Executive:
    """What is settled for somebody; nothing, when nothing was."""
    return session.get(Executive, user.id) or Executive(user_id=user.id, function="")


def settle(user: User, *, by: User, now: datetime, **fields: Any) -> None:
    """Change function, deputy or assistant. The route asks whether one may. Raises NotThemselves."""
    if user.id in (fields.get("deputy_id"), fields.get("assistant_id")):
        raise NotThemselves(field="deputy_id" if fields.get("deputy_id") == user.id else "assistant_id")
    settled = session.get(Executive, user.id)
    if settled is None:
        settled = Executive(user_id=user.id)
        session.add(settled)
    changed = tuple(sorted(name for name, value in fields.items() if getattr(settled, name) != value))
    for name in changed:
        setattr(settled, name, fields[name])
    session.flush()
    if changed:
        record(ExecutiveChanged(at=now, by=by.id, user_id=user.id, fields=changed))


def signature_of(user: User) -> str:
    """Name and function, as a person signs who answers in person: "Mark, CEO"; without a function the whole name."""
    function = of(user).function
    return f"{user.first_name}, {function}" if function else user.name


def is_one(user: User) -> bool:
    """Whether somebody is an executive: may answer in their own name, has an account of their own, is asked first."""
    return user.role == Role.EXECUTIVE


def may_be_asked(user: User, conversation: Conversation, now: datetime) -> bool:
    """Whether somebody may answer here, be it with approval."""
    if user.disabled_at is not None:
        return False
    return mandate.decide(user, Power.ANSWER, conversation, now).kind != Kind.REFUSED


def stand_in(user: User, conversation: Conversation, now: datetime) -> User | None:
    """The deputy, if there is one who is here and may answer."""
    deputy = session.get(User, of(user).deputy_id or 0)
    if deputy is None or of(deputy).is_absent(now):
        return None
    return deputy if may_be_asked(deputy, conversation, now) else None


def everybody() -> list[User]:
    """All executives who can log in, by name."""
    found = select(User).where(User.role == Role.EXECUTIVE, User.disabled_at.is_(None))
    return list(session.scalars(found.order_by(User.name)))


def assisted_by(user: User) -> list[User]:
    """Whose assistant somebody is."""
    return list(session.scalars(select(User).join(Executive, Executive.user_id == User.id).where(_assists(user))))


def assists(user: User, executives: Iterable[int]) -> bool:
    """Whether somebody is the assistant of any of these."""
    wanted = list(executives)
    found = select(Executive.user_id).where(_assists(user), Executive.user_id.in_(wanted))
    return session.scalar(found.limit(1)) is not None


def _assists(user: User) -> Any:
    return Executive.assistant_id == user.id
