"""A crisis: declared, gathering, narrowing, one statement in many clothes, ended. Source: DOMAIN, Crisis."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests import scenes
from webcare import mandate, personal
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import crisis, crisis_gathering, crisis_statements, publishing, replying, statements, tagging, urgency
from webcare.desk.canned import UrgentTakesNoCannedText
from webcare.desk.crisis import Terms
from webcare.desk.crisis_texts import SameTextTwice
from webcare.guard import Code
from webcare.mandate import Kind
from webcare.models import (
    Approval,
    Audience,
    Channel,
    Conversation,
    Crisis,
    CrisisConversation,
    CrisisEntry,
    CrisisStatement,
    Power,
    Reply,
    ReplyStatus,
    Role,
    Tag,
    User,
)
from webcare.outbox.taking import take

MINUTE = timedelta(minutes=1)
SAID = "Er is vanmorgen dubbel afgeschreven. Iedereen krijgt het geld binnen drie dagen terug."


@pytest.fixture
def seeded(engine: object, now: datetime) -> None:
    with transaction():
        grants.seed(now - timedelta(days=40))


@pytest.fixture
def channel(seeded: None, now: datetime) -> Channel:
    return scenes.channel(now)


@pytest.fixture
def willem(now: datetime) -> User:
    return scenes.user("Willem Post", now, Role.LEAD)


@pytest.fixture
def sanne(now: datetime) -> User:
    return scenes.user("Sanne Kuipers", now)


@pytest.fixture
def lotte(now: datetime) -> User:
    return scenes.user("Lotte Baas", now, Role.EXECUTIVE)


def declare(by: User, at: datetime, **terms: Any) -> Crisis:
    values: dict[str, Any] = {"name": "Dubbel afgeschreven", "words": ("dubbel afgeschreven", "iDEAL")}
    with transaction():
        return crisis.declare(Terms(**(values | {"since": at - timedelta(hours=1)} | terms)), by=by, now=at)


def inside(there: Crisis) -> set[int]:
    session.expire_all()
    held = select(CrisisConversation.conversation_id).where(
        CrisisConversation.crisis_id == there.id, CrisisConversation.left_at.is_(None)
    )
    return set(session.scalars(held))


def verdict(user: User, conversation: Conversation, at: datetime, audience: str | None = None) -> str:
    session.expire_all()
    there = session.get_one(Conversation, conversation.id)
    return mandate.of(user, at).decide(Power.ANSWER, there, audience=audience).kind


def answer(conversation: Conversation, text: str, *, by: User, at: datetime, audience: str | None = None) -> Reply:
    """As the page does it: with today's verdict."""
    session.expire_all()
    there = session.get_one(Conversation, conversation.id)
    said = mandate.of(by, at).decide(Power.ANSWER, there, audience=audience or there.audience)
    choices: dict[str, Any] = {"audience": audience} if audience else {}
    choices["overruled"] = frozenset(Code)  # what the guard warns of is another matter
    return scenes.submit(there, text, by=by, at=at, verdict=said, **choices)


def say(there: Crisis, by: User, approved_by: User, at: datetime, text: str = SAID) -> CrisisStatement:
    with transaction():
        made = crisis_statements.propose(session.get_one(Crisis, there.id), text, by=by, now=at, rules=scenes.TEXTS)
        crisis_statements.approve(made, by=approved_by, now=at)
    return made


def test_declaring_gathers_what_was_said_since_and_leaves_out_the_rest(
    channel: Channel, willem: User, now: datetime
) -> None:
    by_word = scenes.asks(channel, "Weer DUBBEL  afgeschreven!", at=now - 5 * MINUTE)
    tagged = scenes.asks(channel, "Mijn geld is weg", at=now - 4 * MINUTE, by=scenes.BRAM)
    with transaction():
        tagging.tag(session.get_one(Conversation, tagged.id), "betaling", by=willem, now=now)
    scenes.asks(channel, "Waar blijft mijn trein?", at=now - 3 * MINUTE, by=scenes.customer(1))
    scenes.asks(channel, "iDEAL deed het niet", at=now - timedelta(hours=5), by=scenes.customer(2))

    there = declare(willem, now, tags=("#Betaling",))
    assert inside(there) == {by_word.id, tagged.id}
    session.expire_all()
    assert [tag.name for tag in session.get_one(Conversation, by_word.id).tags] == ["crisis dubbel afgeschreven"]


def test_what_comes_in_later_is_gathered_with_the_message_itself(channel: Channel, willem: User, now: datetime) -> None:
    there = declare(willem, now)
    late = scenes.asks(channel, "ideal bleef hangen", at=now + MINUTE)
    private = scenes.asks_in_private(channel, "Ik ben dubbel afgeschreven", at=now + MINUTE, by=scenes.BRAM)
    scenes.asks(channel, "Idealisme is mooi", at=now + MINUTE, by=scenes.customer(1))
    assert inside(there) == {late.id, private.id}


