"""Themes as somebody may see them: every figure holds what its reader may read, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from tests import scenes
from tests.insight.discussion import burst, every, say, sort_everything
from webcare import mandate
from webcare.database import session, transaction
from webcare.desk import suggesting, theming
from webcare.errors import NotFound
from webcare.insight import days, series, suggestions, themes
from webcare.insight.shares import percent
from webcare.insight.themes import Period
from webcare.mandate import Readable
from webcare.models import Audience, Channel, Role, Spike, Theme, User

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def lead(channel: Channel, now: datetime) -> User:
    return scenes.user("Lena de Boer", now, Role.LEAD)


def reads(user: User, now: datetime) -> Readable:
    session.rollback()
    return mandate.readable(user, now)


@pytest.fixture
def everything(lead: User, now: datetime) -> Readable:
    return reads(lead, now)


@pytest.fixture
def public_alone(channel: Channel, now: datetime) -> Readable:
    """What an admin reads: no DMs."""
    return reads(scenes.user("Bas Beheer", now, Role.ADMIN), now)


def theme(lead: User, now: datetime, name: str = "Betalen", *words: str) -> Theme:
    with transaction():
        made = theming.make(name, words or ("ideal",), [], by=lead, now=now)
    sort_everything(now)
    return made


def test_volume_has_every_step_of_time_with_its_negative_share(
    channel: Channel, lead: User, now: datetime, everything: Readable
) -> None:
    say(channel, [(now - 150 * MINUTE, "ideal")] * 3, sentiment="negative")
    say(channel, [(now - 150 * MINUTE, "ideal")] * 2, sentiment="positive")
    say(channel, [(now - 10 * MINUTE, "ideal")])
    betalen = theme(lead, now)

    columns = themes.volume(everything, betalen.id, now - 3 * HOUR, now, HOUR)

    assert [(each.at, each.messages, each.read, each.negative, each.positive) for each in columns] == [
        (now - 3 * HOUR, 5, 5, 3, 2),
        (now - 2 * HOUR, 0, 0, 0, 0),
        (now - HOUR, 1, 0, 0, 0),
    ]


def test_who_reads_no_dms_finds_none_in_any_figure(
    channel: Channel, lead: User, now: datetime, everything: Readable, public_alone: Readable
) -> None:
    say(channel, every(HOUR, now - 5 * HOUR, now, "ideal"))
    say(channel, every(HOUR, now - 5 * HOUR, now, "ideal"), audience=Audience.PRIVATE, sentiment="negative")
    betalen = theme(lead, now)

    (hers,), (theirs,) = (themes.overview(readable, Period.DAY, now) for readable in (everything, public_alone))
    rising = themes.rising(public_alone, now)

    assert (hers.messages, hers.negative_share) == (10, 100)
    assert (theirs.messages, theirs.negative_share) == (5, None)
    assert [each.hour for each in rising] == [1]
    assert len(themes.examples(public_alone, betalen.id)) == 5
    assert {message.audience for message in themes.examples(everything, betalen.id)} == {Audience.PUBLIC}


def test_a_theme_that_was_found_in_dms_alone_is_not_there_for_who_reads_none(
    channel: Channel, lead: User, now: datetime, everything: Readable, public_alone: Readable
) -> None:
    say(channel, [(now - MINUTE, "ideal")] * 6, audience=Audience.PRIVATE)
    found = theme(lead, now)
    with transaction():
        session.get_one(Theme, found.id).detected = True

    assert themes.theme_for(everything, found.id).id == found.id
    assert [line.theme.id for line in themes.overview(everything, Period.DAY, now)] == [found.id]
    assert themes.overview(public_alone, Period.DAY, now) == []
    assert themes.rising(public_alone, now) == []
    with pytest.raises(NotFound):
        themes.theme_for(public_alone, found.id)


def test_what_rises_stands_beside_the_usual_of_this_hour_and_the_furthest_above_it_first(
    channel: Channel, lead: User, now: datetime, everything: Readable
) -> None:
    say(channel, every(10 * MINUTE, now - 15 * DAY, now, "utrecht"))
    say(channel, every(DAY, now - 15 * DAY + 5 * MINUTE, now, "ideal"))
    say(channel, burst(20, now, "ideal"), sentiment="negative")
    theme(lead, now, "Utrecht", "utrecht")
    theme(lead, now, "Betalen", "ideal")
    theme(lead, now, "Stil", "stilte")

    betalen, utrecht = themes.rising(everything, now)

    assert (betalen.theme.name, betalen.hour, betalen.rises, betalen.negative_share) == ("Betalen", 20, True, 100)
    assert betalen.usual <= 1
    assert (utrecht.theme.name, utrecht.hour, utrecht.usual, utrecht.rises) == ("Utrecht", 6, 6, False)
    assert sum(betalen.curve[-1:]) == 20


@pytest.mark.parametrize("clock", ["2026-10-26T12:00", "2026-10-31T12:00", "2026-03-30T12:00", "2026-04-20T12:00"])
def test_the_usual_of_this_hour_goes_by_the_clock_also_where_the_clocks_were_changed(
    channel: Channel, lead: User, everything: Readable, clock: str
) -> None:
    there = datetime.fromisoformat(clock).replace(
        tzinfo=days.zone()
    )  # so many days before is the same time by the clock
    at = there.astimezone(UTC)
    for number in range(1, 15):
        half_an_hour_before = (there - number * DAY).replace(hour=11, minute=30)
        say(channel, [(half_an_hour_before, "ideal")] * 3)
        say(channel, [(half_an_hour_before + HOUR, "ideal"), (half_an_hour_before - HOUR, "ideal")])
    say(channel, [(at - 10 * MINUTE, "ideal")] * 4)
    betalen = theme(lead, at)
    with transaction():
        suggested = Spike(
            theme_id=betalen.id, started_at=at - HOUR, seen_at=at, reasons=[], messages=4, usual=0, score=0
        )
        session.add(suggested)

    assert themes.usual_hours(everything, [betalen.id], at) == {betalen.id: 3}
    found = suggestions.suggestion_for(everything, suggested.id)
    assert (found.messages, found.usual) == (4, 3)
    counted = series.counts(betalen.id, until=at)
    assert [sum(counted[-lag - 12 : -lag]) for lag in series.lags(at)] == [3] * 14, "as the detector sees it"


def test_a_share_is_rounded_down_as_in_a_crisis_room(
    channel: Channel, lead: User, now: datetime, everything: Readable
) -> None:
    say(channel, [(now - 10 * MINUTE, "ideal")] * 4, sentiment="negative")
    say(channel, [(now - 10 * MINUTE, "ideal")] * 2, sentiment="positive")

    line = themes.line(everything, theme(lead, now), Period.DAY, now)
    assert (line.negative_share, line.positive_share) == (percent(4, 6), percent(2, 6)) == (66, 33)


def test_a_share_of_a_handful_is_not_told(channel: Channel, lead: User, now: datetime, everything: Readable) -> None:
    say(channel, [(now - MINUTE, "ideal")] * 4, sentiment="negative")
    theme(lead, now)

    (line,) = themes.overview(everything, Period.DAY, now)

    assert line.negative_share is None


def test_the_time_before_is_as_long_as_the_period(
    channel: Channel, lead: User, now: datetime, everything: Readable
) -> None:
    for ago in (0.5, 1.5, 1.6, 2.5):
        say(channel, [(now - ago * DAY, "ideal")])
    theme(lead, now)

    (line,) = themes.overview(everything, Period.DAY, now)

    assert (line.messages, line.before) == (1, 2)


def test_a_suggestion_is_counted_again_for_who_reads_it_and_hidden_from_who_may_read_none_of_it(
    channel: Channel, lead: User, now: datetime, everything: Readable, public_alone: Readable
) -> None:
    say(channel, every(2 * HOUR, now - 20 * DAY, now - HOUR, "ideal"))
    say(channel, burst(20, now, "ideal"), audience=Audience.PRIVATE, sentiment="negative")
    theme(lead, now)
    suggesting.look(now=now)

    (shown,) = suggestions.standing(everything, now)
    assert (shown.messages, shown.negative_share) == (20, 100)
    assert shown.usual < 2
    assert suggestions.standing(public_alone, now) == []


def test_of_a_suggestion_everybody_sees_the_part_they_may_read(
    channel: Channel, lead: User, now: datetime, everything: Readable, public_alone: Readable
) -> None:
    say(channel, every(2 * HOUR, now - 20 * DAY, now - HOUR, "ideal"))
    say(channel, burst(20, now, "ideal"), audience=Audience.PRIVATE, sentiment="negative")
    say(channel, burst(3, now, "ideal"))
    theme(lead, now)
    suggesting.look(now=now)

    (whole,), (part,) = (suggestions.standing(readable, now) for readable in (everything, public_alone))

    assert (whole.messages, whole.negative_share) == (23, 100)
    assert (part.messages, part.negative_share) == (3, None)


def test_a_suggestion_stands_for_a_day(channel: Channel, lead: User, now: datetime, everything: Readable) -> None:
    say(channel, every(2 * HOUR, now - 20 * DAY, now - HOUR, "ideal"))
    say(channel, burst(20, now, "ideal"))
    theme(lead, now)
    suggesting.look(now=now)

    assert suggestions.standing(everything, now + 23 * HOUR)
    assert suggestions.standing(everything, now + 25 * HOUR) == []


def test_what_is_played_in_a_drill_shows_to_nobody_at_the_desk(channel: Channel, lead: User, now: datetime) -> None:
    drill = scenes.channel(now, external_id="900", training=True)
    (number,) = say(drill, [(now - MINUTE, "ideal")])
    betalen = theme(lead, now)
    with transaction():  # as if it had been sorted in all the same
        row = {"theme_id": betalen.id, "message_id": number, "conversation_id": number, "posted_at": now - MINUTE}
        session.execute(insert(Theme.metadata.tables["theme_message"]), [row])

    (line,) = themes.overview(reads(lead, now), Period.DAY, now)

    assert line.messages == 0
