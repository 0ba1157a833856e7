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
        "bookmark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_bookmark")),
    )
    op.create_table(
        "word_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "word", name=op.f("pk_word_day")),
    )
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
        "theme",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("detected", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("detected_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("archived_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("matched_from", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["archived_by_id"], ["user.id"], name=op.f("fk_theme_archived_by_id_user")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_theme_created_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("name", name=op.f("uq_theme_name")),
    )
    op.create_table(
        "spike",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("theme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("usual", sa.Double(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("negative_share", sa.Double(), nullable=True),
        sa.Column("usual_negative_share", sa.Double(), nullable=True),
        sa.Column("dismissed_at", sa.BigInteger(), nullable=True),
        sa.Column("dismissed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("crisis_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["dismissed_by_id"], ["user.id"], name=op.f("fk_spike_dismissed_by_id_user")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_spike_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spike")),
    )
    with op.batch_alter_table("spike", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spike_seen_at"), ["seen_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_spike_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "theme_tag",
        sa.Column("theme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_theme_tag_tag_id_tag")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_tag_theme_id_theme")),
        sa.PrimaryKeyConstraint("theme_id", "tag_id", name=op.f("pk_theme_tag")),
    )
    with op.batch_alter_table("theme_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_tag_tag_id"), ["tag_id"], unique=False)

    op.create_table(
        "theme_word",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("theme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_word_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_word")),
        sa.UniqueConstraint("theme_id", "words", name=op.f("uq_theme_word_theme_id_words")),
    )
    op.create_table(
        "theme_conversation",
        sa.Column("theme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_theme_conversation_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_conversation_theme_id_theme")),
        sa.PrimaryKeyConstraint("theme_id", "conversation_id", name=op.f("pk_theme_conversation")),
    )
    with op.batch_alter_table("theme_conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_conversation_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "theme_message",
        sa.Column("theme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_theme_message_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_theme_message_message_id_message")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_message_theme_id_theme")),
        sa.PrimaryKeyConstraint("theme_id", "message_id", name=op.f("pk_theme_message")),
    )
    with op.batch_alter_table("theme_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_message_message_id"), ["message_id"], unique=False)
        batch_op.create_index("ix_theme_message_volume", ["theme_id", "posted_at", "conversation_id"], unique=False)

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
            "ix_message_inbound",
            ["posted_at", "channel_id"],
            unique=False,
            postgresql_where=sa.text("direction = 'inbound'"),
            sqlite_where=sa.text("direction = 'inbound'"),
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
        batch_op.drop_index(
            "ix_message_inbound",
            postgresql_where=sa.text("direction = 'inbound'"),
            sqlite_where=sa.text("direction = 'inbound'"),
        )
        batch_op.drop_column("sentiment_by_id")
        batch_op.drop_column("sentiment")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_column("sentiment")

    with op.batch_alter_table("tone_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tone_correction_message_id"))

    op.drop_table("tone_correction")
    with op.batch_alter_table("theme_message", schema=None) as batch_op:
        batch_op.drop_index("ix_theme_message_volume")
        batch_op.drop_index(batch_op.f("ix_theme_message_message_id"))

    op.drop_table("theme_message")
    with op.batch_alter_table("theme_conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_conversation_conversation_id"))

    op.drop_table("theme_conversation")
    op.drop_table("theme_word")
    with op.batch_alter_table("theme_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_tag_tag_id"))

    op.drop_table("theme_tag")
    with op.batch_alter_table("spike", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spike_theme_id"))
        batch_op.drop_index(batch_op.f("ix_spike_seen_at"))

    op.drop_table("spike")
    op.drop_table("theme")
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
    op.drop_table("word_day")
    op.drop_table("bookmark")
