"""The lists of the inbox: what stands in each, in which order, page by page, and for whom."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import scenes
from tests.inbox.conftest import Made
from webcare import mandate, response_timer
from webcare.database import micros, session, transaction
from webcare.inbox import counting, listing, rows
from webcare.inbox.filters import Filters, View
from webcare.inbox.listing import Cursor
from webcare.inbox.strip import strip
from webcare.models import (
    Channel,
    Contact,
    Conversation,
    ConversationTag,
    Gathering,
    Grant,
    Power,
    Role,
    Status,
    Tag,
    User,
)
from webcare.response_timer import TimerState


def shown(user: User, now: datetime, **filters: Any) -> list[int]:
    wanted = Filters(**filters)
    return [row.id for row in listing.page(mandate.of(user, now), wanted).rows]


def test_who_is_due_first_stands_first(make: Made, sanne: User, now: datetime) -> None:
    later, sooner, late = make(40), make(10), make(-5)
    assert shown(sanne, now) == [late.id, sooner.id, later.id]


def test_followers_never_change_the_order(make: Made, sanne: User, now: datetime) -> None:
    known = {due: make(due) for due in (40, 10, -5, 25)}
    for due, followers in ((40, 5_000_000), (10, 3), (25, 900_000)):
        with transaction():
            session.get_one(Contact, known[due].contact_id).followers = followers
    by_deadline = [known[due].id for due in (-5, 10, 25, 40)]
    for view in (View.WAITING, View.OPEN):
        found = listing.page(mandate.of(sanne, now), Filters(view=view)).rows
        assert [row.id for row in found] == by_deadline
        assert sorted(found, key=lambda row: row.sort) == list(found), "a browser puts them in the same order"
    assert [dot.id for dot in strip(mandate.of(sanne, now)).dots] == by_deadline


def test_urgent_stands_above_every_deadline(make: Made, sanne: User, now: datetime) -> None:
    late, urgent = make(-50), make(55, urgent_at=now)
    assert shown(sanne, now) == [urgent.id, late.id]


def test_an_urgent_conversation_waits_without_a_deadline_too(make: Made, sanne: User, now: datetime) -> None:
    urgent = make(urgent_at=now)
    assert shown(sanne, now) == [urgent.id]


def test_a_promise_waits_like_a_question(make: Made, sanne: User, now: datetime) -> None:
    due = now + timedelta(minutes=20)
    question, promise = make(30), make(due_at=due, promise_due_at=due)
    assert shown(sanne, now) == [promise.id, question.id]
    assert shown(sanne, now, view=View.PROMISES) == [promise.id]


def test_all_open_lists_deadlines_first_and_then_the_newest(make: Made, sanne: User, now: datetime) -> None:
    old, due, new = make(said=60), make(10, said=90), make(said=5)
    assert shown(sanne, now, view=View.OPEN) == [due.id, new.id, old.id]


def test_closed_conversations_stand_in_their_own_list_newest_first(make: Made, sanne: User, now: datetime) -> None:
    make(10)
    old, new = make(status=Status.CLOSED, said=60), make(status=Status.CLOSED, said=5)
    assert shown(sanne, now, view=View.CLOSED) == [new.id, old.id]
    assert old.id not in shown(sanne, now, view=View.OPEN)


def test_a_mention_without_a_question_stands_under_mentions_only(make: Made, sanne: User, now: datetime) -> None:
    mention, question = make(asks=False), make(10)
    assert shown(sanne, now, view=View.MENTIONS) == [mention.id]
    assert shown(sanne, now) == [question.id]


def test_mine_are_those_i_hold(make: Made, sanne: User, now: datetime) -> None:
    daan = scenes.user("Daan Visser", now)
    mine, answered = make(10, claimed_by_id=sanne.id), make(claimed_by_id=sanne.id)
    make(5, claimed_by_id=daan.id)
    assert shown(sanne, now, view=View.MINE) == [mine.id, answered.id]


def test_a_gathering_is_one_row_that_says_how_many(make: Made, channel: Channel, sanne: User, now: datetime) -> None:
    with transaction():
        gathering = Gathering(channel_id=channel.id, thread_id="77", created_at=now)
        session.add(gathering)
    first = make(10, gathering_id=gathering.id)
    for _ in range(3):
        make(20, gathering_id=gathering.id, gathered=True)
    page = listing.page(mandate.of(sanne, now), Filters())
    assert [(row.id, row.others) for row in page.rows] == [(first.id, 3)]


@pytest.fixture
def gathered(make: Made, channel: Channel, sanne: User, now: datetime) -> dict[str, int]:
    """One that stands, and beside it one that is urgent and taken on, held, promised, or nothing of the kind."""
    with transaction():
        gathering = Gathering(channel_id=channel.id, thread_id="77", created_at=now)
        session.add(gathering)
    hidden = {"gathering_id": gathering.id, "gathered": True}
    due = now + timedelta(hours=5)
    return {
        "stands": make(10, gathering_id=gathering.id).id,
        "urgent": make(20, urgent_at=now, urgent_accepted_at=now, **hidden).id,
        "held": make(30, claimed_by_id=sanne.id, **hidden).id,
        "promised": make(due_at=due, promise_due_at=due, **hidden).id,
        "another": make(40, **hidden).id,
    }


def test_a_gathering_hides_nothing_urgent_nothing_one_holds_and_no_promise(
    gathered: dict[str, int], sanne: User, now: datetime
) -> None:
    assert shown(sanne, now) == [gathered["urgent"], gathered["stands"]]
    assert shown(sanne, now, view=View.OPEN) == [gathered["urgent"], gathered["stands"]]
    assert shown(sanne, now, view=View.MINE) == [gathered["held"]]
    assert shown(sanne, now, view=View.PROMISES) == [gathered["promised"]]
    counts = counting.counts(mandate.of(sanne, now))
    assert counts == {"waiting": 2, "mine": 1, "open": 2, "mentions": 0, "promises": 1}
    assert counting.held_of(mandate.of(sanne, now).readable()) == {sanne.id: 1}
    assert [dot.id for dot in strip(mandate.of(sanne, now)).dots] == [gathered["stands"], gathered["urgent"]]


def test_who_reads_by_tag_sees_what_they_may_read_of_a_gathering_whoever_stands_for_it(
    gathered: dict[str, int], make: Made, tag: Tag, now: datetime
) -> None:
    guest = scenes.user("Guus Gast", now, role=Role.EMPLOYEE)
    with transaction():
        grant = {"power": Power.READ, "valid_from": now - timedelta(days=1), "granted_at": now}
        session.add(Grant(user_id=guest.id, tag_id=tag.id, **grant))
        session.add(ConversationTag(conversation_id=gathered["another"], tag_id=tag.id, tagged_at=now))
    page = listing.page(mandate.of(guest, now), Filters())

    assert [(row.id, row.facts["gathered"]) for row in page.rows] == [(gathered["another"], "")]
    assert counting.counts(mandate.of(guest, now))["waiting"] == 1
    assert [dot.id for dot in strip(mandate.of(guest, now)).dots] == [gathered["another"]]


def test_who_reads_no_direct_messages_sees_none_and_counts_none(make: Made, sanne: User, now: datetime) -> None:
    chief = scenes.user("Els Chief", now, role=Role.EXECUTIVE)
    public, private = make(10), make(5, audience="private")
    assert shown(sanne, now) == [private.id, public.id]
    assert shown(chief, now) == [public.id]
    assert counting.counts(mandate.of(chief, now))["waiting"] == 1


def test_nobody_sees_anything_without_a_grant(make: Made, now: datetime, channel: Channel) -> None:
    make(10)
    make(status=Status.CLOSED)
    guest = scenes.user("Guus Gast", now, role=Role.EMPLOYEE)
    assert all(shown(guest, now, view=view) == [] for view in View)
    assert set(counting.counts(mandate.of(guest, now)).values()) == {0}


def test_filters_narrow_a_list(make: Made, sanne: User, tag: Tag, now: datetime) -> None:
    daan = scenes.user("Daan Visser", now)
    elsewhere = scenes.channel(now, external_id="101", handle="spoorlijn_en")
    plain, tagged = make(10), make(20, tags=(tag,))
    private, his = make(30, audience="private"), make(40, claimed_by_id=daan.id)
    other, mine = make(50, channel_id=elsewhere.id), make(55, claimed_by_id=sanne.id)
    assert shown(sanne, now, channel=elsewhere.id) == [other.id]
    assert shown(sanne, now, audience="private") == [private.id]
    assert shown(sanne, now, tag=tag.id) == [tagged.id]
    assert shown(sanne, now, assignee="nobody") == [plain.id, tagged.id, private.id, other.id]
    assert shown(sanne, now, assignee="me") == [mine.id]
    assert shown(sanne, now, assignee=str(daan.id)) == [his.id]


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (TimerState.FRESH, 31),
        (TimerState.RUNNING, 30),
        (TimerState.RUNNING, 15.1),
        (TimerState.AT_RISK, 15),
        (TimerState.AT_RISK, 0.1),
        (TimerState.LATE, 0),
        (TimerState.LATE, -90),
    ],
)
def test_each_wait_stands_under_one_state_of_the_timer(
    make: Made, sanne: User, now: datetime, state: TimerState, due: float
) -> None:
    wait = make(due)
    states = (TimerState.FRESH, TimerState.RUNNING, TimerState.AT_RISK, TimerState.LATE)
    assert [each for each in states if shown(sanne, now, timer=each) == [wait.id]] == [state]


def test_a_wait_over_a_closed_night_is_fresh_until_half_of_its_service_time_has_gone(
    channel: Channel, sanne: User
) -> None:
    open_from_eight = {day: [["08:00", "22:00"]] for day in response_timer.WEEKDAYS}
    with transaction():
        session.get_one(Channel, channel.id).service_hours = open_from_eight
    asked = datetime(2026, 11, 16, 20, 50, tzinfo=UTC)  # ten to ten in the evening there
    conversation = scenes.asks(channel, at=asked).id
    (wait,) = scenes.waits(session.get_one(Conversation, conversation))

    def states(hours: float) -> list[TimerState]:
        at = asked + timedelta(hours=hours)
        return [state for state in (TimerState.FRESH, TimerState.RUNNING) if shown(sanne, at, timer=state)]

    assert wait.half_at == asked + timedelta(hours=10, minutes=30)
    assert states(5.5) == [TimerState.FRESH]
    assert states(10.4) == [TimerState.FRESH]
    assert states(10.5) == [TimerState.RUNNING]
    assert rows.rows_of([conversation])[0].facts["half"] == str(micros(wait.half_at))


@pytest.mark.parametrize(
    "asked",
    [
        {"view": "id; DROP TABLE user"},
        {"view": "password_hash"},
        {"audience": "everybody", "timer": "answered", "channel": "1 OR 1=1", "tag": "-1"},
        {"assignee": "1 OR 1=1"},
    ],
)
def test_what_is_not_in_the_lists_is_as_if_it_was_not_asked(asked: dict[str, str]) -> None:
    assert Filters.of(asked) == Filters()


@pytest.mark.parametrize("text", ["", "x", "1", "1_x", "9" * 50, "_1", None])
def test_a_cursor_that_was_never_given_out_is_the_first_page(text: str | None) -> None:
    assert Cursor.of(text) is None


@pytest.mark.parametrize("view", [View.OPEN, View.WAITING, View.MENTIONS, View.CLOSED])
def test_paging_shows_everything_once_in_the_order_of_one_long_list(
    make: Made, sanne: User, now: datetime, view: View
) -> None:
    for number in range(9):
        make(number // 3 * 10, status=Status.OPEN)  # three of each share a deadline
        make(said=number // 4, asks=False)  # and several a moment
        make(said=number // 4, status=Status.CLOSED)
        make(number if number % 2 else None, urgent_at=now - timedelta(minutes=number // 3))
    whole = [row.id for row in listing.page(mandate.of(sanne, now), Filters(view=view), limit=1000).rows]
    pieces: list[int] = []
    cursor = None
    while True:
        page = listing.page(mandate.of(sanne, now), Filters(view=view), cursor, limit=4)
        pieces += [row.id for row in page.rows]
        if page.next is None:
            break
        cursor = Cursor.of(str(page.next))
    assert pieces == whole
    assert len(set(whole)) == len(whole) > 4


def test_the_order_of_the_database_is_the_order_of_the_sort_keys(make: Made, sanne: User, now: datetime) -> None:
    for number in range(12):
        make(number % 3 * 10 if number % 2 else None, said=number % 4, urgent_at=now if number % 5 == 0 else None)
    rows = listing.page(mandate.of(sanne, now), Filters(view=View.OPEN)).rows
    assert rows == sorted(rows, key=lambda row: row.place)


def test_counts_are_the_lengths_of_the_lists(make: Made, sanne: User, now: datetime) -> None:
    make(10)
    make(20, claimed_by_id=sanne.id)
    make(asks=False)
    make(promise_due_at=now, due_at=now)
    make(5, gathered=True)
    make(status=Status.CLOSED)
    counts = counting.counts(mandate.of(sanne, now))
    assert counts == {view.value: len(shown(sanne, now, view=view)) for view in View if view != View.CLOSED}


def test_counting_stops_where_nobody_would_count_on(
    make: Made, sanne: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "CAP", 3)
    for _ in range(5):
        make(10)
    assert counting.counts(mandate.of(sanne, now))["waiting"] == 3


def test_a_list_costs_the_same_number_of_statements_however_long(
    make: Made, sanne: User, tag: Tag, now: datetime, statements: list[str]
) -> None:
    for number in range(30):
        make(number, tags=(tag,), claimed_by_id=sanne.id)
    session.expire_all()
    del statements[:]
    listing.page(mandate.of(sanne, now), Filters())
    assert len(statements) <= 8, statements
    assert session.query(Conversation).count() == 30
