"""Web push: who wants to be told on which device, what must still be told, and the key that signs it."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.user import User


class PushSubscription(Base):
    """One browser of one colleague, as its push service knows it."""

    __tablename__ = "push_subscription"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    endpoint: Mapped[str] = mapped_column(unique=True)  # the address at the push service
    p256dh: Mapped[str]  # the browser's public key
    auth: Mapped[str]  # its secret; what is sent can be read by that browser alone
    device: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class Push(Base):
    """One thing to tell one device. It names what, never in whose words; the row goes when the matter is settled."""

    __tablename__ = "push"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("push_subscription.id", ondelete="CASCADE"), index=True)
    kind: Mapped[
        str
    ]  # which text: "escalation_asked", "escalation_back", "alerts", "standby_called", "deputy_asked", "test"
    escalation_id: Mapped[int | None] = mapped_column(ForeignKey("escalation.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))  # where an approval waits
    not_before: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]  # later it is news to nobody
    attempts: Mapped[int] = mapped_column(default=0)

    subscription: Mapped[PushSubscription] = relationship()


class VapidKey(Base):
    """The key this installation made for itself to sign its pushes with; one row."""

    __tablename__ = "vapid_key"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    private_key: Mapped[bytes] = mapped_column(LargeBinary)  # encrypted, see webcare.channels.credentials
    made_at: Mapped[datetime]
