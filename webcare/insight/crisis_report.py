"""What is looked back on after a crisis or a drill: what happened, how fast, who decided what, and what was learned.

Waits count as they stood at its end. Medians are in time on the wall. Source: DOMAIN, Crisis; response timer, rule 8.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from webcare.database import session
from webcare.insight import crises, escalations
from webcare.insight.crises import Course, Figures
from webcare.insight.shares import nearest_rank, percent
from webcare.mandate import Mandate, Readable
from webcare.models import (
    Approval,
    Conversation,
    Crisis,
    CrisisConversation,
    CrisisEntry,
    CrisisStatement,
    EntryKind,
    Outcome,
    Reply,
    ReplyStatus,
    Role,
    User,
    Wait,
)

EARLIER = 8  # drills a report is laid beside


@dataclass(frozen=True)
class Answering:
    """How customers in it were answered, of the waits that began in it."""

    answered: int
    in_time: int
    late: int  # open at its end, and late already
    open: int
    dismissed: int
    dismissed_late: int
    median: timedelta | None
    p90: timedelta | None

    @property
    def share(self) -> int | None:
        """Answered in time, in whole percents rounded down."""
        return percent(self.in_time, self.answered + self.late)


@dataclass(frozen=True)
class Said:
    """One statement, and how often it was sent."""

    statement: CrisisStatement
    sent: int


@dataclass(frozen=True)
class Executive:
    """What was asked of the CEO, and what they did."""

    questions: escalations.Report  # as they stood at its end
    approved: timedelta | None  # from declaring to their approval of the statement


@dataclass(frozen=True)
class Report:
    """Everything the page shows."""

    crisis: Crisis
    until: datetime
    figures: Figures
    course: Course
    answering: Answering
    statements: Sequence[Said]
    executive: Executive
    entries: Sequence[CrisisEntry]
    people: Sequence[User]  # who took part in a drill
    first: datetime | None  # when the first of it was said

    @property
    def lasted(self) -> timedelta:
        """From declaring to its end, or now."""
        return self.until - self.crisis.declared_at

    @property
    def noticed(self) -> timedelta | None:
        """From the first that was said of it to declaring; None where declaring came first."""
        if self.first is None or self.first > self.crisis.declared_at:
            return None
        return self.crisis.declared_at - self.first

    @property
    def decisions(self) -> list[CrisisEntry]:
        """What was decided, and by whom."""
        return [each for each in self.entries if each.kind == EntryKind.DECISION]

    @property
    def lessons(self) -> list[CrisisEntry]:
        """What was learned."""
        return [each for each in self.entries if each.kind == EntryKind.LESSON]

    @property
    def to_decision(self) -> timedelta | None:
        """From declaring to the first decision."""
        return self.decisions[0].at - self.crisis.declared_at if self.decisions else None

    @property
    def to_statement(self) -> timedelta | None:
        """From declaring to the first approved statement."""
        approved = [each.statement.approved_at for each in self.statements if each.statement.approved_at is not None]
        return min(approved) - self.crisis.declared_at if approved else None


def report(crisis: Crisis, mandated: Mandate, now: datetime) -> Report:
    """The report of one crisis, as far as its reader may read what is in it."""
    readable, until = crises.readable_in(crisis, mandated), crises.as_of(crisis, now)
    statements = _statements(crisis, readable)
    return Report(
        crisis=crisis,
        until=until,
        figures=crises.figures(crisis, readable, now),
        course=crises.course(crisis, readable, now),
        answering=_answering(crisis, readable, until),
        statements=statements,
        executive=_executive(crisis, readable, until, statements),
        entries=crises.entries(crisis),
        people=crises.taking_part(crisis),
        first=session.scalar(crises.of_conversations(crisis, readable, func.min(CrisisConversation.since))),
    )


def earlier(crisis: Crisis, mandated: Mandate, now: datetime) -> list[Report]:
    """The drills before this one, newest first."""
    before = select(Crisis).where(Crisis.training.is_(True), Crisis.id < crisis.id, Crisis.ended_at.is_not(None))
    found = session.scalars(before.order_by(Crisis.id.desc()).limit(EARLIER)).all()
    return [report(each, mandated, now) for each in found]


def _answering(crisis: Crisis, readable: Readable, until: datetime) -> Answering:
    columns = (Wait.started_at, Wait.due_at, Wait.ended_at, Wait.outcome, Wait.was_late)
    rows = session.execute(crises.of_waits(crisis, readable, until, *columns)).all()
    over = [row for row in rows if row.ended_at is not None and row.ended_at <= until and row.outcome != Outcome.OPEN]
    answered = [row for row in over if row.outcome == Outcome.ANSWERED]
    dismissed = [row for row in over if row.outcome == Outcome.DISMISSED]
    ended = set(map(id, over))
    still = [row for row in rows if id(row) not in ended]
    took = sorted(row.ended_at - row.started_at for row in answered)
    return Answering(
        answered=len(answered),
        in_time=sum(not row.was_late for row in answered),
        late=sum(row.due_at <= until for row in still),
        open=len(still),
        dismissed=len(dismissed),
        dismissed_late=sum(row.was_late for row in dismissed),
        median=nearest_rank(took, 0.5),
        p90=nearest_rank(took, 0.9),
    )


def _statements(crisis: Crisis, readable: Readable) -> list[Said]:
    found = (
        select(CrisisStatement)
        .where(CrisisStatement.crisis_id == crisis.id)
        .options(joinedload(CrisisStatement.written_by), joinedload(CrisisStatement.approved_by))
    )
    carried = (
        select(Approval.crisis_statement_id, func.count())
        .join(Reply, Reply.id == Approval.reply_id)
        .join(Conversation, Conversation.id == Reply.conversation_id)
        .where(Approval.crisis_statement_id.is_not(None), Reply.status == ReplyStatus.SENT, readable.where())
        .group_by(Approval.crisis_statement_id)
    )
    sent = dict(session.execute(carried).all())
    return [Said(each, sent.get(each.id, 0)) for each in session.scalars(found.order_by(CrisisStatement.id))]


def _executive(crisis: Crisis, readable: Readable, until: datetime, statements: Sequence[Said]) -> Executive:
    gathered = select(CrisisConversation.conversation_id).where(
        CrisisConversation.crisis_id == crisis.id, CrisisConversation.left_at.is_(None)
    )
    questions = escalations.report(
        readable,
        since=crisis.started_at,
        until=until + timedelta.resolution,
        narrowed=Conversation.id.in_(gathered),
        as_of=until,
    )
    own = [
        each.statement.approved_at - crisis.declared_at
        for each in statements
        if each.statement.approved_by is not None
        and each.statement.approved_by.role == Role.EXECUTIVE
        and each.statement.approved_at is not None
    ]
    return Executive(questions, approved=min(own, default=None))
