"""Second factors: codes of an app, recovery codes, who must have one."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from tests import scenes
from webcare import sealing
from webcare.access import accounts, authenticators, factors, grants, half_log_ins, login_sessions, passwords, recovery
from webcare.access.accounts import WrongPassword
from webcare.access.authenticators import HasAuthenticator, WrongCode
from webcare.access.factors import LastFactor
from webcare.access.half_log_ins import HalfLogInOver
from webcare.database import session, transaction
from webcare.models import Authenticator, LoginSession, Mail, RecoveryCode, Role, User

HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def sanne(app: Flask, now: datetime) -> User:
    with transaction():
        grants.seed(now)
    return scenes.user("Sanne Kuipers", now)


def set_up(user: User, now: datetime) -> pyotp.TOTP:
    """Set up an app; the code of a minute before now is used up by it."""
    with transaction():
        authenticators.begin(user, now=now)
    found = authenticators.of(user)
    assert found is not None
    app = pyotp.TOTP(authenticators.secret(found))
    with transaction():
        authenticators.confirm(user, app.at(now - HALF_A_MINUTE), now=now)
    return app


def is_right(user: User, code: str, now: datetime) -> bool:
    with transaction():
        return authenticators.is_right(user, code, now=now)


def at_once(act: Callable[[], bool], times: int = 20) -> int:
    """How many of so many at the same moment succeed."""
    session.remove()
    start, won = threading.Barrier(times), []

    def run() -> None:
        start.wait()
        try:
            won.append(act())
        finally:
            session.remove()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sum(won)


def test_a_code_works_once(sanne: User, now: datetime) -> None:
    app = set_up(sanne, now)
    assert is_right(sanne, app.at(now), now)
    assert not is_right(sanne, app.at(now), now)
    assert not is_right(sanne, app.at(now), now + HALF_A_MINUTE)
    assert is_right(sanne, app.at(now + HALF_A_MINUTE), now + HALF_A_MINUTE)


def test_the_code_that_set_the_app_up_is_used_up(sanne: User, now: datetime) -> None:
    app = set_up(sanne, now)
    assert not is_right(sanne, app.at(now - HALF_A_MINUTE), now)


def test_an_older_code_than_the_last_is_never_taken(sanne: User, now: datetime) -> None:
    app = set_up(sanne, now)
    assert is_right(sanne, app.at(now + HALF_A_MINUTE), now)
    assert not is_right(sanne, app.at(now), now)


def test_a_code_works_once_also_for_twenty_at_the_same_moment(sanne: User, now: datetime) -> None:
    app = set_up(sanne, now)
    code = app.at(now)
    assert at_once(lambda: is_right(sanne, code, now)) == 1


@pytest.mark.parametrize(("seconds", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_clocks_may_differ_by_half_a_minute(sanne: User, now: datetime, seconds: int, right: bool) -> None:
    app, later = set_up(sanne, now), now + timedelta(hours=1)
    assert is_right(sanne, app.at(later + timedelta(seconds=seconds)), later) == right


def test_spaces_in_a_code_do_not_matter(sanne: User, now: datetime) -> None:
    code = set_up(sanne, now).at(now)
    assert is_right(sanne, f" {code[:3]} {code[3:]}", now)


def test_an_app_counts_only_after_its_first_right_code(sanne: User, now: datetime) -> None:
    with transaction():
        authenticators.begin(sanne, now=now)
    found = authenticators.of(sanne)
    assert found is not None
    app = pyotp.TOTP(authenticators.secret(found))
    assert not factors.has_any(sanne)
    assert not is_right(sanne, app.at(now), now)
    with pytest.raises(WrongCode), transaction():
        authenticators.confirm(sanne, "000000" if app.at(now) != "000000" else "000001", now=now)
    with transaction():
        authenticators.confirm(sanne, app.at(now), now=now)
    assert factors.has_any(sanne)
    assert scenes.kinds()[-1] == "factor_added"


def test_an_app_in_use_is_not_replaced_by_surprise(sanne: User, now: datetime) -> None:
    set_up(sanne, now)
    with pytest.raises(HasAuthenticator), transaction():
        authenticators.begin(sanne, now=now)


def test_the_secret_is_sealed_and_can_be_sealed_anew(sanne: User, now: datetime) -> None:
    app = set_up(sanne, now)
    kept = session.scalars(select(Authenticator)).one().secret
    assert app.secret.encode() not in kept
    with transaction():
        assert authenticators.reseal() == 1
    resealed = session.scalars(select(Authenticator)).one().secret
    assert resealed != kept
    assert sealing.unseal(resealed) == {"secret": app.secret}


def test_each_recovery_code_works_once(sanne: User, now: datetime) -> None:
    with transaction():
        codes = recovery.make(sanne, now=now)
    assert len(set(codes)) == 10
    for code in (codes[0], codes[0].upper(), codes[0].replace("-", " ")):
        with transaction():
            assert recovery.use(sanne, code, now=now) == (code == codes[0])
    assert recovery.left(sanne) == 9
    assert scenes.kinds()[-1] == "recovery_code_used"


def test_a_recovery_code_works_once_also_for_twenty_at_the_same_moment(sanne: User, now: datetime) -> None:
    with transaction():
        code = recovery.make(sanne, now=now)[3]

    def use() -> bool:
        with transaction():
            return recovery.use(sanne, code, now=now)

    assert at_once(use) == 1


def test_new_recovery_codes_end_the_old_and_belong_to_one_user(sanne: User, now: datetime) -> None:
    daan = scenes.user("Daan Visser", now)
    with transaction():
        old = recovery.make(sanne, now=now)[0]
        new = recovery.make(sanne, now=now)[0]
    with transaction():
        assert not recovery.use(sanne, old, now=now)
        assert not recovery.use(daan, new, now=now)
        assert recovery.use(sanne, new, now=now)


def test_the_database_holds_no_recovery_code(sanne: User, now: datetime) -> None:
    with transaction():
        codes = recovery.make(sanne, now=now)
    kept = " ".join(session.scalars(select(RecoveryCode.code_hash)))
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


def test_password_and_code_are_checked_together(app: Flask, now: datetime) -> None:
    with transaction():
        noor = accounts.create(
            "noor@spoorlijn.example",
            name="Noor",
            role=Role.EXECUTIVE,
            password_hash=passwords.hashed("een lange zin als sleutel"),
            now=now,
        )
    totp, right = set_up(noor, now), "een lange zin als sleutel"
    for form, error in (({"password": "iets anders"}, WrongPassword), ({"password": right, "code": "12"}, WrongCode)):
        with pytest.raises(error), transaction():
            factors.check(noor, form, now=now)
    with transaction():
        factors.check(noor, {"password": right, "code": totp.at(now)}, now=now)


@pytest.mark.parametrize(
    ("role", "publishes"),
    [(Role.AGENT, True), (Role.LEAD, True), (Role.EXECUTIVE, True), (Role.ADMIN, False), (Role.EMPLOYEE, False)],
)
def test_who_may_answer_or_approve_needs_one(app: Flask, now: datetime, role: Role, publishes: bool) -> None:
    with transaction():
        grants.seed(now)
    user = scenes.user("Iemand", now, role)
    with transaction():
        login_sessions.begin(user, device="", address="", lasts=timedelta(days=1), now=now)
    found = session.scalars(select(LoginSession)).one()
    assert factors.is_missing(found, now, demo=False) == publishes
    assert not factors.is_missing(found, now, demo=True)


def test_an_admin_switches_the_rule_also_in_a_demonstration(sanne: User, now: datetime) -> None:
    ilse = scenes.user("Ilse Bakker", now, Role.ADMIN)
    for on in (True, False):
        with transaction():
            factors.require(on, by=ilse, now=now)
        assert [factors.is_required(demo=demo) for demo in (True, False)] == [on, on]
    assert scenes.kinds()[-1] == "setting_changed"


def test_the_last_factor_stays_where_one_is_needed(sanne: User, now: datetime) -> None:
    set_up(sanne, now)
    with pytest.raises(LastFactor), transaction():
        factors.remove(sanne, authenticators.KIND, now=now, demo=False)
    assert factors.has_any(sanne)
    with transaction():
        recovery.make(sanne, now=now)
        factors.remove(sanne, authenticators.KIND, now=now, demo=True)
    assert not factors.has_any(sanne)
    assert recovery.left(sanne) == 0


def test_an_admin_takes_everything_away_and_the_sessions_end(sanne: User, now: datetime) -> None:
    ilse = scenes.user("Ilse Bakker", now, Role.ADMIN)
    set_up(sanne, now)
    with transaction():
        recovery.make(sanne, now=now)
        token = login_sessions.begin(sanne, device="", address="", lasts=timedelta(days=1), now=now, strong=True)
        half = half_log_ins.begin(sanne, now=now)
    with transaction():
        factors.reset(sanne, by=ilse, now=now)
    assert factors.of(sanne).any is False
    assert recovery.left(sanne) == 0
    assert login_sessions.find(token, now) is None
    with pytest.raises(HalfLogInOver):
        half_log_ins.find(half, now)
    assert scenes.kinds()[-1] == "factor_removed"
    assert session.scalars(select(Mail.template)).all() == ["factor_changed"]


def test_half_a_log_in_lasts_ten_minutes_and_five_tries(sanne: User, now: datetime) -> None:
    with transaction():
        token = half_log_ins.begin(sanne, now=now)
    assert half_log_ins.find(token, now + timedelta(minutes=9)).user_id == sanne.id
    with pytest.raises(HalfLogInOver):
        half_log_ins.find(token, now + timedelta(minutes=10))

    def attempt() -> bool:
        try:
            with transaction():
                half_log_ins.count(half_log_ins.find(token, now), now)
        except HalfLogInOver:
            return False
        return True

    assert at_once(attempt) == 5


def test_half_a_log_in_becomes_a_whole_one_once(sanne: User, now: datetime) -> None:
    with transaction():
        token = half_log_ins.begin(sanne, now=now)

    def finish() -> bool:
        try:
            with transaction():
                half_log_ins.finish(half_log_ins.find(token, now), now)
        except HalfLogInOver:
            return False
        return True

    assert at_once(finish) == 1


def test_a_new_password_ends_what_is_half_begun(sanne: User, now: datetime) -> None:
    with transaction():
        token = half_log_ins.begin(sanne, now=now)
    with transaction():
        accounts.take_password(accounts.with_id(sanne.id), passwords.hashed("een heel nieuwe zin"), now=now)
    with pytest.raises(HalfLogInOver):
        half_log_ins.find(token, now)
