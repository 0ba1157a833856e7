"""Teams: colleagues who get power together."""

from datetime import datetime

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id


class Team(Base):
    """Some colleagues under one name; a grant, a limit or an approval can be a team's."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    dissolved_at: Mapped[datetime | None]  # its grants give nothing any more; who was in it stays on record
    assigns: Mapped[bool] = mapped_column(default=False, server_default=false())  # its people are given what waits


class TeamMember(Base):
    """Somebody in a team."""

    __tablename__ = "team_member"

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    joined_at: Mapped[datetime]
