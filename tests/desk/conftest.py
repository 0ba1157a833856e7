"""Colleagues of stories in which somebody else reads along first."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests import scenes
from webcare.database import session, transaction
from webcare.models import Effect, Grant, Power, Role, User

DAY = timedelta(days=1)


@pytest.fixture
def nina(engine: Engine, now: datetime) -> User:
    """New here: what she writes goes out after approval."""
    new = scenes.user("Nina Nieuw", now)
    with transaction():
        grant = {
            "power": Power.ANSWER,
            "effect": Effect.WITH_APPROVAL,
            "valid_from": now - DAY,
            "granted_at": now - DAY,
        }
        session.add(Grant(user_id=new.id, **grant))
    return new


@pytest.fixture
def fatima(engine: Engine, now: datetime) -> User:
    return scenes.user("Fatima el Amrani", now, Role.LEAD)


@pytest.fixture
def lena(engine: Engine, now: datetime) -> User:
    return scenes.user("Lena de Boer", now, Role.LEAD)
