"""Tables, one file per noun."""

from webcare.models.channel import Audience, Channel, Feed, Gap, Quarantined, WordRule
from webcare.models.contact import Contact
from webcare.models.conversation import Conversation, ConversationTag, Gathering, Status
from webcare.models.event import EventRow
from webcare.models.grant import Effect, Grant, Power
from webcare.models.lease import Lease
from webcare.models.message import Direction, Media, Message, MessageVersion, Orphan
from webcare.models.promise import Promise
from webcare.models.reply import Cover, Draft, OutboxEntry, Reply, ReplyStatus, ReplyVersion
from webcare.models.tag import Tag
from webcare.models.team import Team, TeamMember
from webcare.models.user import LoginSession, Role, User
from webcare.models.wait import Dismissal, How, Outcome, Reason, Wait

__all__ = [
    "Audience",
    "Channel",
    "Contact",
    "Conversation",
    "ConversationTag",
    "Cover",
    "Direction",
    "Dismissal",
    "Draft",
    "Effect",
    "EventRow",
    "Feed",
    "Gap",
    "Gathering",
    "Grant",
    "How",
    "Lease",
    "LoginSession",
    "Media",
    "Message",
    "MessageVersion",
    "Orphan",
    "OutboxEntry",
    "Outcome",
    "Power",
    "Promise",
    "Quarantined",
    "Reason",
    "Reply",
    "ReplyStatus",
    "ReplyVersion",
    "Role",
    "Status",
    "Tag",
    "Team",
    "TeamMember",
    "User",
    "Wait",
    "WordRule",
]
