"""Passkeys (WebAuthn): what a phone, a computer or a stick signs instead of a password being typed.

A ceremony has two halves: `ask` (or `ask_to_register`) gives the browser what to sign, once and for one purpose;
`signed` (or `register`) looks at what came back. A passkey answers only to the host it was made for.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

import webauthn
from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from webcare.database import record, session
from webcare.errors import BadInput, NotFound
from webcare.events import FactorAdded
from webcare.models import Passkey, PasskeyChallenge, User
from webcare.winning import won

LASTS = timedelta(minutes=5)
MOST = 20  # per user
KIND = "passkey"
REGISTER, LOG_IN, SECOND, CONFIRM = "register", "log_in", "second", "confirm"


class PasskeyRefused(BadInput):
    """It did not sign what was asked, or belongs elsewhere."""

    code = "passkey_refused"
    message = _("This passkey was not accepted. Try again, or log in another way.")


@dataclass(frozen=True)
class Site:
    """Where the desk is at this moment: the host a passkey is made for, and the addresses it may be used at."""

    host: str
    origins: tuple[str, ...]

    @property
    def possible(self) -> bool:
        """Whether browsers make passkeys here: never for a number instead of a name."""
        try:
            ip_address(self.host)
        except ValueError:
            return bool(self.origins)
        return False


def ask_to_register(user: User, site: Site, *, now: datetime) -> dict[str, Any]:
    """What the browser passes on to make a passkey."""
    known = of(user)
    if len(known) >= MOST:
        raise PasskeyRefused(field="name")
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name="Webcare",
        user_id=f"webcare-{user.id}".encode(),
        user_name=user.email,
        user_display_name=user.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_described(each) for each in known],
    )
    _keep(options.challenge, REGISTER, user, now)
    made: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return made


def register(user: User, answer: str, name: str, site: Site, *, now: datetime) -> Passkey:
    """Keep what the browser made. Raises PasskeyRefused."""
    credential = _read(answer)
    challenge = _use(credential, REGISTER, user, now)
    try:
        found = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused(field="name") from None
    number = bytes_to_base64url(found.credential_id)
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == number)) is not None:
        raise PasskeyRefused(field="name")
    passkey = Passkey(
        user_id=user.id,
        credential_id=number,
        public_key=found.credential_public_key,
        host=site.host,
        sign_count=found.sign_count,
        name=name,
        created_at=now,
    )
    session.add(passkey)
    record(FactorAdded(at=now, by=user.id, user_id=user.id, factor=KIND))
    return passkey


def ask(purpose: str, user: User | None, site: Site, *, now: datetime) -> dict[str, Any]:
    """What the browser passes on to be signed for one purpose; by this user, or by whoever the passkey belongs to."""
    mine = [_described(each) for each in of(user) if each.host == site.host] if user else []
    options = webauthn.generate_authentication_options(
        rp_id=site.host, allow_credentials=mine, user_verification=UserVerificationRequirement.REQUIRED
    )
    _keep(options.challenge, purpose, user, now)
    asked: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return asked


def signed(answer: str, purpose: str, user: User | None, site: Site, *, now: datetime) -> User:
    """Who signed what `ask` gave for this purpose; an answer works once. Raises PasskeyRefused."""
    credential = _read(answer)
    challenge = _use(credential, purpose, user, now)
    passkey = session.scalar(
        select(Passkey).where(Passkey.credential_id == str(credential.get("id")), Passkey.host == site.host)
    )
    if passkey is None or (user is not None and passkey.user_id != user.id) or passkey.user.disabled_at is not None:
        raise PasskeyRefused(field="passkey")
    try:
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused(field="passkey") from None
    passkey.sign_count, passkey.used_at = found.new_sign_count, now
    return passkey.user


def of(user: User) -> Sequence[Passkey]:
    """The passkeys of a user, oldest first."""
    return session.scalars(select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)).all()


def of_user(user: User, passkey_id: int) -> Passkey:
    """One passkey of this user and nobody else's. Raises NotFound."""
    found = session.get(Passkey, passkey_id)
    if found is None or found.user_id != user.id:
        raise NotFound
    return found


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id))


def _keep(challenge: bytes, purpose: str, user: User | None, now: datetime) -> None:
    session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now))
    session.add(
        PasskeyChallenge(
            challenge=bytes_to_base64url(challenge),
            purpose=purpose,
            user_id=user.id if user else None,
            expires_at=now + LASTS,
        )
    )


def _read(answer: str) -> dict[str, Any]:
    try:
        credential = json.loads(answer)
    except ValueError:
        raise PasskeyRefused(field="passkey") from None
    if not isinstance(credential, dict) or not isinstance(credential.get("response"), dict):
        raise PasskeyRefused(field="passkey")
    return credential


def _use(credential: dict[str, Any], purpose: str, user: User | None, now: datetime) -> bytes:
    """Which challenge was answered: one of ours, for this purpose and user, and gone from now on."""
    try:
        said = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        challenge = str(said["challenge"])
    except (ValueError, KeyError, TypeError):
        raise PasskeyRefused(field="passkey") from None
    whose = PasskeyChallenge.user_id == user.id if user else PasskeyChallenge.user_id.is_(None)
    asked = PasskeyChallenge.challenge == challenge, PasskeyChallenge.purpose == purpose, whose
    if not won(delete(PasskeyChallenge).where(*asked, PasskeyChallenge.expires_at > now)):
        raise PasskeyRefused(field="passkey")
    return base64url_to_bytes(challenge)
