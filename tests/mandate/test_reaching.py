"""The condition on lists and what `decide` says of each conversation are the same thing."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from tests import scenes
from tests.mandate.rows import START, grant, limit
from webcare import mandate
from webcare.database import session, transaction
from webcare.desk import tagging
from webcare.mandate import Kind, Mandate
from webcare.models import Audience, Conversation, Grant, Limit, LimitKind, Narrowing, Power, User

AT = START + timedelta(hours=5)
POWERS = (Power.READ, Power.ANSWER, Power.MODERATE)


@pytest.fixture
def user(engine: Engine, now: datetime) -> User:
    """Somebody at a desk with public and private conversations on two channels, tagged or not, of press or not."""
    lead = scenes.user("Lena de Boer", now)
    channels = [scenes.channel(now), scenes.channel(now, external_id="101", handle="elders")]
    for number, (channel, private, tags, press) in enumerate(product(channels, (0, 1), ("", "a", "b", "ab"), (0, 1))):
        asks = scenes.asks_in_private if private else scenes.asks
        conversation = asks(channel, at=now, by=scenes.customer(number))
        with transaction():
            there = session.get_one(Conversation, conversation.id)
            there.contact.press = bool(press)
            for name in tags:
                tagging.tag(there, name, by=lead, now=now)
    return scenes.user("Sanne Kuipers", now)


places = {
    "channel_id": st.sampled_from([None, 1, 2]),
    "audience": st.sampled_from([None, *Audience]),
    "tag_id": st.sampled_from([None, 1, 2]),
    "valid_from": st.sampled_from([START, AT + timedelta(hours=1)]),
}
grants = st.builds(grant, st.sampled_from(POWERS), withdrawn_at=st.sampled_from([None, None, AT]), **places)
limits = st.builds(limit, st.sampled_from(list(LimitKind)), effect=st.sampled_from(list(Narrowing)), **places)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(given=st.lists(grants, min_size=1, max_size=5), limited=st.lists(limits, max_size=3))
@example(
    given=[grant(Power.READ), grant(Power.ANSWER)], limited=[limit(LimitKind.PRESS, effect=Narrowing.REFUSED, tag_id=1)]
)
def test_a_list_holds_what_would_not_be_refused(user: User, given: list[Grant], limited: list[Limit]) -> None:
    held = Mandate(user, tuple(given), frozenset(), AT, tuple(limited))
    everything = session.scalars(select(Conversation).order_by(Conversation.id)).all()
    for power in POWERS:
        listed = session.scalars(select(Conversation.id).where(mandate.reach(held, power).where())).all()
        assert set(listed) == {
            each.id
            for each in everything
            if held.readable().allows(each) and held.decide(power, each).kind != Kind.REFUSED
        }
