"""What an issuer's ID token says, once nothing is wrong with it: signature, issuer, audience, time and nonce. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

# Signatures by a key that only the issuer has. None by a shared secret, and never "none".
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
KINDS_OF_KEYS = ("RSA", "EC")
LONGEST_SUBJECT = 255  # as OpenID Connect has it
LEEWAY = timedelta(minutes=1)  # clocks differ a little


class BadToken(Exception):
    """Something is wrong with it; the message says what, for the log of who runs the desk."""


@dataclass(frozen=True)
class Expected:
    """What the token must say."""

    issuer: str
    client_id: str
    nonce: str


def claims_of(id_token: str, keys: Mapping[str, Any], expected: Expected, *, now: datetime) -> dict[str, Any]:
    """The claims of a token that these keys (a JWKS) signed and that was made for us, now, for this log-in.

    Raises BadToken.
    """
    try:
        token = jwt.decode(id_token, KeySet.import_key_set(_signing(keys)), algorithms=list(ALGORITHMS))  # type: ignore[arg-type]
        options = {
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
            "nonce": {"essential": True, "value": expected.nonce},
        }
        claims = CodeIDToken(token.claims, token.header, options, {"client_id": expected.client_id})
        claims.validate(now=int(now.timestamp()), leeway=int(LEEWAY.total_seconds()))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise BadToken(f"{type(error).__name__}: {error}") from error
    if (claims["iss"], claims["nonce"]) != (expected.issuer, expected.nonce):  # the library takes lists that hold them
        raise BadToken("iss or nonce is a list")
    if not _is_subject(claims["sub"]):
        raise BadToken("sub")
    return dict(claims)


def _signing(keys: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Only the keys that can have signed it: a set may hold others, of kinds that nobody here knows."""
    found: Iterable[Any] = keys.get("keys") or ()
    return {"keys": [key for key in found if key.get("kty") in KINDS_OF_KEYS and key.get("use", "sig") == "sig"]}


def _is_subject(said: Any) -> bool:
    return isinstance(said, str) and 0 < len(said) <= LONGEST_SUBJECT and said.isascii() and said.isprintable()
