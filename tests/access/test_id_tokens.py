import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from webcare.access.id_tokens import BadToken, Expected, claims_of

NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
KEYS: dict[str, Any] = {"keys": [KEY.as_dict(private=False)]}
EXPECTED = Expected("https://sso.example", "webcare", "the-nonce")
GOOD: dict[str, Any] = {
    "iss": "https://sso.example",
    "aud": "webcare",
    "sub": "s-1",
    "nonce": "the-nonce",
    "iat": int(NOW.timestamp()),
    "exp": int((NOW + timedelta(minutes=5)).timestamp()),
}


def token(changes: dict[str, Any] | None = None, key: Any = KEY, alg: str = "RS256", kid: str | None = "one") -> str:
    claims = {name: value for name, value in (GOOD | (changes or {})).items() if value is not None}
    header = {"alg": alg, **({"kid": kid} if kid else {})}
    return jwt.encode(header, claims, key, algorithms=[alg])


def encoded(part: dict[str, Any]) -> str:
    return in_base64(json.dumps(part).encode())


def in_base64(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def test_a_token_for_us_from_the_issuer_says_who_it_is() -> None:
    assert claims_of(token(), KEYS, EXPECTED, now=NOW)["sub"] == "s-1"


def test_a_token_for_more_than_us_counts_when_it_was_made_for_us() -> None:
    several = token({"aud": ["webcare", "other"], "azp": "webcare"})
    assert claims_of(several, KEYS, EXPECTED, now=NOW)["sub"] == "s-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://kwaad.example"},
        {"iss": ["https://sso.example", "https://kwaad.example"]},
        {"iss": None},
        {"aud": "other"},
        {"aud": None},
        {"aud": ["webcare", "other"], "azp": "other"},
        {"nonce": "another"},
        {"nonce": ["the-nonce"]},
        {"nonce": None},
        {"exp": int((NOW - timedelta(minutes=2)).timestamp())},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": int((NOW + timedelta(hours=1)).timestamp())},
        {"nbf": int((NOW + timedelta(hours=1)).timestamp())},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "s-1\x00"},
        {"sub": "s" * 256},
    ],
    ids=str,
)
def test_a_token_that_says_anything_else_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadToken):
        claims_of(token(changes), KEYS, EXPECTED, now=NOW)


def test_a_token_that_another_key_signed_is_refused() -> None:
    other = RSAKey.generate_key(2048, {"kid": "one"})
    with pytest.raises(BadToken):
        claims_of(token(key=other), KEYS, EXPECTED, now=NOW)
    with pytest.raises(BadToken):
        claims_of(token(key=other, kid="two"), KEYS, EXPECTED, now=NOW)


def test_the_public_key_is_no_shared_secret() -> None:
    header, claims = encoded({"alg": "HS256", "kid": "one"}), encoded(GOOD)
    signature = hmac.digest(KEY.as_pem(private=False), f"{header}.{claims}".encode(), "sha256")
    with pytest.raises(BadToken):
        claims_of(f"{header}.{claims}.{in_base64(signature)}", KEYS, EXPECTED, now=NOW)
    shared = OctKey.import_key("the-client-secret-0123456789-0123456789", {"kid": "one"})
    with pytest.raises(BadToken):
        keys: dict[str, Any] = {"keys": [shared.as_dict()]}
        claims_of(token(key=shared, alg="HS256"), keys, EXPECTED, now=NOW)


def test_a_token_without_signature_is_refused() -> None:
    header, claims, _signature = token().split(".")
    unsigned = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    for forged in (f"{unsigned}.{claims}.", f"{header}.{claims}.", f"{header}.{claims}", "", "x.y.z"):
        with pytest.raises(BadToken):
            claims_of(forged, KEYS, EXPECTED, now=NOW)


def test_a_key_of_another_kind_in_the_set_does_no_harm() -> None:
    curve = ECKey.generate_key("P-256", {"kid": "curve"})
    strange = {"kty": "LATER", "kid": "later"}
    keys = {"keys": [strange, curve.as_dict(private=False), *KeySet([KEY]).as_dict(private=False)["keys"]]}
    assert claims_of(token(key=curve, alg="ES256", kid="curve"), keys, EXPECTED, now=NOW)["sub"] == "s-1"
