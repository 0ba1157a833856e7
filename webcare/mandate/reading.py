"""What somebody may read, as a condition on lists and as a test of one conversation."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from webcare.mandate.places import Scope, place_of
from webcare.models import Audience, Conversation, ConversationTag


@dataclass(frozen=True)
class Readable:
    """What somebody may read, as scopes; training desks are left out."""

    scopes: tuple[Scope, ...]
    training: frozenset[int] = frozenset()

    def where(self) -> ColumnElement[bool]:
        """The condition on `Conversation` that lets through exactly what may be read."""
        if not self.scopes:
            return false()
        allowed = or_(*(_condition(scope) for scope in self.scopes))
        return and_(allowed, Conversation.channel_id.not_in(self.training)) if self.training else allowed

    def allows(self, conversation: Conversation) -> bool:
        """Whether this conversation may be read."""
        if conversation.channel_id in self.training:
            return False
        return any(scope.covers(place_of(conversation)) for scope in self.scopes)


def _condition(scope: Scope) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    if scope.channel_id is not None:
        parts.append(Conversation.channel_id == scope.channel_id)
    if scope.audience is not None:
        parts.append(Conversation.audience == Audience(scope.audience))
    if scope.tag_id is not None:
        tagged = (ConversationTag.conversation_id == Conversation.id) & (ConversationTag.tag_id == scope.tag_id)
        parts.append(exists().where(tagged))
    return and_(true(), *parts)
