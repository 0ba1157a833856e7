"""Logging in at the organisation's own service, against a real OpenID Connect provider."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from pydantic import SecretStr, ValidationError
from pyotp import TOTP
from sqlalchemy import select
from werkzeug.test import TestResponse

from config import Config
from tests import scenes
from tests.access.issuing import CLIENT_SECRET, Provider, provider
from tests.visitor import Visitor
from webcare import access
from webcare.access import accounts, authenticators, claimed, factors, login_sessions, sso
from webcare.database import session, transaction
from webcare.models import Identity, LoginSession, Role, SignOn, User
from webcare.web.sso import issuer_of

pytestmark = pytest.mark.usefixtures("password_is_enough")
SANNE = "sanne@spoorlijn.example"


@pytest.fixture
def now() -> datetime:
    """The real one, since the provider has no other."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def there() -> Iterator[Provider]:
    """The organisation's log-in service."""
    with provider() as running:
        yield running


@pytest.fixture
def config(config: Config, there: Provider) -> Config:
    return config.model_copy(
        update={
            "sso_issuer": there.url,
            "sso_client_id": "webcare",
            "sso_client_secret": SecretStr(CLIENT_SECRET),
            "sso_label": "Spoorlijn-ID",
        }
    )


@pytest.fixture
def sanne(colleagues: dict[str, User]) -> User:
    """An agent who has an account, with a password."""
    return colleagues["sanne"]


def set_up(app: Flask, **changes: Any) -> None:
    """Let the installation have other settings."""
    app.config["WEBCARE"] = app.config["WEBCARE"].model_copy(update=changes)
    app.extensions["issuer"] = issuer_of(app.config["WEBCARE"])


def by_roles(app: Flask, **changes: Any) -> None:
    """Let the issuer give the roles."""
    roles = {"desk-leads": "lead", "desk": "agent"}
    set_up(app, sso_role_claim="groups", sso_roles=roles, **changes)


def link(user: User, subject: str, app: Flask) -> None:
    """Connect an account with somebody at the issuer."""
    config, now = app.config["WEBCARE"], app.config["CLOCK"]()
    with transaction():
        session.add(Identity(user_id=user.id, issuer=config.sso_issuer, subject=subject, linked_at=now))


def go(visitor: Visitor, next: str = "") -> str:  # noqa: A002
    """Press the button: the address at the issuer."""
    answer = visitor.get(f"/login/sso?next={quote(next)}")
    assert answer.status_code == 303, answer.text
    assert answer.location is not None
    return answer.location


def log_in(visitor: Visitor, there: Provider, next: str = "") -> TestResponse:  # noqa: A002
    """The whole way there and back."""
    return visitor.get(there.walk(go(visitor, next)))


def who(visitor: Visitor) -> str | None:
    """Whose e-mail address stands in the settings."""
    page = visitor.get("/settings")
    return next((user.email for user in accounts.everybody() if f">{user.email} " in page.text), None)


def code_of(answer: TestResponse) -> str:
    """The code of the error on the page."""
    assert 'data-error="' in answer.text, answer.text
    return answer.text.split('data-error="')[1].split('"')[0]


def connect(visitor: Visitor, there: Provider) -> TestResponse:
    """Press connect in the settings, and go there and back."""
    page = visitor.post("/settings/identities")
    assert page.status_code == 200
    address = page.text.split('<a class="button" href="')[1].split('"')[0].replace("&amp;", "&")
    return visitor.get(there.walk(address))


def test_the_log_in_page_names_the_organisations_own_service(visitor: Visitor, app: Flask) -> None:
    assert "Log in with Spoorlijn-ID" in visitor.get("/login").text
    assert "/login/sso?next=/settings" in visitor.get("/login?next=/settings").text


def test_without_an_issuer_nothing_of_it_is_there(app: Flask, sanne: User) -> None:
    app.extensions["issuer"] = None
    agent = Visitor(app).log_in(sanne)
    assert agent.get("/login/sso").status_code == 404
    assert agent.get("/login/sso/callback?state=x&code=y").status_code == 404
    assert agent.post("/settings/identities").status_code == 404


