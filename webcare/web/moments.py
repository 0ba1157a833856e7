"""How templates write down moments: for people, in the reader's zone and language; for the browser, as numbers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import format_datetime

from webcare.database import micros
from webcare.web import now
from webcare.web.languages import time_zone


def register(app: Flask) -> None:
    """The filters `micros`, `clock` and `moment`; they need an application but no request."""
    app.jinja_env.filters.update(micros=micros, clock=clock, moment=moment)


def clock(at: datetime) -> str:
    """The time of day: "13:02"."""
    return f"{_here(at):%H:%M}"


def moment(at: datetime) -> str:
    """The time of day, with the date unless it is today: "13:02", "12 Nov 13:02"."""
    here, today = _here(at), _here(now())
    if here.date() == today.date():
        return clock(at)
    return str(format_datetime(at, "d MMM HH:mm" if here.year == today.year else "d MMM y HH:mm"))


def _here(at: datetime) -> datetime:
    """In the reader's zone, as the library's `to_user_timezone` gives it in four times as long."""
    return at.astimezone(ZoneInfo(time_zone()))
