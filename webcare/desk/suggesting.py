"""Suggests a crisis where the volume of a theme, or of everything, leaves the usual; says why; and never floods.

At most one suggestion per theme in six hours; none for what a crisis was declared on already, or for a theme whose
messages are mostly those of one that was just suggested; none for everything together while a theme explains it.
"""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select, update

from webcare.database import record, session, transaction
from webcare.errors import Conflict, NotFound
from webcare.events import CrisisSuggested, SuggestionBroughtBack, SuggestionDismissed
from webcare.insight import series, spikes
from webcare.insight.spikes import SLOT, Standing, Tone, Volume
from webcare.insight.suggestions import STANDS
from webcare.models import Crisis, Spike, Theme, ThemeMessage, User
from webcare.winning import won

MOST = 3  # suggestions within the quiet time, whatever happens
SHARED = 0.5  # of a theme's messages that lie in another one: then it is the same story


class SuggestionOver(Conflict):
    """It would stand nowhere any more."""

    code = "suggestion_over"
    message = _("This suggestion is more than a day old, so it is not shown any more. A crisis can be declared anyhow.")


def look(*, now: datetime) -> list[int]:
    """Judge every theme, and all messages together. Gives the ids of what is suggested."""
    made: list[int] = []
    if not series.begun_by(now - spikes.NEEDED * SLOT):
        return made  # nobody knows yet what is usual here
    for theme_id in [*_themes(now), None]:
        spike = _judged(theme_id, now)
        session.rollback()
        if spike is not None:
            with transaction():
                made += _suggest(spike, now)
    return made


def with_id(spike_id: int) -> Spike:
    """One suggestion. Raises NotFound."""
    spike = session.get(Spike, spike_id)
    if spike is None:
        raise NotFound
    return spike


def dismiss(spike: Spike, *, by: User, now: datetime) -> None:
    """It is no crisis. Dismissing twice changes nothing."""
    standing = update(Spike).where(Spike.id == spike.id, Spike.dismissed_at.is_(None))
    if won(standing.values(dismissed_at=now, dismissed_by_id=by.id)):
        record(SuggestionDismissed(at=now, by=by.id, spike_id=spike.id, theme_id=spike.theme_id))


def bring_back(spike: Spike, *, by: User, now: datetime) -> None:
    """The way back of a dismissal, for as long as it would have stood. Raises SuggestionOver."""
    if spike.seen_at <= now - STANDS:
        raise SuggestionOver
    gone = update(Spike).where(Spike.id == spike.id, Spike.dismissed_at.is_not(None))
    if won(gone.values(dismissed_at=None, dismissed_by_id=None)):
        record(SuggestionBroughtBack(at=now, by=by.id, spike_id=spike.id, theme_id=spike.theme_id))


def _themes(now: datetime) -> Sequence[int]:
    """The themes that can be judged, followed ones first: what was said on them before is sorted in already."""
    whole = Theme.matched_from <= now - spikes.KEPT * SLOT
    found = select(Theme.id).where(Theme.archived_at.is_(None), whole).order_by(Theme.detected, Theme.id)
    return session.scalars(found).all()


def _judged(theme_id: int | None, now: datetime) -> Spike | None:
    if not _is_free(theme_id, now):
        return None
    counts = series.counts(theme_id, until=now)
    if sum(counts[-max(spikes.WIDTHS) :]) < spikes.FEWEST:
        return None
    volume = _standing(counts, now)
    negative = _standing(series.counts(theme_id, until=now, negative=True), now)
    standing = volume or negative
    if standing is None:
        return None
    since = now - standing.slots * SLOT
    tone = series.tone(theme_id, since=since, until=now)
    why = spikes.reasons(volume, negative, tone)
    return _spike(theme_id, standing, tone, why, now) if why else None


def _standing(counts: list[int], now: datetime) -> Standing | None:
    return Volume(counts, series.lags(now)).spike(len(counts) - 1)


def _spike(theme_id: int | None, standing: Standing, tone: Tone, why: Sequence[str], now: datetime) -> Spike:
    return Spike(
        theme_id=theme_id,
        seen_at=now,
        started_at=now - standing.slots * SLOT,
        reasons=list(why),
        messages=standing.messages,
        usual=standing.usual,
        score=standing.score,
        negative_share=tone.share,
        usual_negative_share=tone.usual_share,
    )


def _suggest(spike: Spike, now: datetime) -> list[int]:
    """Write it down, unless something else told the same meanwhile."""
    lately = _lately(now)
    if len(lately) >= MOST or not _is_free(spike.theme_id, now):
        return []
    if any(_same_story(spike, earlier) for earlier in lately):
        return []
    session.add(spike)
    session.flush()
    record(CrisisSuggested(at=now, spike_id=spike.id, theme_id=spike.theme_id))
    return [spike.id]


def _lately(now: datetime) -> Sequence[Spike]:
    return session.scalars(select(Spike).where(Spike.seen_at > now - spikes.QUIET)).all()


def _is_free(theme_id: int | None, now: datetime) -> bool:
    """Whether nothing was suggested or declared on it that still stands."""
    if any(each.theme_id == theme_id for each in _lately(now)):
        return False
    running = select(Crisis.theme_id).where(Crisis.ended_at.is_(None), Crisis.training.is_(False))
    declared = session.scalars(running).all()
    return not declared if theme_id is None else theme_id not in declared


def _same_story(spike: Spike, earlier: Spike) -> bool:
    if spike.theme_id is None or earlier.theme_id is None:
        return spike.theme_id is None
    theirs = select(ThemeMessage.message_id).where(ThemeMessage.theme_id == earlier.theme_id)
    ours = select(func.count()).where(
        ThemeMessage.theme_id == spike.theme_id,
        ThemeMessage.posted_at >= spike.started_at,
        ThemeMessage.message_id.in_(theirs),
    )
    return (session.scalar(ours) or 0) >= SHARED * spike.messages