def test_a_connected_colleague_logs_in_and_comes_back_where_they_were(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1")
    answer = log_in(visitor, there, "/settings?tab=1")
    assert (answer.status_code, answer.location) == (303, "/settings?tab=1")
    assert who(visitor) == SANNE
    assert "logged_in" in scenes.kinds()


@pytest.mark.parametrize("address", ["https://kwaad.example", "//kwaad.example", "/\\kwaad.example", "javascript:x"])
def test_nobody_is_sent_to_another_site_afterwards(
    app: Flask, visitor: Visitor, there: Provider, sanne: User, address: str
) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1")
    assert log_in(visitor, there, address).location == "/"


def test_the_issuer_is_asked_with_state_nonce_and_a_challenge(visitor: Visitor, there: Provider) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(go(visitor)).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    again = parse_qs(urlsplit(go(visitor)).query)
    assert all(again[name][0] != asked[name] for name in ("state", "nonce", "code_challenge"))
    session.remove()
    assert asked["state"] not in str([vars(row) for row in session.scalars(select(SignOn))])


def test_somebody_unknown_gets_no_account(visitor: Visitor, there: Provider, sanne: User) -> None:
    there.next_person("s-9", email="nieuw@spoorlijn.example")
    answer = log_in(visitor, there)
    assert (answer.status_code, code_of(answer)) == (403, "no_account")
    assert "Spoorlijn-ID" in answer.text
    assert who(visitor) is None
    assert "nieuw@spoorlijn.example" not in [user.email for user in accounts.everybody()]


def test_an_email_address_opens_no_account(visitor: Visitor, there: Provider, sanne: User) -> None:
    there.next_person("s-9", email=SANNE, email_verified=True)
    assert code_of(log_in(visitor, there)) == "no_account"
    assert who(visitor) is None
    assert session.scalar(select(Identity.id)) is None


def test_an_email_address_opens_no_account_where_people_may_sign_up(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    by_roles(app, sso_sign_up=True)
    there.next_person("s-9", email=SANNE.upper(), email_verified=True, groups=["desk-leads"])
    answer = log_in(visitor, there)
    assert (answer.status_code, code_of(answer)) == (409, "email_has_account")
    assert who(visitor) is None
    assert session.get_one(User, sanne.id).role == Role.AGENT


def test_where_people_may_sign_up_the_claim_gives_the_role(app: Flask, visitor: Visitor, there: Provider) -> None:
    by_roles(app, sso_sign_up=True)
    there.next_person("s-9", email="nieuw@spoorlijn.example", name="Noor de Wit", groups=["all", "desk"])
    assert log_in(visitor, there).location == "/"
    noor = next(user for user in accounts.everybody() if user.email == "nieuw@spoorlijn.example")
    assert (noor.name, noor.role, noor.password_hash) == ("Noor de Wit", Role.AGENT, None)
    assert {"user_created", "identity_linked"} <= set(scenes.kinds())

    again = Visitor(app)
    there.next_person("s-9", email="anders@spoorlijn.example", groups=["desk"])
    assert log_in(again, there).location == "/"
    assert who(again) == "nieuw@spoorlijn.example"


def test_nobody_signs_up_without_a_role(app: Flask, visitor: Visitor, there: Provider) -> None:
    by_roles(app, sso_sign_up=True)
    there.next_person("s-9", email="nieuw@spoorlijn.example", groups=["canteen"])
    assert code_of(log_in(visitor, there)) == "no_role"
    assert accounts.everybody() == []


def test_nobody_signs_up_with_an_address_that_was_never_confirmed(
    app: Flask, visitor: Visitor, there: Provider
) -> None:
    by_roles(app, sso_sign_up=True)
    there.next_person("s-9", email="nieuw@spoorlijn.example", email_verified=False, groups=["desk"])
    assert code_of(log_in(visitor, there)) == "no_account"


def test_another_role_there_is_another_role_here_at_the_next_log_in(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    by_roles(app)
    link(sanne, "s-1", app)
    there.next_person("s-1", groups=["desk", "desk-leads"])
    log_in(visitor, there)
    assert session.get_one(User, sanne.id).role == Role.LEAD

    there.next_person("s-1", groups="desk")
    log_in(Visitor(app), there)
    session.expire_all()
    assert session.get_one(User, sanne.id).role == Role.AGENT
    assert scenes.kinds().count("role_claimed") == 2


def test_who_lost_every_role_there_is_put_out_at_once(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    by_roles(app)
    link(sanne, "s-1", app)
    open_page = Visitor(app).log_in(sanne)
    assert open_page.get("/settings").status_code == 200
    there.next_person("s-1")
    assert code_of(log_in(visitor, there)) == "no_role"
    assert open_page.get("/settings").status_code == 303
    session.expire_all()
    assert session.get_one(User, sanne.id).role == Role.EMPLOYEE


def test_without_a_configured_claim_roles_are_left_alone(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1", groups=["desk-leads", "admin"])
    assert log_in(visitor, there).location == "/"
    assert session.get_one(User, sanne.id).role == Role.AGENT


def test_a_disabled_account_stays_shut(app: Flask, visitor: Visitor, there: Provider, sanne: User) -> None:
    link(sanne, "s-1", app)
    with transaction():
        session.get_one(User, sanne.id).disabled_at = app.config["CLOCK"]()
    there.next_person("s-1")
    answer = log_in(visitor, there)
    assert (answer.status_code, code_of(answer)) == (403, "account_shut")
    assert who(visitor) is None


def test_who_gives_up_there_is_told_what_to_do(visitor: Visitor, there: Provider) -> None:
    there.next_person(None)
    answer = log_in(visitor, there)
    assert (answer.status_code, code_of(answer)) == (422, "declined")
    assert 'href="/login"' in answer.text


def test_a_state_of_ones_own_making_is_refused(app: Flask, visitor: Visitor, there: Provider, sanne: User) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1")
    back = there.walk(go(visitor))
    state = parse_qs(urlsplit(back).query)["state"][0]
    for forged in ("", "x", state[:-1] + "!", state.swapcase(), "x" * 10_000):
        assert code_of(visitor.get(back.replace(state, quote(forged)))) == "trip_over"
    assert code_of(visitor.get("/login/sso/callback")) == "trip_over"
    assert who(visitor) is None


def test_a_callback_works_once(app: Flask, visitor: Visitor, there: Provider, sanne: User) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1")
    back = there.walk(go(visitor))
    before = visitor.client.get_cookie("form")
    assert before is not None
    assert visitor.get(back).location == "/"
    visitor.client.delete_cookie(access.COOKIE)
    visitor.client.set_cookie("form", before.value)  # also for who kept every cookie of then
    assert code_of(visitor.get(back)) == "trip_over"
    assert who(visitor) is None


def test_a_callback_works_in_the_browser_that_began_only(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1")
    back = there.walk(go(visitor))
    victim = Visitor(app)
    assert code_of(victim.get(back)) == "trip_over"
    go(victim)
    assert code_of(victim.get(back)) == "trip_over"
    assert who(victim) is None


def test_a_trip_that_took_too_long_is_over(app: Flask, visitor: Visitor, there: Provider, sanne: User) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1")
    back = there.walk(go(visitor))
    later = datetime.now(UTC) + timedelta(minutes=11)
    app.config["CLOCK"] = lambda: later
    assert code_of(visitor.get(back)) == "trip_over"


def test_a_token_for_another_nonce_is_refused(app: Flask, visitor: Visitor, there: Provider, sanne: User) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1")
    address = go(visitor)
    nonce = parse_qs(urlsplit(address).query)["nonce"][0]
    assert code_of(visitor.get(there.walk(address.replace(nonce, "another")))) == "not_confirmed"
    assert who(visitor) is None


def test_a_code_for_another_challenge_is_refused(app: Flask, visitor: Visitor, there: Provider, sanne: User) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1")
    stolen = parse_qs(urlsplit(there.walk(go(Visitor(app)))).query)["code"][0]
    back = there.walk(go(visitor))
    own = parse_qs(urlsplit(back).query)["code"][0]
    assert code_of(visitor.get(back.replace(own, stolen))) == "not_confirmed"
    assert who(visitor) is None


def test_who_comes_back_from_another_issuer_is_refused(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1")
    for change in ("https%3A%2F%2Fkwaad.example", None):
        back = there.walk(go(visitor))
        named = f"&iss={quote(there.url, safe='')}"
        assert named in back
        assert code_of(visitor.get(back.replace(named, f"&iss={change}" if change else ""))) == "not_confirmed"
    assert who(visitor) is None


def test_an_issuer_that_calls_itself_otherwise_is_not_believed(app: Flask, visitor: Visitor, there: Provider) -> None:
    set_up(app, sso_issuer=there.url.replace("127.0.0.1", "localhost"))
    answer = visitor.get("/login/sso")
    assert (answer.status_code, code_of(answer)) == (503, "issuer_unreachable")


def test_a_subject_at_another_issuer_is_somebody_else(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    with transaction():
        moment = app.config["CLOCK"]()
        session.add(Identity(user_id=sanne.id, issuer="https://former.example", subject="s-1", linked_at=moment))
    there.next_person("s-1")
    assert code_of(log_in(visitor, there)) == "no_account"


def test_an_issuer_that_is_away_leaves_the_password(app: Flask, visitor: Visitor) -> None:
    set_up(app, sso_issuer="http://127.0.0.1:9", sso_label="Spoorlijn-ID")
    answer = visitor.get("/login/sso")
    assert (answer.status_code, code_of(answer)) == (503, "issuer_unreachable")
    assert "Spoorlijn-ID" in answer.text


def test_one_connects_ones_own_account_while_logged_in(app: Flask, there: Provider, sanne: User) -> None:
    agent = Visitor(app).log_in(sanne)
    there.next_person("s-1", email="prive@elders.example")
    assert connect(agent, there).location == "/settings"
    assert "identity_linked" in scenes.kinds()

    elsewhere = Visitor(app)
    assert log_in(elsewhere, there).location == "/"
    assert who(elsewhere) == SANNE


def test_nobody_connects_an_account_in_another_log_in(app: Flask, there: Provider, colleagues: dict[str, User]) -> None:
    sanne, daan = Visitor(app).log_in(colleagues["sanne"]), colleagues["daan"]
    there.next_person("s-1")
    page = sanne.post("/settings/identities").text
    address = page.split('<a class="button" href="')[1].split('"')[0].replace("&amp;", "&")
    back = there.walk(address)
    sanne.log_in(daan)  # the same browser, somebody else now
    assert code_of(sanne.get(back)) == "trip_over"
    assert session.scalar(select(Identity.id)) is None


def test_somebody_there_is_one_colleague_here(app: Flask, there: Provider, colleagues: dict[str, User]) -> None:
    link(colleagues["daan"], "s-1", app)
    agent = Visitor(app).log_in(colleagues["sanne"])
    there.next_person("s-1")
    assert code_of(connect(agent, there)) == "identity_taken"
    there.next_person("s-2")
    assert connect(agent, there).status_code == 303
    there.next_person("s-3")
    assert code_of(connect(agent, there)) == "connected_already"


def test_one_disconnects_ones_own_account_only(app: Flask, there: Provider, colleagues: dict[str, User]) -> None:
    link(colleagues["daan"], "s-1", app)
    identity = session.scalars(select(Identity.id)).one()
    session.remove()
    assert Visitor(app).log_in(colleagues["sanne"]).delete(f"/settings/identities/{identity}").status_code == 404
    assert Visitor(app).log_in(colleagues["daan"]).delete(f"/settings/identities/{identity}").status_code == 303
    assert "identity_unlinked" in scenes.kinds()
    there.next_person("s-1")
    assert code_of(log_in(Visitor(app), there)) == "no_account"


def test_nobody_disconnects_their_only_way_in(app: Flask, sanne: User) -> None:
    link(sanne, "s-1", app)
    with transaction():
        session.get_one(User, sanne.id).password_hash = None
    identity = session.scalars(select(Identity.id)).one()
    agent = Visitor(app).log_in(session.get_one(User, sanne.id))
    assert agent.delete(f"/settings/identities/{identity}").status_code == 409


def test_a_log_in_ends_the_session_before_it(app: Flask, there: Provider, colleagues: dict[str, User]) -> None:
    link(colleagues["sanne"], "s-1", app)
    there.next_person("s-1")
    visitor = Visitor(app)
    back = there.walk(go(visitor))
    visitor.log_in(colleagues["daan"])
    assert visitor.get(back).location == "/"
    session.remove()
    live = [login_sessions.is_live(each, datetime.now(UTC)) for each in session.scalars(select(LoginSession))]
    assert sorted(live) == [False, True]


def ago(minutes: int) -> int:
    """A moment as an ID token has it."""
    return int((datetime.now(UTC) - timedelta(minutes=minutes)).timestamp())


def session_of(user: User) -> LoginSession:
    """The newest log-in of this user, as it stands in the database."""
    session.remove()
    theirs = select(LoginSession).where(LoginSession.user_id == user.id)
    return session.scalars(theirs.order_by(LoginSession.id.desc()).limit(1)).one()


def give_an_app(user: User, app: Flask) -> None:
    """Let this user have a second factor here."""
    moment = app.config["CLOCK"]()
    with transaction():
        there = session.get_one(User, user.id)
        authenticators.begin(there, now=moment)
        session.flush()
        made = authenticators.of(there)
        assert made is not None
        authenticators.confirm(there, TOTP(authenticators.secret(made)).at(moment), now=moment)


@pytest.mark.parametrize("how", [{"amr": ["pwd", "mfa"]}, {"acr": "urn:example:strong"}])
def test_a_second_factor_shown_there_counts_here(
    app: Flask, visitor: Visitor, there: Provider, sanne: User, how: dict[str, Any]
) -> None:
    set_up(app, sso_multi_factor=("mfa", "urn:example:strong"))
    link(sanne, "s-1", app)
    give_an_app(sanne, app)
    there.next_person("s-1", **how)
    assert log_in(visitor, there).location == "/"
    assert session_of(sanne).strong
    assert visitor.get("/").status_code == 200


def test_without_one_there_who_has_one_here_shows_it(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    link(sanne, "s-1", app)
    give_an_app(sanne, app)
    there.next_person("s-1", amr=["pwd"])
    assert log_in(visitor, there, "/settings").location == "/login/second?next=/settings"
    assert visitor.get("/settings").location == "/login?next=/settings"


def test_without_one_anywhere_who_may_publish_sets_one_up_first(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    link(sanne, "s-1", app)
    with transaction():
        factors.require(True, by=session.get_one(User, sanne.id), now=app.config["CLOCK"]())
    there.next_person("s-1", amr=["pwd"])
    assert log_in(visitor, there).location == "/"
    assert not session_of(sanne).strong
    assert visitor.get("/").location == "/settings/factors"


def test_a_log_in_that_asked_nothing_there_shows_nothing_anew(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1", amr=["mfa"])
    log_in(visitor, there)
    assert session_of(sanne).confirmed_at is None
    assert visitor.post("/settings/identities").status_code == 403


def test_one_shows_at_the_issuer_once_more_that_it_is_one(
    app: Flask, visitor: Visitor, there: Provider, sanne: User
) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1", amr=["mfa"])
    log_in(visitor, there)
    away = visitor.get("/confirm/sso?next=/settings").location or ""
    asked = parse_qs(urlsplit(away).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert visitor.get(there.walk(away)).location == "/settings"
    assert session_of(sanne).confirmed_at is not None


def test_nobody_else_shows_it_in_ones_place(app: Flask, visitor: Visitor, there: Provider, sanne: User) -> None:
    link(sanne, "s-1", app)
    there.next_person("s-1", amr=["mfa"])
    log_in(visitor, there)
    there.next_person("s-2", amr=["mfa"])
    assert code_of(visitor.get(there.walk(visitor.get("/confirm/sso").location or ""))) == "somebody_else"

    there.next_person("s-1")
    away = (
        (visitor.get("/confirm/sso").location or "").replace("max_age=0", "max_age=99999").replace("prompt=login", "")
    )
    assert session_of(sanne).confirmed_at is None
    assert code_of(visitor.get(there.walk(away).replace("code=", "code=x"))) == "not_confirmed"


def test_what_the_issuer_asked_long_ago_is_not_anew() -> None:
    rules = claimed.Rules()
    claims = {"iss": "https://sso.example", "sub": "s-1"}
    since = datetime.now(UTC)
    assert sso.is_recent(claimed.person(claims | {"auth_time": ago(0)}, rules), since=since)
    for said in (ago(2), None, "now", True, -1, 1 << 70):
        assert not sso.is_recent(claimed.person(claims | {"auth_time": said}, rules), since=since)


def test_secrets_of_the_issuer_stand_in_no_page_and_no_log(
    app: Flask, visitor: Visitor, there: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    there.next_person("s-1")
    address = go(visitor)
    pages = [visitor.get("/login").text, visitor.get(there.walk(address)).text, address]
    set_up(app, sso_issuer="http://127.0.0.1:9")
    pages.append(visitor.get("/login/sso").text)
    said = capsys.readouterr()
    assert not [text for text in (*pages, said.out, said.err) if CLIENT_SECRET in text]
    assert CLIENT_SECRET not in repr(app.config["WEBCARE"])


def test_the_last_who_manages_keeps_that_role_and_is_told(
    app: Flask, visitor: Visitor, there: Provider, colleagues: dict[str, User]
) -> None:
    by_roles(app)
    ilse = colleagues["ilse"].id
    link(colleagues["ilse"], "i-1", app)
    there.next_person("i-1", groups=["desk"])

    assert log_in(visitor, there).status_code == 303

    assert accounts.with_id(ilse).role == Role.ADMIN
    page = visitor.get("/users")
    assert page.status_code == 200
    assert "Je houdt de rol die je hier hebt" in page.text
    assert "role_kept" in scenes.kinds()
    assert "role_claimed" not in scenes.kinds()


def test_one_of_two_who_manage_gets_the_role_of_the_claim(
    app: Flask, visitor: Visitor, there: Provider, colleagues: dict[str, User]
) -> None:
    by_roles(app)
    scenes.user("Tweede Beheerder", app.config["CLOCK"](), Role.ADMIN)
    ilse = colleagues["ilse"].id
    link(colleagues["ilse"], "i-1", app)
    there.next_person("i-1", groups=["desk"])

    assert log_in(visitor, there).status_code == 303

    session.remove()
    assert accounts.with_id(ilse).role == Role.AGENT
    assert visitor.get("/users").status_code == 403
    assert "role_kept" not in scenes.kinds()


def test_the_last_who_manages_is_put_out_all_the_same_without_any_role_there(
    app: Flask, visitor: Visitor, there: Provider, colleagues: dict[str, User]
) -> None:
    by_roles(app)
    ilse = colleagues["ilse"].id
    link(colleagues["ilse"], "i-1", app)
    there.next_person("i-1", groups=["elders"])

    assert code_of(log_in(visitor, there)) == "no_role"
    session.remove()
    assert accounts.with_id(ilse).role == Role.EMPLOYEE


DISTINGUISHED = "CN=desk-leads,OU=Groepen,DC=spoorlijn"


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("desk-leads=lead, desk=agent", {"desk-leads": "lead", "desk": "agent"}),
        ("a=b=agent", {"a=b": "agent"}),
        (f'{{"{DISTINGUISHED}": "lead", "desk": "agent"}}', {DISTINGUISHED: "lead", "desk": "agent"}),
    ],
)
def test_values_of_roles_may_hold_commas(monkeypatch: pytest.MonkeyPatch, written: str, means: dict[str, str]) -> None:
    monkeypatch.setenv("WEBCARE_SSO_ROLES", written)
    read = Config(secret_key=SecretStr("x" * 40), credential_keys=(SecretStr("k"),)).sso_roles
    assert read == means
    assert list(read) == list(means)


@pytest.mark.parametrize("written", ['{"desk": "baas"}', '{"desk": ', "desk=baas"])
def test_roles_that_make_no_sense_stop_the_start(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("WEBCARE_SSO_ROLES", written)
    with pytest.raises(ValidationError):
        Config(secret_key=SecretStr("x" * 40), credential_keys=(SecretStr("k"),))


def test_a_group_with_commas_gives_its_role(app: Flask, visitor: Visitor, there: Provider, sanne: User) -> None:
    set_up(app, sso_role_claim="groups", sso_roles={DISTINGUISHED: "lead"})
    number = sanne.id
    link(sanne, "s-1", app)
    there.next_person("s-1", groups=[DISTINGUISHED])
    assert log_in(visitor, there).status_code == 303
    session.remove()
    assert accounts.with_id(number).role == Role.LEAD
