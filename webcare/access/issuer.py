"""The organisation's own log-in service: an OpenID Connect issuer. What it is asked, and what it says of a person."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from authlib.integrations.base_client.errors import OAuthError
from flask_babel import lazy_gettext as _

from webcare.access import id_tokens
from webcare.access.id_tokens import BadToken, Expected
from webcare.access.issuer_client import IssuerClient
from webcare.errors import WebcareError

DISCOVERY = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
FRESH = timedelta(hours=1)  # how long the issuer's addresses and keys are believed
log = structlog.get_logger("webcare.access")


class IssuerUnreachable(WebcareError):
    """No answer, or none that can be used."""

    status = 503
    code = "issuer_unreachable"
    message = _("%(label)s does not answer. Try again in a minute, or log in with your password.")


class NotConfirmed(WebcareError):
    """What came back is not what was asked for, or cannot be trusted."""

    status = 422
    code = "not_confirmed"
    message = _("%(label)s could not confirm who you are. Try again; if it happens again, tell an admin.")


@dataclass(frozen=True)
class Settings:
    """How the desk is known to the issuer, and how the issuer is known on the desk."""

    url: str
    client_id: str
    client_secret: str
    label: str
    scope: str


@dataclass(frozen=True)
class Trip:
    """What the way there and back has in common."""

    state: str
    nonce: str
    verifier: str
    callback: str


@dataclass
class Issuer:
    """One issuer; its addresses and keys are read once an hour."""

    settings: Settings
    _facts: dict[str, Any] = field(default_factory=dict)
    _keys: dict[str, Any] = field(default_factory=dict)
    _read_at: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def address_for(self, trip: Trip, *, now: datetime, anew: bool = False) -> str:
        """Where to send the browser. `anew`: ask who it is, whatever is remembered there. Raises IssuerUnreachable."""
        endpoint = self._known(now)["authorization_endpoint"]
        asked = {"prompt": "login", "max_age": "0"} if anew else {}
        with self._client() as client:
            address, _state = client.create_authorization_url(
                endpoint,
                state=trip.state,
                nonce=trip.nonce,
                code_verifier=trip.verifier,
                redirect_uri=trip.callback,
                **asked,
            )
        return str(address)

    def is_named(self, said: str | None, *, now: datetime) -> bool:
        """Whether the browser came back from this issuer and no other (RFC 9207)."""
        if said is None:
            return not self._known(now).get("authorization_response_iss_parameter_supported")
        return said == self.settings.url

    def claims(self, code: str, trip: Trip, *, now: datetime) -> dict[str, Any]:
        """What the issuer says of who came back with this code: the ID token's claims, and beneath them the user info.

        Raises IssuerUnreachable, NotConfirmed.
        """
        facts = self._known(now)
        try:
            with self._client() as client:
                token = _token(client, facts["token_endpoint"], code, trip)
                claims = self._checked(str(token.get("id_token") or ""), trip, now)
                more = client.read(facts["userinfo_endpoint"]) if "userinfo_endpoint" in facts else {}
        except OAuthError as error:
            raise self.not_confirmed(str(error.error)) from error
        except (requests.RequestException, ValueError) as error:
            raise self._unreachable(error) from error
        if more and more.get("sub") != claims["sub"]:
            raise self.not_confirmed("the user info is about somebody else")
        return more | claims

    def not_confirmed(self, why: str) -> NotConfirmed:
        """The error to raise; the reason goes to the log only."""
        log.warning("single sign-on refused", issuer=self.settings.url, why=why[:200])
        return NotConfirmed(label=self.settings.label)

    def _checked(self, id_token: str, trip: Trip, now: datetime) -> dict[str, Any]:
        expected = Expected(self.settings.url, self.settings.client_id, trip.nonce)
        try:
            return id_tokens.claims_of(id_token, self._keys, expected, now=now)
        except BadToken:
            self._read(now)  # the issuer may have new keys
        try:
            return id_tokens.claims_of(id_token, self._keys, expected, now=now)
        except BadToken as error:
            raise self.not_confirmed(str(error)) from error

    def _known(self, now: datetime) -> dict[str, Any]:
        with self._lock:
            if self._read_at is None or not timedelta() <= now - self._read_at < FRESH:
                self._read(now)
            return self._facts

    def _read(self, now: datetime) -> None:
        try:
            with self._client() as client:
                facts = client.read(self.settings.url.rstrip("/") + DISCOVERY)
                self._check(facts)
                self._keys = client.read(facts["jwks_uri"])
        except (requests.RequestException, ValueError, OAuthError) as error:
            raise self._unreachable(error) from error
        self._facts, self._read_at = facts, now

    def _check(self, facts: Mapping[str, Any]) -> None:
        """Only an issuer that names itself, with addresses as safe as its own."""
        if facts.get("issuer") != self.settings.url:
            raise ValueError("another issuer answers there")
        own = urlsplit(self.settings.url).scheme
        found = [facts.get(name) for name in NEEDED]
        if not all(isinstance(address, str) and urlsplit(address).scheme in ("https", own) for address in found):
            raise ValueError("an address is missing or not safe")

    def _unreachable(self, error: Exception) -> IssuerUnreachable:
        log.warning("issuer unreachable", issuer=self.settings.url, error=type(error).__name__, why=str(error)[:200])
        return IssuerUnreachable(label=self.settings.label)

    def _client(self) -> IssuerClient:
        known = self.settings
        return IssuerClient(known.client_id, known.client_secret, scope=known.scope, code_challenge_method="S256")


def _token(client: IssuerClient, endpoint: str, code: str, trip: Trip) -> Mapping[str, Any]:
    token: Mapping[str, Any] = client.fetch_token(
        endpoint,
        grant_type="authorization_code",
        code=code,
        code_verifier=trip.verifier,
        redirect_uri=trip.callback,
    )
    return token
