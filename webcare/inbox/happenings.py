"""Events of a conversation in words: who did what. Only what helps a colleague is told; the log holds everything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import literal, select, union_all

from webcare.database import session
from webcare.inbox.wording import REASONS, Words
from webcare.models import EventRow, Reply, Tag, User
from webcare.models.user import first_name

# kind, or kind and variant → icon, sentence
SENTENCES: Mapping[str, tuple[str, Any]] = {
    "guard_overruled": ("shield-alert", _("%(by)s sent an answer in spite of a warning")),
    "conversation_reopened": ("refresh-cw", _("%(by)s reopened the conversation")),
    "conversation_reopened/nobody": ("refresh-cw", _("Open again: somebody waits for an answer")),
    "conversation_closed": ("check", _("%(by)s closed the conversation")),
    "conversation_closed/nobody": ("check", _("The conversation was closed")),
    "conversation_closed/reason": ("check", _("%(by)s closed the conversation: %(reason)s")),
    "conversation_claimed": ("hand", _("%(by)s took this conversation")),
    "conversation_claimed/taken": ("hand", _("%(by)s took this conversation over from %(taken_from)s")),
    "conversation_assigned": ("user-plus", _("%(by)s gave this conversation to %(to)s")),
    "conversation_assigned/nobody": ("user-plus", _("Given to %(to)s automatically")),
    "conversation_released": ("undo-2", _("%(holder)s gave this conversation back")),
    "conversation_released/expired": ("undo-2", _("Back in the queue: no sign of life from %(holder)s")),
    "conversation_released/away": ("undo-2", _("Back in the queue: %(holder)s went away")),
    "conversation_released/absent": ("undo-2", _("Back in the queue: %(holder)s was away when a message came")),
    "conversation_released/undone": ("undo-2", _("%(by)s took back what was given to %(holder)s")),
    "conversation_tagged": ("tag", _("%(by)s added the tag %(tag)s")),
    "conversation_tagged/nobody": ("tag", _("The tag %(tag)s was added")),
    "conversation_untagged": ("tag", _("%(by)s removed the tag %(tag)s")),
    "conversation_asked": ("circle-question-mark", _("%(by)s made this a question that waits for an answer")),
    "conversation_urgent": ("siren", _("%(by)s marked this conversation urgent")),
    "conversation_urgent/nobody": ("siren", _("Urgent: a word rule matched")),
    "urgency_taken_back": ("undo-2", _("%(by)s took back that this conversation is urgent")),
    "urgency_accepted": ("circle-check-big", _("%(by)s accepted the alarm")),
    "urgent_closing_proposed": ("check", _("%(by)s proposed to close; a second person must agree")),
    "conversation_gathered": ("users", _("Joined the conversations under the same post")),
    "gathering_claimed": ("hand", _("%(by)s took all conversations under this post")),
    "wait_late": ("clock-alert", _("Too late: the time for an answer is over")),
    "wait_dismissed": ("ban", _("%(by)s: %(reason)s")),
    "wait_dismissed/nobody": ("ban", _("No longer waiting: %(reason)s")),
    "wait_reopened": ("refresh-cw", _("Waiting for an answer again, from the first moment")),
    "reply_cancelled": ("undo-2", _("%(by)s held back an answer before it left")),
    "reply_cancelled/nobody": ("undo-2", _("An answer was given back to its writer: there was a new message")),
    "reply_approval_asked": ("hourglass", _("%(by)s asked for approval of an answer")),
    "reply_approved": ("check-check", _("%(by)s approved the answer")),
    "reply_changed": ("pencil", _("%(by)s put other words in its place")),
    "reply_sent_back": ("undo-2", _("%(by)s sent the answer back")),
    "reply_deputy_asked": ("bell", _("Nobody approved in time: a deputy was asked")),
    "reply_standby_called": ("bell", _("No approver was there: the person on stand-by was called")),
    "contact_marked": ("file-text", _("%(by)s marked this customer as press")),
    "contact_unmarked": ("file-text", _("%(by)s took the mark of press off this customer")),
    "reply_deletion_requested": ("trash-2", _("%(by)s asked to delete an answer")),
    "reply_deleted": ("trash-2", _("An answer was deleted from the platform")),
    "escalation_asked": ("hourglass", _("%(by)s asked %(to)s for an answer")),
    "escalation_asked/absent": ("hourglass", _("%(by)s asked for an answer; it went to %(to)s, the deputy")),
    "escalation_seen": ("eye", _("%(by)s opened the question")),
    "escalation_passed_on": ("hourglass", _("%(holder)s did not answer in time: %(to)s was asked")),
    "escalation_passed_on/absent": ("hourglass", _("%(holder)s is away: %(to)s was asked")),
    "escalation_answered": ("send", _("%(by)s answered in person")),
    "escalation_approved": ("check-check", _("%(by)s approved the proposal as a reply of the brand")),
    "escalation_handed_back": ("undo-2", _("%(by)s handed the question back to the team")),
    "escalation_withdrawn": ("undo-2", _("%(by)s withdrew the question")),
    "escalation_expired": ("clock-alert", _("%(holder)s did not answer: the question is the team's again")),
    "escalation_reopened": ("refresh-cw", _("The question waits for an answer again")),
    "promise_made": ("handshake", _("%(by)s promised to come back on this")),
    "promise_fulfilled": ("handshake", _("%(by)s kept the promise")),
    "promise_resumed": ("handshake", _("%(by)s took that back: the promise stands")),
    "promise_withdrawn": ("handshake", _("%(by)s withdrew the promise")),
}
SHOWN = tuple(sorted({key.partition("/")[0] for key in SENTENCES}))
TAKEN_BACK = "reply_cancelled"


@dataclass(frozen=True)
class TakenBack:
    """A text that did not leave: its author can have it again."""

    uuid: str
    author_id: int


@dataclass(frozen=True)
class Happening:
    """One event as the timeline shows it."""

    icon: str
    words: Words
    back: TakenBack | None = None


@dataclass(frozen=True)
class Names:
    """What stands behind the ids that events carry."""

    people: dict[int, str] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    replies: dict[int, TakenBack] = field(default_factory=dict)

    def person(self, user_id: int | None) -> Any:
        """The first name of a colleague."""
        return self.people.get(user_id or 0, _("a colleague"))


def describe(events: Iterable[EventRow]) -> dict[int, Happening]:
    """Every event in words, by its id; two statements at most."""
    events = list(events)
    names = _names(events)
    return {event.id: _describe(event, names) for event in events}


def _names(events: list[EventRow]) -> Names:
    people = {event.actor_id for event in events}
    for whose in ("to", "holder", "taken_from"):
        people |= {event.data.get(whose) for event in events}
    tags = {event.data["tag_id"] for event in events if "tag_id" in event.data}
    cancelled = {event.data["reply_id"] for event in events if event.kind == TAKEN_BACK}
    found = union_all(
        select(literal("user"), User.id, User.name, literal(0)).where(User.id.in_(people - {None})),
        select(literal("tag"), Tag.id, Tag.name, literal(0)).where(Tag.id.in_(tags)),
        select(literal("reply"), Reply.id, Reply.uuid, Reply.author_id).where(Reply.id.in_(cancelled)),
    )
    names = Names()
    for kind, number, name, author in session.execute(found) if people - {None} or tags or cancelled else ():
        if kind == "reply":
            names.replies[number] = TakenBack(name, author)
        elif kind == "user":
            names.people[number] = first_name(name)
        else:
            names.tags[number] = name
    return names


def _describe(event: EventRow, names: Names) -> Happening:
    icon, sentence = SENTENCES.get(f"{event.kind}/{_variant(event)}") or SENTENCES[event.kind]
    facts = {
        "by": names.person(event.actor_id),
        "to": names.person(event.data.get("to")),
        "holder": names.person(event.data.get("holder")),
        "taken_from": names.person(event.data.get("taken_from")),
        "tag": names.tags.get(event.data.get("tag_id", 0), "?"),
        "reason": REASONS.get(event.data.get("reason") or "", _("no answer needed")),
    }
    back = names.replies.get(event.data["reply_id"]) if event.kind == TAKEN_BACK else None
    return Happening(icon, Words(sentence, facts), back)


def _variant(event: EventRow) -> str:
    if event.actor_id is None and event.kind not in ("conversation_released", "escalation_passed_on"):
        return "nobody"
    if event.kind == "conversation_claimed" and event.data.get("taken_from"):
        return "taken"
    if event.kind == "conversation_closed" and event.data.get("reason"):
        return "reason"
    return str(event.data.get("why", ""))
