"""A person, out of the claims that an issuer makes: who, with which role, and how sure. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from webcare.models import Role

LONGEST_NAME = 80
LONGEST_EMAIL = 254
LAST_SECOND = 1 << 36


@dataclass(frozen=True)
class Rules:
    """Which claim gives roles, which value gives which role (the first that fits counts), what is multi-factor."""

    role_claim: str = ""
    roles: tuple[tuple[str, Role], ...] = ()
    multi_factor: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """Somebody, as their issuer says."""

    issuer: str
    subject: str
    name: str
    email: str | None  # None also when the issuer says that it was never confirmed
    language: str
    roles_are_claimed: bool
    role: Role | None
    multi_factor: bool
    authenticated_at: datetime | None  # when they last showed the issuer who they are, where it says so


def person(claims: Mapping[str, Any], rules: Rules) -> Person:
    """The person of whom these checked claims are."""
    email = _text(claims.get("email"), LONGEST_EMAIL)
    return Person(
        issuer=claims["iss"],
        subject=claims["sub"],
        name=_text(claims.get("name"), LONGEST_NAME) or email or claims["sub"][:LONGEST_NAME],
        email=email if email and claims.get("email_verified", True) is not False else None,
        language="en" if _text(claims.get("locale"), 20).startswith("en") else "nl",
        roles_are_claimed=bool(rules.role_claim),
        role=_role(claims, rules),
        multi_factor=_is_multi_factor(claims, rules),
        authenticated_at=_moment(claims.get("auth_time")),
    )


def _role(claims: Mapping[str, Any], rules: Rules) -> Role | None:
    said = set(_values(_at(claims, rules.role_claim)))
    return next((role for value, role in rules.roles if value in said), None)


def _is_multi_factor(claims: Mapping[str, Any], rules: Rules) -> bool:
    said = {*_values(claims.get("amr")), *_values(claims.get("acr"))}
    return bool(said & rules.multi_factor)


def _at(claims: Mapping[str, Any], path: str) -> Any:
    """The claim of that name, or one inside others: `realm_access.roles`."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _values(claim: Any) -> list[str]:
    if isinstance(claim, str):
        return [claim]
    return [value for value in claim if isinstance(value, str)] if isinstance(claim, Sequence) else []


def _moment(claim: Any) -> datetime | None:
    """A number of seconds since 1970, if it is one that a calendar holds."""
    if not isinstance(claim, int) or isinstance(claim, bool) or not 0 <= claim < LAST_SECOND:
        return None
    return datetime.fromtimestamp(claim, UTC)


def _text(claim: Any, longest: int) -> str:
    """What can be kept of it: the issuer is trusted, but not with characters that no database takes."""
    kept = "".join(letter for letter in claim if letter.isprintable()) if isinstance(claim, str) else ""
    return kept.strip()[:longest]
