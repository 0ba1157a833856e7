from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from tests import scenes
from tests.insight.discussion import burst, every, say, sort_everything
from webcare.database import session, transaction
from webcare.desk import suggesting, theming
from webcare.events import CrisisSuggested, SuggestionBroughtBack, SuggestionDismissed
from webcare.models import Channel, EventRow, Role, Spike, User

HOUR = timedelta(hours=1)
WEEKS = timedelta(days=20)


@pytest.fixture
def channel(engine: object, now: datetime) -> Channel:
    return scenes.channel(now)


@pytest.fixture
def lead(engine: object, now: datetime) -> User:
    return scenes.user("Lena de Boer", now, Role.LEAD)


def theme(lead: User, now: datetime, name: str, *words: str) -> int:
    with transaction():
        return theming.make(name, words, [], by=lead, now=now).id


def usual(channel: Channel, now: datetime, text: str = "ideal vraagje") -> None:
    """One message in two hours, for weeks."""
    say(channel, every(2 * HOUR, now - WEEKS, now - HOUR, text), sentiment="neutral")


def spikes() -> list[Spike]:
    session.rollback()
    return list(session.scalars(select(Spike).order_by(Spike.id)))


def test_a_theme_that_leaves_the_usual_is_suggested_with_what_was_counted(
    channel: Channel, lead: User, now: datetime
) -> None:
    betalen = theme(lead, now, "Betalen", "ideal")
    usual(channel, now)
    say(channel, burst(25, now, "ideal ligt eruit"), sentiment="negative")
    sort_everything(now)

    suggested = suggesting.look(now=now)

    (spike,) = spikes()
    assert suggested == [spike.id]
    assert spike.theme_id == betalen
    assert spike.messages == 25
    assert spike.usual < 2
    assert spike.reasons == ["volume", "negative"]
    assert spike.negative_share == 1
    assert now - spike.started_at <= HOUR
    told = session.scalars(select(EventRow).where(EventRow.kind == CrisisSuggested.kind())).one()
    assert told.data == {"spike_id": spike.id, "theme_id": betalen}


def test_a_usual_hour_suggests_nothing(channel: Channel, lead: User, now: datetime) -> None:
    theme(lead, now, "Betalen", "ideal")
    say(channel, every(timedelta(minutes=5), now - timedelta(days=5), now, "ideal vraagje"))
    sort_everything(now)

    assert suggesting.look(now=now) == []


def test_one_suggestion_stands_for_six_hours_and_then_the_next_may_come(
    channel: Channel, lead: User, now: datetime
) -> None:
    theme(lead, now, "Betalen", "ideal")
    usual(channel, now)
    for later in (timedelta(), timedelta(minutes=5), 7 * HOUR):
        say(channel, burst(30, now + later, "ideal ligt eruit"))
        sort_everything(now + later)
        suggesting.look(now=now + later)

    assert [spike.seen_at for spike in spikes()] == [now, now + 7 * HOUR]


def test_what_everybody_talks_about_without_a_theme_is_suggested_as_everything_together(
    channel: Channel, lead: User, now: datetime
) -> None:
    usual(channel, now)
    say(channel, burst(25, now, "wat is er aan de hand"))

    suggesting.look(now=now)

    assert [spike.theme_id for spike in spikes()] == [None]


def test_two_themes_of_the_same_messages_are_one_suggestion_and_two_stories_are_two(
    channel: Channel, lead: User, now: datetime
) -> None:
    betalen, _storing = theme(lead, now, "Betalen", "ideal"), theme(lead, now, "Storing", "eruit")
    hond = theme(lead, now, "Honden", "hond")
    usual(channel, now, "ideal eruit hond")
    say(channel, burst(25, now, "ideal ligt eruit"))
    say(channel, burst(25, now, "hond in de trein"))
    sort_everything(now)

    suggesting.look(now=now)

    assert [spike.theme_id for spike in spikes()] == [betalen, hond]


def test_never_more_than_three_suggestions_in_the_quiet_time(channel: Channel, lead: User, now: datetime) -> None:
    words = ("appel", "peer", "kers", "pruim", "meloen")
    for word in words:
        theme(lead, now, word.title(), word)
        usual(channel, now, word)
        say(channel, burst(25, now, f"een {word}"))
    sort_everything(now)

    suggesting.look(now=now)

    assert len(spikes()) == 3


def test_a_topic_that_was_never_heard_of_is_suggested_once_the_days_before_were_read(
    channel: Channel, lead: User, now: datetime
) -> None:
    usual(channel, now, "gewoon vraagje")
    say(channel, burst(25, now, "koffieautomaat staat in brand"))
    found = theme(lead, now, "Koffie", "koffieautomaat")
    suggesting.look(now=now)
    assert [spike.theme_id for spike in spikes()] == [None]

    sort_everything(now)
    with transaction():
        session.execute(delete(Spike))
    suggesting.look(now=now)

    assert [spike.theme_id for spike in spikes()] == [found]


def test_on_a_desk_of_yesterday_nothing_is_suggested(channel: Channel, lead: User, now: datetime) -> None:
    say(channel, every(HOUR, now - timedelta(days=1), now, "gewoon vraagje"))
    say(channel, burst(40, now, "ideal ligt eruit"))

    assert suggesting.look(now=now) == []


def test_praise_in_great_numbers_is_not_suggested(channel: Channel, lead: User, now: datetime) -> None:
    theme(lead, now, "Conducteur", "conducteur")
    usual(channel, now, "conducteur")
    say(channel, burst(30, now, "wat een lieve conducteur"), sentiment="positive")
    sort_everything(now)

    assert suggesting.look(now=now) == []


def test_a_drill_suggests_nothing(channel: Channel, lead: User, now: datetime) -> None:
    drill = scenes.channel(now, external_id="900", training=True)
    theme(lead, now, "Betalen", "ideal")
    usual(channel, now)
    say(drill, burst(40, now, "ideal ligt eruit"))
    sort_everything(now)

    assert suggesting.look(now=now) == []


def test_a_suggestion_is_dismissed_once_and_can_be_brought_back(channel: Channel, lead: User, now: datetime) -> None:
    usual(channel, now)
    say(channel, burst(25, now, "wat is er aan de hand"))
    (number,) = suggesting.look(now=now)

    for _ in range(2):
        with transaction():
            suggesting.dismiss(suggesting.with_id(number), by=lead, now=now + HOUR)
    (spike,) = spikes()
    assert (spike.dismissed_at, spike.dismissed_by_id) == (now + HOUR, lead.id)
    with transaction():
        suggesting.bring_back(suggesting.with_id(number), by=lead, now=now + HOUR)
    (spike,) = spikes()

    assert spike.dismissed_at is None
    kinds = scenes.kinds()
    assert kinds.count(SuggestionDismissed.kind()) == kinds.count(SuggestionBroughtBack.kind()) == 1
