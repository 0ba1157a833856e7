"""weeks and months are summed too.

Sums can be made again, so they are: until a worker has, reports read rows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTS = [
    "answered",
    "in_time",
    "in_time_by_the_clock",
    "dismissed",
    "dismissed_late",
    "reopened",
    "public",
    "private",
    "moved_to_dm",
    "in_private",
    "referred_to_dm",
    "covered",
    "by_ceo",
    "no_answer_needed",
    "thanks",
    "spam",
    "duplicate",
    "covered_by_another",
    "other_department",
    "not_for_us",
    "deleted",
    "before_negative",
    "before_neutral",
    "before_positive",
    "after_negative",
    "after_neutral",
    "after_positive",
    "better",
    "worse",
]


def upgrade() -> None:
    """Forward."""
    _forget_all("stale_day")
    _wait_sum(["span"], ["tag_id", "hand_id", "span", "hour", "day", "channel_id", "audience", "weekday"])
    _stale("stale_sum", ["span", "day"])


def downgrade() -> None:
    """Back."""
    _forget_all("stale_sum")
    _wait_sum([], ["tag_id", "hand_id", "hour", "day", "channel_id", "audience"])
    _stale("stale_day", ["day"])


def _forget_all(stale: str) -> None:
    op.drop_table(stale)
    op.drop_table("wait_sum")
    op.execute("DELETE FROM bookmark WHERE name LIKE 'sums:%'")


def _wait_sum(spans: list[str], key: list[str]) -> None:
    op.create_table(
        "wait_sum",
        sa.Column("tag_id", ID, nullable=False),
        sa.Column("hand_id", ID, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in spans),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel_id", ID, nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("took", sa.LargeBinary(), nullable=False),
        sa.Column("took_substance", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_wait_sum")),
    )
    op.create_index("ix_wait_sum_day", "wait_sum", ["day"])


def _stale(name: str, key: list[str]) -> None:
    op.create_table(
        name,
        *(sa.Column(each, sa.Date() if each == "day" else sa.String(), nullable=False) for each in key),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )
