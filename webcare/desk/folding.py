"""The fold that makes waits of what happened, pure: any order of arrival gives the same waits.

It runs over the conversations of one contact together, since a DM made elsewhere can end the wait of a public one.
Source: DOMAIN, response timer, rules 1, 3, 4 and 5.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from webcare.models import How, Outcome, Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """What every happening has: its conversation and the moment it counts from."""

    conversation: int
    at: datetime
    order: int = 0  # the platform's id as a number: what comes first among equal moments


@dataclass(frozen=True, kw_only=True, slots=True)
class Said(Happening):
    """The contact asked something. A tombstone still counts, until everything of its turn is gone."""

    id: int
    deleted_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered(Happening):
    """The platform confirmed an answer of the brand, not deleted since.

    `seen` is the newest arrival its writer had seen; None: made elsewhere, where the whole thread was on the screen.
    """

    id: int
    how: How = How.PUBLIC
    seen: int | None = None
    ends_public_wait: bool = True  # of a DM made elsewhere: nobody said that it did not answer the public wait


@dataclass(frozen=True, kw_only=True, slots=True)
class Dismissed(Happening):
    """Somebody found that what had arrived up to `seen` needs no answer."""

    id: int
    seen: int
    reason: str
    by: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One wait as the fold finds it; `messages` from first to last by the platform's time."""

    conversation: int
    messages: tuple[int, ...]
    started_at: datetime
    outcome: Outcome = Outcome.OPEN
    ended_at: datetime | None = None
    how: How | None = None
    answer_id: int | None = None
    reason: str | None = None
    dismissed_by_id: int | None = None


def fold(happenings: Iterable[Happening], private: Iterable[int] = ()) -> list[Turn]:
    """The waits that follow from what happened; `private` names the conversations that are DMs.

    A deletion counts from the moment it was noticed; at most one wait per conversation stays open.
    """
    folding = _Folding(frozenset(private))
    for happening in sorted(_with_deletions(happenings), key=_rank):
        folding.take(happening)
    return folding.finish()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Deleted(Happening):
    pass


def _with_deletions(happenings: Iterable[Happening]) -> Iterator[Happening]:
    for happening in happenings:
        yield happening
        if isinstance(happening, Said) and happening.deleted_at is not None:
            yield _Deleted(conversation=happening.conversation, at=max(happening.deleted_at, happening.at))


def _rank(happening: Happening) -> tuple[datetime, int, int, int]:
    posted = isinstance(happening, Said | Answered)
    return happening.at, 0 if posted else 1, happening.order, getattr(happening, "id", 0)


@dataclass
class _Folding:
    private: frozenset[int]
    pending: dict[int, list[Said]] = field(default_factory=lambda: defaultdict(list))
    turns: list[Turn] = field(default_factory=list)

    def take(self, happening: Happening) -> None:
        if isinstance(happening, Said):
            self.pending[happening.conversation].append(happening)
        elif isinstance(happening, Answered):
            self._answer(happening)
        elif isinstance(happening, Dismissed):
            self._dismiss(happening)
        else:
            self._sweep(happening.conversation, happening.at)

    def finish(self) -> list[Turn]:
        for conversation, waiting in self.pending.items():
            if waiting:
                self.turns.append(_turn(conversation, waiting))
        return sorted(self.turns, key=lambda turn: (turn.conversation, turn.started_at, turn.messages))

    def _answer(self, answer: Answered) -> None:
        where, how = answer.conversation, answer.how
        if not self.pending[where] and self._may_end_a_public_wait(answer):
            public = [number for number, waiting in self.pending.items() if waiting and number not in self.private]
            private = [number for number, waiting in self.pending.items() if waiting and number in self.private]
            if len(public) != 1 or private:
                return
            where, how = public[0], How.IN_PRIVATE
        self._end(where, answer.seen, answer.at, outcome=Outcome.ANSWERED, how=how, answer_id=answer.id)

    def _may_end_a_public_wait(self, answer: Answered) -> bool:
        if answer.seen is not None or not answer.ends_public_wait:
            return False
        return answer.conversation in self.private

    def _dismiss(self, dismissed: Dismissed) -> None:
        self._end(
            dismissed.conversation,
            dismissed.seen,
            dismissed.at,
            outcome=Outcome.DISMISSED,
            reason=dismissed.reason,
            dismissed_by_id=dismissed.by,
        )

    def _end(self, conversation: int, seen: int | None, at: datetime, **ending: object) -> None:
        waiting = self.pending[conversation]
        covered = [said for said in waiting if seen is None or said.id <= seen]
        if not covered:
            return
        self.pending[conversation] = [said for said in waiting if seen is not None and said.id > seen]
        self.turns.append(_turn(conversation, covered, ended_at=at, **ending))
        self._sweep(conversation, at)

    def _sweep(self, conversation: int, at: datetime) -> None:
        """A turn of which every message is gone ends when the last one went."""
        gone = [said.deleted_at for said in self.pending[conversation] if said.deleted_at and said.deleted_at <= at]
        if not gone or len(gone) < len(self.pending[conversation]):
            return
        ending = {"outcome": Outcome.DISMISSED, "reason": Reason.DELETED, "ended_at": max(gone)}
        self.turns.append(_turn(conversation, self.pending.pop(conversation), **ending))


def _turn(conversation: int, said: list[Said], **ending: object) -> Turn:
    return Turn(
        conversation=conversation,
        messages=tuple(each.id for each in said),
        started_at=said[0].at,
        **ending,  # type: ignore[arg-type]
    )
