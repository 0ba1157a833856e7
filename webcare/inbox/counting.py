"""How many stand in each view, for one reader; no further than anybody would count."""

from datetime import datetime

from sqlalchemy import func, select

from webcare import mandate
from webcare.database import session
from webcare.inbox.filters import View, in_view
from webcare.models import Conversation, User

CAP = 1000  # "999+": a larger number says no more, and would cost a walk through all of them
COUNTED = (View.WAITING, View.MINE, View.OPEN, View.MENTIONS, View.PROMISES)


def counts(user: User, now: datetime) -> dict[str, int]:
    """How many conversations each view holds for this reader, at most CAP; one statement."""
    allowed = mandate.readable(user, now).where()
    counted = [
        select(func.count())
        .select_from(select(Conversation.id).where(allowed, in_view(view, user.id)).limit(CAP).subquery())
        .scalar_subquery()
        .label(view.value)
        for view in COUNTED
    ]
    return {name: int(number) for name, number in session.execute(select(*counted)).one()._mapping.items()}
