from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from tests import scenes
from webcare.access import login_sessions
from webcare.database import session, transaction
from webcare.errors import NotFound
from webcare.models import EventRow, LoginSession, User

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def begin(user: User, now: datetime) -> str:
    with transaction():
        return login_sessions.begin(user, device="Firefox", address="::1", lasts=DAY, now=now)


@pytest.fixture
def sanne(engine: Engine, now: datetime) -> User:
    return scenes.user("Sanne Kuipers", now)


def test_a_session_is_found_by_its_token_alone(sanne: User, now: datetime) -> None:
    token = begin(sanne, now)

    found = login_sessions.find(token, now)
    assert found is not None
    assert found.user == sanne
    assert login_sessions.find(token + "x", now) is None


def test_the_database_never_holds_the_token(sanne: User, now: datetime) -> None:
    token = begin(sanne, now)

    kept = session.scalars(select(LoginSession)).one()
    assert token not in (kept.token_hash, kept.device, kept.address)


def test_every_session_has_a_token_of_its_own(sanne: User, now: datetime) -> None:
    assert begin(sanne, now) != begin(sanne, now)


@pytest.mark.parametrize(("later", "stands"), [(HOUR, True), (DAY - HOUR, True), (DAY, False), (2 * DAY, False)])
def test_a_session_ends_by_itself(sanne: User, now: datetime, later: timedelta, stands: bool) -> None:
    token = begin(sanne, now)
    assert (login_sessions.find(token, now + later) is not None) == stands


def test_a_session_that_is_not_used_ends_sooner(sanne: User, now: datetime) -> None:
    token = begin(sanne, now)
    assert login_sessions.find(token, now + 3 * HOUR, idle=2 * HOUR) is None
    with transaction():
        found = login_sessions.find(token, now)
        assert found is not None
        login_sessions.keep_alive(found, now + 2 * HOUR)
    assert login_sessions.find(token, now + 3 * HOUR, idle=2 * HOUR) is not None


def test_a_revoked_session_is_gone_and_the_log_says_so_once(sanne: User, now: datetime) -> None:
    token = begin(sanne, now)
    found = login_sessions.find(token, now)
    assert found is not None
    for _again in range(2):
        with transaction():
            login_sessions.revoke(found, by=sanne, now=now)

    assert login_sessions.find(token, now) is None
    kinds = session.scalars(select(EventRow.kind).order_by(EventRow.id)).all()
    assert kinds == ["logged_in", "session_revoked"]


def test_ending_all_sessions_can_spare_the_one_in_use(sanne: User, now: datetime) -> None:
    kept, other = begin(sanne, now), begin(sanne, now)
    with transaction():
        assert login_sessions.revoke_all(sanne, by=sanne, now=now, but=login_sessions.find(kept, now)) == 1

    assert login_sessions.find(kept, now) is not None
    assert login_sessions.find(other, now) is None


def test_a_disabled_colleague_has_no_session(sanne: User, now: datetime) -> None:
    token = begin(sanne, now)
    with transaction():
        session.get_one(User, sanne.id).disabled_at = now

    assert login_sessions.find(token, now) is None


def test_nobody_reaches_a_session_of_a_colleague(sanne: User, now: datetime) -> None:
    daan = scenes.user("Daan Visser", now)
    found = login_sessions.find(begin(sanne, now), now)
    assert found is not None

    assert login_sessions.of_user(sanne, found.id) == found
    with pytest.raises(NotFound):
        login_sessions.of_user(daan, found.id)


def test_sessions_are_counted_per_colleague(sanne: User, now: datetime) -> None:
    begin(sanne, now)
    begin(sanne, now)
    assert login_sessions.counted(now) == {sanne.id: 2}
    assert login_sessions.counted(now + 2 * DAY) == {}