def test_a_tag_of_the_theme_put_on_by_hand_brings_a_conversation_in(
    channel: Channel, willem: User, sanne: User, now: datetime
) -> None:
    there = declare(willem, now, tags=("betaling",))
    conversation = scenes.asks(channel, "Waar is mijn geld?", at=now)
    with transaction():
        tagging.tag(session.get_one(Conversation, conversation.id), "betaling", by=sanne, now=now)
    assert inside(there) == {conversation.id}


def test_public_answers_need_approval_and_dms_do_not(
    channel: Channel, willem: User, sanne: User, now: datetime
) -> None:
    inside_it = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    other = scenes.asks(channel, "Waar blijft mijn trein?", at=now, by=scenes.BRAM)
    assert verdict(sanne, inside_it, now) == Kind.ALLOWED
    there = declare(willem, now)

    assert verdict(sanne, inside_it, now) == Kind.NEEDS_APPROVAL
    assert verdict(willem, inside_it, now) == Kind.NEEDS_APPROVAL
    assert verdict(sanne, inside_it, now, Audience.PRIVATE) == Kind.ALLOWED
    assert verdict(sanne, other, now) == Kind.ALLOWED
    with transaction():
        crisis.end(session.get_one(Crisis, there.id), by=willem, now=now + MINUTE)
    assert verdict(sanne, inside_it, now + MINUTE) == Kind.ALLOWED


def test_an_answer_that_was_queued_before_is_held_and_leaves_when_it_is_over(
    channel: Channel, willem: User, sanne: User, now: datetime
) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    reply = answer(conversation, "Wij kijken het na.", by=sanne, at=now)
    there = declare(willem, now + timedelta(seconds=1))
    session.expire_all()
    assert session.get_one(Reply, reply.id).held == publishing.MANDATE
    assert take("worker", now + MINUTE) is None

    with transaction():
        crisis.end(session.get_one(Crisis, there.id), by=willem, now=now + MINUTE)
    assert take("worker", now + 2 * MINUTE) is not None


def test_what_a_lead_takes_out_stays_out_until_put_back(
    channel: Channel, willem: User, sanne: User, now: datetime
) -> None:
    conversation = scenes.asks(channel, "iDEAL is mijn favoriet", at=now)
    there = declare(willem, now)
    with transaction():
        crisis_gathering.take_out(
            session.get_one(Crisis, there.id), session.get_one(Conversation, conversation.id), by=willem, now=now
        )
    scenes.asks(channel, "iDEAL dus", at=now + MINUTE, thread_id=conversation.thread_id)
    assert inside(there) == set()
    assert verdict(sanne, conversation, now) == Kind.ALLOWED

    with transaction():
        crisis_gathering.put_in(
            session.get_one(Crisis, there.id), session.get_one(Conversation, conversation.id), by=willem, now=now
        )
    assert inside(there) == {conversation.id}
    assert verdict(sanne, conversation, now) == Kind.NEEDS_APPROVAL


def test_nobody_slips_out_of_a_crisis_by_taking_off_its_tag(
    channel: Channel, willem: User, sanne: User, now: datetime
) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    there = declare(willem, now)
    with pytest.raises(crisis_gathering.CrisisHolds), transaction():
        tag = session.get_one(Tag, there.tag_id)
        tagging.untag(session.get_one(Conversation, conversation.id), tag, by=sanne, now=now)
    assert verdict(sanne, conversation, now) == Kind.NEEDS_APPROVAL


def test_a_crisis_never_takes_a_tag_that_is_in_use(channel: Channel, willem: User, now: datetime) -> None:
    conversation = scenes.asks(channel, "Waar blijft mijn trein?", at=now)
    with transaction():
        tagging.tag(session.get_one(Conversation, conversation.id), "crisis storing", by=willem, now=now)
    there = declare(willem, now, name="Storing")
    assert session.get_one(Tag, there.tag_id).name == "crisis storing 2"


def test_other_words_gather_from_now_on_and_without_any_nothing_is_declared(
    channel: Channel, willem: User, now: datetime
) -> None:
    with pytest.raises(crisis.NothingToGather):
        declare(willem, now, words=("  ",))
    there = declare(willem, now)
    conversation = scenes.asks(channel, "Mijn bank zegt niets", at=now)
    with transaction():
        crisis.change_theme(session.get_one(Crisis, there.id), words=("bank",), tags=(), by=willem, now=now + MINUTE)
    assert inside(there) == {conversation.id}


