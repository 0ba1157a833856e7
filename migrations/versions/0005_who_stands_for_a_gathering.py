"""who stands for a gathering is found by index."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GATHERED = sa.text("gathering_id IS NOT NULL")


def upgrade() -> None:
    """Forward."""
    op.drop_index("ix_conversation_gathering_id", table_name="conversation")
    _index("gathering", ["gathering_id", "status", "due_at", "id"])
    _index("standing", ["gathering_id", "gathered"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_conversation_standing", table_name="conversation")
    op.drop_index("ix_conversation_gathering", table_name="conversation")
    op.create_index("ix_conversation_gathering_id", "conversation", ["gathering_id"])


def _index(name: str, columns: list[str]) -> None:
    op.create_index(
        f"ix_conversation_{name}", "conversation", columns, postgresql_where=GATHERED, sqlite_where=GATHERED
    )
