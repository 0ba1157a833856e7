"""What each address of the desk lets whom do: every endpoint has its line here, or the walk fails.

A line says who gets in, and a form that would have an effect if somebody got in who should not. To add an endpoint, add
its line: `at_place` when its address or form names something of a conversation, `own` when everybody who is logged in
has one of their own, `managing` when it takes the power to manage, `anybody` when it needs no log-in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import uuid4


class Who(StrEnum):
    ANYBODY = "anybody"  # also without a log-in
    OWN = "own"  # whoever is logged in, about themselves or what they may read
    PLACE = "place"  # whoever may read the conversation that it names; for others it does not exist
    MANAGER = "manager"  # who manages the installation
    LEADER = "leader"  # who may moderate somewhere


@dataclass(frozen=True)
class Line:
    """One endpoint: who, with what in the form or query; `{name}` stands for that id of the place that is tried."""

    who: Who
    form: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)  # address → which of the place's ids, where names differ
    leaves: bool = False  # ends the log-in of who asks, so it is walked by nobody
    desk: bool = False  # it names a channel: for who knows the channel already it is there, and refused
    needs: str = ""  # what must have happened before it can work at all; then 404 proves nothing


def anybody(form: Mapping[str, str] | None = None, query: str = "") -> Line:
    return Line(Who.ANYBODY, form or {}, query)


def own(form: Mapping[str, str] | None = None, query: str = "", *, leaves: bool = False, needs: str = "") -> Line:
    return Line(Who.OWN, form or {}, query, leaves=leaves, needs=needs)


def at_place(form: Mapping[str, str] | None = None, query: str = "", *, needs: str = "", **ids: str) -> Line:
    return Line(Who.PLACE, form or {}, query, ids, needs=needs)


def at_desk(form: Mapping[str, str] | None = None) -> Line:
    return Line(Who.PLACE, form or {}, desk=True)


def managing(form: Mapping[str, str] | None = None, query: str = "", *, needs: str = "") -> Line:
    return Line(Who.MANAGER, form or {}, query, needs=needs)


def leading(form: Mapping[str, str] | None = None, *, needs: str = "") -> Line:
    return Line(Who.LEADER, form or {}, needs=needs)


REPLY = {
    "text": "Wij kijken het na.",
    "audience": "private",
    "seen_message_id": "{message_id}",
    "anyway": "{message_id}",
}
FOREIGN_LISTS = "view=open&channel={channel_id}&tag={tag_id}&assignee={user_id}&after={message_id}"
ACCOUNT = {"name": "Nieuwe Collega", "email": "nieuw@spoorlijn.example", "role": "admin", "language": "nl"}

TERMS = {"holder": "everybody", "channel": "{channel_id}", "audience": "any", "tag": "{tag_id}", "approver": "any"}
DECIDED = {"sha256": "0" * 64}

REPORT = "period=year&channel={channel_id}&tag={tag_id}"

LINES: dict[str, Line] = {
    "alarms.accept": at_place(),
    "alarms.create": at_place(),
    "alarms.destroy": at_place(),
    "alerts.bar": own(),
    "alerts.index": own(),
    "alerts.see": own({"up_to": "{message_id}"}),
    "alerts.show": own(),
    "alerts.update": own({"late": "on", "quiet": "on", "quiet_from": "22:00", "quiet_until": "07:00"}),
    "approval_settings.update": managing({"deputy_minutes": "1"}),
    "approvals.change": at_place(DECIDED | {"text": "Liever zo."}, uuid="awaiting"),
    "approvals.create": at_place(DECIDED, uuid="awaiting"),
    "approvals.index": own(),
    "approvals.reject": at_place({"reason": "Niet zo."}, uuid="awaiting"),
    "approvals.show": at_place(),
    "channels.create": managing({"handle": "x", "target_minutes": "60"}),
    "channels.disable": managing(),
    "channels.enable": managing(),
    "channels.index": managing(),
    "channels.new": managing(),
    "channels.replace_keys": managing(),
    "channels.show": managing(),
    "channels.test": managing(),
    "channels.update": managing({"target_minutes": "1"}),
    "claims.assign": at_place({"to": "{user_id}"}),
    "claims.choose": at_place(),
    "claims.create": at_place({"take_over": "yes"}),
    "claims.create_for_gathering": at_place(needs="a gathering"),
    "claims.destroy": at_place(),
    "claims.keep": own({"conversation": "{conversation_id}"}),
    "closings.ask": at_place(),
    "closings.create": at_place({"reason": "thanks", "seen_message_id": "{message_id}"}),
    "closings.destroy": at_place(),
    "closings.dismiss": at_place({"reason": "thanks", "seen_message_id": "{message_id}"}),
    "closings.undo_dismissal": at_place(needs="a dismissal"),
    "closings.wait_again": at_place(),
    "confirmations.create": own({"password": "niet dit wachtwoord"}),
    "confirmations.create_with_passkey": own({"passkey": "{{}}"}),
    "confirmations.show": own(query="next=/conversations/{conversation_id}"),
    "conversations.earlier": at_place(query="before={message_id}"),
    "conversations.powers": at_place(),
    "conversations.show": at_place(query=FOREIGN_LISTS),
    "conversations.side": at_place(),
    "crises.bars": own(),
    "crises.change_theme": own({"words": "brug"}, needs="a crisis"),
    "crises.create": own({"name": "X", "words": "brug", "channel": "{channel_id}"}),
    "crises.end": own(needs="a crisis"),
    "crises.export": own(needs="a crisis"),
    "crises.figures": own(needs="a crisis"),
    "crises.index": own(),
    "crises.new": own(query="spike={message_id}"),
    "crises.put_in": at_place(needs="a crisis"),
    "crises.reopen": own(needs="a crisis"),
    "crises.report": own(needs="a crisis"),
    "crises.show": own(needs="a crisis"),
    "crises.take_out": at_place(needs="a crisis"),
    "crises.write": own({"kind": "note", "text": "Een notitie."}, needs="a crisis"),
    "crisis_answers.create": at_place(REPLY, needs="a crisis"),
    "crisis_answers.index": own(query="conversation={conversation_id}", needs="a crisis"),
    "crisis_statements.approve": own(needs="a crisis"),
    "crisis_statements.create": own({"text": "Wij zoeken het uit."}, needs="a crisis"),
    "crisis_statements.destroy": own(needs="a crisis"),
    "devices.create": own({"endpoint": "https://push.example/x", "p256dh": "x", "auth": "x"}),
    "devices.destroy": own(),
    "devices.manifest": anybody(),
    "devices.service_worker": anybody(),
    "devices.show": own(),
    "devices.test": own(),
    "drafts.update": at_place({"text": "Een tekst.", "audience": "private"}),
    "drills.create": own({"scenario": "drill-payments", "minutes": "5"}),
    "drills.leave": own(needs="a crisis"),
    "drills.take_part": own(needs="a crisis"),
    "escalation_links.renew": anybody(),
    "escalation_links.show": anybody(),
    "escalation_links.use": anybody({"password": "x", "code": "123456", "passkey": "{{}}"}),
    "escalations.approve": at_place(REPLY, needs="to be asked"),
    "escalations.change_brief": at_place({"headline": "Anders", "what_happened": "Anders."}),
    "escalations.check": at_place({"text": "Een tekst."}, needs="to be asked"),
    "escalations.hand_back": at_place({"word": "Nee."}, needs="to be asked"),
    "escalations.index": own(),
    "escalations.keep_draft": at_place({"text": "Een tekst."}, needs="to be asked"),
    "escalations.publish": at_place(REPLY, "account=1", needs="to be asked"),
    "escalations.show": at_place(),
    "escalations.undo": at_place(needs="to be asked"),
    "executives.show": own(),
    "executives.update": own({"function": "Baas"}),
    "factors.app": own(),
    "factors.begin": own(),
    "factors.confirm": own({"code": "123456"}),
    "factors.destroy": own(),
    "factors.renew": own(),
    "factors.show": own(),
    "guard.look": at_place({"text": "Bel 06 12345678", "audience": "public"}),
    "guard.unveil": at_place(),
    "guard_settings.attempt": managing({"text": "Bel 06 12345678"}),
    "guard_settings.show": managing(),
    "guard_settings.update": managing(),
    "health.show": anybody(),
    "help_calls.answer": own(),
    "help_calls.create": leading(),
    "help_calls.destroy": leading(),
    "inbox.filters": own(query=FOREIGN_LISTS),
    "inbox.rows": own(query=FOREIGN_LISTS),
    "inbox.show": own(query=FOREIGN_LISTS),
    "invitations.create": managing(ACCOUNT),
    "invitations.destroy": managing(),
    "invitations.new": managing(),
    "invitations.renew": managing(),
    "joining.create": anybody({"name": "X", "new_password": "x", "repeated_password": "x"}),
    "joining.show": anybody(),
    "limits.create": managing(TERMS | {"kind": "press", "effect": "refused"}),
    "limits.index": managing(),
    "limits.lift": managing(),
    "limits.new": managing(query="conversation={conversation_id}"),
    "limits.put_again": managing(),
    "live_queue.figures": own(),
    "live_queue.show": own(),
    "live_queue.waiting": own(),
    "live_queue.wall": own(),
    "login.create": anybody({"email": "houder@spoorlijn.example", "password": "x"}),
    "login.create_with_passkey": anybody({"passkey": "{{}}"}),
    "login.destroy": own(leaves=True),
    "login.show": anybody(query="next=/conversations/{conversation_id}"),
    "mails.index": managing(),
    "management.export": own(query="period=weeks"),
    "management.show": own(query="period=weeks"),
    "mandates.create": managing(TERMS | {"power": "read", "effect": "allow"}),
    "mandates.give_again": managing(),
    "mandates.index": managing(query="user={user_id}&channel={channel_id}"),
    "mandates.matrix": managing(query="tag={tag_id}&press=on"),
    "mandates.new": managing(query="user={user_id}&channel={channel_id}"),
    "mandates.reasons": managing(query="user={user_id}&power=answer&conversation={conversation_id}&audience=private"),
    "mandates.withdraw": managing(),
    "media.avatar": at_place(),
    "media.thumbnail": at_place(),
    "notes.create": at_place({"text": "Een notitie."}),
    "passkeys.ask_second": anybody(),
    "passkeys.ask_to_confirm": own(),
    "passkeys.ask_to_log_in": anybody(),
    "passkeys.ask_to_register": own(),
    "passkeys.create": own({"passkey": "{{}}", "name": "Sleutel"}),
    "passkeys.destroy": own(),
    "passkeys.rename": own({"name": "Sleutel"}),
    "people.index": own(),
    "people.set_away": leading(),
    "people.set_here": leading(),
    "people.share": leading({"number": "5", "from": "{user_id}"}),
    "people.stand_by": leading(),
    "people.stand_down": leading(),
    "people.take_at_most": leading({"most": "3"}),
    "people.undo": own(),
    "personal_accounts.create": own({"consumer_key": "x"}),
    "personal_accounts.destroy": own(),
    "personal_accounts.show": own(),
    "press.create": at_place(),
    "press.destroy": at_place(),
    "promises.fulfil": at_place(),
    "promises.resume": at_place(),
    "promises.withdraw": at_place(),
    "quarantine.index": managing(),
    "quarantine.resolve": managing(),
    "quarantine.show": managing(),
    "questions.create": at_place({"to": "{user_id}", "minutes": "30", "headline": "X", "what_happened": "Y"}),
    "questions.new": at_place(),
    "questions.page": at_place(),
    "questions.withdraw": at_place(),
    "replies.cancel": at_place(uuid="queued"),
    "replies.create": at_place(REPLY | {"uuid": str(uuid4()), "covers": "{wait_id}-{message_id}"}),
    "replies.delete": at_place(uuid="sent"),
    "replies.retry": at_place(uuid="failed"),
    "replies.show": at_place(uuid="sent"),
    "reports.dismissed": own(query="week=2026-W46"),
    "reports.export": own(query=REPORT),
    "reports.mine": own(query=REPORT),
    "reports.parts": own(query=REPORT),
    "reports.show": own(query=REPORT),
    "reports.switch": managing({"shown": "on"}),
    "reports.teams": own(query=REPORT),
    "reports.week": own(query=REPORT),
    "resets.create": anybody({"email": "houder@spoorlijn.example"}),
    "resets.new": anybody(),
    "resets.show": anybody(),
    "resets.update": anybody({"new_password": "x", "repeated_password": "x"}),
    "search.hits": own(query="q=trein&before=9"),
    "search.show": own(query="q=trein"),
    "second_steps.create": anybody({"code": "123456"}),
    "second_steps.create_with_passkey": anybody({"passkey": "{{}}"}),
    "second_steps.show": anybody(),
    "settings.change_password": own({"current_password": "x", "new_password": "y", "repeated_password": "y"}),
    "settings.end_session": own(),
    "settings.show": own(),
    "settings.update": own({"language": "nl", "time_zone": "Europe/Amsterdam", "signature": "AB"}),
    "shifts.come_back": own(),
    "shifts.end": own({"to-1": "{user_id}"}),
    "shifts.keep": own(),
    "shifts.show": own(),
    "sso.come_back": anybody(query="state=x&code=y"),
    "sso.confirm": own(query="next=/conversations/{conversation_id}"),
    "sso.create": own(needs="an issuer"),
    "sso.destroy": own(needs="an issuer"),
    "sso.show": anybody(),
    "statements.create": at_desk({"channel": "{channel_id}", "text": "Wij komen erop terug."}),
    "statements.destroy": at_desk(),
    "statements.send": at_place(
        {"statement": "{statement_id}", "seen_message_id": "{message_id}"}, needs="to have written it", uuid="awaiting"
    ),
    "static.file": anybody(),
    "stops.create": at_desk({"conversation": "{conversation_id}"}),
    "stops.destroy": at_desk({"conversation": "{conversation_id}"}),
    "suggestions.bring_back": leading(),
    "suggestions.dismiss": leading(),
    "tags.create": at_place({"name": "nieuw"}),
    "tags.destroy": at_place(),
    "tags.index": own(),
    "teams.assign": managing(),
    "teams.create": managing({"name": "Nieuw team"}),
    "teams.dissolve": managing(),
    "teams.index": managing(),
    "teams.join": managing({"user": "{user_id}"}),
    "teams.leave": managing(),
    "teams.restore": managing(),
    "teams.show": managing(),
    "teams.stop_assigning": managing(),
    "teams.update": managing({"name": "Anders"}),
    "tones.create": at_place({"sentiment": "positive"}),
    "themes.archive": leading(),
    "themes.create": leading({"name": "Vogels", "words": "vogel"}),
    "themes.edit": leading(),
    "themes.export": own(query="period=week"),
    "themes.index": own(query="period=week"),
    "themes.keep": leading(),
    "themes.new": leading(),
    "themes.restore": leading(),
    "themes.rising": own(),
    "themes.show": at_place(query="period=weeks"),
    "themes.update": leading({"name": "Vogels", "words": "vogel"}),
    "users.disable": managing(),
    "users.enable": managing(),
    "users.end_session": managing(),
    "users.end_sessions": managing(),
    "users.index": managing(),
    "users.require_factors": managing(),
    "users.reset": managing(),
    "users.reset_factors": managing(),
    "users.sessions": managing(),
}
