import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from tests import scenes
from webcare import sealing
from webcare.access import accounts, invitations, passwords
from webcare.access.accounts import EmailTaken
from webcare.access.invitations import InvitedAlready
from webcare.access.tokens import LinkOver
from webcare.database import session, transaction
from webcare.errors import Conflict
from webcare.models import Invitation, Mail, Role, User

HOUR = timedelta(hours=1)
PASSWORD = "een lange zin als sleutel"
NOOR = "noor@spoorlijn.example"


@pytest.fixture
def ilse(app: Flask, now: datetime) -> User:
    return scenes.user("Ilse Bakker", now, Role.ADMIN)


def invite(ilse: User, now: datetime, email: str = NOOR, by_mail: bool = True) -> tuple[Invitation, str]:
    with transaction():
        return invitations.invite(
            email, name="Noor Jansen", role=Role.LEAD, language="en", by=ilse, now=now, by_mail=by_mail
        )


def accept(token: str, now: datetime) -> User:
    with transaction():
        return invitations.accept(token, name="Noor Jansen", password_hash=passwords.hashed(PASSWORD), now=now)


def test_an_invitation_becomes_the_account_it_promised(ilse: User, now: datetime) -> None:
    _invitation, token = invite(ilse, now)
    noor = accept(token, now + HOUR)
    assert (noor.email, noor.role, noor.language) == (NOOR, Role.LEAD, "en")
    assert accounts.authenticate(NOOR, PASSWORD).id == noor.id
    assert scenes.kinds() == ["invitation_sent", "user_created", "invitation_accepted"]


def test_it_works_once(ilse: User, now: datetime) -> None:
    _invitation, token = invite(ilse, now)
    accept(token, now)
    with pytest.raises(LinkOver):
        accept(token, now)


def test_it_works_once_also_for_twenty_at_the_same_moment(engine: Engine, ilse: User, now: datetime) -> None:
    _invitation, token = invite(ilse, now)
    session.remove()
    start, said = threading.Barrier(20), []

    def run() -> None:
        start.wait()
        try:
            accept(token, now)
            said.append("in")
        except (LinkOver, EmailTaken):
            said.append("out")
        finally:
            session.remove()

    threads = [threading.Thread(target=run) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(said) == ["in"] + ["out"] * 19
    assert len(session.scalars(select(User).where(User.email == NOOR)).all()) == 1


@pytest.mark.parametrize(("later", "opens"), [(timedelta(hours=71, minutes=59), True), (timedelta(hours=72), False)])
def test_it_works_for_three_days(ilse: User, now: datetime, later: timedelta, opens: bool) -> None:
    _invitation, token = invite(ilse, now)
    if opens:
        assert accept(token, now + later)
        return
    with pytest.raises(LinkOver):
        accept(token, now + later)


def test_a_withdrawn_one_opens_nothing_and_its_e_mail_does_not_leave(ilse: User, now: datetime) -> None:
    invitation, token = invite(ilse, now)
    with transaction():
        invitations.withdraw(invitations.with_id(invitation.id), by=ilse, now=now)
    with pytest.raises(LinkOver):
        accept(token, now)
    assert session.scalars(select(Mail.next_try_at)).all() == [None]
    assert scenes.kinds()[-1] == "invitation_withdrawn"
    with pytest.raises(Conflict), transaction():
        invitations.renew(invitations.with_id(invitation.id), by=ilse, now=now, by_mail=True)


def test_sending_it_again_gives_a_new_link_and_ends_the_old_one(ilse: User, now: datetime) -> None:
    invitation, old = invite(ilse, now)
    later = now + timedelta(days=4)
    with transaction():
        new = invitations.renew(invitations.with_id(invitation.id), by=ilse, now=later, by_mail=True)
    with pytest.raises(LinkOver):
        accept(old, later)
    assert accept(new, later + timedelta(hours=71)).email == NOOR
    assert len([mail for mail in session.scalars(select(Mail)) if mail.next_try_at is not None]) == 1


def test_what_was_accepted_can_be_neither_withdrawn_nor_sent_again(ilse: User, now: datetime) -> None:
    invitation, token = invite(ilse, now)
    accept(token, now)
    for act in (
        lambda: invitations.withdraw(invitations.with_id(invitation.id), by=ilse, now=now),
        lambda: invitations.renew(invitations.with_id(invitation.id), by=ilse, now=now, by_mail=True),
    ):
        with pytest.raises(Conflict), transaction():
            act()


def test_the_database_holds_the_key_nowhere(ilse: User, now: datetime) -> None:
    invitation, token = invite(ilse, now)
    mail = session.scalars(select(Mail)).one()
    assert token not in invitation.token_hash
    assert mail.facts is not None
    assert token.encode() not in mail.facts
    assert sealing.unseal(mail.facts)["path"] == f"/join/{token}"
    assert mail.language == "en"


def test_one_address_has_one_open_invitation_or_an_account(ilse: User, now: datetime) -> None:
    invite(ilse, now)
    with pytest.raises(InvitedAlready):
        invite(ilse, now, "NOOR@spoorlijn.example ")
    with pytest.raises(EmailTaken):
        invite(ilse, now, ilse.email)


def test_who_is_shut_out_lets_nobody_in_by_the_back_door(ilse: User, now: datetime) -> None:
    _invitation, token = invite(ilse, now)
    other = scenes.user("Olga Admin", now, Role.ADMIN)
    with transaction():
        accounts.disable(accounts.with_id(ilse.id), by=other, now=now)
    with pytest.raises(LinkOver):
        accept(token, now)
