"""Which worker runs which loop."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base


class Lease(Base):
    """One loop at a time per name; a lease that is not renewed falls free by itself."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]
