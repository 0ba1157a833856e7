"""Tails the event log and tells every screen: `{from, to, now, items}`, at most one message per 80 ms."""

import threading
import time
from collections.abc import Sequence

import structlog
from flask import Flask
from flask_socketio import SocketIO

from webcare import logs
from webcare.database import session
from webcare.inbox import changes, counting, rows, talk
from webcare.live import concerning, drawing, mandates, powers, queues
from webcare.live.drawing import Item
from webcare.live.presence import Presence
from webcare.live.queues import Queues
from webcare.live.seats import Seats, conversation_room, user_room
from webcare.mandate import Readable
from webcare.models import EventRow

GATHER = 0.08  # one message per screen in this time, however much happens
BREATH = 0.02  # the least there is between two of them, for the threads that write them out
HEARTBEAT = 5.0  # silence is told too, with the newest id: a screen that missed something notices
COUNT_EVERY = 0.5
LOOK_UP = 0.5  # how long a stop may wait
ONE_FLUSH = 1000  # events
UNSAID = "conversation_read"  # opening a conversation is recorded, and changes nothing on any screen

log = structlog.get_logger()


class Feed:
    """One thread per process. It begins with the first screen and goes on until it is stopped."""

    def __init__(self, app: Flask, sockets: SocketIO) -> None:
        self.app, self.sockets = app, sockets
        self.seats = Seats()
        self.presence = Presence()
        self.concerns = concerning.concerns()
        self.queues = Queues()
        self.last = 0
        self._told: dict[str, dict[str, int]] = {}
        self._counted = 0.0
        self._stale_counts = False
        self._grew = False
        self._told_at = 0.0
        self._starting = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to tail, unless that runs already."""
        with self._starting:
            if self._thread is not None or self._stop.is_set():
                return
            self.last = changes.latest_event()
            self._watch = changes.Watch(self._stop)
            thread = threading.Thread(target=self._run, name="live", daemon=True)
            thread.start()
            self._thread = thread

    def stop(self) -> None:
        """Stop tailing; for tests and an orderly end. A screen that comes later starts nothing."""
        self._stop.set()
        with self._starting:
            if self._thread is not None:
                self._thread.join()
                self._watch.close()

    def now(self) -> int:
        """The server's clock in microseconds, for every screen's countdown."""
        with self.app.app_context():
            return mandates.now_in_microseconds()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._once()
            except Exception as error:  # noqa: BLE001  # whatever it was, screens must not fall silent
                log.error("live failed", error=type(error).__name__, where=logs.where(error))  # noqa: TRY400
                self._start_over()
            finally:
                session.remove()

    def _start_over(self) -> None:
        """After a failure nobody knows what was told: every screen draws its list again, from now on."""
        self._stop.wait(1)
        try:
            session.remove()
            self.last, self._grew = changes.latest_event(), True
            self.sockets.emit("reset", {"items": []})
        except Exception as error:  # noqa: BLE001  # the database is away; the next round tries again
            log.error("live cannot start over", error=type(error).__name__, where=logs.where(error))  # noqa: TRY400

    def _once(self) -> None:
        watched = self.seats.watched()
        self._grew = self._grew or self._watch.wait(self.queues.left(LOOK_UP) if watched else LOOK_UP)
        if not self._grew and not self._stale_counts and time.monotonic() - self._told_at < HEARTBEAT:
            if watched and self.queues.is_due():
                with self.app.app_context():
                    queues.tell(self, self.last)
            return
        began = time.monotonic()
        events = changes.events_after(self.last, ONE_FLUSH) if self._grew else []
        self._grew = len(events) == ONE_FLUSH
        with self.app.app_context():
            mandates.review(self, events)
            powers.tell(self, events)
            self.tell([event for event in events if event.kind != UNSAID], to=events[-1].id if events else self.last)
        if events:
            time.sleep(max(GATHER - (time.monotonic() - began), BREATH))

    def tell(self, events: Sequence[EventRow], to: int) -> None:
        """Send what changed by these events, and that everything up to `to` has been told."""
        shown = rows.changed_with(drawing.touched(events))
        for conversation_id in drawing.touched(events) & self.seats.open_conversations():
            self._tell_opened(conversation_id, [e for e in events if e.conversation_id == conversation_id])
        for concern in self.concerns:
            concern.hear(events)
        counted = self._count(bool(events))
        drawn: dict[tuple[str, bool], dict[int, list[Item]]] = {}
        for audience in self.seats.audiences():
            alike = audience.language, audience.readable.by_tag
            if alike not in drawn:
                with drawing.speaking(self.app, audience.language):
                    drawn[alike] = drawing.rows(rows.as_read(audience.readable, shown), events)
            items = drawing.for_audience(audience.readable, shown, drawn[alike], events)
            room = self.seats.room(audience)
            self._send(room, items + self._news_of(room, counted.get(audience.readable)), to)
        self.queues.hear(events)
        queues.tell(self, to)
        self.last, self._told_at = to, time.monotonic()

    def _tell_opened(self, conversation_id: int, events: Sequence[EventRow]) -> None:
        for opened in talk.conversations([conversation_id]):
            for language in self.seats.languages_of(conversation_id):
                with drawing.speaking(self.app, language):
                    items = drawing.conversation(opened, events)
                self.sockets.emit("items", {"items": items}, to=conversation_room(conversation_id, language))

    def _send(self, room: str, items: list[Item], to: int) -> None:
        message = {"from": self.last, "to": to, "now": self.now(), "items": items}
        self.sockets.emit("happened", message, to=room)

    def _count(self, changed: bool) -> dict[Readable, dict[str, int]]:
        """Count the views anew, not at every event. What is everybody's travels with the flush, one's own by itself."""
        self._stale_counts = self._stale_counts or changed
        if not self._stale_counts or time.monotonic() - self._counted < COUNT_EVERY:
            return {}
        self._counted, self._stale_counts = time.monotonic(), False
        readers: dict[Readable, set[int]] = {}
        for seat in self.seats.all():
            readers.setdefault(seat.audience.readable, set()).add(seat.user_id)
        for readable, users in readers.items():
            held = counting.held_of(readable)
            concerning_them = [concern.counts(users) for concern in self.concerns]
            for user_id in users:
                room, mine = user_room(user_id), {"mine": held.get(user_id, 0)}
                for counts in concerning_them:
                    mine |= counts[user_id]
                if items := self._news_of(room, mine):
                    self.sockets.emit("items", {"items": items}, to=room)
        return {readable: counting.counts_of(readable) for readable in readers}

    def _news_of(self, room: str, counts: dict[str, int] | None) -> list[Item]:
        """Counts that differ from what this room was told last."""
        if counts is None or self._told.get(room) == counts:
            return []
        self._told[room] = counts
        return [{"kind": "counts", "id": "counts", "facts": counts}]

    def tell_presence(self, conversation_id: int) -> None:
        """Who reads and types there: to those who have it open, and that somebody types to those who see its row."""
        who = self.presence.of(conversation_id)
        for language in self.seats.languages_of(conversation_id):
            item = {"kind": "presence", "id": f"presence-{conversation_id}", "facts": who}
            self.sockets.emit("items", {"items": [item]}, to=conversation_room(conversation_id, language))
        names = [each["name"] for each in who["reading"] if each["user"] in who["typing"]]
        facts = {"conversation": conversation_id, "users": who["typing"], "names": names}
        item = {"kind": "typing", "id": f"typing-{conversation_id}", "facts": facts}
        found = talk.conversations([conversation_id])
        rooms = [self.seats.room(a) for a in self.seats.audiences() if found and a.readable.allows(found[0])]
        if rooms:
            self.sockets.emit("items", {"items": [item]}, to=rooms)

    def forget_counts(self, room: str) -> None:
        """Somebody new listens in this room: tell them the next time."""
        self._told.pop(room, None)
        self._stale_counts = True
