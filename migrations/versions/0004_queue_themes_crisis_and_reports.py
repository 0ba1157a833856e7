"""queue themes crisis and reports."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "personal_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credentials", sa.LargeBinary(), nullable=False),
        sa.Column("connected_at", sa.BigInteger(), nullable=False),
        sa.Column("connected_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("disconnected_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["connected_by_id"], ["user.id"], name=op.f("fk_personal_account_connected_by_id_user")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_personal_account_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_account")),
    )
    with op.batch_alter_table("personal_account", schema=None) as batch_op:
        batch_op.create_index(
            "uq_personal_account_user",
            ["user_id", "platform"],
            unique=True,
            postgresql_where=sa.text("disconnected_at IS NULL"),
            sqlite_where=sa.text("disconnected_at IS NULL"),
        )
        batch_op.create_index(
            "uq_personal_account_whose",
            ["platform", "external_id"],
            unique=True,
            postgresql_where=sa.text("disconnected_at IS NULL"),
            sqlite_where=sa.text("disconnected_at IS NULL"),
        )

    op.create_table(
        "tone_correction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sentiment", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("was", sa.String(), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("corrected_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_tone_correction_by_id_user")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_tone_correction_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tone_correction")),
    )
    with op.batch_alter_table("tone_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tone_correction_message_id"), ["message_id"], unique=False)

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sentiment", sa.String(), nullable=True))

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sentiment", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("sentiment_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(
            "ix_message_toneless",
            ["id"],
            unique=False,
            postgresql_where=sa.text("sentiment IS NULL AND direction = 'inbound' AND text <> ''"),
            sqlite_where=sa.text("sentiment IS NULL AND direction = 'inbound' AND text <> ''"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_message_sentiment_by_id_user"), "user", ["sentiment_by_id"], ["id"])

    with op.batch_alter_table("push", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_push_conversation_id_conversation"), "conversation", ["conversation_id"], ["id"]
        )

    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_reply_account_id_personal_account"), "personal_account", ["account_id"], ["id"]
        )


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_reply_account_id_personal_account"), type_="foreignkey")
        batch_op.drop_column("account_id")

    with op.batch_alter_table("push", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_push_conversation_id_conversation"), type_="foreignkey")
        batch_op.drop_column("conversation_id")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_message_sentiment_by_id_user"), type_="foreignkey")
        batch_op.drop_index(
            "ix_message_toneless",
            postgresql_where=sa.text("sentiment IS NULL AND direction = 'inbound' AND text <> ''"),
            sqlite_where=sa.text("sentiment IS NULL AND direction = 'inbound' AND text <> ''"),
        )
        batch_op.drop_column("sentiment_by_id")
        batch_op.drop_column("sentiment")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_column("sentiment")

    with op.batch_alter_table("tone_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tone_correction_message_id"))

    op.drop_table("tone_correction")
    with op.batch_alter_table("personal_account", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_personal_account_whose",
            postgresql_where=sa.text("disconnected_at IS NULL"),
            sqlite_where=sa.text("disconnected_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_personal_account_user",
            postgresql_where=sa.text("disconnected_at IS NULL"),
            sqlite_where=sa.text("disconnected_at IS NULL"),
        )

    op.drop_table("personal_account")
