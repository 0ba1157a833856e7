"""when half of the time has gone is counted in service hours, and stands beside when three quarters have.

Of a wait that is there already the hours it was counted in are not known any more: its half is put halfway.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("conversation", sa.Column("wait_half_at", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE conversation SET wait_half_at = wait_started_at + (wait_due_at - wait_started_at) / 2"
        " WHERE wait_due_at IS NOT NULL"
    )
    # with a default no row is written anew; those that ended are filled too, since a dismissal can be undone
    op.add_column("wait", sa.Column("half_at", sa.BigInteger(), server_default="0", nullable=False))
    op.execute("UPDATE wait SET half_at = started_at + (due_at - started_at) / 2")


def downgrade() -> None:
    """Back."""
    op.drop_column("wait", "half_at")
    op.drop_column("conversation", "wait_half_at")
