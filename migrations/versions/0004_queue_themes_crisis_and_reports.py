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
        "stale_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_stale_day")),
    )
    op.create_table(
        "wait_sum",
        sa.Column("tag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hand_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("in_time", sa.Integer(), nullable=False),
        sa.Column("in_time_by_the_clock", sa.Integer(), nullable=False),
        sa.Column("dismissed", sa.Integer(), nullable=False),
        sa.Column("dismissed_late", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("public", sa.Integer(), nullable=False),
        sa.Column("private", sa.Integer(), nullable=False),
        sa.Column("moved_to_dm", sa.Integer(), nullable=False),
        sa.Column("in_private", sa.Integer(), nullable=False),
        sa.Column("referred_to_dm", sa.Integer(), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.Column("by_ceo", sa.Integer(), nullable=False),
        sa.Column("no_answer_needed", sa.Integer(), nullable=False),
        sa.Column("thanks", sa.Integer(), nullable=False),
        sa.Column("spam", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("covered_by_another", sa.Integer(), nullable=False),
        sa.Column("other_department", sa.Integer(), nullable=False),
        sa.Column("not_for_us", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("before_negative", sa.Integer(), nullable=False),
        sa.Column("before_neutral", sa.Integer(), nullable=False),
        sa.Column("before_positive", sa.Integer(), nullable=False),
        sa.Column("after_negative", sa.Integer(), nullable=False),
        sa.Column("after_neutral", sa.Integer(), nullable=False),
        sa.Column("after_positive", sa.Integer(), nullable=False),
        sa.Column("better", sa.Integer(), nullable=False),
        sa.Column("worse", sa.Integer(), nullable=False),
        sa.Column("took", sa.LargeBinary(), nullable=False),
        sa.Column("took_substance", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tag_id", "hand_id", "hour", "day", "channel_id", "audience", name=op.f("pk_wait_sum")),
    )
    with op.batch_alter_table("wait_sum", schema=None) as batch_op:
        batch_op.create_index("ix_wait_sum_day", ["day"], unique=False)

    op.create_table(
        "word_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "word", name=op.f("pk_word_day")),
    )
    op.create_table(
        "alert_wish",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at_risk", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("late", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("sound", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("desktop", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("push", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_alert_wish_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_alert_wish")),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_handover_by_id_user")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_handover_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_by_id"), ["by_id"], unique=False)

    op.create_table(
        "help_call",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("called_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["called_by_id"], ["user.id"], name=op.f("fk_help_call_called_by_id_user")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user.id"], name=op.f("fk_help_call_ended_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_call")),
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
        "crisis",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("training", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("theme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("tag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("declared_at", sa.BigInteger(), nullable=False),
        sa.Column("declared_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_crisis_channel_id_channel")),
        sa.ForeignKeyConstraint(["declared_by_id"], ["user.id"], name=op.f("fk_crisis_declared_by_id_user")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user.id"], name=op.f("fk_crisis_ended_by_id_user")),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_crisis_tag_id_tag")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_crisis_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis")),
        sa.UniqueConstraint("tag_id", name=op.f("uq_crisis_tag_id")),
    )
    op.create_table(
        "help_answer",
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["help_call.id"], name=op.f("fk_help_answer_call_id_help_call")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_help_answer_user_id_user")),
        sa.PrimaryKeyConstraint("call_id", "user_id", name=op.f("pk_help_answer")),
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
        "crisis_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("crisis_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_crisis_entry_by_id_user")),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_crisis_entry_crisis_id_crisis")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis_entry")),
    )
    with op.batch_alter_table("crisis_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crisis_entry_crisis_id"), ["crisis_id"], unique=False)

    op.create_table(
        "crisis_statement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("crisis_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["approved_by_id"], ["user.id"], name=op.f("fk_crisis_statement_approved_by_id_user")),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_crisis_statement_crisis_id_crisis")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["user.id"], name=op.f("fk_crisis_statement_withdrawn_by_id_user")
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name=op.f("fk_crisis_statement_written_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis_statement")),
    )
    op.create_table(
        "crisis_tag",
        sa.Column("crisis_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_crisis_tag_crisis_id_crisis")),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_crisis_tag_tag_id_tag")),
        sa.PrimaryKeyConstraint("crisis_id", "tag_id", name=op.f("pk_crisis_tag")),
    )
    with op.batch_alter_table("crisis_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crisis_tag_tag_id"), ["tag_id"], unique=False)

    op.create_table(
        "crisis_word",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("crisis_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_crisis_word_crisis_id_crisis")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis_word")),
        sa.UniqueConstraint("crisis_id", "words", name=op.f("uq_crisis_word_crisis_id_words")),
    )
    op.create_table(
        "drill",
        sa.Column("crisis_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_drill_crisis_id_crisis")),
        sa.PrimaryKeyConstraint("crisis_id", name=op.f("pk_drill")),
    )
    op.create_table(
        "training_seat",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("crisis_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_training_seat_channel_id_channel")),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_training_seat_crisis_id_crisis")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_training_seat_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_seat")),
    )
    with op.batch_alter_table("training_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_seat_crisis_id"), ["crisis_id"], unique=False)
        batch_op.create_index(
            "uq_training_seat_taken",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "crisis_conversation",
        sa.Column("crisis_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("gathered_at", sa.BigInteger(), nullable=False),
        sa.Column("gathered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("left_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_crisis_conversation_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_crisis_conversation_crisis_id_crisis")),
        sa.ForeignKeyConstraint(
            ["gathered_by_id"], ["user.id"], name=op.f("fk_crisis_conversation_gathered_by_id_user")
        ),
        sa.ForeignKeyConstraint(["left_by_id"], ["user.id"], name=op.f("fk_crisis_conversation_left_by_id_user")),
        sa.PrimaryKeyConstraint("crisis_id", "conversation_id", name=op.f("pk_crisis_conversation")),
    )
    with op.batch_alter_table("crisis_conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crisis_conversation_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "handed_over",
        sa.Column("handover_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_handed_over_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["from_id"], ["user.id"], name=op.f("fk_handed_over_from_id_user")),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handed_over_handover_id_handover")),
        sa.PrimaryKeyConstraint("handover_id", "conversation_id", name=op.f("pk_handed_over")),
    )
    with op.batch_alter_table("handed_over", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handed_over_conversation_id"), ["conversation_id"], unique=False)

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
        batch_op.create_index(batch_op.f("ix_theme_message_conversation_id"), ["conversation_id"], unique=False)
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

    op.create_table(
        "alert",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("owned", sa.Boolean(), nullable=False),
        sa.Column("wait_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("help_call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("push_at", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_alert_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["help_call_id"], ["help_call.id"], name=op.f("fk_alert_help_call_id_help_call")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_alert_user_id_user")),
        sa.ForeignKeyConstraint(["wait_id"], ["wait.id"], name=op.f("fk_alert_wait_id_wait")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("user_id", "help_call_id", name=op.f("uq_alert_user_id_help_call_id")),
        sa.UniqueConstraint("user_id", "wait_id", "kind", name=op.f("uq_alert_user_id_wait_id_kind")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_help_call_id"), ["help_call_id"], unique=False)
        batch_op.create_index(
            "ix_alert_unseen",
            ["user_id"],
            unique=False,
            postgresql_where=sa.text("seen_at IS NULL"),
            sqlite_where=sa.text("seen_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_alert_wait_id"), ["wait_id"], unique=False)

    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("crisis_statement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_approval_crisis_statement_id_crisis_statement"),
            "crisis_statement",
            ["crisis_statement_id"],
            ["id"],
        )

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sentiment", sa.String(), nullable=True))

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_event_reopened",
            ["at"],
            unique=False,
            postgresql_where=sa.text("kind = 'conversation_reopened'"),
            sqlite_where=sa.text("kind = 'conversation_reopened'"),
        )

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

    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index("ix_promise_counted", ["counts_from"], unique=False)

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

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("assigns", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("here_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("standby", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("most_held", sa.Integer(), server_default=sa.text("8"), nullable=False))

    with op.batch_alter_table("wait", schema=None) as batch_op:
        batch_op.create_index("ix_wait_ended", ["ended_at"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("wait", schema=None) as batch_op:
        batch_op.drop_index("ix_wait_ended")

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("most_held")
        batch_op.drop_column("standby")
        batch_op.drop_column("here_at")

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_column("assigns")

    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_reply_account_id_personal_account"), type_="foreignkey")
        batch_op.drop_column("account_id")

    with op.batch_alter_table("push", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_push_conversation_id_conversation"), type_="foreignkey")
        batch_op.drop_column("conversation_id")

    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index("ix_promise_counted")

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

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_event_reopened",
            postgresql_where=sa.text("kind = 'conversation_reopened'"),
            sqlite_where=sa.text("kind = 'conversation_reopened'"),
        )

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_column("sentiment")

    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_approval_crisis_statement_id_crisis_statement"), type_="foreignkey")
        batch_op.drop_column("crisis_statement_id")

    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_wait_id"))
        batch_op.drop_index(
            "ix_alert_unseen", postgresql_where=sa.text("seen_at IS NULL"), sqlite_where=sa.text("seen_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_alert_help_call_id"))

    op.drop_table("alert")
    with op.batch_alter_table("tone_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tone_correction_message_id"))

    op.drop_table("tone_correction")
    with op.batch_alter_table("theme_message", schema=None) as batch_op:
        batch_op.drop_index("ix_theme_message_volume")
        batch_op.drop_index(batch_op.f("ix_theme_message_message_id"))
        batch_op.drop_index(batch_op.f("ix_theme_message_conversation_id"))

    op.drop_table("theme_message")
    with op.batch_alter_table("theme_conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_conversation_conversation_id"))

    op.drop_table("theme_conversation")
    with op.batch_alter_table("handed_over", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handed_over_conversation_id"))

    op.drop_table("handed_over")
    with op.batch_alter_table("crisis_conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_crisis_conversation_conversation_id"))

    op.drop_table("crisis_conversation")
    with op.batch_alter_table("training_seat", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_training_seat_taken",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_training_seat_crisis_id"))

    op.drop_table("training_seat")
    op.drop_table("drill")
    op.drop_table("crisis_word")
    with op.batch_alter_table("crisis_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_crisis_tag_tag_id"))

    op.drop_table("crisis_tag")
    op.drop_table("crisis_statement")
    with op.batch_alter_table("crisis_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_crisis_entry_crisis_id"))

    op.drop_table("crisis_entry")
    op.drop_table("theme_word")
    with op.batch_alter_table("theme_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_tag_tag_id"))

    op.drop_table("theme_tag")
    with op.batch_alter_table("spike", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spike_theme_id"))
        batch_op.drop_index(batch_op.f("ix_spike_seen_at"))

    op.drop_table("spike")
    op.drop_table("help_answer")
    op.drop_table("crisis")
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
    op.drop_table("help_call")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_by_id"))

    op.drop_table("handover")
    op.drop_table("alert_wish")
    op.drop_table("word_day")
    with op.batch_alter_table("wait_sum", schema=None) as batch_op:
        batch_op.drop_index("ix_wait_sum_day")

    op.drop_table("wait_sum")
    op.drop_table("stale_day")
    op.drop_table("bookmark")
