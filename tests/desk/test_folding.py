"""The fold that makes waits, without a database: named turns of a conversation, and any order of arrival."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from webcare.desk.folding import Answered, Dismissed, Happening, Said, fold
from webcare.models import How, Outcome, Reason

PUBLIC, OTHER, PRIVATE = 1, 2, 3
NOON = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def said(number: int, minute: float, gone: float | None = None, conversation: int = PUBLIC) -> Said:
    deleted_at = None if gone is None else at(gone)
    return Said(conversation=conversation, at=at(minute), order=number, id=number, deleted_at=deleted_at)


def answered(number: int, minute: float, seen: int | None = None, conversation: int = PUBLIC, **more) -> Answered:
    return Answered(conversation=conversation, at=at(minute), order=number, id=number, seen=seen, **more)


def dm_elsewhere(number: int, minute: float, **more) -> Answered:
    return answered(number, minute, conversation=PRIVATE, how=How.PRIVATE, **more)


def dismissed(number: int, minute: float, seen: int) -> Dismissed:
    return Dismissed(conversation=PUBLIC, at=at(minute), order=number, id=number, seen=seen, reason=Reason.THANKS, by=1)


def shown(*happenings: Happening) -> list[tuple]:
    """Conversation, messages, start, outcome and end (in minutes) of each wait."""
    return [
        (
            turn.conversation,
            turn.messages,
            (turn.started_at - NOON) / timedelta(minutes=1),
            str(turn.how or turn.reason or turn.outcome),
            turn.ended_at and (turn.ended_at - NOON) / timedelta(minutes=1),
        )
        for turn in fold(happenings, private={PRIVATE})
    ]


def test_a_wait_begins_with_the_first_message_and_later_ones_do_not_restart_it() -> None:
    assert shown(said(1, 0), said(2, 5), said(3, 9)) == [(PUBLIC, (1, 2, 3), 0, "open", None)]


def test_an_answer_ends_the_wait_and_the_next_message_opens_another() -> None:
    assert shown(said(1, 0), answered(2, 10, seen=1), said(3, 12)) == [
        (PUBLIC, (1,), 0, "public", 10),
        (PUBLIC, (3,), 12, "open", None),
    ]


def test_an_answer_to_nobody_ends_nothing() -> None:
    assert shown(answered(1, 0), said(2, 5)) == [(PUBLIC, (2,), 5, "open", None)]


def test_an_answer_covers_only_what_its_writer_had_seen() -> None:
    # 7 was posted before 5 and indexed late: it arrived after the answer was written
    assert shown(said(5, 3), said(7, 1), answered(6, 10, seen=5)) == [
        (PUBLIC, (7,), 1, "open", None),
        (PUBLIC, (5,), 3, "public", 10),
    ]


def test_an_answer_made_elsewhere_covers_everything_that_was_posted_before_it() -> None:
    assert shown(said(9, 1), said(5, 3), answered(6, 10)) == [(PUBLIC, (9, 5), 1, "public", 10)]


def test_posts_of_one_moment_follow_the_platforms_ids() -> None:
    before, after = said(1, 5), answered(2, 5)

    assert shown(before, after) == [(PUBLIC, (1,), 5, "public", 5)]
    assert shown(said(3, 5), after) == [(PUBLIC, (3,), 5, "open", None)]


def test_a_dismissal_covers_what_had_arrived_and_what_comes_late_waits_on_its_own() -> None:
    assert shown(said(1, 0), dismissed(1, 10, seen=1), said(2, 5)) == [
        (PUBLIC, (1,), 0, "thanks", 10),
        (PUBLIC, (2,), 5, "open", None),
    ]


def test_an_answer_from_before_a_dismissal_wins_even_when_it_arrives_later() -> None:
    assert shown(said(1, 0), dismissed(1, 10, seen=1), answered(9, 5)) == [(PUBLIC, (1,), 0, "public", 5)]


def test_when_one_of_several_messages_was_deleted_the_start_stays() -> None:
    assert shown(said(1, 0, gone=6), said(2, 5)) == [(PUBLIC, (1, 2), 0, "open", None)]


def test_when_every_message_was_deleted_the_wait_is_dismissed_as_deleted() -> None:
    assert shown(said(1, 0, gone=6), said(2, 5, gone=8)) == [(PUBLIC, (1, 2), 0, "deleted", 8)]


def test_who_writes_again_after_deleting_begins_a_new_wait() -> None:
    assert shown(said(1, 0, gone=6), said(2, 7)) == [
        (PUBLIC, (1,), 0, "deleted", 6),
        (PUBLIC, (2,), 7, "open", None),
    ]


def test_a_message_deleted_after_the_answer_leaves_the_answered_wait() -> None:
    assert shown(said(1, 0, gone=20), answered(2, 10, seen=1)) == [(PUBLIC, (1,), 0, "public", 10)]


def test_what_an_answer_left_unread_and_was_deleted_before_it_waits_no_more() -> None:
    assert shown(said(1, 0), said(5, 1, gone=3), answered(4, 10, seen=1)) == [
        (PUBLIC, (1,), 0, "public", 10),
        (PUBLIC, (5,), 1, "deleted", 3),
    ]


def test_a_dm_made_elsewhere_ends_the_only_public_wait() -> None:
    assert shown(said(1, 0), dm_elsewhere(2, 10)) == [(PUBLIC, (1,), 0, "in_private", 10)]


def test_a_dm_made_elsewhere_ends_no_public_wait_when_two_are_open() -> None:
    assert shown(said(1, 0), said(2, 1, conversation=OTHER), dm_elsewhere(3, 10)) == [
        (PUBLIC, (1,), 0, "open", None),
        (OTHER, (2,), 1, "open", None),
    ]


def test_a_dm_made_elsewhere_answers_the_private_wait_and_leaves_the_public_one() -> None:
    assert shown(said(1, 0), said(2, 1, conversation=PRIVATE), dm_elsewhere(3, 10)) == [
        (PUBLIC, (1,), 0, "open", None),
        (PRIVATE, (2,), 1, "private", 10),
    ]


def test_in_private_can_be_undone() -> None:
    assert shown(said(1, 0), dm_elsewhere(2, 10, ends_public_wait=False)) == [(PUBLIC, (1,), 0, "open", None)]


def test_a_dm_sent_here_ends_no_public_wait_by_itself() -> None:
    assert shown(said(1, 0), dm_elsewhere(2, 10, seen=1)) == [(PUBLIC, (1,), 0, "open", None)]


def test_a_public_answer_never_ends_a_private_wait() -> None:
    assert shown(said(1, 0, conversation=PRIVATE), answered(2, 10)) == [(PRIVATE, (1,), 0, "open", None)]


@st.composite
def stories(draw: st.DrawFn) -> list[Happening]:
    """Anything that can happen in two public conversations and one of DMs with one contact."""
    story: list[Happening] = []
    for number in range(1, draw(st.integers(1, 14)) + 1):
        minute = draw(st.integers(0, 30))
        conversation = draw(st.sampled_from((PUBLIC, OTHER, PRIVATE)))
        seen = draw(st.none() | st.integers(0, 14))
        kind = draw(st.sampled_from(("said", "said", "answered", "dismissed")))
        if kind == "said":
            gone = draw(st.none() | st.integers(minute, 40))
            story.append(said(number, minute, gone, conversation))
        elif kind == "answered":
            how = How.PRIVATE if conversation == PRIVATE else How.PUBLIC
            story.append(answered(number, minute, seen, conversation, how=how, ends_public_wait=draw(st.booleans())))
        else:
            story.append(replace(dismissed(number, minute, seen or 0), conversation=conversation))
    return story


@settings(deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_waits(story: list[Happening], random: Random) -> None:
    shuffled = list(story)
    random.shuffle(shuffled)

    assert fold(shuffled, {PRIVATE}) == fold(story, {PRIVATE})


@settings(deadline=None)
@given(stories())
def test_every_question_is_in_exactly_one_wait_and_at_most_one_waits(story: list[Happening]) -> None:
    turns = fold(story, {PRIVATE})
    asked = sorted(each.id for each in story if isinstance(each, Said))

    assert sorted(number for turn in turns for number in turn.messages) == asked
    for conversation in (PUBLIC, OTHER, PRIVATE):
        own = [turn for turn in turns if turn.conversation == conversation]
        assert sum(turn.outcome == Outcome.OPEN for turn in own) <= 1
        assert all(turn.ended_at is None or turn.ended_at >= turn.started_at for turn in own)


@settings(deadline=None)
@given(stories(), st.integers(0, 30))
def test_a_fold_from_a_moment_at_which_nothing_waited_gives_the_same(story: list[Happening], minute: int) -> None:
    turns, bound = fold(story, {PRIVATE}), at(minute)
    spanning = [turn for turn in turns if turn.started_at < bound and (turn.ended_at is None or turn.ended_at >= bound)]
    if spanning:
        return

    later = [happening for happening in story if happening.at >= bound]

    assert fold(later, {PRIVATE}) == [turn for turn in turns if turn.started_at >= bound]
