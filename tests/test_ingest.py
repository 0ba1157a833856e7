"""What comes in, over real HTTP from the simulated X: pages, cursors, gaps, quarantine, health, and any order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from tests import scenes
from tests.brand import Brand
from webcare import ingest
from webcare.channels import NotAuthorised
from webcare.database import Base, session
from webcare.desk import receiving
from webcare.exchange import Incoming
from webcare.models import (
    Channel,
    Contact,
    Conversation,
    Direction,
    Gap,
    Message,
    Quarantined,
    Wait,
)


def count(kind: type[Base]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(kind)) or 0


def crowd(number: int, *, at: datetime | None = None) -> list[dict[str, Any]]:
    """Posts of many customers, a second apart, the last one just now."""
    last = at or datetime.now(UTC) - timedelta(seconds=1)
    return [
        {
            "text": f"@spoorlijn vraag {n}",
            "author": f"klant{n % 40}",
            "at": (last - timedelta(seconds=number - n)).isoformat(),
        }
        for n in range(number)
    ]


def test_a_post_becomes_a_conversation_that_waits(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks("Waar blijft mijn trein?")
    (wait,) = scenes.waits(conversation)
    assert wait.outcome == "open"
    assert wait.started_at == spoorlijn.messages()[0].posted_at


def test_several_pages_are_taken_in_and_the_cursor_moves_after_the_last(spoorlijn: Brand) -> None:
    ids = spoorlijn.x.posts(crowd(250))
    assert spoorlijn.poll("mentions") == 250
    feed = spoorlijn.feed("mentions")
    assert (feed.since_id, feed.page_token, feed.newest_id) == (max(ids, key=int), None, None)


def test_a_second_poll_brings_only_what_is_new(spoorlijn: Brand) -> None:
    spoorlijn.x.posts(crowd(20))
    spoorlijn.poll("mentions")
    spoorlijn.x.post("@spoorlijn nog een", author="anna")
    assert spoorlijn.poll("mentions") == 1
    assert spoorlijn.poll("mentions") == 0
    assert count(Message) == 21


def test_a_run_that_broke_off_loses_nothing(spoorlijn: Brand) -> None:
    spoorlijn.x.posts(crowd(250))
    pages = spoorlijn.platform.read(spoorlijn.feed("mentions"))
    first = next(pages)
    ingest.accept(spoorlijn.channel_id, first.messages, now=spoorlijn.clock())  # and then the process died
    assert spoorlijn.feed("mentions").since_id is None
    assert spoorlijn.poll("mentions") == 150
    assert count(Message) == 250


def test_trouble_in_the_middle_of_a_run_is_gone_on_from_there(spoorlijn: Brand) -> None:
    spoorlijn.x.posts(crowd(250))
    spoorlijn.x.fault("latency", seconds=0, on="mentions")
    spoorlijn.x.fault("server_error", on="mentions")
    spoorlijn.poll("mentions")
    feed = spoorlijn.feed("mentions")
    assert (feed.failure, feed.since_id) == ("unavailable", None)
    spoorlijn.poll("mentions")
    assert count(Message) == 250
    assert spoorlijn.feed("mentions").failure is None


def test_a_post_that_was_indexed_late_is_found_by_looking_back(spoorlijn: Brand) -> None:
    spoorlijn.asks("eerst")
    late = datetime.now(UTC) - timedelta(minutes=10)
    spoorlijn.x.post("@spoorlijn te laat gezien", author="bram", at=late)
    assert spoorlijn.poll("mentions") == 0
    assert ingest.sweep(spoorlijn.feeds["mentions"], spoorlijn.platform, clock=spoorlijn.clock) == 1
    assert spoorlijn.feed("mentions").swept_at is not None


def test_a_post_that_was_indexed_a_little_late_needs_no_sweep(spoorlijn: Brand) -> None:
    spoorlijn.asks("eerst")
    spoorlijn.x.post("@spoorlijn net te laat", author="bram", at=datetime.now(UTC) - timedelta(seconds=20))
    assert spoorlijn.poll("mentions") == 1


def test_a_gap_past_what_x_keeps_is_noticed_and_filled(spoorlijn: Brand) -> None:
    began = datetime.now(UTC) - timedelta(minutes=40)
    spoorlijn.x.post("@spoorlijn eerst", author="anna", at=began)
    spoorlijn.poll("mentions")
    spoorlijn.x.posts(crowd(950))
    spoorlijn.poll("mentions")
    gap = session.scalars(select(Gap)).one()
    assert count(Message) == 801
    assert "gap_noticed" in scenes.kinds()
    assert ingest.fill(gap.id, spoorlijn.platform, clock=spoorlijn.clock)
    assert count(Message) == 951
    assert session.get_one(Gap, gap.id, populate_existing=True).filled_at is not None


def test_direct_messages_are_paged_until_a_known_one(spoorlijn: Brand) -> None:
    for number in range(120):
        spoorlijn.x.dm(f"vraag {number}", author=f"klant{number}")
    assert spoorlijn.poll("direct_messages") == 120
    spoorlijn.x.dm("nog een", author="anna")
    assert spoorlijn.poll("direct_messages") == 1


def test_an_answer_made_elsewhere_stops_the_timer(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks()
    spoorlijn.x.brand_post("We kijken het na ^KL", reply_to=spoorlijn.messages()[0].external_id)
    spoorlijn.poll("own_posts")
    (wait,) = scenes.waits(conversation)
    assert (wait.outcome, wait.how) == ("answered", "public")


def test_a_direct_message_made_elsewhere_stops_the_timer(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks_in_private(author="anna")
    spoorlijn.x.brand_dm("We kijken het na", to="anna")
    spoorlijn.poll("direct_messages")
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["answered"]


def test_the_brands_own_posts_are_never_customers(spoorlijn: Brand) -> None:
    spoorlijn.asks()
    spoorlijn.x.brand_post("@spoorlijn dat zijn wij zelf", reply_to=spoorlijn.messages()[0].external_id)
    spoorlijn.poll()
    assert [message.direction for message in spoorlijn.messages()] == [Direction.INBOUND, Direction.OUTBOUND]


def test_history_opens_no_wait(spoorlijn: Brand) -> None:
    spoorlijn.x.post("@spoorlijn lang geleden", author="anna", at=datetime.now(UTC) - timedelta(days=2))
    spoorlijn.poll()
    assert (count(Message), count(Wait)) == (1, 0)


def test_an_edit_replaces_the_text_and_a_deletion_leaves_a_tombstone(spoorlijn: Brand) -> None:
    spoorlijn.asks("Waar blijft mijn trein?", author="anna")
    spoorlijn.asks("Rotzooi", author="bram")
    first, second = spoorlijn.messages()
    spoorlijn.x.edit(first.external_id or "", "@spoorlijn Waar blijft mijn bus?")
    spoorlijn.x.delete(second.external_id or "")
    assert not ingest.reread(spoorlijn.feeds["known_posts"], spoorlijn.platform, clock=spoorlijn.clock)
    first, second = spoorlijn.messages()
    assert first.text == "@spoorlijn Waar blijft mijn bus?"
    assert (second.text, second.deleted_at is not None) == (None, True)


def test_rereading_goes_round_a_hundred_at_a_time(spoorlijn: Brand) -> None:
    spoorlijn.x.posts(crowd(130))
    spoorlijn.poll("mentions")
    feed_id = spoorlijn.feeds["known_posts"]
    assert ingest.reread(feed_id, spoorlijn.platform, clock=spoorlijn.clock)
    assert not ingest.reread(feed_id, spoorlijn.platform, clock=spoorlijn.clock)
    assert spoorlijn.feed("known_posts").since_id is None


def test_a_platform_that_lost_everything_is_not_believed(spoorlijn: Brand) -> None:
    for number in spoorlijn.x.posts(crowd(12)):
        spoorlijn.poll("mentions")
        spoorlijn.x.delete(number)
    ingest.reread(spoorlijn.feeds["known_posts"], spoorlijn.platform, clock=spoorlijn.clock)
    assert [message.deleted_at for message in spoorlijn.messages()] == [None] * 12


def test_a_renamed_customer_is_the_same_customer(spoorlijn: Brand) -> None:
    spoorlijn.asks(author="anna")
    spoorlijn.x.account("anna", new_handle="anna_devries")
    spoorlijn.asks(author="anna_devries")
    assert [contact.handle for contact in session.scalars(select(Contact))] == ["anna_devries"]


@pytest.mark.parametrize("trouble", ["malformed", "huge"])
def test_what_cannot_be_read_is_laid_aside_and_the_rest_flows_on(spoorlijn: Brand, trouble: str) -> None:
    ids = spoorlijn.x.posts(crowd(5))
    spoorlijn.x.fault(trouble, on="mentions")
    assert spoorlijn.poll("mentions") == 4
    kept = session.scalars(select(Quarantined)).one()
    assert kept.external_id == max(ids, key=int)
    assert kept.reason
    assert len(kept.payload) <= 20_000
    assert "message_quarantined" in scenes.kinds()
    assert spoorlijn.poll("mentions") == 1  # X had it right the second time


def test_the_same_unreadable_thing_twice_is_kept_once(spoorlijn: Brand) -> None:
    spoorlijn.x.post("@spoorlijn kapot", author="anna", override={"author_id": {}})
    spoorlijn.poll("mentions")
    spoorlijn.poll("mentions")
    assert count(Quarantined) == 1


def test_a_message_a_rule_stumbles_over_is_laid_aside_alone(spoorlijn: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    really = receiving.receive

    def stumbles(channel: Channel, messages: list[Incoming], *, now: datetime) -> list[Message]:
        if any("struikel" in message.text for message in messages):
            raise ZeroDivisionError
        return really(channel, messages, now=now)

    monkeypatch.setattr(receiving, "receive", stumbles)
    spoorlijn.x.posts([*crowd(5), {"text": "@spoorlijn struikel", "author": "anna"}])
    assert spoorlijn.poll("mentions") == 5
    assert session.scalars(select(Quarantined)).one().reason == "could not be taken in (ZeroDivisionError)"


@pytest.mark.parametrize("trouble", ["duplicates", "out_of_order", "missing_includes"])
def test_a_disorderly_page_gives_the_same_messages(spoorlijn: Brand, trouble: str) -> None:
    spoorlijn.x.posts(crowd(30))
    spoorlijn.x.fault(trouble, on="mentions")
    spoorlijn.poll("mentions")
    assert count(Message) == 30
    assert count(Contact) == 30


def test_a_vanished_account_keeps_the_name_we_knew(spoorlijn: Brand) -> None:
    spoorlijn.asks("eerst", author="anna")
    spoorlijn.x.post("@spoorlijn en nog iets", author="anna")
    spoorlijn.x.fault("missing_includes", on="mentions")
    spoorlijn.poll("mentions")
    assert spoorlijn.contact("anna").name == "anna"


def test_a_failure_is_told_once_and_so_is_the_recovery(spoorlijn: Brand) -> None:
    spoorlijn.x.fault("unauthorized", times=3, on="mentions")
    for _ in range(3):
        spoorlijn.poll("mentions")
    feed = spoorlijn.feed("mentions")
    assert (feed.failure, feed.failure_words) == ("not_authorised", "Unauthorized")
    spoorlijn.poll("mentions")
    spoorlijn.poll("mentions")
    kinds = scenes.kinds()
    assert (kinds.count("channel_failed"), kinds.count("channel_recovered")) == (1, 1)
    assert spoorlijn.feed("mentions").failing_since is None


def test_used_up_credits_are_shown_until_a_request_goes_through(spoorlijn: Brand) -> None:
    spoorlijn.x.fault("credits", on="mentions")
    spoorlijn.poll("mentions")
    assert spoorlijn.channel.credits_depleted_at is not None
    spoorlijn.poll("mentions")
    assert spoorlijn.channel.credits_depleted_at is None


def test_a_limit_is_no_failure_and_says_until_when(spoorlijn: Brand) -> None:
    spoorlijn.x.fault("rate_limit", on="mentions", seconds=600)
    spoorlijn.poll("mentions")
    feed = spoorlijn.feed("mentions")
    assert feed.failure is None
    assert feed.limited_until is not None
    assert feed.limited_until > spoorlijn.clock() + timedelta(minutes=9)


def test_x_down_and_back_loses_nothing(spoorlijn: Brand) -> None:
    spoorlijn.x.post("@spoorlijn eerst", author="anna")
    spoorlijn.x.stop()
    assert spoorlijn.poll("mentions") == 0
    assert spoorlijn.feed("mentions").failure == "unavailable"
    spoorlijn.x.start()
    assert spoorlijn.poll("mentions") == 1


def test_a_connection_is_tested_by_asking_whose_keys_they_are(spoorlijn: Brand) -> None:
    assert ingest.test(spoorlijn.channel).handle == "spoorlijn"
    with pytest.raises(NotAuthorised):
        ingest.account_of("x", {**spoorlijn.x.keys, "access_token_secret": "wrong"})


def test_how_far_behind_a_feed_is_can_be_seen(spoorlijn: Brand) -> None:
    spoorlijn.poll("mentions")
    spoorlijn.x.post("@spoorlijn hallo", author="anna", at=datetime.now(UTC) - timedelta(minutes=3))
    spoorlijn.poll("mentions")
    assert 170 < (spoorlijn.feed("mentions").lag_seconds or 0) < 200


def test_lone_surrogates_and_nul_do_no_harm(spoorlijn: Brand) -> None:
    spoorlijn.x.post("@spoorlijn hallo", author="anna", override={"text": "@spoorlijn \ud800 hal\x00lo"})
    spoorlijn.poll("mentions")
    assert spoorlijn.messages()[0].text == "@spoorlijn \ufffd hal\ufffdlo"


# Any order, with duplicates, in pages of any size: the same conversations and the same waits.

START = datetime(2026, 11, 16, 11, tzinfo=UTC)


def happenings() -> list[Incoming]:
    """Two customers ask, are answered, ask again; one edits; a third only reposts."""
    minute = timedelta(minutes=1)
    ask = scenes.incoming("Waar blijft mijn trein?", at=START, external_id="1001", thread_id="1001")
    more = replace(ask, external_id="1002", in_reply_to="1001", text="Hallo?", posted_at=START + 2 * minute)
    answer = scenes.answer_elsewhere(ask, at=START + 5 * minute, external_id="1005")
    again = replace(ask, external_id="1008", in_reply_to="1005", text="En nu?", posted_at=START + 8 * minute)
    edited = replace(again, external_id="1009", text="En wat nu?", versions=("1008", "1009"))
    other = scenes.incoming("Ik ook!", at=START + minute, by=scenes.BRAM, external_id="1011", thread_id="1001")
    repost = scenes.incoming("RT", at=START, by=scenes.STRANGER, external_id="1020", thread_id="1020", asks=False)
    private = scenes.direct_message("Mag ik iets vragen?", at=START + 3 * minute, external_id="1030")
    return [ask, more, answer, again, edited, other, repost, private]


def picture_of(channel_id: int) -> list[object]:
    """What somebody would see of a channel, without the ids that depend on the order of arrival."""
    session.rollback()
    session.expire_all()
    waits = select(Wait, Conversation, Contact).join_from(Wait, Conversation).join(Contact)
    seen: list[object] = [
        (contact.handle, conversation.audience, wait.started_at, wait.outcome, wait.ended_at, wait.how)
        for wait, conversation, contact in session.execute(waits.where(Wait.channel_id == channel_id))
    ]
    talks = select(Conversation, Contact).join(Contact).where(Conversation.channel_id == channel_id)
    seen += [
        (contact.handle, talk.audience, talk.thread_id, talk.status, talk.due_at, talk.asks)
        for talk, contact in session.execute(talks)
    ]
    seen += [
        (message.external_id, message.text, message.posted_at, message.direction)
        for message in session.scalars(select(Message).where(Message.channel_id == channel_id))
    ]
    return sorted(seen, key=repr)


def arrive(pages: list[list[Incoming]]) -> list[object]:
    """On a channel of its own."""
    channel_id = scenes.channel(START, platform=f"x{scenes.platform_id()}").id
    for page in pages:
        ingest.accept(channel_id, page, now=START + timedelta(minutes=20))
    assert count(Quarantined) == 0
    return picture_of(channel_id)


def test_any_order_of_arrival_gives_the_same_conversations_and_waits(engine: Engine) -> None:
    everything = happenings()
    in_order = arrive([everything])
    assert len([each for each in in_order if "open" in repr(each) or "answered" in repr(each)]) > 4
    repeats = st.lists(st.sampled_from(everything), max_size=6)

    @settings(max_examples=40, deadline=None)
    @given(repeats.flatmap(lambda more: st.permutations(everything + more)), st.integers(1, 14))
    def check(mixed: list[Incoming], size: int) -> None:
        assert arrive([mixed[start : start + size] for start in range(0, len(mixed), size)]) == in_order

    check()


def test_an_encrypted_message_is_shown_to_be_one_and_waits(spoorlijn: Brand) -> None:
    spoorlijn.x.dm("geheim", author="anna", encrypted=True)
    spoorlijn.poll("direct_messages")
    (message,) = spoorlijn.messages()
    assert (message.encrypted, message.text) == (True, "")
    assert count(Wait) == 1
