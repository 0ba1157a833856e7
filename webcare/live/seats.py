"""Who listens, and what each may hear. Screens that may read the same in the same language share a room.

So a flush is drawn and encoded once per room, and every screen gets one message per flush, however many channels,
audiences and tags there are (docs/decisions/002).
"""

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from webcare.mandate import Readable

TYPED_PER_SECOND = 5


@dataclass(frozen=True)
class Audience:
    """Everybody who may read the same, in one language, and sees as much of the team."""

    readable: Readable
    language: str
    sees_team: bool = True


@dataclass
class Seat:
    """One socket: whose, of which log-in session, and the conversation that is open on it."""

    sid: str
    user_id: int
    name: str
    session_id: int
    audience: Audience
    conversation_id: int | None = None
    wall: bool = False  # a screen on a wall: it hears how the queue stands, and nothing of any conversation
    watches: bool = False  # it shows how the queue stands
    _typed: deque[float] = field(default_factory=lambda: deque(maxlen=TYPED_PER_SECOND))

    def may_type(self, moment: float) -> bool:
        """Whether a word about typing is passed on; a page says two in a second at most."""
        if len(self._typed) == TYPED_PER_SECOND and moment - self._typed[0] < 1:
            return False
        self._typed.append(moment)
        return True


@dataclass
class Seats:
    """All sockets of this process."""

    taken: dict[str, Seat] = field(default_factory=dict)
    _numbers: dict[Audience, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, seat: Seat) -> None:
        """Somebody came."""
        with self._lock:
            self.taken[seat.sid] = seat

    def leave(self, sid: str) -> Seat | None:
        """Somebody went."""
        with self._lock:
            return self.taken.pop(sid, None)

    def all(self) -> list[Seat]:
        """Everybody, as of now."""
        with self._lock:
            return list(self.taken.values())

    def audiences(self) -> set[Audience]:
        """The different audiences there are now, of those who hear of conversations."""
        return {seat.audience for seat in self.all() if not seat.wall}

    def watched(self) -> bool:
        """Whether any screen shows how the queue stands."""
        return any(seat.watches for seat in self.all())

    def languages_of(self, conversation_id: int) -> set[str]:
        """In which languages this conversation is open somewhere."""
        return {seat.audience.language for seat in self.all() if seat.conversation_id == conversation_id}

    def open_conversations(self) -> set[int]:
        """The conversations that are open on some screen."""
        return {seat.conversation_id for seat in self.all() if seat.conversation_id is not None}

    def room(self, audience: Audience) -> str:
        """The room of an audience."""
        with self._lock:
            return f"readers:{self._numbers.setdefault(audience, len(self._numbers))}"

    def queue_room(self, seat: Seat) -> str:
        """The room in which a screen hears how the queue stands."""
        return f"{'wall' if seat.wall else 'queue'}:{self.room(seat.audience)}"

    def audience_rooms(self, seat: Seat) -> list[str]:
        """The rooms that a screen is in because of what its user may read."""
        if seat.wall:
            return [self.queue_room(seat)]
        return [self.room(seat.audience), *([self.queue_room(seat)] if seat.watches else [])]


def conversation_room(conversation_id: int, language: str) -> str:
    """The room of those who have a conversation open."""
    return f"conversation:{conversation_id}:{language}"


def user_room(user_id: int) -> str:
    """The room of all screens of one person."""
    return f"user:{user_id}"


def rooms_of(seat: Seat, seats: Seats) -> Iterable[str]:
    """Every room a seat belongs in."""
    yield from seats.audience_rooms(seat)
    if seat.wall:
        return
    yield user_room(seat.user_id)
    if seat.conversation_id is not None:
        yield conversation_room(seat.conversation_id, seat.audience.language)
