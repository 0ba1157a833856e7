"""Helpers of stories in which somebody else reads along first."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import inspect, select

from tests import scenes
from webcare.access import login_sessions
from webcare.database import Base, session, transaction
from webcare.mandate import Kind, Verdict
from webcare.models import Approval, Conversation, Reply, User

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
ANYBODY = Verdict(Kind.NEEDS_APPROVAL, "approval")
Row = TypeVar("Row", bound=Base)


def asks(conversation: Conversation, nina: User, at: datetime, verdict: Verdict = ANYBODY, **more: Any) -> Reply:
    """Nina writes an answer that must be approved."""
    return scenes.submit(conversation, "Hij komt eraan.", by=nina, at=at, verdict=verdict, **more)


def fresh(row: Row) -> Row:
    """As it stands in the database."""
    session.rollback()
    session.expire_all()
    return session.get_one(type(row), inspect(row).identity)


def act(rule: Callable[..., Any], reply: Reply, *args: Any, **more: Any) -> Any:
    with transaction():
        return rule(session.get_one(Reply, reply.id), *args, **more)


def sha256(reply: Reply) -> str:
    return hashlib.sha256(fresh(reply).text.encode()).hexdigest()


def approval(reply: Reply) -> Approval:
    session.rollback()
    session.expire_all()
    found = select(Approval).where(Approval.reply_id == reply.id).order_by(Approval.id.desc()).limit(1)
    return session.scalars(found).one()


def here(user: User, at: datetime) -> None:
    """Somebody is at work: a log-in that was used just now."""
    with transaction():
        login_sessions.begin(
            session.get_one(User, user.id), device="test", address="::1", lasts=timedelta(hours=12), now=at
        )
