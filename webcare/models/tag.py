"""Labels on conversations."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id


class Tag(Base):
    """One label. Its name is kept in lower case, without a hash."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
