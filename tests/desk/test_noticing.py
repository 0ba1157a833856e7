from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests import scenes
from tests.insight.discussion import burst, every, say, sort_everything
from webcare.database import session, transaction
from webcare.desk import noticing, theming
from webcare.models import Channel, Role, Theme, ThemeMessage, User, WordDay

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def channel(engine: object, now: datetime) -> Channel:
    return scenes.channel(now)


@pytest.fixture
def lead(engine: object, now: datetime) -> User:
    return scenes.user("Lena de Boer", now, Role.LEAD)


def weeks(channel: Channel, now: datetime, text: str = "mijn trein heeft vertraging") -> None:
    say(channel, every(HOUR, now - 10 * DAY, now - 3 * HOUR, text))
    while noticing.count_days(now=now):
        pass


def notice(now: datetime) -> list[str]:
    noticing.notice(now=now)
    session.rollback()
    found = select(Theme.name).where(Theme.detected.is_(True), Theme.archived_at.is_(None)).order_by(Theme.id)
    return list(session.scalars(found))


def test_words_that_the_weeks_before_did_not_know_become_a_theme_with_what_is_said_on_it(
    channel: Channel, now: datetime
) -> None:
    weeks(channel, now)
    say(channel, burst(20, now, "weer een iDEAL-storing, mijn trein heeft vertraging"))

    assert notice(now) == ["ideal-storing"]
    sort_everything(now)

    assert len(session.scalars(select(ThemeMessage)).all()) == 20


def test_what_is_always_said_is_no_topic_however_often(channel: Channel, now: datetime) -> None:
    weeks(channel, now)
    say(channel, burst(60, now, "mijn trein heeft vertraging"))

    assert notice(now) == []


def test_what_one_customer_says_a_hundred_times_is_no_topic(channel: Channel, now: datetime) -> None:
    weeks(channel, now)
    say(channel, burst(100, now, "schandelijke knuppelpet"), customers=4)

    assert notice(now) == []


def test_names_links_and_numbers_are_no_topic(channel: Channel, now: datetime) -> None:
    weeks(channel, now)
    say(channel, burst(30, now, "@jandevries zie https://t.example/storing 0612345678 jan@example.org"))

    assert notice(now) == []


def test_without_days_to_compare_with_nothing_is_new(channel: Channel, now: datetime) -> None:
    say(channel, burst(30, now, "ideal storing"))
    while noticing.count_days(now=now):
        pass

    assert notice(now) == []


def test_what_is_followed_already_is_not_brought_up(channel: Channel, lead: User, now: datetime) -> None:
    weeks(channel, now)
    with transaction():
        theming.make("Betalen", ["storing"], [], by=lead, now=now)
    say(channel, burst(20, now, "storing"))

    assert notice(now) == []


def test_a_topic_stays_a_day_after_it_last_stood_out_and_comes_back_by_itself(channel: Channel, now: datetime) -> None:
    weeks(channel, now)
    say(channel, burst(20, now, "storing"))

    assert notice(now) == ["storing"]
    assert notice(now + 23 * HOUR) == ["storing"]
    assert notice(now + 28 * HOUR) == []
    say(channel, burst(20, now + 30 * HOUR, "storing"))
    assert notice(now + 30 * HOUR) == ["storing"]


def test_a_topic_that_a_lead_laid_aside_is_not_brought_up_for_a_week(
    channel: Channel, lead: User, now: datetime
) -> None:
    weeks(channel, now)
    say(channel, burst(20, now, "storing"))
    assert notice(now) == ["storing"]
    with transaction():
        theming.archive(session.scalars(select(Theme)).one(), by=lead, now=now)

    assert notice(now + timedelta(minutes=5)) == []


def test_a_topic_that_is_kept_does_not_fade(channel: Channel, lead: User, now: datetime) -> None:
    weeks(channel, now)
    say(channel, burst(20, now, "storing"))
    notice(now)
    with transaction():
        theming.keep(session.scalars(select(Theme)).one(), by=lead, now=now)

    noticing.notice(now=now + 3 * DAY)

    session.rollback()
    assert session.scalars(select(Theme)).one().archived_at is None


def test_words_of_fewer_than_three_customers_are_not_written_down(channel: Channel, now: datetime) -> None:
    say(channel, every(HOUR, now - 2 * DAY, now - DAY, "mijn geheimpje"), customers=2)
    say(channel, every(HOUR, now - 2 * DAY, now - DAY, "mijn trein"))

    while noticing.count_days(now=now):
        pass

    words = set(session.scalars(select(WordDay.word)))
    assert "trein" in words
    assert "geheimpje" not in words


def test_a_drill_teaches_no_words_and_brings_up_no_topic(channel: Channel, now: datetime) -> None:
    drill = scenes.channel(now, external_id="900", training=True)
    weeks(channel, now)
    say(drill, burst(30, now, "oefenramp"))

    assert notice(now) == []
