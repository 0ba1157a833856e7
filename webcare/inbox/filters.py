"""What a list shows: the views, and the filters on them. Names come from lists; anything else is the default."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import BindParameter, ColumnElement, and_, exists, func, literal_column, or_, select

from webcare.database import session
from webcare.models import Audience, Conversation, ConversationTag
from webcare.response_timer import TimerState

RARE = 5_000  # conversations with one tag
Named = TypeVar("Named", bound=StrEnum)
# Literals, not parameters: only so does a planner see that a partial index holds every open conversation.
IS_OPEN = Conversation.status == literal_column("'open'")
IS_CLOSED = Conversation.status == literal_column("'closed'")
BY_ITSELF = or_(Conversation.gathered.is_(False), Conversation.urgent_at.is_not(None))  # no other stands for it
OPEN_TIMERS = (TimerState.FRESH, TimerState.RUNNING, TimerState.AT_RISK, TimerState.LATE)


class View(StrEnum):
    """The lists of the inbox."""

    WAITING = "waiting"
    MINE = "mine"
    OPEN = "open"
    MENTIONS = "mentions"
    PROMISES = "promises"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """One list as somebody asked for it. `assignee` is "", "nobody", "me" or a user's id; empty means any."""

    view: View = View.WAITING
    channel: int | None = None
    audience: Audience | None = None
    tag: int | None = None
    assignee: str = ""
    timer: TimerState | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Filters":
        """Read from an address: what is not in the lists is as if it was not asked."""
        view, assignee = _one_of(View, asked.get("view")) or View.WAITING, asked.get("assignee", "")
        if view == View.CLOSED:  # nobody holds what is closed, and nobody waits in it
            asked, assignee = {**asked, "timer": ""}, ""
        return cls(
            view=view,
            channel=number(asked.get("channel")),
            audience=_one_of(Audience, asked.get("audience")),
            tag=number(asked.get("tag")),
            assignee=assignee if assignee in ("nobody", "me") or number(assignee) is not None else "",
            timer=timer if (timer := _one_of(TimerState, asked.get("timer"))) in OPEN_TIMERS else None,
        )

    def query(self, **changed: object) -> dict[str, str]:
        """The same list, or one that differs a little, as the query of an address."""
        wanted = replace(self, **changed)  # type: ignore[arg-type]
        named = {name: getattr(wanted, name) for name in ("channel", "audience", "tag", "assignee", "timer")}
        return {"view": str(wanted.view)} | {name: str(value) for name, value in named.items() if value}

    @property
    def narrowed(self) -> int:
        """How many filters are set."""
        return len(self.query()) - 1

    def where(self, user_id: int, now: datetime, *, apart: bool = False) -> ColumnElement[bool]:
        """The condition on `Conversation`, for this reader at this moment; `apart` as `in_view` has it."""
        parts = [in_view(self.view, user_id, apart=apart), *self._narrowing(user_id)]
        if self.timer is not None:
            parts.append(in_timer(self.timer, now))
        return and_(*parts)

    def _narrowing(self, user_id: int) -> list[ColumnElement[bool]]:
        parts: list[ColumnElement[bool]] = []
        if self.channel is not None:
            parts.append(Conversation.channel_id == self.channel)
        if self.audience is not None:
            parts.append(Conversation.audience == self.audience)
        if self.tag is not None:
            parts.append(_tagged(self.tag, looked_up=self.view == View.CLOSED))
        if self.assignee == "nobody":
            parts.append(Conversation.claimed_by_id.is_(None))
        elif self.assignee:
            parts.append(Conversation.claimed_by_id == (user_id if self.assignee == "me" else int(self.assignee)))
        return parts


@lru_cache(256)
def in_view(view: View, user_id: int | BindParameter[int], *, apart: bool = False) -> ColumnElement[bool]:
    """The condition of a view. A gathered conversation is shown by the one that stands for it.

    Not where one would miss it: what somebody holds, what was promised and what is urgent each have a row of their own,
    and all do (`apart`) for who may not read every conversation of a gathering.
    """
    if view == View.CLOSED:
        return IS_CLOSED
    kinds: dict[View, ColumnElement[bool]] = {
        View.WAITING: or_(Conversation.due_at.is_not(None), Conversation.urgent_at.is_not(None)),
        View.MINE: Conversation.claimed_by_id == user_id,
        View.MENTIONS: and_(Conversation.asks.is_(False), Conversation.due_at.is_(None)),
        View.PROMISES: Conversation.promise_due_at.is_not(None),
    }
    apart = apart or view in (View.MINE, View.PROMISES)
    parts = [IS_OPEN] if apart else [IS_OPEN, BY_ITSELF]
    return and_(*parts, kinds[view]) if view in kinds else and_(*parts)


def _tagged(tag_id: int, *, looked_up: bool) -> ColumnElement[bool]:
    """In a long list a rare tag is looked up and a common one met on the way; no planner alone can tell which it is."""
    if looked_up:
        all_with_it = select(ConversationTag.conversation_id).where(ConversationTag.tag_id == tag_id)
        some = all_with_it.limit(RARE + 1).subquery()  # counted there: to fetch five thousand took as long as the page
        if (session.scalar(select(func.count()).select_from(some)) or 0) <= RARE:
            return Conversation.id.in_(list(session.scalars(all_with_it)))
    here = and_(ConversationTag.conversation_id == Conversation.id, ConversationTag.tag_id == tag_id)
    return exists().where(here)


def in_timer(state: TimerState, now: datetime) -> ColumnElement[bool]:
    """How the nearest deadline stands; a promise alone is fresh until it is late."""
    due = Conversation.due_at
    if state == TimerState.LATE:
        return due <= now
    if state == TimerState.AT_RISK:
        return and_(due > now, Conversation.wait_at_risk_at <= now)
    calm = and_(due > now, or_(Conversation.wait_at_risk_at.is_(None), Conversation.wait_at_risk_at > now))
    if state == TimerState.RUNNING:
        return and_(calm, Conversation.wait_half_at <= now)
    return and_(calm, or_(Conversation.wait_half_at.is_(None), Conversation.wait_half_at > now))


def number(text: str | None) -> int | None:
    """A row's id out of an address, or None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _one_of(kind: type[Named], text: str | None) -> Named | None:
    return kind(text) if text in set(kind) else None