def test_a_real_crisis_and_a_training_desk_never_meet(channel: Channel, willem: User, now: datetime) -> None:
    desk = scenes.channel(now, external_id="900", handle="oefening", training=True)
    there = declare(willem, now)
    drill = declare(willem, now, name="Oefening", channel=desk, training=True)
    real = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    played = scenes.asks(desk, "Dubbel afgeschreven", at=now, by=scenes.BRAM)
    assert (inside(there), inside(drill)) == ({real.id}, {played.id})


def test_the_log_says_who_decided_what_and_only_what_people_write_can_be_written(
    channel: Channel, willem: User, now: datetime
) -> None:
    there = declare(willem, now)
    with transaction():
        crisis.note(session.get_one(Crisis, there.id), "decision", " Geen kaartjes via iDEAL. ", by=willem, now=now)
    with pytest.raises(crisis.BadInput), transaction():
        crisis.note(session.get_one(Crisis, there.id), "ended", "Klaar", by=willem, now=now)
    entries = session.scalars(select(CrisisEntry).order_by(CrisisEntry.id)).all()
    assert [(each.kind, each.text, each.by_id) for each in entries] == [
        ("declared", "", willem.id),
        ("decision", "Geen kaartjes via iDEAL.", willem.id),
    ]


def test_a_reopened_crisis_narrows_again(channel: Channel, willem: User, sanne: User, now: datetime) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    there = declare(willem, now)
    with transaction():
        crisis.end(session.get_one(Crisis, there.id), by=willem, now=now + MINUTE)
        crisis.end(session.get_one(Crisis, there.id), by=willem, now=now + MINUTE)
    between = scenes.asks(channel, "iDEAL kapot", at=now + 2 * MINUTE, by=scenes.BRAM)
    assert verdict(sanne, conversation, now + 2 * MINUTE) == Kind.ALLOWED
    with transaction():
        crisis.reopen(session.get_one(Crisis, there.id), by=willem, now=now + 3 * MINUTE)
    assert verdict(sanne, conversation, now + 3 * MINUTE) == Kind.NEEDS_APPROVAL
    assert inside(there) == {conversation.id, between.id}


def test_the_statement_with_a_greeting_needs_no_new_approval(
    channel: Channel, willem: User, sanne: User, lotte: User, now: datetime
) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    there = declare(willem, now)
    said = say(there, willem, lotte, now)
    reply = answer(conversation, f"Dag Anna, {SAID}", by=sanne, at=now + MINUTE)

    assert reply.status == ReplyStatus.QUEUED
    noted = session.scalars(select(Approval).where(Approval.reply_id == reply.id)).one()
    assert (noted.decided_by_id, noted.crisis_statement_id) == (lotte.id, said.id)
    taken = take("worker", now + 2 * MINUTE)
    assert taken is not None
    assert taken.job is not None


@pytest.mark.parametrize(
    "text",
    [
        SAID,  # nobody was greeted
        f"Dag Anna, {SAID} Sorry!",
        f"Dag Anna, {SAID.replace('drie', 'dertig')}",
        f"Bel 0900-1234. {SAID}",
        f"Kijk op https://elders.example {SAID}",
        f"Dag @iemandanders, {SAID}",
        f"{'Dag ' * 16}Anna, {SAID}",
        f"Ja, het klopt, wij hebben gelogen. {SAID}",
        f"Het is niet waar dat {SAID}",
        f"Dag Anna, wij liegen: {SAID}",
        f"Dag Bram, {SAID}",  # somebody else's name
    ],
)
def test_any_other_word_of_it_does(
    channel: Channel, willem: User, sanne: User, lotte: User, now: datetime, text: str
) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    say(declare(willem, now), willem, lotte, now)
    assert answer(conversation, text, by=sanne, at=now + MINUTE).status == ReplyStatus.AWAITING_APPROVAL


@pytest.mark.parametrize("greeting", ["Hi Anna, we hear you.", "Dag @annadevries,", "Anna, we horen je.\n"])
def test_a_greeting_of_the_list_needs_none_in_any_language_by_name_or_handle(
    channel: Channel, willem: User, sanne: User, lotte: User, now: datetime, greeting: str
) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    say(declare(willem, now), willem, lotte, now)
    assert answer(conversation, f"{greeting} {SAID}", by=sanne, at=now + MINUTE).status == ReplyStatus.QUEUED


