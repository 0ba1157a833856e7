"""What a report is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from sqlalchemy import ColumnElement, and_, exists, false, select, true

from webcare.insight import days
from webcare.mandate import Readable, Scope
from webcare.models import Conversation, ConversationTag, Tag, User
from webcare.models.wait_sum import ANY, WaitSum


class Slice(Enum):
    """What a report is cut by, beside days and channels."""

    WHOLE = "whole"
    TAG = "tag"
    HAND = "hand"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which waits a report is about: those that began in these days, and the rest that narrows them."""

    first: date
    last: date  # included
    channel_id: int | None = None
    audience: str | None = None
    tag_id: int | None = None
    hands: frozenset[int] | None = None  # ended by one of these people
    weekdays: frozenset[int] = frozenset()  # Monday is 0; empty: all
    hours: tuple[int, int] | None = None  # from this hour of the day up to that
    mondays: frozenset[date] | None = None  # of the weeks of these alone

    @property
    def narrows_hours(self) -> bool:
        """Whether it is about part of the week alone."""
        return bool(self.weekdays) or self.hours is not None

    @property
    def stretch(self) -> tuple[datetime, datetime]:
        """From when up to when, in UTC."""
        return days.stretch(self.first, self.last)

    @property
    def each_day(self) -> set[date]:
        """Each day that is asked for."""
        every = days.each(self.first, self.last)
        return {day for day in every if self.mondays is None or days.monday_of(day) in self.mondays}

    def takes_hour(self, day: date, hour: int) -> bool:
        """Whether an hour of a day is asked for."""
        if self.mondays is not None and days.monday_of(day) not in self.mondays:
            return False
        if self.weekdays and day.weekday() not in self.weekdays:
            return False
        return self.hours is None or self.hours[0] <= hour < self.hours[1]

    def conversations(self, readable: Readable) -> ColumnElement[bool]:
        """The condition on `Conversation`, of what the reader may read."""
        parts = [readable.where()]
        if self.channel_id is not None:
            parts.append(Conversation.channel_id == self.channel_id)
        if self.audience is not None:
            parts.append(Conversation.audience == self.audience)
        if self.tag_id is not None:
            tagged = (ConversationTag.conversation_id == Conversation.id) & (ConversationTag.tag_id == self.tag_id)
            parts.append(exists().where(tagged))
        return and_(*parts)

    def sums(self, readable: Readable, by: Slice = Slice.WHOLE) -> ColumnElement[bool] | None:
        """The condition on `WaitSum` but for days and hours; None where sums cannot tell.

        They cannot where two tags, or a tag and a hand, count at once: sums know one of them at a time.
        """
        scopes = list(_scopes(readable))
        tags = {self.tag_id, *(scope.tag_id for scope in scopes)} - {None}
        by_hand = self.hands is not None or by is Slice.HAND
        if len(tags) + by_hand + (by is Slice.TAG) > 1 or (tags and self.tag_id is None):
            return None
        return and_(*self._narrowed(by), _at_desk(readable), _any_of(scopes))

    def _narrowed(self, by: Slice) -> Iterator[ColumnElement[bool]]:
        # every tag and every hand by name: so each is looked up in the index, hour and days with it
        yield WaitSum.tag_id.in_(select(Tag.id)) if by is Slice.TAG else WaitSum.tag_id == (self.tag_id or ANY)
        if self.hands is not None:
            yield WaitSum.hand_id.in_(sorted(self.hands))
        else:
            yield WaitSum.hand_id.in_(select(User.id)) if by is Slice.HAND else WaitSum.hand_id == ANY
        if self.channel_id is not None:
            yield WaitSum.channel_id == self.channel_id
        if self.audience is not None:
            yield WaitSum.audience == self.audience
        if self.weekdays:
            yield WaitSum.weekday.in_(sorted(self.weekdays))
        if self.hours is not None:
            yield WaitSum.hour.between(self.hours[0], self.hours[1] - 1)


def _scopes(readable: Readable) -> Iterator[Scope]:
    """What may be read, without what a wider scope says already."""
    for scope in readable.scopes:
        wider = (each for each in readable.scopes if each != scope and _holds(each, scope))
        if not any(wider):
            yield scope


def _holds(wider: Scope, scope: Scope) -> bool:
    pairs = zip(
        (wider.channel_id, wider.audience, wider.tag_id), (scope.channel_id, scope.audience, scope.tag_id), strict=True
    )
    return all(one in (None, other) for one, other in pairs)


def _at_desk(readable: Readable) -> ColumnElement[bool]:
    if readable.desk is not None:
        return WaitSum.channel_id == readable.desk
    return WaitSum.channel_id.not_in(readable.training)


def _any_of(scopes: list[Scope]) -> ColumnElement[bool]:
    allowed: ColumnElement[bool] = false()
    for scope in scopes:
        part: ColumnElement[bool] = true()
        if scope.channel_id is not None:
            part = and_(part, WaitSum.channel_id == scope.channel_id)
        if scope.audience is not None:
            part = and_(part, WaitSum.audience == scope.audience)
        allowed = allowed | part
    return allowed
