from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import closing, dismissing, presence, receiving, urgency
from webcare.models import (
    Audience,
    Channel,
    Contact,
    Conversation,
    Direction,
    EventRow,
    Gathering,
    Media,
    Message,
    Status,
    User,
    Wait,
    WordRule,
)

MINUTE = timedelta(minutes=1)


def conversations() -> list[Conversation]:
    session.expire_all()
    return list(session.scalars(select(Conversation).order_by(Conversation.id)))


def count(kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_customers_post_opens_a_conversation_that_waits_from_its_posting_time(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)

    (message,) = scenes.receive(channel, scenes.incoming("Waar blijft de trein?", at=now), now=now + 5 * MINUTE)

    conversation = scenes.conversation_of(message)
    assert (conversation.status, conversation.asks, conversation.preview) == (
        Status.OPEN,
        True,
        "Waar blijft de trein?",
    )
    assert (conversation.wait_started_at, conversation.due_at) == (now, now + timedelta(hours=1))
    assert (conversation.last_message_id, conversation.last_message_at) == (message.id, now)
    assert scenes.kinds() == ["conversation_opened", "message_received", "wait_opened"]


def test_the_same_message_again_changes_nothing(engine: Engine, now: datetime) -> None:
    channel, post = scenes.channel(now), scenes.incoming(at=now)
    scenes.receive(channel, post, post)
    events = scenes.kinds()

    assert scenes.receive(channel, post, now=now + MINUTE) == []
    assert (count(Message), scenes.kinds()) == (1, events)


def test_posts_of_one_person_in_one_thread_are_one_conversation(engine: Engine, now: datetime) -> None:
    channel, first = scenes.channel(now), scenes.incoming(at=now)
    scenes.receive(channel, first, scenes.incoming("Hallo?", at=now + MINUTE, thread_id=first.thread_id))
    scenes.receive(channel, scenes.incoming("Iets anders", at=now + 2 * MINUTE))

    assert [each.preview for each in conversations()] == ["Hallo?", "Iets anders"]


def test_public_and_private_are_apart_and_of_one_contact(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    scenes.receive(channel, scenes.incoming(at=now), scenes.direct_message(at=now))

    assert {each.audience for each in conversations()} == {Audience.PUBLIC, Audience.PRIVATE}
    assert count(Contact) == 1


def test_the_brands_own_post_made_elsewhere_is_outbound_and_ends_the_wait(engine: Engine, now: datetime) -> None:
    channel, post = scenes.channel(now), scenes.incoming(at=now)
    scenes.receive(channel, post)
    (own,) = scenes.receive(channel, scenes.answer_elsewhere(post, at=now + 9 * MINUTE))

    conversation = scenes.conversation_of(own)
    assert (own.direction, own.author_id) == (Direction.OUTBOUND, None)
    assert [(wait.how, wait.ended_at) for wait in scenes.waits(conversation)] == [("public", now + 9 * MINUTE)]
    assert (conversation.due_at, conversation.status) == (None, Status.OPEN)
    assert "message_posted_elsewhere" in scenes.kinds(conversation)


def test_direction_comes_from_the_authors_id_and_never_from_text_or_name(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    impostor = replace(scenes.ANNA, handle="spoorlijn", name="Spoorlijn")

    (message,) = scenes.receive(channel, scenes.incoming("Wij zijn Spoorlijn ^SK", at=now, by=impostor))

    assert message.direction == Direction.INBOUND


def test_a_post_of_the_brand_ends_only_the_wait_of_whom_it_answers(engine: Engine, now: datetime) -> None:
    channel, post = scenes.channel(now), scenes.incoming(at=now)
    joining = scenes.incoming("Hier ook!", at=now, by=scenes.BRAM, thread_id=post.thread_id)
    scenes.receive(channel, post, joining)
    scenes.receive(channel, scenes.answer_elsewhere(joining, at=now + MINUTE))

    waiting = {each.contact.handle: each.due_at is not None for each in conversations()}
    assert waiting == {"annadevries": True, "brambakker": False}


def test_a_post_under_the_brands_own_belongs_to_whom_that_one_answered(engine: Engine, now: datetime) -> None:
    channel, post = scenes.channel(now), scenes.incoming(at=now)
    first = scenes.answer_elsewhere(post, "1/2", at=now + MINUTE)
    second = scenes.answer_elsewhere(first, "2/2", at=now + 2 * MINUTE, counterpart=None)
    third = scenes.answer_elsewhere(second, "En nog iets", at=now + 3 * MINUTE, counterpart=None)

    for arriving in (third, second, post, first):  # the parents come last
        scenes.receive(channel, arriving, now=now + 5 * MINUTE)

    (conversation,) = conversations()
    assert [wait.ended_at for wait in scenes.waits(conversation)] == [now + MINUTE]
    assert count(Message) == 4


def test_what_the_brand_says_to_nobody_is_no_conversation(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)

    assert scenes.receive(channel, scenes.incoming("Goedemorgen!", at=now, by=scenes.BRAND)) == []
    assert conversations() == []


def test_of_two_at_one_moment_the_lower_id_began_the_wait_though_it_came_last(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    first, second = (scenes.direct_message(words, at=now, external_id=words) for words in ("1000", "1002"))

    scenes.receive(channel, second, now=now)
    (message,) = scenes.receive(channel, first, now=now + MINUTE)

    (wait,) = scenes.waits(scenes.conversation_of(message))
    assert wait.first_message_id == message.id


def test_a_message_that_arrives_late_moves_the_start_earlier(engine: Engine, now: datetime) -> None:
    channel, post = scenes.channel(now), scenes.incoming(at=now)
    scenes.receive(channel, post)
    earlier = scenes.incoming("Eerst dit", at=now - 9 * MINUTE, thread_id=post.thread_id)
    scenes.receive(channel, earlier, now=now + MINUTE)

    (conversation,) = conversations()
    (wait,) = scenes.waits(conversation)
    assert (wait.started_at, wait.due_at) == (now - 9 * MINUTE, now + 51 * MINUTE)
    assert (conversation.due_at, conversation.preview) == (wait.due_at, "Waar blijft mijn trein?")
    assert conversation.opened_at == now - 9 * MINUTE
    assert scenes.kinds(conversation).count("wait_moved") == 1


def test_history_opens_no_wait_and_sounds_no_alarm(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now, connected_at=now)
    with transaction():
        session.add(WordRule(channel_id=channel.id, words="brand", created_at=now))

    scenes.receive(channel, scenes.incoming("Er is brand!", at=now - MINUTE), now=now)

    (conversation,) = conversations()
    assert (conversation.status, conversation.due_at, conversation.urgent_at) == (Status.CLOSED, None, None)
    assert scenes.waits(conversation) == []


def test_a_new_message_after_history_opens_the_conversation(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now, connected_at=now)
    old = scenes.incoming(at=now - MINUTE)
    scenes.receive(channel, old, now=now)
    scenes.receive(channel, scenes.incoming("En nu?", at=now + MINUTE, thread_id=old.thread_id))

    (conversation,) = conversations()
    assert (conversation.status, conversation.wait_started_at) == (Status.OPEN, now + MINUTE)


def test_a_mention_that_asks_nothing_is_listed_without_a_wait(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    conversation = scenes.asks(channel, "RT @spoorlijn: goedemorgen", at=now, asks=False)

    assert (conversation.status, conversation.asks, conversation.due_at) == (Status.OPEN, False, None)


def test_a_person_who_renames_keeps_the_conversation(engine: Engine, now: datetime) -> None:
    channel, post = scenes.channel(now), scenes.incoming(at=now)
    scenes.receive(channel, post)
    renamed = replace(scenes.ANNA, handle="anna_op_reis", avatar_url="https://pictures.example/anna.png")
    scenes.receive(channel, scenes.incoming(at=now + MINUTE, by=renamed, thread_id=post.thread_id))

    (conversation,) = conversations()
    assert conversation.contact.handle == "anna_op_reis"
    assert scenes.kinds().count("contact_changed") == 1


def test_more_followers_are_noted_without_a_word(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    scenes.receive(channel, scenes.incoming(at=now))
    scenes.receive(channel, scenes.incoming(at=now + MINUTE, by=replace(scenes.ANNA, followers=1_200)))
    scenes.receive(channel, scenes.incoming(at=now + 2 * MINUTE))  # not told this time

    session.expire_all()
    assert session.scalars(select(Contact)).one().followers == 1_200
    assert "contact_changed" not in scenes.kinds()


def test_a_new_message_reopens_a_closed_conversation(engine: Engine, now: datetime) -> None:
    channel, sofie = scenes.channel(now), scenes.user("Sofie Kramer", now)
    post = scenes.incoming(at=now)
    (message,) = scenes.receive(channel, post)
    scenes.answer(scenes.conversation_of(message), by=sofie, at=now + MINUTE, closes=True)
    assert conversations()[0].status == Status.CLOSED

    scenes.receive(channel, scenes.incoming("Maar mijn geld?", at=now + 5 * MINUTE, thread_id=post.thread_id))

    (conversation,) = conversations()
    assert (conversation.status, conversation.wait_started_at) == (Status.OPEN, now + 5 * MINUTE)
    assert (conversation.claimed_by_id, conversation.last_holder_id) == (None, sofie.id)
    assert "conversation_reopened" in scenes.kinds(conversation)


def test_a_new_message_goes_to_its_holder_while_present(engine: Engine, now: datetime) -> None:
    channel, sofie = scenes.channel(now), scenes.user("Sofie Kramer", now)
    post = scenes.incoming(at=now)
    (message,) = scenes.receive(channel, post)
    scenes.answer(scenes.conversation_of(message), by=sofie, at=now + MINUTE)
    scenes.receive(channel, scenes.incoming("En?", at=now + 2 * MINUTE, thread_id=post.thread_id))

    assert conversations()[0].claimed_by_id == sofie.id


def test_a_new_message_returns_to_the_queue_when_its_holder_is_not_there(engine: Engine, now: datetime) -> None:
    channel, sofie = scenes.channel(now), scenes.user("Sofie Kramer", now)
    post = scenes.incoming(at=now)
    (message,) = scenes.receive(channel, post)
    scenes.answer(scenes.conversation_of(message), by=sofie, at=now + MINUTE)
    scenes.receive(channel, scenes.incoming("En?", at=now + 10 * MINUTE, thread_id=post.thread_id))

    (conversation,) = conversations()
    assert (conversation.claimed_by_id, conversation.last_holder_id) == (None, sofie.id)
    released = session.scalars(select(EventRow).where(EventRow.kind == "conversation_released")).one()
    assert released.data == {"holder": sofie.id, "why": "absent"}


def test_an_edit_replaces_the_text_under_the_original_time(engine: Engine, now: datetime) -> None:
    channel, post = scenes.channel(now), scenes.incoming("Trien weg", at=now)
    scenes.receive(channel, post)
    edited = edit(post, "Trein weg", at=now)
    scenes.receive(channel, edited, now=now + 5 * MINUTE)
    scenes.receive(channel, post, now=now + 6 * MINUTE)  # the old version comes by again

    message = session.scalars(select(Message)).one()
    assert (message.text, message.posted_at, message.edited_after_answer) == ("Trein weg", now, False)
    assert conversations()[0].preview == "Trein weg"
    assert scenes.kinds().count("message_edited") == 1
    with transaction():
        there = session.get_one(Channel, channel.id)
        receiving.gone(there, [edited.external_id], now=now + 9 * MINUTE)
    assert session.scalars(select(Message)).one().deleted_at is not None


def test_an_edit_that_arrives_before_the_original_gives_the_same(engine: Engine, now: datetime) -> None:
    channel, post = scenes.channel(now), scenes.incoming("Trien weg", at=now)
    scenes.receive(channel, edit(post, "Trein weg", at=now + 2 * MINUTE))
    scenes.receive(channel, post, now=now + 5 * MINUTE)

    message = session.scalars(select(Message)).one()
    assert (message.text, message.posted_at, message.external_id) == ("Trein weg", now, post.external_id)
    assert conversations()[0].wait_started_at == now


def test_an_edit_after_the_answer_is_flagged_and_opens_no_wait(engine: Engine, now: datetime) -> None:
    channel, sofie = scenes.channel(now), scenes.user("Sofie Kramer", now)
    post = scenes.incoming("Trien weg", at=now)
    (message,) = scenes.receive(channel, post)
    scenes.answer(scenes.conversation_of(message), by=sofie, at=now + MINUTE)
    scenes.receive(channel, edit(post, "Geef mijn geld terug", at=now), now=now + 9 * MINUTE)

    (conversation,) = conversations()
    assert session.get_one(Message, message.id).edited_after_answer
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["answered"]


def edit(post, text: str, *, at: datetime):
    newer = scenes.platform_id()
    return replace(post, external_id=newer, text=text, posted_at=at, versions=(post.external_id, newer))


def test_what_its_author_deletes_leaves_a_tombstone_and_the_wait_is_dismissed(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    post = scenes.incoming(at=now, pictures=(picture(),))
    scenes.receive(channel, post)
    with transaction():
        receiving.gone(session.get_one(Channel, channel.id), [post.external_id, "404"], now=now + 7 * MINUTE)
    scenes.receive(channel, post, now=now + 8 * MINUTE)  # it comes by once more

    (conversation,) = conversations()
    message = session.scalars(select(Message)).one()
    assert (message.text, message.deleted_at, message.media) == (None, now + 7 * MINUTE, [])
    assert [(wait.outcome, wait.reason) for wait in scenes.waits(conversation)] == [("dismissed", "deleted")]
    assert (conversation.due_at, conversation.preview) == (None, "")


def test_pictures_are_kept_in_their_order(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    scenes.receive(channel, scenes.incoming(at=now, pictures=(picture("een"), picture("twee"))))

    assert [each.alt for each in session.scalars(select(Message)).one().media] == ["een", "twee"]
    assert count(Media) == 2


def picture(alt: str = ""):
    from webcare.exchange import Picture

    return Picture(url="https://pictures.example/1.jpg", alt=alt)


def test_repliers_under_a_strangers_post_are_gathered_and_the_first_due_stands_for_them(
    engine: Engine, now: datetime
) -> None:
    channel = scenes.channel(now)
    root = scenes.platform_id()
    under = {"thread_id": root, "thread_author": scenes.STRANGER.external_id}
    scenes.receive(channel, scenes.incoming("Bij mij ook", at=now + MINUTE, by=scenes.ANNA, **under))
    assert count(Gathering) == 0

    scenes.receive(channel, scenes.incoming("Schande", at=now, by=scenes.BRAM, **under), now=now + 2 * MINUTE)
    scenes.receive(channel, scenes.incoming("Mijn post", at=now, by=scenes.STRANGER, external_id=root, **under))

    anna, bram, stranger = conversations()
    assert anna.gathering_id == bram.gathering_id == session.scalars(select(Gathering)).one().id
    assert (anna.gathered, bram.gathered) == (True, False)
    assert (stranger.gathering_id, stranger.gathered) == (None, False)
    assert scenes.kinds().count("conversation_gathered") == 2


def test_another_stands_for_the_gathering_once_the_first_is_answered(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.STRANGER.external_id}
    first = scenes.incoming(at=now, by=scenes.ANNA, **under)
    scenes.receive(channel, first, scenes.incoming(at=now + MINUTE, by=scenes.BRAM, **under))
    assert [each.gathered for each in conversations()] == [False, True]

    scenes.receive(channel, scenes.answer_elsewhere(first, at=now + 5 * MINUTE))

    assert [each.gathered for each in conversations()] == [True, False]


def test_whoever_was_missed_joins_the_gathering_with_the_next_replier(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.STRANGER.external_id}
    post = scenes.incoming(at=now, by=scenes.ANNA, **under)
    scenes.receive(channel, post, scenes.incoming(at=now + MINUTE, by=scenes.BRAM, **under))
    with transaction():
        missed = session.get_one(Conversation, conversations()[1].id)
        missed.gathering_id, missed.gathered = None, False  # as when two writers do not see each other

    scenes.receive(channel, scenes.incoming(at=now + 2 * MINUTE, by=replace(scenes.ANNA, external_id="204"), **under))

    assert len({each.gathering_id for each in conversations()}) == 1
    assert [each.gathered for each in conversations()] == [False, True, True]


def test_repliers_under_the_brands_own_post_are_not_gathered(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.BRAND.external_id}
    scenes.receive(channel, *(scenes.incoming(at=now, by=each, **under) for each in (scenes.ANNA, scenes.BRAM)))

    assert [each.gathering_id for each in conversations()] == [None, None]


def test_words_of_danger_mark_the_conversation_urgent(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    with transaction():
        session.add(WordRule(channel_id=channel.id, words="persoon op het spoor", created_at=now))
    scenes.receive(channel, scenes.incoming("PERSÓÓN  op het\nspoor bij Zwolle!", at=now))
    scenes.receive(channel, scenes.incoming("De persoon op het spoorboekje", at=now, by=scenes.BRAM))

    assert [each.urgent_at for each in conversations()] == [now, None]
    assert scenes.kinds().count("conversation_urgent") == 1


def test_words_of_danger_alarm_anew_after_the_first_alarm_was_taken_on(engine: Engine, now: datetime) -> None:
    channel, sofie = scenes.channel(now), scenes.user("Sofie Kramer", now)
    with transaction():
        session.add_all(
            [WordRule(channel_id=channel.id, words=each, created_at=now) for each in ("mes", "ik wil dood")]
        )
    scenes.asks_in_private(channel, "Het mes in de la van jullie restauratie is bot", at=now)
    with transaction():
        urgency.accept(conversations()[0], by=session.get_one(User, sofie.id), now=now)
    scenes.asks_in_private(channel, "Nou?", at=now + MINUTE)
    assert conversations()[0].urgent_accepted_by_id == sofie.id
    scenes.asks_in_private(channel, "Laat maar, ik wil dood", at=now + 2 * MINUTE)

    (conversation,) = conversations()
    accepted = (conversation.urgent_accepted_at, conversation.urgent_accepted_by_id)
    assert (conversation.urgent_at, accepted) == (now + 2 * MINUTE, (None, None))
    assert session.get_one(WordRule, conversation.urgent_rule_id).words == "ik wil dood"
    assert scenes.kinds().count("conversation_urgent") == 2


@pytest.mark.parametrize("asks", [True, False], ids=["a question", "a mention"])
def test_words_of_danger_in_a_closed_conversation_alarm_anew_and_open_it(
    engine: Engine, now: datetime, asks: bool
) -> None:
    channel, people = scenes.channel(now), [scenes.user(name, now).id for name in ("Sofie Kramer", "Joost Meijer")]
    with transaction():
        session.add(WordRule(channel_id=channel.id, words="mes", created_at=now))
    thread = scenes.asks(channel, "Het mes is bot", at=now).thread_id
    for each in people:
        with transaction():
            closing.close(conversations()[0], by=session.get_one(User, each), now=now + MINUTE, reason="not_for_us")
    scenes.receive(channel, scenes.incoming("Ik heb een mes", at=now + 2 * MINUTE, thread_id=thread, asks=asks))

    (conversation,) = conversations()
    assert (conversation.status, conversation.urgent_at) == (Status.OPEN, now + 2 * MINUTE)
    assert [scenes.kinds().count(kind) for kind in ("conversation_urgent", "conversation_reopened")] == [2, 1]


def test_a_lone_surrogate_in_a_customers_text_is_kept_as_a_question_mark(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    scenes.receive(channel, scenes.incoming("Kapot \ud83d teken\x00", at=now))

    assert session.scalars(select(Message)).one().text == "Kapot ? teken"


def test_a_dm_of_the_brand_made_elsewhere_answers_the_only_public_wait(engine: Engine, now: datetime) -> None:
    channel, sofie, post = scenes.channel(now), scenes.user("Sofie Kramer", now), scenes.incoming(at=now)
    scenes.receive(channel, post)
    own = scenes.direct_message("Dag Anna", at=now + 4 * MINUTE, by=scenes.BRAND, counterpart=scenes.ANNA)
    scenes.receive(channel, own)

    public, _private = conversations()
    assert [(wait.how, wait.ended_at) for wait in scenes.waits(public)] == [("in_private", now + 4 * MINUTE)]

    with transaction():
        wait = session.get_one(Wait, scenes.waits(public)[0].id)
        dismissing.wait_again(wait, by=sofie, now=now + 5 * MINUTE)
    assert [wait.outcome for wait in scenes.waits(public)] == ["open"]


def test_another_public_question_from_before_the_dm_leaves_both_open(engine: Engine, now: datetime) -> None:
    channel, post = scenes.channel(now), scenes.incoming(at=now)
    own = scenes.direct_message("Dag Anna", at=now + 4 * MINUTE, by=scenes.BRAND, counterpart=scenes.ANNA)
    scenes.receive(channel, post, own)
    assert [wait.how for wait in scenes.waits(conversations()[0])] == ["in_private"]

    another = scenes.incoming("Nog iets", at=now + MINUTE)  # posted before the DM, and indexed late
    scenes.receive(channel, another, now=now + 5 * MINUTE)

    assert [wait.outcome for each in conversations() for wait in scenes.waits(each)] == ["open", "open"]


def test_a_question_by_dm_before_an_answer_made_elsewhere_still_waits(engine: Engine, now: datetime) -> None:
    channel, post = scenes.channel(now), scenes.incoming(at=now, asks=False)
    scenes.receive(channel, post)
    own = scenes.direct_message("Dag Anna", at=now + MINUTE, by=scenes.BRAND, counterpart=scenes.ANNA)
    asked = scenes.direct_message("En mijn geld?", at=now + 2 * MINUTE)
    answer = scenes.answer_elsewhere(post, at=now + 3 * MINUTE)
    scenes.receive(channel, own, asked, answer)

    _public, private = conversations()
    assert [(wait.outcome, wait.started_at) for wait in scenes.waits(private)] == [("open", now + 2 * MINUTE)]


def test_a_page_of_a_hundred_costs_a_handful_of_statements(statements: list[str], now: datetime) -> None:
    channel = scenes.channel(now)
    people = [replace(scenes.ANNA, external_id=str(number), handle=f"reiziger{number}") for number in range(100)]
    posts = [scenes.incoming(at=now, by=person) for person in people]
    statements.clear()

    scenes.receive(channel, *posts)

    assert len(statements) <= 30, "\n".join(statement[:70] for statement in statements)


def test_who_went_away_is_not_present(engine: Engine, now: datetime) -> None:
    channel, sofie = scenes.channel(now), scenes.user("Sofie Kramer", now)
    post = scenes.incoming(at=now)
    (message,) = scenes.receive(channel, post)
    scenes.answer(scenes.conversation_of(message), by=sofie, at=now + MINUTE)
    with transaction():
        presence.go_away(session.get_one(User, sofie.id), now=now + MINUTE)

    assert conversations()[0].claimed_by_id is None
