"""The figures of reports, computed a second time: row by row in plain Python, without sums and counting in SQL."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from sqlalchemy import select

from webcare.database import session
from webcare.models import Conversation, ConversationTag, EventRow, Message, Promise, Wait

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEK = timedelta(days=7)
ORDER = ["negative", "neutral", "positive"]


@dataclass(frozen=True)
class Row:
    """One wait with everything that a report could ask of it."""

    wait: Wait
    conversation: Conversation
    answer: Message | None
    tags: frozenset[int]
    promises: list[Promise]
    messages: list[Message]
    others: list[Wait]  # of the same customer

    @property
    def local(self) -> datetime:
        return self.wait.started_at.astimezone(AMSTERDAM)

    @property
    def hand(self) -> int | None:
        if self.wait.outcome == "answered":
            return self.answer.author_id if self.answer else None
        return self.wait.dismissed_by_id

    @property
    def substance(self) -> datetime | None:
        """When the customer first got an answer that was more than a reference."""
        if self.wait.how == "referred_to_dm":
            later = [
                each.ended_at
                for each in self.others
                if each.outcome == "answered"
                and each.how != "referred_to_dm"
                and self.wait.ended_at < each.ended_at <= self.wait.ended_at + WEEK
            ]
            return min(later, default=None)
        if self.promises:
            kept = [each.fulfilled_at for each in self.promises]
            return None if None in kept else max(kept)
        return self.wait.ended_at

    @property
    def tones(self) -> tuple[str, str] | None:
        """Of the customer's last words before the answer, and the first after it."""
        said = [each for each in self.messages if each.direction == "inbound" and each.sentiment]
        before = [each for each in said if each.posted_at <= self.wait.ended_at]
        after = [each for each in said if self.wait.ended_at < each.posted_at <= self.wait.ended_at + WEEK]
        return (before[-1].sentiment, after[0].sentiment) if before and after else None


def rows() -> list[Row]:
    """Every wait there is."""
    session.rollback()
    session.expire_all()
    conversations = {each.id: each for each in session.scalars(select(Conversation))}
    messages = sorted(session.scalars(select(Message)), key=lambda each: (each.posted_at, each.id))
    by_id = {each.id: each for each in messages}
    tags = [(each.conversation_id, each.tag_id) for each in session.scalars(select(ConversationTag))]
    promises = [each for each in session.scalars(select(Promise)) if each.counts_from and not each.withdrawn_at]
    waits = list(session.scalars(select(Wait)))
    return [
        Row(
            wait,
            there := conversations[wait.conversation_id],
            answer := by_id.get(wait.answer_id),
            frozenset(tag for number, tag in tags if number == there.id),
            [each for each in promises if answer and answer.reply_id and each.reply_id == answer.reply_id],
            [each for each in messages if each.conversation_id == there.id],
            [each for each in waits if conversations[each.conversation_id].contact_id == there.contact_id],
        )
        for wait in waits
    ]


def reopened(first: date, last: date, wanted: Callable[[Conversation], bool] = lambda _each: True) -> int:
    found = session.scalars(select(EventRow).where(EventRow.kind == "conversation_reopened"))
    return sum(
        first <= each.at.astimezone(AMSTERDAM).date() <= last
        and each.actor_id is None
        and wanted(session.get_one(Conversation, each.conversation_id))
        for each in found
    )


def counts(chosen: Iterable[Row], now: datetime) -> dict[str, int]:
    """What a Figures counts, but for what was reopened."""
    chosen = list(chosen)
    ended = [each for each in chosen if each.wait.outcome == "answered"]
    dismissed = [each.wait for each in chosen if each.wait.outcome == "dismissed"]
    waiting = [each.wait for each in chosen if each.wait.outcome == "open"]
    tones = [each.tones for each in ended if each.tones]
    steps = [ORDER.index(after) - ORDER.index(before) for before, after in tones]
    found = {
        "answered": len(ended),
        "in_time": sum(each.wait.ended_at <= each.wait.due_at for each in ended),
        "in_time_by_the_clock": sum(each.wait.ended_at - each.wait.started_at <= _target(each.wait) for each in ended),
        "dismissed": len(dismissed),
        "dismissed_late": sum(each.ended_at > each.due_at for each in dismissed),
        "open": len(waiting),
        "open_late": sum(each.due_at <= now for each in waiting),
        "open_late_by_the_clock": sum(each.started_at + _target(each) <= now for each in waiting),
        "better": sum(step > 0 for step in steps),
        "worse": sum(step < 0 for step in steps),
    }
    for how in ("public", "private", "moved_to_dm", "in_private", "referred_to_dm", "covered"):
        found[how] = sum(each.wait.how == how for each in ended)
    for reason in ("no_answer_needed", "thanks", "spam", "duplicate", "other_department", "not_for_us", "deleted"):
        found[reason] = sum(each.reason == reason for each in dismissed)
    found["covered_by_another"] = sum(each.reason == "covered" for each in dismissed)
    for tone in ORDER:
        found[f"before_{tone}"] = sum(before == tone for before, _after in tones)
        found[f"after_{tone}"] = sum(after == tone for _before, after in tones)
    return found


def took(chosen: Iterable[Row]) -> list[int]:
    """Seconds until each answer, ascending."""
    return sorted(_seconds(each.wait.ended_at - each.wait.started_at) for each in chosen if each.answer)


def took_substance(chosen: Iterable[Row]) -> list[int]:
    """The same until the first answer of substance."""
    return sorted(_seconds(each.substance - each.wait.started_at) for each in chosen if each.answer and each.substance)


def rank(ordered: list[int], share: float) -> timedelta | None:
    return timedelta(seconds=ordered[ceil(share * len(ordered)) - 1]) if ordered else None


def _target(wait: Wait) -> timedelta:
    return timedelta(minutes=wait.target_minutes)


def _seconds(took: timedelta) -> int:
    return took // timedelta(seconds=1)
