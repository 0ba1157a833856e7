"""What the pages of a crisis share: who may do what there, and what they show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _

from webcare import mandate
from webcare.access import current_user, pages
from webcare.access.pages import Page
from webcare.channels import registry
from webcare.desk import crisis as rules
from webcare.desk import crisis_statements
from webcare.errors import NotFound
from webcare.exchange import TextRules
from webcare.insight import crises as read
from webcare.insight import mandates as insight
from webcare.insight import suggestions
from webcare.mandate import Mandate, MandateRefused
from webcare.models import Channel, Crisis, EntryKind, Power, Spike
from webcare.web import now
from webcare.web.reader import reader

# What each kind of line in the log is called; None: whoever writes it is not asked for a power.
ENTRIES: dict[str, Any] = {
    EntryKind.DECLARED: _("declared"),
    EntryKind.DECISION: _("Decision"),
    EntryKind.NOTE: _("Note"),
    EntryKind.PROPOSED: _("proposed a statement"),
    EntryKind.APPROVED: _("approved the statement"),
    EntryKind.WITHDRAWN: _("withdrew the statement"),
    EntryKind.THEME: _("gathers by other words"),
    EntryKind.ENDED: _("ended"),
    EntryKind.REOPENED: _("reopened"),
    EntryKind.LESSON: _("Learned"),
}
WRITERS: dict[str, Power] = {
    EntryKind.DECISION: Power.MODERATE,
    EntryKind.NOTE: Power.DRAFT,
    EntryKind.LESSON: Power.DRAFT,
}
DECIDERS = (Power.MODERATE, Power.APPROVE)  # either may decide: a lead, or an executive
SCENARIOS: dict[str, Any] = {
    "drill-payments": _("Double charges: customers paid twice"),
    "drill-stranded": _("A stranded train without power"),
}


def permit() -> None:
    """Raises NotFound for who reads nothing at the desk."""
    if not pages.has(current_user(), Page.CRISES) or not reader().readable().scopes:
        raise NotFound


def find(crisis_id: int) -> Crisis:
    """The crisis. Raises NotFound, also for a crisis on a channel of which one may read nothing."""
    found = read.with_id(crisis_id)
    if found is None or not _concerns(found, reader()):
        raise NotFound
    return found


def of_concern(found: Sequence[Crisis]) -> list[Crisis]:
    """Of these, those whose room `find` would open: the name of any other is not theirs to hear."""
    mandated = reader()
    return [each for each in found if _concerns(each, mandated)]


def may_lead(crisis: Crisis | None) -> bool:
    """Whether somebody may change and end it: the power to moderate there. None: whether they may start a drill.

    Who sits in a drill starts none.
    """
    return _may(Power.MODERATE, crisis) and (crisis is not None or reader().desk is None)


def may_declare() -> bool:
    """Whether somebody may declare a crisis: on every channel, or on one that they lead."""
    return reader().desk is None and (_may(Power.MODERATE, None) or bool(led()))


def permit_declaring() -> None:
    """For who may declare one anywhere. Raises MandateRefused, InADrill."""
    if not _may(Power.MODERATE, None) and not led():
        raise MandateRefused(power=Power.MODERATE)
    rules.check_is_at_the_real_desk(current_user())


def permit_declaring_on(channel: Channel | None) -> None:
    """For who may declare one there; None: on every channel. Raises MandateRefused, InADrill."""
    if not mandate.of(current_user(), now()).decide(Power.MODERATE, channel).allowed:
        raise MandateRefused(power=Power.MODERATE)
    rules.check_is_at_the_real_desk(current_user())


def led() -> list[Channel]:
    """The channels that a crisis can be about on which somebody has the power to moderate."""
    held = mandate.of(current_user(), now())
    return [each for each in channels() if held.decide(Power.MODERATE, each).allowed]


def places() -> list[tuple[str, Any]]:
    """What the form offers: the channels they lead, and all together for who leads everywhere."""
    everywhere: list[tuple[str, Any]] = [("", _("Every channel"))] if _may(Power.MODERATE, None) else []
    return everywhere + [(str(each.id), f"@{each.handle}") for each in led()]


def lead(crisis: Crisis | None) -> Any:
    """The crisis, if one may lead it. Raises MandateRefused, InADrill."""
    if not _may(Power.MODERATE, crisis):
        raise MandateRefused(power=Power.MODERATE)
    if crisis is None:
        rules.check_is_at_the_real_desk(current_user())
    return crisis


def may_write(crisis: Crisis, kind: str) -> bool:
    """Whether somebody may write such a line in its log."""
    return any(_may(power, crisis) for power in {WRITERS[kind], *DECIDERS})


def may_approve(crisis: Crisis) -> bool:
    """Whether somebody may approve a statement of it."""
    return _may(Power.APPROVE, crisis)


def channels() -> Sequence[Channel]:
    """The channels a crisis can be about: those that are listened to, and no training desk."""
    return [each for each in insight.channels() if each.disabled_at is None and not each.training]


def rules_of(crisis: Crisis) -> TextRules:
    """How its platform counts text; of several the first's."""
    there = [crisis.channel] if crisis.channel is not None else list(channels())
    return registry.text(there[0].platform if there else next(iter(registry.texts)))


