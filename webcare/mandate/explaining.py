"""Why somebody may or may not do something, in words: what counts, what goes second, what narrows, what is missing."""

from dataclasses import dataclass, replace
from datetime import datetime

from webcare.mandate.holding import Mandate, of
from webcare.mandate.places import Place, place_of
from webcare.mandate.weighing import (
    Kind,
    Verdict,
    caps,
    covering_of,
    limits_on,
    rank,
    scope_of,
    winners,
)
from webcare.mandate.words import Names, day_and_time, names
from webcare.mandate.words import gettext as _
from webcare.models import Conversation, Effect, Grant, Limit, Power, User


@dataclass(frozen=True)
class Reason:
    """One step of an explanation. `counts` says whether it makes the verdict, or is told because it does not."""

    words: str
    counts: bool = True
    row: Grant | Limit | None = None


def explain(
    user: User, power: str, conversation: Conversation, at: datetime, *, audience: str | None = None
) -> list[Reason]:
    """Why this user may or may not use this power in this conversation; the first reason is the verdict itself."""
    held = of(user, at)
    there = replace(place_of(conversation), press=conversation.contact.press)
    reasons = explain_at(held, there, power, audience=audience)
    if conversation.channel_id in held.training and conversation.channel_id != held.desk:
        reasons.insert(1, Reason(_("The channel is a training desk: nobody sees it among real conversations.")))
    return reasons


def explain_at(
    held: Mandate, place: Place, power: str, *, audience: str | None = None, book: Names | None = None
) -> list[Reason]:
    """The same for a place in itself, under a mandate that was loaded already; `book` where names were looked up."""
    book = book or names()
    verdict = held.decide_at(place, power, audience=audience)
    first = Reason(_conclusion(held.user, verdict, book))
    if verdict.why == "disabled":
        return [first, Reason(_("The account is disabled."))]
    if verdict.why == "unreadable":
        unread = Reason(_("What somebody may not read, they may do nothing in."))
        return [first, unread, *_of_grants(held, place, Power.READ, book)]
    there = replace(place, audience=audience or place.audience)
    return [first, *_of_grants(held, there, power, book), *_of_limits(held, there, power, book)]


def _conclusion(user: User, verdict: Verdict, book: Names) -> str:
    if verdict.kind == Kind.ALLOWED:
        return _("%(name)s may do this at once.", name=user.name)
    if verdict.kind == Kind.NEEDS_APPROVAL:
        who = book.approver(verdict.approver, verdict.approver_team)
        return _("%(name)s may do this after approval by %(who)s.", name=user.name, who=who)
    return _("%(name)s may not do this.", name=user.name)


def _of_grants(held: Mandate, place: Place, power: str, book: Names) -> list[Reason]:
    covering = covering_of(held.grants, place, power, held.at)
    live = [grant for grant in covering if not grant.ended_by(held.at)]
    elsewhere = [grant for grant in held.grants if grant.power == power and grant not in live]
    if not live:
        missing = Reason(_("No grant gives this power here."))
        return [missing, *(Reason(_why_not(each, place, held.at, book), False, each) for each in elsewhere)]
    best = winners(live)
    ended = [grant for grant in covering if grant.ended_by(held.at)]
    capping = {one for grant in best for one in caps(grant, ended) if one.effect != Effect.ALLOW}
    if power == Power.READ:
        best, capping = live, set()
    reasons = [Reason(_("Counts: %(grant)s", grant=book.line(each)), True, each) for each in best]
    reasons += [Reason(_capped(each, book), True, each) for each in sorted(capping, key=lambda one: one.id or 0)]
    second = sorted((each for each in live if each not in best), key=rank, reverse=True)
    return reasons + [Reason(_second(each, best, book), False, each) for each in second]


def _of_limits(held: Mandate, place: Place, power: str, book: Names) -> list[Reason]:
    binding = limits_on(held.limits, place, power, held.at)
    return [Reason(_("Narrowed by a limit: %(limit)s", limit=book.line(each)), True, each) for each in binding]


def _why_not(grant: Grant, place: Place, at: datetime, book: Names) -> str:
    line = book.line(grant)
    if not scope_of(grant).covers(place):
        return _("Counts elsewhere: %(grant)s", grant=line)
    if at < grant.valid_from:
        return _("Begins on %(moment)s: %(grant)s", moment=day_and_time(grant.valid_from), grant=line)
    if grant.valid_until is not None and at >= grant.valid_until:
        return _("Ran out on %(moment)s: %(grant)s", moment=day_and_time(grant.valid_until), grant=line)
    if grant.withdrawn_at is not None:
        return _("Withdrawn on %(moment)s: %(grant)s", moment=day_and_time(grant.withdrawn_at), grant=line)
    return _("Its team is dissolved: %(grant)s", grant=line)


def _capped(grant: Grant, book: Names) -> str:
    return _(
        "Taken back, and still asks for approval, since taking back never widens: %(grant)s", grant=book.line(grant)
    )


def _second(grant: Grant, best: list[Grant], book: Names) -> str:
    if rank(best[0])[0] > rank(grant)[0]:
        return _("Goes second, a closer holder goes first: %(grant)s", grant=book.line(grant))
    return _("Goes second, a narrower place goes first: %(grant)s", grant=book.line(grant))
