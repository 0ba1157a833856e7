"""Ways in: invitations, new passwords, second factors, passkeys. Tokens and codes are kept as hashes only."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.user import User


class Invitation(Base):
    """Somebody was asked to join; the link works once and for three days."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    role: Mapped[str]
    language: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # whom it became

    invited_by: Mapped[User] = relationship(foreign_keys=[invited_by_id])


class PasswordReset(Base):
    """Somebody forgot a password. The worker looks whether there is an account, so that the page cannot tell."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str]  # as it was asked
    language: Mapped[str]
    asked_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str | None] = mapped_column(unique=True)  # None: not looked at yet
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class HalfLogIn(Base):
    """The password was right, the second factor is still to come. It opens nothing but the page that asks for it."""

    __tablename__ = "half_log_in"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class Authenticator(Base):
    """An app that makes codes (TOTP); at most one per user."""

    __tablename__ = "authenticator"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    secret: Mapped[bytes]  # sealed
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # until a first code was right it counts for nothing
    last_step: Mapped[int] = mapped_column(default=0)  # the newest step whose code was taken: each works once


class RecoveryCode(Base):
    """A way in without phone or key; each works once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key of a phone, a computer or a stick (WebAuthn)."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    host: Mapped[str]  # the name of the desk it was made for; it answers to no other
    sign_count: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class PasskeyChallenge(Base):
    """What a passkey is asked to sign, for one purpose; gone once it was."""

    __tablename__ = "passkey_challenge"

    challenge: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: whoever the key belongs to
    expires_at: Mapped[datetime] = mapped_column(index=True)
