"""Tables, one file per noun."""

from webcare.models.alert import Alert, AlertKind, AlertWish, HelpAnswer, HelpCall
from webcare.models.approval import Approval, Decision, Statement
from webcare.models.channel import Audience, Channel, Feed, Gap, Quarantined, WordRule
from webcare.models.contact import Contact
from webcare.models.conversation import Conversation, ConversationTag, Gathering, Status
from webcare.models.crisis import (
    Crisis,
    CrisisConversation,
    CrisisEntry,
    CrisisStatement,
    CrisisTag,
    CrisisWord,
    Drill,
    EntryKind,
    Gathered,
    TrainingSeat,
)
from webcare.models.entry import (
    Authenticator,
    HalfLogIn,
    Invitation,
    Passkey,
    PasskeyChallenge,
    PasswordReset,
    RecoveryCode,
)
from webcare.models.escalation import (
    Escalation,
    EscalationLink,
    EscalationState,
    Executive,
)
from webcare.models.event import EventRow
from webcare.models.grant import Effect, Grant, Power
from webcare.models.guard import NumberPattern, OwnDetail
from webcare.models.handover import HandedOver, Handover, HandoverKind
from webcare.models.identity import Identity, Purpose, SignOn
from webcare.models.lease import Lease
from webcare.models.limit import Limit, LimitKind, Narrowing
from webcare.models.mail import Mail
from webcare.models.message import (
    Direction,
    Media,
    Message,
    MessageVersion,
    Orphan,
    Sentiment,
    ToneCorrection,
)
from webcare.models.personal_account import PersonalAccount
from webcare.models.promise import Promise
from webcare.models.push import (
    Push,
    PushSubscription,
    VapidKey,
)
from webcare.models.reply import NOT_GONE_OUT, Cover, Draft, OutboxEntry, Reply, ReplyStatus, ReplyVersion
from webcare.models.setting import Setting
from webcare.models.tag import Tag
from webcare.models.team import Team, TeamMember
from webcare.models.theme import (
    Bookmark,
    Spike,
    Theme,
    ThemeConversation,
    ThemeMessage,
    ThemeTag,
    ThemeWord,
    WordDay,
)
from webcare.models.user import LoginSession, Role, User
from webcare.models.wait import Dismissal, How, Outcome, Reason, Wait
from webcare.models.wait_sum import Span, StaleSum, WaitSum

__all__ = [
    "NOT_GONE_OUT",
    "Alert",
    "AlertKind",
    "AlertWish",
    "Approval",
    "Audience",
    "Authenticator",
    "Bookmark",
    "Channel",
    "Contact",
    "Conversation",
    "ConversationTag",
    "Cover",
    "Crisis",
    "CrisisConversation",
    "CrisisEntry",
    "CrisisStatement",
    "CrisisTag",
    "CrisisWord",
    "Decision",
    "Direction",
    "Dismissal",
    "Draft",
    "Drill",
    "Effect",
    "EntryKind",
    "Escalation",
    "EscalationLink",
    "EscalationState",
    "EventRow",
    "Executive",
    "Feed",
    "Gap",
    "Gathered",
    "Gathering",
    "Grant",
    "HalfLogIn",
    "HandedOver",
    "Handover",
    "HandoverKind",
    "HelpAnswer",
    "HelpCall",
    "How",
    "Identity",
    "Invitation",
    "Lease",
    "Limit",
    "LimitKind",
    "LoginSession",
    "Mail",
    "Media",
    "Message",
    "MessageVersion",
    "Narrowing",
    "NumberPattern",
    "Orphan",
    "OutboxEntry",
    "Outcome",
    "OwnDetail",
    "Passkey",
    "PasskeyChallenge",
    "PasswordReset",
    "PersonalAccount",
    "Power",
    "Promise",
    "Purpose",
    "Push",
    "PushSubscription",
    "Quarantined",
    "Reason",
    "RecoveryCode",
    "Reply",
    "ReplyStatus",
    "ReplyVersion",
    "Role",
    "Sentiment",
    "Setting",
    "SignOn",
    "Span",
    "Spike",
    "StaleSum",
    "Statement",
    "Status",
    "Tag",
    "Team",
    "TeamMember",
    "Theme",
    "ThemeConversation",
    "ThemeMessage",
    "ThemeTag",
    "ThemeWord",
    "ToneCorrection",
    "TrainingSeat",
    "User",
    "VapidKey",
    "Wait",
    "WaitSum",
    "WordDay",
    "WordRule",
]
