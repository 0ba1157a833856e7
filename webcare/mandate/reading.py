"""What somebody may read, as a condition on lists and as a test of one conversation."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from webcare.mandate.places import Place, Scope, place_of
from webcare.models import Audience, Conversation, ConversationTag


@dataclass(frozen=True)
class Readable:
    """What somebody may read, as scopes; training desks are left out.

    Who takes part in a drill sits at its training desk (`desk`), and reads nothing but what is there.
    """

    scopes: tuple[Scope, ...]
    training: frozenset[int] = frozenset()
    desk: int | None = None

    @property
    def is_everything(self) -> bool:
        """Whether there is nothing that it leaves out."""
        return Scope(None, None, None) in self.scopes and self.desk is None and not self.training

    @property
    def by_tag(self) -> bool:
        """Whether tags decide on it: of a gathering one may be read then, and not the one that stands for it."""
        return any(scope.tag_id is not None for scope in self.scopes)

    def where(self) -> ColumnElement[bool]:
        """The condition on `Conversation` that lets through exactly what may be read."""
        if not self.scopes:
            return false()
        allowed = or_(*(condition(scope) for scope in self.scopes))
        if self.desk is not None:
            return and_(allowed, Conversation.channel_id == self.desk)
        return and_(allowed, Conversation.channel_id.not_in(self.training)) if self.training else allowed

    def allows(self, conversation: Conversation) -> bool:
        """Whether this conversation may be read."""
        return self.reaches(place_of(conversation))

    def reaches(self, place: Place) -> bool:
        """Whether a conversation that stands there may be read."""
        if place.channel_id is None or not self.is_here(place.channel_id):
            return False
        return any(scope.covers(place) for scope in self.scopes)

    def is_here(self, channel_id: int) -> bool:
        """Whether a channel is at the desk where they sit: the training desk, or any that is none."""
        return channel_id == self.desk if self.desk is not None else channel_id not in self.training


def condition(scope: Scope) -> ColumnElement[bool]:
    """The condition on `Conversation` that lets through what lies inside."""
    parts: list[ColumnElement[bool]] = []
    if scope.channel_id is not None:
        parts.append(Conversation.channel_id == scope.channel_id)
    if scope.audience is not None:
        parts.append(Conversation.audience == Audience(scope.audience))
    if scope.tag_id is not None:
        tagged = (ConversationTag.conversation_id == Conversation.id) & (ConversationTag.tag_id == scope.tag_id)
        parts.append(exists().where(tagged))
    return and_(true(), *parts)
