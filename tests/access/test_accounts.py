from datetime import datetime

import pytest
from sqlalchemy import Engine, select

from webcare.access import accounts, demo, login_sessions, passwords
from webcare.access.accounts import BadEmail, EmailTaken, OwnAccount, WrongLogIn, WrongPassword
from webcare.access.passwords import WeakPassword
from webcare.database import session, transaction
from webcare.models import Role, User

PASSWORD = "een lange zin als sleutel"


def create(email: str, now: datetime, *, password: str = PASSWORD, signature: str = "") -> User:
    kept = accounts.hashed_for("Sanne Kuipers", email, password)
    with transaction():
        return accounts.create(
            email, name="Sanne Kuipers", role=Role.AGENT, password_hash=kept, signature=signature, now=now
        )


def test_an_account_opens_with_its_own_password_only(engine: Engine, now: datetime) -> None:
    sanne = create("sanne@spoorlijn.example", now)

    assert accounts.authenticate("sanne@spoorlijn.example", PASSWORD) == sanne
    for email, password in (("sanne@spoorlijn.example", "iets anders dan dat"), ("daan@spoorlijn.example", PASSWORD)):
        with pytest.raises(WrongLogIn):
            accounts.authenticate(email, password)


def test_capitals_and_spaces_in_an_address_do_not_matter(engine: Engine, now: datetime) -> None:
    sanne = create(" Sanne@Spoorlijn.example ", now)
    assert accounts.authenticate("SANNE@spoorlijn.example", PASSWORD) == sanne
    with pytest.raises(EmailTaken):
        create("sanne@SPOORLIJN.example", now)


@pytest.mark.parametrize("email", ["", "sanne", "@spoorlijn.example", "sanne@", "sanne kuipers@spoorlijn.example"])
def test_what_is_no_address_is_refused(engine: Engine, now: datetime, email: str) -> None:
    with pytest.raises(BadEmail):
        create(email, now)


def test_a_short_password_is_refused(engine: Engine, now: datetime) -> None:
    with pytest.raises(WeakPassword):
        create("sanne@spoorlijn.example", now, password="te kort")


def test_the_signature_is_the_initials_unless_chosen(engine: Engine, now: datetime) -> None:
    assert create("sanne@spoorlijn.example", now).signature == "SK"
    assert create("willem@spoorlijn.example", now, signature="Willem").signature == "Willem"


def test_a_password_is_kept_as_a_salted_hash(engine: Engine, now: datetime) -> None:
    one, other = create("sanne@spoorlijn.example", now), create("daan@spoorlijn.example", now)
    assert one.password_hash is not None
    assert one.password_hash.startswith("$argon2id$")
    assert one.password_hash != other.password_hash


def test_an_account_without_a_password_opens_with_none(engine: Engine, now: datetime) -> None:
    assert not passwords.matches("", None)
    assert not passwords.matches("nobody has this password", None)


def test_a_disabled_account_does_not_open(engine: Engine, now: datetime) -> None:
    sanne, ilse = create("sanne@spoorlijn.example", now), create("ilse@spoorlijn.example", now)
    with transaction():
        accounts.disable(accounts.with_id(sanne.id), by=ilse, now=now)
    with pytest.raises(WrongLogIn):
        accounts.authenticate("sanne@spoorlijn.example", PASSWORD)

    with transaction():
        accounts.enable(accounts.with_id(sanne.id), by=ilse, now=now)
    assert accounts.authenticate("sanne@spoorlijn.example", PASSWORD).id == sanne.id


def test_nobody_disables_their_own_account(engine: Engine, now: datetime) -> None:
    ilse = create("ilse@spoorlijn.example", now)
    with pytest.raises(OwnAccount), transaction():
        accounts.disable(ilse, by=ilse, now=now)


def test_a_new_password_asks_for_the_old_one_and_ends_other_sessions(engine: Engine, now: datetime) -> None:
    sanne = create("sanne@spoorlijn.example", now)
    with transaction():
        tokens = [
            login_sessions.begin(sanne, device="", address="", lasts=now - now.replace(year=2025), now=now)
            for _browser in range(2)
        ]
        keeping = login_sessions.find(tokens[0], now)
    with pytest.raises(WrongPassword):
        accounts.check_password(sanne, "iets anders dan dat")
    before, after = accounts.check_password(sanne, PASSWORD), passwords.hashed("nog een lange zin")
    with transaction():
        accounts.change_password(sanne, before, after, now=now, keeping=keeping)
        with pytest.raises(WrongPassword):
            accounts.change_password(sanne, before, after, now=now, keeping=keeping)

    assert accounts.authenticate("sanne@spoorlijn.example", "nog een lange zin").id == sanne.id
    assert [login_sessions.find(token, now) is not None for token in tokens] == [True, False]


def test_the_demonstration_has_its_six_colleagues_once(engine: Engine, now: datetime) -> None:
    for made in (6, 0):
        with transaction():
            assert demo.create(now) == made

    roles = session.scalars(select(User.role).order_by(User.id)).all()
    assert roles == ["agent", "agent", "agent", "lead", "executive", "admin"]
