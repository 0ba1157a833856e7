"""How questions to the CEO went: on every page the same, and in the report of a crisis as it stood at its end."""

from datetime import datetime, timedelta

import pytest

from tests import scenes
from webcare import mandate
from webcare.database import session, transaction
from webcare.desk import crisis
from webcare.desk.crisis import Terms
from webcare.insight import crisis_report, escalations
from webcare.mandate import Readable, Scope
from webcare.models import Channel, Crisis, Escalation, EscalationState, Role, User

MINUTE = timedelta(minutes=1)
EVERYTHING = Readable((Scope(None, None, None),))


class Team:
    """Customers of whom the CEO was asked, an hour before a crisis is declared."""

    def __init__(self, channel: Channel, now: datetime) -> None:
        self.channel, self.asked_at, self._numbers = channel.id, now - 50 * MINUTE, iter(range(100))
        self.sanne = scenes.user("Sanne Kuipers", now)
        self.mark = scenes.user("Mark Jansen", now, Role.EXECUTIVE)
        self.karin = scenes.user("Karin Smit", now, Role.EXECUTIVE)

    def asks(self, state: EscalationState, by: User, after: int, *, answers: User | None = None) -> None:
        """The CEO is asked; `by` ends it after so many minutes."""
        channel, customer = session.get_one(Channel, self.channel), scenes.customer(next(self._numbers))
        there = scenes.asks(channel, "Dubbel afgeschreven!", at=self.asked_at, by=customer)
        ended = self.asked_at + after * MINUTE
        answer = scenes.answer(there, by=answers, at=ended - timedelta(seconds=5)) if answers is not None else None
        with transaction():
            session.add(
                Escalation(
                    conversation_id=there.id,
                    channel_id=self.channel,
                    asked_by_id=self.sanne.id,
                    to_id=self.mark.id,
                    holder_id=self.mark.id,
                    state=state,
                    asked_at=self.asked_at,
                    answer_by=self.asked_at + 30 * MINUTE,
                    patience_minutes=30,
                    ended_at=ended,
                    ended_by_id=by.id,
                    headline="Dubbel afgeschreven",
                    what_happened="",
                    proposal="",
                    reply_id=answer.id if answer is not None else None,
                )
            )


@pytest.fixture
def team(channel: Channel, now: datetime) -> Team:
    team = Team(channel, now)
    team.asks(EscalationState.ANSWERED, team.mark, 10, answers=team.mark)
    team.asks(EscalationState.ANSWERED, team.mark, 30, answers=team.mark)
    team.asks(EscalationState.ANSWERED, team.karin, 20, answers=team.karin)
    team.asks(EscalationState.APPROVED, team.mark, 5, answers=team.sanne)
    team.asks(EscalationState.HANDED_BACK, team.mark, 15)
    return team


def test_the_median_is_the_one_of_every_other_page(team: Team) -> None:
    found = escalations.report(EVERYTHING, since=team.asked_at)
    assert (found.asked, found.in_person, found.by_deputy, found.as_brand, found.handed_back) == (5, 2, 1, 1, 1)
    assert found.took == 10 * MINUTE, "the nearest rank: half of the answers took at most so long"


def test_the_report_of_a_crisis_tells_the_ceos_part_apart_and_as_it_stood_at_its_end(
    team: Team, channel: Channel, now: datetime
) -> None:
    team.asks(EscalationState.ANSWERED, team.mark, 90, answers=team.mark)
    willem = scenes.user("Willem Post", now, Role.LEAD)
    with transaction():
        terms = Terms(name="Dubbel afgeschreven", words=("dubbel afgeschreven",), since=now - 60 * MINUTE)
        declared = crisis.declare(terms, by=willem, now=now)
    with transaction():
        crisis.end(session.get_one(Crisis, declared.id), by=willem, now=now + 30 * MINUTE)

    later = now + 120 * MINUTE
    there = session.get_one(Crisis, declared.id)
    part = crisis_report.report(there, mandate.of(willem, later), later).executive.questions
    assert part == escalations.Report(
        asked=6, in_person=2, by_deputy=1, as_brand=1, handed_back=1, expired=0, took=10 * MINUTE
    )
    assert escalations.report(EVERYTHING, since=team.asked_at).in_person == 3, "one came after its end"
