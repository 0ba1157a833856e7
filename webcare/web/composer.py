"""What the box for an answer knows before anybody types: tabs, limits, mandate in words, the kept draft."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from webcare.channels import registry
from webcare.database import micros
from webcare.exchange import TextRules
from webcare.inbox import approvals
from webcare.inbox.drafts import draft_of
from webcare.inbox.timeline import Page
from webcare.mandate import Kind, Mandate, Verdict
from webcare.models import Audience, Channel, Conversation, Draft, Power

NOTE = "note"
TABS = (Audience.PUBLIC, Audience.PRIVATE, NOTE)
POWERS = (Power.ANSWER, Power.MODERATE, Power.ESCALATE)  # what the page shows or hides by


@dataclass(frozen=True)
class Spoken:
    """A verdict of the mandate, in words."""

    allowed: bool
    words: str
    asks: bool = False  # allowed, after somebody else's approval


@dataclass(frozen=True)
class Composer:
    """Everything the template `_composer.html` shows."""

    tab: str
    tabs: list[tuple[str, str, str]]
    sends: list[tuple[str, str]]
    verdicts: list[tuple[str, Spoken]]
    may: dict[str, bool]
    limits: dict[str, int]
    powers: list[str]
    signature: str
    text: str
    draft_at: int
    seen: int | str


def compose(conversation: Conversation, mandate: Mandate, timeline: Page) -> Composer:
    """The composer of one reader; one statement, for the draft."""
    names = TABS if conversation.audience == Audience.PUBLIC else TABS[1:]
    found = {name: verdict_on(conversation, mandate, name) for name in names}
    verdicts = {name: _spoken(name, verdict, conversation) for name, verdict in found.items()}
    draft = draft_of(conversation, mandate.user)
    return Composer(
        tab=str(draft.audience if draft is not None and draft.audience in names else names[0]),
        tabs=[_tab(name) for name in names],
        sends=[(name, sending(name, conversation, found[name])) for name in names],
        verdicts=list(verdicts.items()),
        may={name: spoken.allowed for name, spoken in verdicts.items()},
        limits=limits(conversation.channel),
        powers=[power for power in POWERS if _has(mandate.decide(power, conversation), power)],
        signature=mandate.user.signature,
        text=draft.text if draft is not None else "",
        draft_at=micros(draft.written_at) if draft is not None else 0,
        seen=_seen(timeline, draft) or "",
    )


def rules_of(channel: Channel) -> TextRules:
    """How the channel's platform counts text."""
    return registry.text(channel.platform)


def limits(channel: Channel) -> dict[str, int]:
    """The most the platform takes, in its own weighted count."""
    rules = rules_of(channel)
    return {audience: rules.limit(audience) for audience in Audience}


def verdict_on(conversation: Conversation, mandate: Mandate, tab: str) -> Verdict:
    """Whether the reader may write there: a note takes the power to draft, a DM that to answer in private."""
    if tab == NOTE:
        return mandate.decide(Power.DRAFT, conversation)
    return mandate.decide(Power.ANSWER, conversation, audience=tab)


def sending(name: str, conversation: Conversation, verdict: Verdict) -> str:
    """What the button says: where the text goes, or whose approval it asks first."""
    if name == NOTE or verdict.kind != Kind.NEEDS_APPROVAL:
        return _send(name, conversation)
    whom = approvals.name_of(verdict.approver, verdict.approver_team)
    return str(_("Ask for approval by %(whom)s", whom=whom)) if whom else str(_("Ask for approval"))


def _seen(timeline: Page, draft: Draft | None) -> int | None:
    """The newest message on the page; with a kept draft, the newest that was there when it was written."""
    if draft is None or not draft.text:
        return timeline.newest_message_id
    there = [entry.message for entry in timeline.entries if entry.message is not None]
    older = [message.id for message in there if message.arrived_at <= draft.written_at]
    return max(older, default=min((message.id for message in there), default=None))


def _tab(name: str) -> tuple[str, str, str]:
    labels = {Audience.PUBLIC: _("Public reply"), Audience.PRIVATE: _("DM"), NOTE: _("Note")}
    icons = {Audience.PUBLIC: "globe", Audience.PRIVATE: "lock", NOTE: "sticky-note"}
    return name, icons[name], labels[name]


def _send(name: str, conversation: Conversation) -> str:
    if name == NOTE:
        return str(_("Save note"))
    if name == Audience.PRIVATE:
        first = (conversation.contact.name.split() or [conversation.contact.handle])[0]
        return str(_("Send DM to %(contact)s as @%(handle)s", contact=first, handle=conversation.channel.handle))
    return str(_("Post publicly as @%(handle)s", handle=conversation.channel.handle))


def _has(verdict: Verdict, power: str) -> bool:
    """Who may answer after approval works here as others do; what leaves is asked for again."""
    return verdict.allowed or (power == Power.ANSWER and verdict.kind == Kind.NEEDS_APPROVAL)


def _why(verdict: Verdict) -> str:
    """Why it needs approval, by the verdict's code."""
    words: dict[str, Any] = {
        "limited_press": _("Press: what is said here is approved first."),
        "limited_crisis": _("During this crisis what is said here is approved first."),
        "limited_new_colleague": _("While you are new here, a colleague reads along first."),
    }
    return str(words.get(verdict.why) or _("By your mandate an answer here is approved first."))


def _spoken(name: str, verdict: Verdict, conversation: Conversation) -> Spoken:
    channel = conversation.channel
    if verdict.kind == Kind.REFUSED:
        return Spoken(False, _("Not within your mandate. Ask a team lead to answer, or to extend it."))
    if verdict.kind == Kind.NEEDS_APPROVAL:
        return Spoken(name != NOTE, _why(verdict), asks=name != NOTE)
    words: dict[str, Any] = {
        Audience.PUBLIC: _("You may answer in public as @%(handle)s", handle=channel.handle),
        Audience.PRIVATE: _("You may send DMs as @%(handle)s", handle=channel.handle),
        NOTE: _("You may leave notes here"),
    }
    return Spoken(True, words[name])
