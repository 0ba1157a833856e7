import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from tests import scenes
from tests.insight.discussion import every, say, sort_everything
from webcare.database import session, transaction
from webcare.desk import receiving, sorting, tagging, theming
from webcare.errors import BadInput
from webcare.events import ThemeMade
from webcare.models import (
    Channel,
    Conversation,
    EventRow,
    Message,
    Role,
    Tag,
    Theme,
    ThemeConversation,
    ThemeMessage,
    User,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def channel(engine: object, now: datetime) -> Channel:
    return scenes.channel(now)


@pytest.fixture
def lead(engine: object, now: datetime) -> User:
    return scenes.user("Lena de Boer", now, Role.LEAD)


def theme(lead: User, now: datetime, name: str = "Betalen", words: tuple[str, ...] = (), tags: tuple[int, ...] = ()):
    with transaction():
        made = theming.make(name, words, tags, by=lead, now=now)
    sort_everything(now)
    return made


def tag(conversation: Conversation, name: str, lead: User, now: datetime) -> Tag:
    with transaction():
        return tagging.tag(session.get_one(Conversation, conversation.id), name, by=lead, now=now)


def said_on(theme: Theme) -> list[str]:
    session.rollback()
    texts = select(Message.text).join(ThemeMessage, ThemeMessage.message_id == Message.id)
    return [str(text) for text in session.scalars(texts.where(ThemeMessage.theme_id == theme.id).order_by(Message.id))]


def conversations_of(theme: Theme) -> dict[int, datetime]:
    session.rollback()
    rows = session.scalars(select(ThemeConversation).where(ThemeConversation.theme_id == theme.id))
    return {row.conversation_id: row.since for row in rows}


def test_a_message_belongs_to_a_theme_by_whole_words_in_any_case_and_without_accents(
    channel: Channel, lead: User, now: datetime
) -> None:
    betaling = theme(lead, now, words=("iDEAL", "dubbel betááld"))
    asked = scenes.asks(channel, "Met IDEAL betalen lukt niet", at=now)
    scenes.asks(channel, "Idealiter was het gelukt", at=now, by=scenes.BRAM)
    scenes.asks(channel, "#ideal! Ik heb DUBBEL betaald", at=now, by=scenes.STRANGER)

    sort_everything(now)

    assert said_on(betaling) == ["Met IDEAL betalen lukt niet", "#ideal! Ik heb DUBBEL betaald"]
    assert conversations_of(betaling)[asked.id] == now


def test_a_new_theme_looks_four_weeks_back_and_no_further(channel: Channel, lead: User, now: datetime) -> None:
    for days in (1, 27, 29):
        say(channel, [(now - timedelta(days=days), f"ideal {days}")])

    assert said_on(theme(lead, now, words=("ideal",))) == ["ideal 1", "ideal 27"]


def test_looking_back_goes_on_where_it_was(
    channel: Channel, lead: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorting, "AT_ONCE", 7)
    say(channel, every(timedelta(hours=7), now - timedelta(days=27), now, "ideal doet het niet"))
    same_moment = now - timedelta(days=2)
    say(channel, [(same_moment, "ideal tegelijk")] * 5)
    asked = list(said_on(theme(lead, now, words=("ideal",))))

    assert len(asked) == 93 + 5


def test_a_tag_brings_what_was_said_in_the_day_before_it_and_whatever_follows(
    channel: Channel, lead: User, now: datetime
) -> None:
    first = scenes.direct_message("Lang geleden", at=now - timedelta(days=3))
    scenes.receive(channel, first)
    conversation = scenes.asks_in_private(channel, "Het lukt niet", at=now - 5 * MINUTE)
    betaald = tag(conversation, "betaling", lead, now)
    betaling = theme(lead, now, tags=(betaald.id,))
    scenes.asks_in_private(channel, "Hallo?", at=now + MINUTE)

    sort_everything(now)

    assert said_on(betaling) == ["Het lukt niet", "Hallo?"]


def test_taking_the_tag_off_takes_out_what_it_brought_and_leaves_what_words_bring(
    channel: Channel, lead: User, now: datetime
) -> None:
    conversation = scenes.asks(channel, "Het lukt niet", at=now)
    betaald = tag(conversation, "betaling", lead, now)
    betaling = theme(lead, now, words=("ideal",), tags=(betaald.id,))
    other = scenes.asks(channel, "ideal ligt eruit", at=now, by=scenes.BRAM)
    tag(other, "betaling", lead, now)
    sort_everything(now)
    assert len(said_on(betaling)) == 2

    for each in (conversation, other):
        with transaction():
            there = session.get_one(Conversation, each.id)
            tagging.untag(there, session.get_one(Tag, betaald.id), by=lead, now=now)
    sort_everything(now)

    assert said_on(betaling) == ["ideal ligt eruit"]
    assert list(conversations_of(betaling)) == [other.id]


def test_what_its_author_took_away_is_counted_no_more(channel: Channel, lead: User, now: datetime) -> None:
    betaling = theme(lead, now, words=("ideal",))
    post = scenes.incoming("ideal ligt eruit", at=now)
    scenes.receive(channel, post)
    sort_everything(now)
    assert said_on(betaling)

    with transaction():
        receiving.gone(session.get_one(Channel, channel.id), [post.external_id], now=now)
    sort_everything(now)

    assert said_on(betaling) == []
    assert conversations_of(betaling) == {}


def test_what_the_brand_says_and_what_is_played_in_a_drill_is_no_part_of_a_theme(
    channel: Channel, lead: User, now: datetime
) -> None:
    drill = scenes.channel(now, external_id="900", training=True)
    betaling = theme(lead, now, words=("ideal",))
    post = scenes.incoming("ideal ligt eruit", at=now)
    scenes.receive(channel, post, scenes.answer_elsewhere(post, "ideal doet het weer", at=now + MINUTE))
    scenes.asks(drill, "ideal ligt eruit, zegt men", at=now, by=scenes.BRAM)
    sort_everything(now)
    late = theme(lead, now + MINUTE, name="Nog een", words=("ideal",))

    assert said_on(betaling) == ["ideal ligt eruit"]
    assert said_on(late) == ["ideal ligt eruit"]


def test_other_words_sort_everything_anew_and_a_found_theme_is_followed_from_then(
    channel: Channel, lead: User, now: datetime
) -> None:
    scenes.asks(channel, "ideal ligt eruit", at=now)
    scenes.asks(channel, "de app ligt eruit", at=now, by=scenes.BRAM)
    found = theme(lead, now, words=("ideal",))
    with transaction():
        session.get_one(Theme, found.id).detected = True

    with transaction():
        theming.change(session.get_one(Theme, found.id), "De app", ["app"], [], by=lead, now=now)
    sort_everything(now)

    assert said_on(found) == ["de app ligt eruit"]
    assert session.get_one(Theme, found.id).detected is False


def test_an_archived_theme_takes_in_nothing_and_catches_up_when_it_is_restored(
    channel: Channel, lead: User, now: datetime
) -> None:
    betaling = theme(lead, now, words=("ideal",))
    with transaction():
        theming.archive(session.get_one(Theme, betaling.id), by=lead, now=now)
    scenes.asks(channel, "ideal ligt eruit", at=now)
    sort_everything(now)
    assert said_on(betaling) == []

    with transaction():
        theming.restore(session.get_one(Theme, betaling.id), by=lead, now=now + MINUTE)
    sort_everything(now + MINUTE)

    assert said_on(betaling) == ["ideal ligt eruit"]


def test_a_theme_needs_a_name_of_its_own_and_something_to_follow(channel: Channel, lead: User, now: datetime) -> None:
    theme(lead, now, words=("ideal",))

    for name, words in (("betalen", ["x"]), ("", ["x"]), ("Leeg", []), ("Leeg", ["!?"]), ("Leeg", ["x" * 90])):
        with pytest.raises((BadInput, theming.NameTaken)), transaction():
            theming.make(name, words, [999], by=lead, now=now)


def test_what_happened_to_a_theme_is_told_by_its_number(channel: Channel, lead: User, now: datetime) -> None:
    made = theme(lead, now, words=("ideal",))

    told = session.scalars(select(EventRow).where(EventRow.kind == ThemeMade.kind())).one()

    assert told.data == {"theme_id": made.id}
    assert told.actor_id == lead.id


def test_words_that_a_lead_changes_while_is_looked_back_count_for_everything(
    engine: Engine, channel: Channel, lead: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorting, "AT_ONCE", 2)
    sort_everything(now)
    say(channel, [(now - timedelta(days=days), f"ideal in de app {days}") for days in range(1, 6)])
    with transaction():
        betaling = theming.make("Betalen", ("ideal",), (), by=lead, now=now)
    assert sorting.step(now=now)
    assert len(said_on(betaling)) == 2

    looked = threading.Event()
    looker = threading.Thread(target=lambda: (sorting.step(now=now), session.remove()))

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if threading.current_thread() is looker and "FROM theme" in statement:
            looked.set()

    event.listen(engine, "after_cursor_execute", hear)
    try:
        with transaction():
            theming.change(session.get_one(Theme, betaling.id), "De app", ["app"], [], by=lead, now=now)
            looker.start()
            assert looked.wait(30), "it looks while the change is on its way"
        looker.join()
    finally:
        event.remove(engine, "after_cursor_execute", hear)
    sort_everything(now)

    assert len(said_on(betaling)) == 5


def test_a_message_that_was_edited_counts_by_its_new_words(channel: Channel, lead: User, now: datetime) -> None:
    betaling, reis = theme(lead, now, words=("ideal",)), theme(lead, now, "Reizen", words=("trein",))
    post = scenes.incoming("Waar blijft mijn trein?", at=now)
    scenes.receive(channel, post)
    sort_everything(now)
    newer = scenes.platform_id()
    edited = scenes.incoming(
        "ideal ligt eruit", at=now, external_id=newer, thread_id=post.thread_id, versions=(post.external_id, newer)
    )
    scenes.receive(channel, edited, now=now + MINUTE)
    sort_everything(now + MINUTE)

    assert (said_on(betaling), said_on(reis)) == (["ideal ligt eruit"], [])
