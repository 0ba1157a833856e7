"""Whom a wait that runs out concerns: its owner, then whoever leads. Source: DOMAIN, response timer, rule 7."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from webcare import mandate
from webcare.desk.handing import may_answer
from webcare.insight import people
from webcare.mandate import Mandate
from webcare.models import AlertKind, Conversation, Power, User


class Crew:
    """Everybody's mandate at one moment, for many conversations."""

    def __init__(self, now: datetime) -> None:
        """Read all mandates, once."""
        self._now = now
        self._all = mandate.everybody(now)
        self._outside = [each.outside_drill() for each in self._all]
        self._by_id = {each.user.id: each for each in self._all}

    def concerned(self, conversation: Conversation, kind: AlertKind) -> Iterator[tuple[User, bool]]:
        """Who is told, and whether as its owner.

        What is at risk concerns its owner, and the leads where nobody who is here holds it; what is late, both.
        """
        owner = self._owner(conversation)
        if owner is not None:
            yield owner, True
        if kind == AlertKind.LATE or owner is None or not people.is_here(owner, self._now):
            yield from ((user, False) for user in self._leads(conversation) if owner is None or user.id != owner.id)

    def callable(self, but: User) -> list[User]:
        """Whom a call for help reaches: who is on stand-by, and who is here; they must be able to answer somebody."""
        able = [each.user for each in self._all if _answers_somewhere(each) and each.user.id != but.id]
        return [user for user in able if user.standby or people.is_here(user, self._now)]

    def _owner(self, conversation: Conversation) -> User | None:
        held = self._by_id.get(conversation.claimed_by_id or 0)
        if held is None or held.user.away_since is not None or not held.readable().allows(conversation):
            return None
        return held.user

    def _leads(self, conversation: Conversation) -> list[User]:
        """Whoever leads; while all of them sit in a drill, they are told there: nobody waits because of a drill."""
        return self._leading(self._all, conversation) or self._leading(self._outside, conversation)

    def _leading(self, mandates: Sequence[Mandate], conversation: Conversation) -> list[User]:
        """The leads who are here; without any, who is on stand-by; without those, every lead who is not away."""
        leading = [each.user for each in mandates if _leads(each, conversation) and each.user.away_since is None]
        here = [user for user in leading if people.is_here(user, self._now)]
        standby = [each.user for each in mandates if each.user.standby and may_answer(each, conversation)]
        return here or standby or leading


def _leads(held: Mandate, conversation: Conversation) -> bool:
    return held.decide(Power.MODERATE, conversation).allowed and held.readable().allows(conversation)


def _answers_somewhere(held: Mandate) -> bool:
    return any(grant.power == Power.ANSWER and grant.valid_at(held.at) for grant in held.grants)
