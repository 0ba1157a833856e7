"""Figures from sums, from rows, and computed anew in plain Python are the same to the unit."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, select

from tests import scenes
from tests.insight import plain
from tests.insight.plain import Row
from tests.insight.story import Story
from webcare.database import session, transaction
from webcare.desk import adding, summing, tagging, toning
from webcare.exchange import Incoming
from webcare.insight import days, reports
from webcare.insight.reports import Asked, Figures
from webcare.insight.reports.reading import hands
from webcare.insight.reports.tally import Durations, Tally, together
from webcare.mandate import Readable, Scope
from webcare.models import Bookmark, Channel, Conversation, Span, StaleSum, Tag, User, WaitSum
from webcare.models.wait_sum import WHOLE_DAY

CALM = "Hoe laat vertrekt de trein naar Zwolle?"
EVERYTHING = Readable((Scope(None, None, None),))
FIRST = date(2026, 10, 23)  # the clocks go back on the 25th
LONG = {"first": date(2026, 10, 1), "last": date(2026, 11, 30)}  # two months and eight weeks around the story
AFTERWARDS = datetime(2026, 12, 3, 9, tzinfo=plain.AMSTERDAM)
Part = Callable[[Row], bool]


@pytest.fixture
def story(engine: Engine) -> Story:
    return Story(datetime(2026, 10, 23, 6, tzinfo=plain.AMSTERDAM), seed=4)


def sum_up(now: datetime) -> None:
    """As a worker does in quiet hours."""
    while summing.step(now=now):
        session.remove()
    session.remove()


def figures(asked: Asked, readable: Readable, now: datetime) -> Figures:
    session.rollback()
    return Figures.of(together(reports.over_time(asked, readable, now).values()))


def same(asked: Asked, readable: Readable, now: datetime, wanted: Part) -> None:
    """The report says of these waits what plain Python says of them."""
    chosen = [each for each in plain.rows() if asked.first <= each.local.date() <= asked.last and wanted(each)]
    found, expected = figures(asked, readable, now), plain.counts(chosen, now)
    assert {name: found[name] for name in expected} == expected
    for spread, seconds in ((found.first, plain.took(chosen)), (found.substance, plain.took_substance(chosen))):
        assert (spread.number, spread.median, spread.p90) == (
            len(seconds),
            plain.rank(seconds, 0.5),
            plain.rank(seconds, 0.9),
        )


def asked(story: Story, **narrowed: object) -> Asked:
    return Asked(first=FIRST, last=story.now.astimezone(plain.AMSTERDAM).date(), **narrowed)  # type: ignore[arg-type]


def test_the_story_holds_every_outcome(story: Story) -> None:
    story.play(260)
    found = figures(asked(story), EVERYTHING, story.now)
    for name in ("in_time", "dismissed_late", "open", "reopened", "referred_to_dm", "moved_to_dm", "deleted"):
        assert found[name] > 0, name
    assert found.substance.number < found.first.number


def test_sums_rows_and_plain_python_agree_at_every_moment(story: Story) -> None:
    for steps in (100, 40, 40):
        story.play(steps)
        same(asked(story), EVERYTHING, story.now, lambda _row: True)
        sum_up(story.now)
        same(asked(story), EVERYTHING, story.now, lambda _row: True)
    assert session.scalar(select(func.count()).select_from(WaitSum)) > 50


def test_a_day_that_was_summed_and_changed_since_is_right_at_once_and_after_the_next_summing(story: Story) -> None:
    story.play(120)
    later = story.now + timedelta(days=3)
    sum_up(later)
    session.remove()
    with transaction():
        assert not stale(Span.DAY)
    story.play(40)
    same(asked(story), EVERYTHING, story.now, lambda _row: True)
    sum_up(story.now + timedelta(days=3))
    same(asked(story), EVERYTHING, story.now, lambda _row: True)


def arrives(message: Incoming, now: datetime | None = None) -> None:
    scenes.receive(session.scalars(select(Channel)).one(), message, now=now)


def tones_of(first: datetime) -> tuple[int, int]:
    """How many wrote again, and how many of them sound neutral."""
    session.remove()
    period = Asked(first=first.date(), last=first.date())
    tones = figures(period, EVERYTHING, first + timedelta(days=3)).tones
    return tones.number, tones.after["neutral"]


def test_a_calm_word_after_the_day_was_summed_counts_although_no_screen_shows_it(
    channel: Channel, now: datetime
) -> None:
    later, sanne = now + timedelta(days=2), scenes.user("Sanne Kuipers", now)
    (asked,) = scenes.receive(channel, scenes.direct_message(CALM, at=now))
    toning.read(now=now)
    scenes.answer(scenes.conversation_of(asked), by=sanne, at=now + timedelta(minutes=5))
    sum_up(later)
    assert tones_of(now) == (0, 0)

    again = scenes.direct_message(CALM, at=later)
    arrives(again)
    toning.read(now=later)
    assert "message_toned" not in scenes.kinds()
    assert tones_of(now) == (1, 1)
    sum_up(later + timedelta(hours=1))
    assert tones_of(now) == (1, 1)


def test_what_was_edited_after_the_day_was_summed_counts_as_it_reads_now(channel: Channel, now: datetime) -> None:
    later, sanne = now + timedelta(days=2), scenes.user("Sanne Kuipers", now)
    (asked,) = scenes.receive(channel, scenes.direct_message(CALM, at=now))
    scenes.answer(scenes.conversation_of(asked), by=sanne, at=now + timedelta(minutes=5))
    again = scenes.direct_message("Schandalig!", at=now + timedelta(minutes=9))
    scenes.receive(channel, again)
    toning.read(now=now)
    sum_up(later)
    assert tones_of(now) == (1, 0)

    edited = scenes.direct_message(CALM, at=again.posted_at)
    versions = (again.external_id, edited.external_id)
    arrives(replace(edited, versions=versions), now=later)
    assert tones_of(now) == (0, 0), "nobody knows yet how the new words sound"
    toning.read(now=later)
    assert tones_of(now) == (1, 1)


def test_every_narrowing_agrees_with_plain_python(story: Story) -> None:
    story.play(160)
    tag, channel = session.scalars(select(Tag.id).order_by(Tag.id)).first(), story.channels[1]
    hands = frozenset(story.people[:2])
    narrowings: list[tuple[dict[str, object], Part]] = [
        ({"channel_id": channel}, lambda row: row.wait.channel_id == channel),
        ({"audience": "private"}, lambda row: row.conversation.audience == "private"),
        ({"tag_id": tag}, lambda row: tag in row.tags),
        ({"hands": hands}, lambda row: row.hand in hands),
        ({"hands": hands, "tag_id": tag}, lambda row: row.hand in hands and tag in row.tags),
        ({"weekdays": frozenset({5, 6})}, lambda row: row.local.weekday() in {5, 6}),
        ({"hours": (9, 17)}, lambda row: 9 <= row.local.hour < 17),
        (
            {"hours": (0, 12), "weekdays": frozenset({0, 6}), "channel_id": channel},
            lambda row: row.local.hour < 12 and row.local.weekday() in {0, 6} and row.wait.channel_id == channel,
        ),
    ]
    for _rows_and_then_sums in range(2):
        for narrowed, wanted in narrowings:
            same(asked(story, **narrowed), EVERYTHING, story.now, wanted)
        sum_up(story.now + timedelta(days=2))


def test_nobody_gets_figures_of_what_they_may_not_read(story: Story) -> None:
    story.play(160)
    tag, one, other = session.scalars(select(Tag.id).order_by(Tag.id)).first(), *story.channels
    held: list[tuple[Readable, Part]] = [
        (Readable(()), lambda _row: False),
        (Readable((Scope(one, None, None),)), lambda row: row.wait.channel_id == one),
        (Readable((Scope(None, "public", None),)), lambda row: row.conversation.audience == "public"),
        (Readable((Scope(None, None, tag),)), lambda row: tag in row.tags),
        (
            Readable((Scope(other, None, None), Scope(None, None, tag))),
            lambda row: row.wait.channel_id == other or tag in row.tags,
        ),
        (Readable((Scope(None, None, None),), training=frozenset({one})), lambda row: row.wait.channel_id == other),
        (Readable((Scope(None, None, None),), desk=one), lambda row: row.wait.channel_id == one),
    ]
    for _rows_and_then_sums in range(2):
        for readable, wanted in held:
            same(asked(story), readable, story.now, wanted)
            parts = reports.by_tag(asked(story, tag_id=None), readable, story.now)
            chosen = [each for each in plain.rows() if wanted(each)]
            assert {number: Figures.of(each).waits for number, each in parts.items() if Figures.of(each).waits} == {
                number: len(under)
                for number in session.scalars(select(Tag.id))
                if (under := [each for each in chosen if number in each.tags])
            }
        sum_up(story.now + timedelta(days=2))


def test_the_parts_add_up_to_the_whole(story: Story) -> None:
    story.play(160)
    sum_up(story.now + timedelta(days=2))
    story.play(20)
    whole = figures(asked(story), EVERYTHING, story.now)
    assert whole["answered"] == sum(whole.hows.values()) == whole.first.number
    assert whole["dismissed"] == sum(whole.reasons.values())
    for cut in (reports.by_channel, reports.week):
        parts = [Figures.of(each) for each in cut(asked(story), EVERYTHING, story.now).values()]
        for name in whole.counts:
            assert sum(each[name] for each in parts) == whole[name], (cut.__name__, name)
    took = reports.of_day(asked(story), EVERYTHING, story.now)
    for hour in range(24):
        there = plain.took(each for each in plain.rows() if each.local.hour == hour)
        expected = plain.rank(there, 0.9)
        assert took[hour].percentiles(0.9) == [expected and expected // timedelta(seconds=1)]
    last = asked(story).last
    assert whole["reopened"] == plain.reopened(FIRST, last)
    hands = reports.by_hand(asked(story), EVERYTHING, story.now)
    for number, tally in hands.items():
        theirs = [each for each in plain.rows() if each.hand == number]
        assert Figures.of(tally).waits == len(theirs)
        assert Figures.of(tally).first.median == plain.rank(plain.took(theirs), 0.5)


def test_weeks_and_months_tell_what_their_days_told(story: Story) -> None:
    story.play(160)
    from_rows = every_cut(story)
    sum_up(AFTERWARDS)
    assert not stale(*Span)
    with transaction():
        removed = session.execute(delete(WaitSum).where(WaitSum.span == Span.DAY, WaitSum.hand_id == 0))
        assert removed.rowcount > 50  # type: ignore[attr-defined]
        session.execute(delete(WaitSum).where(WaitSum.span == Span.DAY, WaitSum.hour == WHOLE_DAY))
    assert every_cut(story) == from_rows


def test_a_week_with_a_day_that_is_behind_is_read_by_its_days(story: Story) -> None:
    story.play(160)
    sum_up(AFTERWARDS)
    story.play(40)
    session.remove()
    from_sums = every_cut(story)
    with transaction():
        session.execute(delete(Bookmark))
    assert every_cut(story) == from_sums


def test_what_changed_while_days_were_added_up_makes_their_week_behind_again(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.play(120)
    while summing.note(now=AFTERWARDS - summing.REST) or summing.sum_a_day(now=AFTERWARDS):
        session.remove()
    added = adding.rows

    def interrupted(span: Span, begin: date) -> list[dict[str, Any]]:
        found = list(added(span, begin))
        session.remove()
        monkeypatch.setattr(adding, "rows", added)
        ended = (each for each in plain.rows() if each.wait.ended_at is not None)
        row = next(each for each in ended if days.monday_of(each.local.date()) == begin)
        with transaction():
            there = session.get_one(Conversation, row.conversation.id)
            tagging.tag(there, "intussen", by=session.get_one(User, story.people[0]), now=story.now)
        summing.note(now=AFTERWARDS - summing.REST)  # by another worker, which took over meanwhile
        return found

    monkeypatch.setattr(adding, "rows", interrupted)
    assert summing.add_up(now=AFTERWARDS)
    assert stale(Span.WEEK)
    sum_up(AFTERWARDS)
    assert not stale(*Span)
    tag = session.scalars(select(Tag.id).where(Tag.name == "intussen")).one()
    tagged = func.sum(WaitSum.answered + WaitSum.dismissed)
    there = select(tagged).where(WaitSum.tag_id == tag, WaitSum.hour == WHOLE_DAY)
    of_days, of_weeks, of_months = (session.scalar(there.where(WaitSum.span == span)) for span in Span)
    assert of_days == of_weeks == of_months
    assert of_days


def stale(*spans: Span) -> list[date]:
    return list(session.scalars(select(StaleSum.day).where(StaleSum.span.in_(spans))))


def every_cut(story: Story) -> dict[str, Any]:
    """All that a report of two months is cut into where weeks or months may be read for their days."""
    session.rollback()
    whole, office = Asked(**LONG), Asked(**LONG, hours=(9, 17), weekdays=frozenset(range(5)))  # type: ignore[arg-type]
    theirs = Asked(**LONG, hands=frozenset(story.people[:2]))  # type: ignore[arg-type]
    where = (EVERYTHING, story.now)
    return {
        "channels": told(reports.by_channel(whole, *where)),
        "tags": told(reports.by_tag(whole, *where)),
        "hands": told(reports.by_hand(whole, *where)),
        "took part": {(days.monday_of(day), hand) for day, hand in hands(whole, *where)},
        "weeks": by(days.monday_of, reports.over_time(whole, *where, Span.WEEK)),
        "months": by(lambda day: day.replace(day=1), reports.over_time(whole, *where, Span.MONTH)),
        "weeks of some": by(days.monday_of, reports.over_time(theirs, *where, Span.WEEK)),
        "office hours by channel": told(reports.by_channel(office, *where)),
        "office hours by tag": told(reports.by_tag(office, *where)),
        "office hours by month": by(lambda day: day.replace(day=1), reports.over_time(office, *where, Span.MONTH)),
        "the week": {hour: tally.counts for hour, tally in reports.week(whole, *where).items()},
        "the day": {hour: sorted(took.values()) for hour, took in reports.of_day(whole, *where).items() if len(took)},
    }


def by(part: Callable[[date], date], found: Mapping[date, Tally]) -> dict[Any, Any]:
    return told({begin: together(found[day] for day in found if part(day) == begin) for begin in map(part, found)})


def told(found: Mapping[Any, Tally]) -> dict[Any, Any]:
    """Counts and durations as plain values; of places where anything was."""

    def values(durations: Durations) -> list[int]:
        return sorted(durations.values())

    plainly = {
        place: (tally.counts, values(tally.took), values(tally.took_substance)) for place, tally in found.items()
    }
    return {place: figures for place, figures in plainly.items() if any(figures[0].values())}


def test_another_zone_begins_all_sums_anew(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.play(100)
    sum_up(story.now + timedelta(days=2))
    in_amsterdam = session.scalar(select(func.count()).select_from(WaitSum))
    reports.reading.days.use("Asia/Kolkata")
    try:
        found = figures(asked(story), EVERYTHING, story.now)
        sum_up(story.now + timedelta(days=2))
        assert figures(asked(story), EVERYTHING, story.now) == found
        assert session.scalars(select(Bookmark.name)).all() == ["sums:Asia/Kolkata"]
    finally:
        reports.reading.days.use(reports.reading.days.DEFAULT)
    assert in_amsterdam


def test_what_changed_while_a_day_was_summed_makes_it_behind_again(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.play(120)
    later = story.now + timedelta(days=3)
    while summing.note(now=later - summing.REST):
        session.remove()
    counted = summing._rows

    def interrupted(day: date) -> list[dict[str, object]]:
        found = list(counted(day))
        session.remove()
        if day == FIRST:
            monkeypatch.setattr(summing, "_rows", counted)
            for row in plain.rows():
                with transaction():
                    there = session.get_one(Conversation, row.conversation.id)
                    tagging.tag(there, "intussen", by=session.get_one(User, story.people[0]), now=later)
            summing.note(now=later - summing.REST)  # by another worker, which took over meanwhile
        return found

    monkeypatch.setattr(summing, "_rows", interrupted)
    while summing.sum_a_day(now=later):
        session.remove()
    tag = session.scalars(select(Tag.id).where(Tag.name == "intussen")).one()
    assert session.scalar(select(func.count()).select_from(WaitSum).where(WaitSum.tag_id == tag)) > 10
    same(asked(story, tag_id=tag), EVERYTHING, story.now, lambda row: tag in row.tags)
