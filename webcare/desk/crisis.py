"""A crisis is declared, noted, ended and looked back on. Source: DOMAIN, Crisis.

Declaring narrows the mandate on what it gathers: a public answer there needs approval, until the crisis is over. The
route asks the power to moderate, on its channel or everywhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update

from webcare.access import limits
from webcare.access.terms import LimitTerms
from webcare.database import record, session
from webcare.desk import crisis_gathering, permitting, tagging
from webcare.desk.meeting import insert_new
from webcare.errors import BadInput, Conflict
from webcare.events import CrisisDeclared, CrisisEnded, CrisisNoted, CrisisReopened, CrisisThemeChanged
from webcare.models import (
    Audience,
    Channel,
    Crisis,
    CrisisEntry,
    CrisisTag,
    CrisisWord,
    EntryKind,
    Limit,
    LimitKind,
    Narrowing,
    Spike,
    Tag,
    TrainingSeat,
    User,
)
from webcare.phrases import plain
from webcare.winning import reread, won

BACK = timedelta(hours=24)  # at most so long ago it began
WRITTEN = (EntryKind.DECISION, EntryKind.NOTE, EntryKind.LESSON)  # what somebody writes; the rest writes itself
MOST_WORDS = 50


class CrisisOver(Conflict):
    """It was ended already."""

    code = "crisis_over"
    message = _("This crisis is over. Reopen it, or declare a new one.")


class NothingToGather(BadInput):
    """Without words or tags it would gather nothing."""

    code = "nothing_to_gather"
    message = _("Give words or tags, so that it is clear what belongs to this crisis.")


class InADrill(Conflict):
    """What is real is not theirs to see for now, so it is not theirs to declare."""

    code = "in_a_drill"
    message = _("You take part in a drill, where nothing real can be declared. Leave the drill first.")


class SuggestionTaken(Conflict):
    """One suggestion, one crisis."""

    code = "suggestion_taken"
    message = _(
        "A colleague just declared a crisis on this suggestion. Look at it under Crises before you declare one."
    )


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a crisis is about."""

    name: str
    words: Sequence[str] = ()
    tags: Sequence[str] = ()
    since: datetime
    channel: Channel | None = None
    theme_id: int | None = None
    spike: Spike | None = None
    training: bool = False


def declare(terms: Terms, *, by: User, now: datetime) -> Crisis:
    """Declare it: gather what was said already, and let public answers there wait for approval from now on.

    Raises InADrill, SuggestionTaken, NothingToGather, BadInput.
    """
    if not terms.training:
        check_is_at_the_real_desk(by)
    crisis_gathering.hold_still()
    crisis = Crisis(
        name=" ".join(terms.name.split()),
        training=terms.training,
        channel_id=terms.channel.id if terms.channel is not None else None,
        theme_id=terms.theme_id,
        tag_id=_own_tag(terms.name, now).id,
        started_at=min(max(terms.since, now - BACK), now),
        declared_at=now,
        declared_by_id=by.id,
    )
    session.add(crisis)
    session.flush()
    _set_theme(crisis, terms.words, terms.tags, now)
    _note_spike(crisis, terms.spike, by, now)
    _write(crisis, EntryKind.DECLARED, "", by=by, now=now)
    _narrow(crisis, by=by, now=now)
    crisis_gathering.look_back(crisis, now=now)
    permitting.review(now=now)
    return crisis


def check_is_at_the_real_desk(by: User) -> None:
    """Raises InADrill for who sits at a training desk."""
    sits = select(TrainingSeat.id).where(TrainingSeat.user_id == by.id, TrainingSeat.left_at.is_(None))
    if session.scalar(sits) is not None:
        raise InADrill


def change_theme(crisis: Crisis, *, words: Sequence[str], tags: Sequence[str], by: User, now: datetime) -> None:
    """Gather by these words and tags from now on, and what was said already. What is in it stays.

    Raises CrisisOver, NothingToGather, BadInput.
    """
    crisis_gathering.hold_still()
    _check_running(crisis)
    session.execute(delete(CrisisWord).where(CrisisWord.crisis_id == crisis.id))
    session.execute(delete(CrisisTag).where(CrisisTag.crisis_id == crisis.id))
    _set_theme(crisis, words, tags, now)
    _write(crisis, EntryKind.THEME, ", ".join([*words, *(f"#{tag}" for tag in tags)]), by=by, now=now)
    record(CrisisThemeChanged(at=now, by=by.id, channel_id=crisis.channel_id, crisis_id=crisis.id))
    crisis_gathering.look_back(crisis, now=now)
    permitting.review(now=now)


