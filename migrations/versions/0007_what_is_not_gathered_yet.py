"""what is not gathered yet under a post is found by index."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.drop_index("ix_conversation_thread", table_name="conversation")
    op.create_index("ix_conversation_thread", "conversation", ["channel_id", "thread_id", "gathering_id"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_conversation_thread", table_name="conversation")
    op.create_index("ix_conversation_thread", "conversation", ["channel_id", "thread_id"])
