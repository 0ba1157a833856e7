"""E-mails that must still leave, or have left."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id


class Mail(Base):
    """One e-mail: which text, in which language, to whom. Its facts are ids and links, sealed until it has left."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    address: Mapped[str]
    template: Mapped[str]
    facts: Mapped[bytes | None]  # sealed; gone once it has left or was given up, since links are keys
    language: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]  # of no use any more after this
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)  # None: nothing more is to be done
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None]  # a code of ours or the number of the mail server, never its words
