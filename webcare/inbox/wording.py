"""Codes in words: why a wait was dismissed, how it was answered, why a reply did not leave and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _

from webcare.models import How, Reason

REASONS: Mapping[str, Any] = {
    Reason.NO_ANSWER_NEEDED: _("no answer needed"),
    Reason.THANKS: _("thanks or a compliment"),
    Reason.SPAM: _("spam"),
    Reason.DUPLICATE: _("said before"),
    Reason.COVERED: _("covered by another answer"),
    Reason.OTHER_DEPARTMENT: _("another department answers"),
    Reason.NOT_FOR_US: _("not for us"),
    Reason.DELETED: _("deleted by its author"),
}
CHOSEN_BY_HAND = tuple(reason for reason in Reason if reason is not Reason.DELETED)

HOWS: Mapping[str, Any] = {
    How.PUBLIC: _("answered in public"),
    How.PRIVATE: _("answered by DM"),
    How.MOVED_TO_DM: _("answered by DM"),
    How.IN_PRIVATE: _("answered in private, elsewhere"),
    How.REFERRED_TO_DM: _("asked to send a DM"),
    How.COVERED: _("covered by another answer"),
}

FAILURES: Mapping[str, Any] = {
    "not_mentioned": _(
        "X allows a public reply only to somebody who mentioned or quoted you. "
        "Send a DM instead, or answer another post of theirs."
    ),
    "duplicate": _("X has seen this exact text before. Change a few words and send it again."),
    "no_dm_permission": _("This person takes no DMs from you. Answer in public and ask them to write to you."),
    "too_long": _("X finds this text too long. Shorten it and send it again."),
    "forbidden": _("X does not allow this answer. Read its words below; sending it unchanged will not help."),
    "refused": _("X refused this answer. Read its words below, change the text and send it again."),
    "not_authorised": _("X no longer accepts the log-in of this account. Ask an admin to connect the channel again."),
    "credits_depleted": _("The paid use of X is used up. An admin must buy more; then send it again."),
    "unavailable": _("X could not be reached, so nothing was posted. Try again."),
    "no_training_desk": _("The simulator for drills cannot be reached. Ask whoever runs Webcare to start it."),
    "not_published": _("X did not take this answer: it is not among your posts. It is safe to try again."),
    "news": _("It did not leave: something new was written first. Read it, then send this again, or change it."),
    "account_gone": _(
        "The own account that this was to leave by is not connected any more. "
        "Answer again by the account of the brand, or connect it anew."
    ),
    "target_gone": _("The post you answered is gone. Answer another message, or close the conversation."),
    "not_found": _(
        "X cannot find the post or the person this was for. Answer another message, or close the conversation."
    ),
    "suspended": _(
        "X says that an account is suspended. If it is the customer's, close the conversation; "
        "if it is your own, ask an admin."
    ),
}
FAILED = _("This answer was not posted. Try again, or copy the text.")

UNDELETED: Mapping[str, Any] = {
    "not_authorised": FAILURES["not_authorised"],
    "no_training_desk": FAILURES["no_training_desk"],
    "credits_depleted": _("The paid use of X is used up. An admin must buy more; then delete it again."),
}
NOT_DELETED = _("X would not delete it. Delete it in X's own app, or try again.")

HELD: Mapping[str, Any] = {
    "channel_stopped": _("Held back: the channel is stopped. It leaves when a team lead lifts the stop."),
    "channel_off": _("Held back: the channel is switched off. It leaves when an admin switches it on."),
    "mandate": _("Held back: its writer may no longer answer here. Ask a team lead."),
}


@dataclass(frozen=True)
class Words:
    """A sentence that becomes text in the language in which it is shown; names and reasons are filled in then."""

    text: Any
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The sentence in the present language."""
        return str(self.text) % {name: str(value) for name, value in self.facts.items()}


def failure(code: str | None) -> Any:
    """What became of a reply that was not posted, and what can be done."""
    return FAILURES.get(code or "", FAILED)


def undeleted(code: str | None) -> Any:
    """Why a reply is still on the platform although somebody deleted it, and what can be done."""
    return UNDELETED.get(code or "", NOT_DELETED)
