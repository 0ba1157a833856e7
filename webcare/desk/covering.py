"""One answer in a gathering that answers chosen waits of others as well; they are counted apart, as `covered`."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from webcare.database import session
from webcare.desk import seeing
from webcare.errors import BadInput
from webcare.models import Conversation, Cover, Outcome, Reply, Wait


def choose(conversation: Conversation, seen: Mapping[int, int]) -> Sequence[Wait]:
    """The chosen waits; `seen` has of each the newest message there that the writer had seen.

    Raises BadInput for one that is not open, or not of the same gathering, or a message that is not there.
    """
    wanted = set(seen)
    if not wanted:
        return ()
    if conversation.gathering_id is None:
        raise BadInput(field="covers")
    found = (
        select(Wait)
        .join(Conversation, Wait.conversation_id == Conversation.id)
        .where(
            Wait.id.in_(sorted(wanted)),
            Wait.outcome == Outcome.OPEN,
            Conversation.gathering_id == conversation.gathering_id,
            Conversation.id != conversation.id,
        )
    )
    chosen = session.scalars(found.order_by(Wait.id)).all()
    if len(chosen) < len(wanted):
        raise BadInput(field="covers")
    for wait in chosen:
        seeing.check_seen(session.get_one(Conversation, wait.conversation_id), seen[wait.id])
    return chosen


def note(reply: Reply, chosen: Iterable[Wait], seen: Mapping[int, int]) -> None:
    """Write down what the reply covers, up to what its writer had seen there: the rest opens a wait of its own."""
    for wait in chosen:
        session.add(Cover(reply_id=reply.id, conversation_id=wait.conversation_id, seen_message_id=seen[wait.id]))
    session.flush()


def conversations(reply: Reply) -> Sequence[int]:
    """The other conversations in which it ends a wait."""
    return session.scalars(select(Cover.conversation_id).where(Cover.reply_id == reply.id)).all()
