"""Cookies that hold a key: out of reach of scripts and of other sites, and under a name that only this host can set."""

from datetime import timedelta

from flask import current_app, request
from werkzeug.wrappers import Response

from webcare import access

SESSION, HALF = access.COOKIE, "webcare_half"
SECURE = {SESSION: access.SECURE_COOKIE, HALF: "__Host-webcare-half"}


def give(response: Response, kind: str, token: str, lasts: timedelta) -> None:
    """Let the browser keep a key for so long."""
    response.set_cookie(_name(kind), token, max_age=lasts, secure=_over_https(), httponly=True, samesite="Lax")


def take(response: Response, kind: str) -> None:
    """Let the browser forget it."""
    if _name(kind) in request.cookies:
        response.delete_cookie(_name(kind), secure=_over_https(), httponly=True, samesite="Lax")


def read(kind: str) -> str:
    """What the browser sent; nothing if it has none."""
    return request.cookies.get(_name(kind), "")


def _name(kind: str) -> str:
    return SECURE[kind] if _over_https() else kind


def _over_https() -> bool:
    return bool(current_app.config["WEBCARE"].secure_cookies)
