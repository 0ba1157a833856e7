"""OAuth 1.0a as X checks it: HMAC-SHA1 over method, address and parameters; a nonce counts once, a time is near."""

import base64
import hashlib
import hmac
import re
import threading
import time
from urllib.parse import quote, unquote

from flask import Request
from sqlalchemy import Connection, select

from webcare.simulator import problems
from webcare.simulator.store import credential

HOSTS = ("https://api.x.com", "https://api.twitter.com")  # what a client may have signed, wherever it is sent to
NEAR = 300  # seconds a timestamp may be off
FIELD = re.compile(r'([a-z_]+)="([^"]*)"')


class Signatures:
    """Verifies requests; remembers nonces for as long as their timestamps would pass."""

    def __init__(self) -> None:
        """No nonce is known yet."""
        self._lock = threading.Lock()
        self._nonces: dict[str, float] = {}

    def verify(self, request: Request, connection: Connection) -> int:
        """Whose request this is: the account's id. Raises Problem 401 (or 403 for an app's bearer token)."""
        header = request.headers.get("Authorization", "")
        if header.startswith("Bearer "):
            raise problems.unsupported_authentication()
        if not header.startswith("OAuth "):
            raise problems.unauthorized()
        fields = {name: unquote(value) for name, value in FIELD.findall(header)}
        keys = self._keys(fields, connection)
        if keys is None or not self._signed(request, fields, keys) or not self._fresh(fields):
            raise problems.unauthorized()
        return int(keys["account_id"])

    def _keys(self, fields: dict[str, str], connection: Connection) -> dict[str, str] | None:
        if fields.get("oauth_signature_method") != "HMAC-SHA1":
            return None
        found = connection.execute(
            select(credential).where(
                credential.c.access_token == fields.get("oauth_token", ""),
                credential.c.consumer_key == fields.get("oauth_consumer_key", ""),
            )
        ).first()
        return found._asdict() if found else None

    def _signed(self, request: Request, fields: dict[str, str], keys: dict[str, str]) -> bool:
        parameters = [(name, value) for name, value in fields.items() if name not in ("oauth_signature", "realm")]
        parameters += list(request.args.items(multi=True))
        given = fields.get("oauth_signature", "")
        return any(
            hmac.compare_digest(sign(request.method, host + request.path, parameters, keys), given)
            for host in (request.host_url.rstrip("/"), *HOSTS)
        )

    def _fresh(self, fields: dict[str, str]) -> bool:
        now = time.time()
        try:
            made = float(fields["oauth_timestamp"])
        except (KeyError, ValueError):
            return False
        if abs(now - made) > NEAR:
            return False
        with self._lock:
            if fields.get("oauth_nonce", "") in self._nonces:
                return False
            self._forget(now)
            self._nonces[fields.get("oauth_nonce", "")] = made
        return True

    def _forget(self, now: float) -> None:
        if len(self._nonces) > 20_000:
            self._nonces = {nonce: made for nonce, made in self._nonces.items() if now - made <= NEAR}


def sign(method: str, url: str, parameters: list[tuple[str, str]], keys: dict[str, str]) -> str:
    """The signature of a request. Source: RFC 5849, 3.4."""
    pairs = sorted((_escape(name), _escape(value)) for name, value in parameters)
    normal = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join((method.upper(), _escape(url), _escape(normal)))
    key = f"{_escape(keys['consumer_secret'])}&{_escape(keys['access_token_secret'])}"
    return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()


def _escape(value: str) -> str:
    return quote(value, safe="~")
