"""teams hold grants."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ONE_HOLDER = (
    "(CASE WHEN user_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN team_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN role IS NULL THEN 0 ELSE 1 END) = 1"
)
BEFORE = "(user_id IS NULL) <> (role IS NULL)"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "team",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("dissolved_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "team_member",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id_team")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_team_member_user_id_user")),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_team_member")),
    )
    op.create_index(op.f("ix_team_member_user_id"), "team_member", ["user_id"])
    with op.batch_alter_table("grant", schema=None) as grants:
        grants.add_column(sa.Column("team_id", ID, nullable=True))
        grants.add_column(sa.Column("approver_team_id", ID, nullable=True))
        grants.create_foreign_key(op.f("fk_grant_team_id_team"), "team", ["team_id"], ["id"])
        grants.create_foreign_key(op.f("fk_grant_approver_team_id_team"), "team", ["approver_team_id"], ["id"])
        grants.create_index(op.f("ix_grant_team_id"), ["team_id"])
        grants.drop_constraint(op.f("ck_grant_one_holder"), type_="check")
        grants.create_check_constraint(op.f("ck_grant_one_holder"), ONE_HOLDER)


def downgrade() -> None:
    """Back."""
    op.execute('DELETE FROM "grant" WHERE team_id IS NOT NULL')
    with op.batch_alter_table("grant", schema=None) as grants:
        grants.drop_constraint(op.f("ck_grant_one_holder"), type_="check")
        grants.create_check_constraint(op.f("ck_grant_one_holder"), BEFORE)
        grants.drop_index(op.f("ix_grant_team_id"))
        grants.drop_constraint(op.f("fk_grant_approver_team_id_team"), type_="foreignkey")
        grants.drop_constraint(op.f("fk_grant_team_id_team"), type_="foreignkey")
        grants.drop_column("approver_team_id")
        grants.drop_column("team_id")
    op.drop_index(op.f("ix_team_member_user_id"), "team_member")
    op.drop_table("team_member")
    op.drop_table("team")