def note(crisis: Crisis, kind: str, text: str, *, by: User, now: datetime) -> CrisisEntry:
    """Write a decision, a note or a lesson in its log: under one's name, for good. Raises BadInput."""
    if kind not in WRITTEN or not text.strip():
        raise BadInput(field="text")
    return _write(crisis, EntryKind(kind), text.strip(), by=by, now=now)


def end(crisis: Crisis, *, by: User, now: datetime) -> None:
    """It is over: what it narrowed is free again, and answers that were held leave. Ending twice changes nothing."""
    still = update(Crisis).where(Crisis.id == crisis.id, Crisis.ended_at.is_(None))
    if not won(still.values(ended_at=now, ended_by_id=by.id)):
        return
    reread(crisis)
    _write(crisis, EntryKind.ENDED, "", by=by, now=now)
    record(CrisisEnded(at=now, by=by.id, channel_id=crisis.channel_id, crisis_id=crisis.id))
    own = select(Limit).where(Limit.tag_id == crisis.tag_id, Limit.kind == LimitKind.CRISIS, Limit.lifted_at.is_(None))
    for limit in session.scalars(own).all():
        limits.lift(limit, by=by, now=now)
    permitting.review(now=now)


def reopen(crisis: Crisis, *, by: User, now: datetime) -> None:
    """It was ended too early: it gathers and narrows again, from its own beginning. Twice changes nothing."""
    crisis_gathering.hold_still()
    over = update(Crisis).where(Crisis.id == crisis.id, Crisis.ended_at.is_not(None))
    if not won(over.values(ended_at=None, ended_by_id=None)):
        return
    reread(crisis)
    _write(crisis, EntryKind.REOPENED, "", by=by, now=now)
    record(CrisisReopened(at=now, by=by.id, channel_id=crisis.channel_id, crisis_id=crisis.id))
    _narrow(crisis, by=by, now=now)
    crisis_gathering.look_back(crisis, now=now)
    permitting.review(now=now)


def log(crisis: Crisis, kind: EntryKind, text: str, *, by: User, now: datetime) -> CrisisEntry:
    """What a rule writes in the log: a statement that was proposed, approved, withdrawn."""
    return _write(crisis, kind, text, by=by, now=now)


def _write(crisis: Crisis, kind: EntryKind, text: str, *, by: User, now: datetime) -> CrisisEntry:
    entry = CrisisEntry(crisis_id=crisis.id, at=now, by_id=by.id, kind=kind, text=text)
    session.add(entry)
    session.flush()
    record(CrisisNoted(at=now, by=by.id, channel_id=crisis.channel_id, crisis_id=crisis.id, entry_id=entry.id))
    return entry


def _own_tag(name: str, now: datetime) -> Tag:
    """A tag of its own, never one that is in use: tags give mandates, and gathering must widen nobody's."""
    stem = tagging.normalised(f"crisis {name}"[: tagging.LONGEST - 4])
    for number in range(1, 1000):
        wanted = stem if number == 1 else f"{stem} {number}"
        for tag in insert_new(Tag, [{"name": wanted, "created_at": now}]):
            return tag
    raise BadInput(field="name")


def _set_theme(crisis: Crisis, words: Iterable[str], tags: Iterable[str], now: datetime) -> None:
    kept = {plain(each): " ".join(each.split()) for each in words if plain(each)}
    found = {tagging.find_or_make(tagging.normalised(each), now).id for each in tags if each.strip()}
    if (not kept and not found) or len(kept) > MOST_WORDS:
        raise NothingToGather(field="words")
    session.add_all(CrisisWord(crisis_id=crisis.id, words=each) for each in kept.values())
    session.add_all(CrisisTag(crisis_id=crisis.id, tag_id=each) for each in sorted(found - {crisis.tag_id}))
    session.flush()
    session.expire(crisis, ["words", "tags"])


def _note_spike(crisis: Crisis, spike: Spike | None, by: User, now: datetime) -> None:
    spike_id = spike.id if spike is not None else None
    free = update(Spike).where(Spike.id == spike_id, Spike.crisis_id.is_(None))
    if spike is not None and not won(free.values(crisis_id=crisis.id)):
        raise SuggestionTaken
    record(CrisisDeclared(at=now, by=by.id, channel_id=crisis.channel_id, crisis_id=crisis.id, spike_id=spike_id))


def _narrow(crisis: Crisis, *, by: User, now: datetime) -> None:
    terms = LimitTerms(
        kind=LimitKind.CRISIS,
        channel_id=crisis.channel_id,
        audience=Audience.PUBLIC,
        tag_id=crisis.tag_id,
        effect=Narrowing.WITH_APPROVAL,
        valid_from=now,
    )
    limits.put(terms, by=by, now=now)


def _check_running(crisis: Crisis) -> None:
    reread(crisis)
    if not crisis.running:
        raise CrisisOver
