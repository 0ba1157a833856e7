import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import scenes
from webcare import sealing
from webcare.access import accounts, login_sessions, resets
from webcare.access.passwords import GuessablePassword
from webcare.access.tokens import LinkOver
from webcare.database import session, transaction
from webcare.models import Mail, PasswordReset, User

NEW = "een heel nieuwe zin"


@pytest.fixture
def sanne(app: Flask, now: datetime) -> User:
    return scenes.user("Sanne Kuipers", now)


def ask(email: str, now: datetime) -> None:
    with transaction():
        resets.ask(email, language="nl", now=now)


def token() -> str:
    """Out of the newest e-mail."""
    session.rollback()
    mail = session.scalars(select(Mail).where(Mail.next_try_at.is_not(None)).order_by(Mail.id.desc())).first()
    assert mail is not None
    assert mail.facts is not None
    return str(sealing.unseal(mail.facts)["path"]).removeprefix("/reset/")


def take(key: str, now: datetime, password: str = NEW) -> None:
    owner = resets.of_token(key, now)
    kept = accounts.hashed_for(owner.name, owner.email, password)
    with transaction():
        resets.take(key, kept, now=now)


def test_a_link_changes_the_password_and_ends_every_session(sanne: User, now: datetime) -> None:
    with transaction():
        cookie = login_sessions.begin(sanne, device="", address="", lasts=timedelta(days=1), now=now)
    ask(f" {sanne.email.upper()} ", now)
    assert resets.look(now) == 1
    take(token(), now)
    assert accounts.authenticate(sanne.email, NEW).id == sanne.id
    assert login_sessions.find(cookie, now) is None
    assert scenes.kinds()[-3:] == ["password_reset_sent", "session_revoked", "password_changed"]


def test_nothing_is_kept_or_sent_for_an_address_that_is_nobodys(sanne: User, now: datetime) -> None:
    ask("niemand@spoorlijn.example", now)
    assert resets.look(now) == 1
    assert session.scalars(select(PasswordReset)).all() == []
    assert session.scalars(select(Mail)).all() == []


def test_asking_does_the_same_work_whoevers_address_it_is(sanne: User, now: datetime) -> None:
    for email in (sanne.email, "niemand@spoorlijn.example"):
        ask(email, now)
    known, unknown = session.scalars(select(PasswordReset).order_by(PasswordReset.id))
    for name in ("user_id", "token_hash", "expires_at", "used_at"):
        assert getattr(known, name) is None
        assert getattr(unknown, name) is None
    assert session.scalars(select(Mail)).all() == []


def test_a_disabled_account_gets_no_link_and_opens_with_none(sanne: User, now: datetime) -> None:
    ilse = scenes.user("Ilse Bakker", now)
    ask(sanne.email, now)
    resets.look(now)
    key = token()
    with transaction():
        accounts.disable(accounts.with_id(sanne.id), by=ilse, now=now)
    with pytest.raises(LinkOver):
        take(key, now)
    ask(sanne.email, now)
    resets.look(now)
    assert len(session.scalars(select(Mail)).all()) == 1


@pytest.mark.parametrize(("minutes", "opens"), [(59, True), (60, False)])
def test_a_link_works_for_an_hour(sanne: User, now: datetime, minutes: int, opens: bool) -> None:
    ask(sanne.email, now)
    resets.look(now)
    key, later = token(), now + timedelta(minutes=minutes)
    if opens:
        take(key, later)
        return
    with pytest.raises(LinkOver):
        take(key, later)


def test_a_newer_link_ends_the_older(sanne: User, now: datetime) -> None:
    ask(sanne.email, now)
    resets.look(now)
    older = token()
    ask(sanne.email, now)
    resets.look(now)
    newer = token()
    with pytest.raises(LinkOver):
        take(older, now)
    take(newer, now)


def test_a_link_works_once_also_for_twenty_at_the_same_moment(sanne: User, now: datetime) -> None:
    ask(sanne.email, now)
    resets.look(now)
    key, start, said = token(), threading.Barrier(20), []
    session.remove()

    def run(number: int) -> None:
        start.wait()
        try:
            take(key, now, f"een zin met nummer {number} erin")
            said.append(number)
        except LinkOver:
            pass
        finally:
            session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(said) == 1
    assert accounts.authenticate(sanne.email, f"een zin met nummer {said[0]} erin").id == sanne.id


def test_a_password_that_is_refused_does_not_use_the_link_up(sanne: User, now: datetime) -> None:
    ask(sanne.email, now)
    resets.look(now)
    key = token()
    with pytest.raises(GuessablePassword):
        take(key, now, "sannekuipers")
    take(key, now)


def test_who_owns_the_account_hears_of_it(sanne: User, now: datetime) -> None:
    ask(sanne.email, now)
    resets.look(now)
    take(token(), now)
    session.rollback()
    assert session.scalars(select(Mail.template).order_by(Mail.id)).all() == ["password_reset", "password_changed"]
