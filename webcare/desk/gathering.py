"""One claim for all the conversations under a stranger's post."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from webcare.database import record, session
from webcare.desk import claiming
from webcare.events import GatheringClaimed
from webcare.models import Conversation, Gathering, Status, User


def claim(
    gathering: Gathering, *, by: User, now: datetime, may: Callable[[Conversation], bool] = lambda _conversation: True
) -> Sequence[Conversation]:
    """Take every open conversation of it that nobody holds. Gives those that `by` holds now.

    What a colleague holds stays with them, and where `by` `may` not answer is left alone. Raises HeldBySomebodyElse
    when there was nothing left to take.
    """
    members = select(Conversation).where(Conversation.gathering_id == gathering.id, Conversation.status == Status.OPEN)
    taken, held = [], None
    for conversation in filter(may, session.scalars(members.order_by(Conversation.id)).all()):
        try:
            claiming.claim(conversation, by=by, now=now)
            taken.append(conversation)
        except claiming.HeldBySomebodyElse as refusal:
            held = refusal
    if not taken and held is not None:
        raise held
    record(GatheringClaimed(at=now, by=by.id, channel_id=gathering.channel_id, gathering_id=gathering.id))
    return taken
