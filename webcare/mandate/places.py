"""Where power is used, and where it was given."""

from dataclasses import dataclass

from webcare.models import Channel, Conversation


@dataclass(frozen=True)
class Place:
    """Where power is used. Without audience and tags it is a channel as a whole; empty, the whole installation."""

    channel_id: int | None = None
    audience: str | None = None
    tag_ids: frozenset[int] = frozenset()
    press: bool = False  # the customer is marked as press


@dataclass(frozen=True)
class Scope:
    """Where something counts: None means any."""

    channel_id: int | None
    audience: str | None
    tag_id: int | None

    def covers(self, place: Place) -> bool:
        """Whether the place lies inside."""
        if self.channel_id not in (None, place.channel_id):
            return False
        if self.audience not in (None, place.audience):
            return False
        return self.tag_id is None or self.tag_id in place.tag_ids


def place_of(subject: Conversation | Channel | None) -> Place:
    """Where a conversation or channel stands, as grants see it."""
    if subject is None:
        return Place()
    if isinstance(subject, Channel):
        return Place(subject.id)
    return Place(subject.channel_id, subject.audience, frozenset(tag.id for tag in subject.tags))