def spike(spike_id: int | None) -> Spike | None:
    """The suggestion it is declared on, if who asks may read anything of it."""
    if spike_id is None:
        return None
    try:
        return suggestions.suggestion_for(reader().readable(), spike_id).spike
    except NotFound:
        return None


def suggested(spike_id: int | None, mandated: Mandate, moment: datetime) -> dict[str, Any]:
    """What stands in the form: of a suggestion its theme's name, words and tags, and since when."""
    found = spike(spike_id)
    if found is None or found.crisis_id is not None:
        return {}
    zone = ZoneInfo(mandated.user.time_zone)
    values = {
        "spike": str(found.id),
        "since": min(found.started_at, moment).astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
    }
    if found.theme is None:
        return values
    words = "\n".join(each.words for each in found.theme.words)
    tags = ", ".join(each.name for each in found.theme.tags)
    return values | {"name": found.theme.name, "words": words, "tags": tags}


def page(crisis: Crisis) -> dict[str, Any]:
    """Everything the room shows to who asks."""
    mandated, moment = reader(), now()
    readable = read.readable_in(crisis, mandated)
    return {
        "place": "crises",
        "crisis": crisis,
        "drill": read.drill_of(crisis),
        "figures": read.figures(crisis, readable, moment),
        "course": read.course(crisis, readable, moment),
        "standing": crisis_statements.standing(crisis),
        "proposed": crisis_statements.proposed(crisis),
        "entries": list(reversed(read.entries(crisis))),
        "held": read.held(crisis, readable),
        "out": read.held(crisis, readable, out=True),
        "people": read.taking_part(crisis) if crisis.training else [],
        "takes_part": mandated.desk is not None and mandated.desk == crisis.channel_id,
        "words": ENTRIES,
        "may_lead": may_lead(crisis),
        "may_approve": may_approve(crisis),
        "may_decide": may_write(crisis, EntryKind.DECISION),
        "may_note": may_write(crisis, EntryKind.NOTE),
    }


def _may(power: Power, crisis: Crisis | None) -> bool:
    held = mandate.of(current_user(), now())
    return held.decide(power, crisis.channel if crisis is not None else None).allowed


def _concerns(crisis: Crisis, mandated: Mandate) -> bool:
    """Whether somebody may read anything where it is; who sits at a training desk, nothing of what is real."""
    if mandated.desk is not None and not crisis.training:
        return False
    if crisis.channel_id is None:
        return True
    scopes = read.readable_in(crisis, mandated).scopes
    return any(scope.channel_id in (None, crisis.channel_id) for scope in scopes)
