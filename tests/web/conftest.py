from datetime import datetime

import pytest
from flask import Flask

from tests.visitor import Visitor
from tests.web.desk import Desk, desk
from webcare.access import accounts, demo, factors
from webcare.database import session, transaction
from webcare.models import Setting, User


@pytest.fixture
def colleagues(app: Flask, now: datetime) -> dict[str, User]:
    """The colleagues of the demonstration with their mandates, by first name."""
    with transaction():
        demo.create(now)
    people = {user.first_name.lower(): user for user in accounts.everybody()}
    session.remove()
    return people


@pytest.fixture
def agent(app: Flask, colleagues: dict[str, User]) -> Visitor:
    """An agent who is logged in."""
    return Visitor(app).log_in(colleagues["sanne"])


@pytest.fixture
def admin(app: Flask, colleagues: dict[str, User]) -> Visitor:
    """An admin who is logged in."""
    return Visitor(app).log_in(colleagues["ilse"])


@pytest.fixture(name="desk")
def a_desk(app: Flask, now: datetime) -> Desk:
    """A conversation, with an agent, a colleague and a lead who are logged in."""
    return desk(app, now)


@pytest.fixture
def password_is_enough(app: Flask) -> None:
    """An admin asks nobody for a second factor."""
    with transaction():
        session.add(Setting(name=factors.SETTING, value=False, changed_at=app.config["CLOCK"]()))