def test_no_two_customers_get_the_same_text_whoever_signs_it(
    channel: Channel, willem: User, sanne: User, lotte: User, now: datetime
) -> None:
    first = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    second = scenes.asks(channel, "iDEAL kapot", at=now, by=scenes.BRAM)
    say(declare(willem, now), willem, lotte, now)
    answer(first, f"Dag Anna, {SAID}", by=sanne, at=now + MINUTE)
    with pytest.raises(SameTextTwice):
        answer(second, f"Dag Anna, {SAID}", by=willem, at=now + MINUTE)
    assert answer(second, f"Dag Bram, {SAID}", by=willem, at=now + MINUTE).status == ReplyStatus.QUEUED


def test_nobody_approves_their_own_statement_nor_sends_by_their_own_approval(
    channel: Channel, willem: User, sanne: User, now: datetime
) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    there = declare(willem, now)
    with pytest.raises(crisis_statements.OwnStatement):
        say(there, willem, willem, now)
    say(there, sanne, willem, now)
    assert answer(conversation, f"Dag Anna, {SAID}", by=willem, at=now).status == ReplyStatus.AWAITING_APPROVAL


def test_a_withdrawn_statement_holds_what_was_queued_with_it(
    channel: Channel, willem: User, sanne: User, lotte: User, now: datetime
) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    said = say(declare(willem, now), willem, lotte, now)
    reply = answer(conversation, f"Dag Anna, {SAID}", by=sanne, at=now)
    with transaction():
        crisis_statements.withdraw(session.get_one(CrisisStatement, said.id), by=willem, now=now)
    take("worker", now + MINUTE)
    session.expire_all()
    assert session.get_one(Reply, reply.id).held == publishing.MANDATE
    other = scenes.asks(channel, "iDEAL kapot", at=now, by=scenes.BRAM)
    assert answer(other, f"Dag Bram, {SAID}", by=sanne, at=now).status == ReplyStatus.AWAITING_APPROVAL


def test_texts_approved_beforehand_are_suspended(
    channel: Channel, willem: User, sanne: User, lotte: User, now: datetime
) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    with transaction():
        ready = statements.approve(
            session.get_one(Channel, channel.id), "Wij komen erop terug.", by=lotte, now=now, rules=scenes.TEXTS
        )
    declare(willem, now)
    reply = answer(conversation, "Wij kijken het na.", by=sanne, at=now)
    with pytest.raises(crisis_statements.CannedSuspended), transaction():
        statements.send(
            session.get_one(Reply, reply.id),
            ready,
            by=sanne,
            now=now + timedelta(minutes=10),
            rules=scenes.TEXTS,
            seen_message_id=0,
        )


def test_an_urgent_conversation_takes_no_statement(
    channel: Channel, willem: User, sanne: User, lotte: User, now: datetime
) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    say(declare(willem, now), willem, lotte, now)
    with transaction():
        urgency.mark(session.get_one(Conversation, conversation.id), by=sanne, now=now)
    for text in (SAID, f"Dag Anna, {SAID}"):
        with pytest.raises(UrgentTakesNoCannedText):
            answer(conversation, text, by=sanne, at=now + MINUTE)


def test_press_is_still_asked_first(channel: Channel, willem: User, sanne: User, lotte: User, now: datetime) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    say(declare(willem, now), willem, lotte, now)
    with transaction():
        session.get_one(Conversation, conversation.id).contact.press = True
    assert answer(conversation, f"Dag Anna, {SAID}", by=sanne, at=now).status == ReplyStatus.AWAITING_APPROVAL


def test_a_statement_leaves_room_for_a_greeting(channel: Channel, willem: User, now: datetime) -> None:
    there = declare(willem, now)
    with pytest.raises(replying.ReplyTooLong), transaction():
        crisis_statements.propose(there, "x" * 220, by=willem, now=now, rules=scenes.TEXTS)


def names(many: int) -> Iterator[tuple[str, str]]:
    for number in range(many):
        yield ("Anna Jansen", f"anna{number}") if number % 2 else (f"🚲 fiets {number}", f"fiets{number}")


def test_two_hundred_customers_get_two_hundred_texts_that_need_no_approval() -> None:
    taken: set[str] = set()
    for number, (name, handle) in enumerate(names(200)):
        offered = personal.texts(SAID, name, handle, "nl", number)
        text = personal.choose(offered, taken, lambda each: len(each) <= 270, SAID)
        assert personal.wears(text, SAID, name, handle), text
        taken.add(text)
    assert len(taken) == 200


def test_uuid_twice_is_one_answer(channel: Channel, willem: User, sanne: User, lotte: User, now: datetime) -> None:
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    say(declare(willem, now), willem, lotte, now)
    uuid = str(uuid4())
    first = scenes.submit(conversation, f"Dag Anna, {SAID}", by=sanne, at=now, uuid=uuid)
    assert scenes.submit(conversation, f"Dag Anna, {SAID}", by=sanne, at=now, uuid=uuid).id == first.id
