"""Personal links: looked at as often as a scanner likes, used once, of many at the same moment by one."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from config import Config
from tests import scenes
from tests.test_mail import Postbox, postbox
from tests.visitor import Visitor
from webcare import access, mail
from webcare.access import accounts, authenticators, demo, factors
from webcare.database import session, transaction
from webcare.desk import escalating, linking
from webcare.desk.briefing import Brief
from webcare.models import Escalation, EscalationLink, EventRow, LoginSession, Mail, User

__all__ = ["postbox"]  # a fixture

WORDS = "Waar blijft mijn trein?"
MINUTE = timedelta(minutes=1)


@dataclass
class Story:
    app: Flask
    now: datetime
    people: dict[str, User]
    escalation_id: int

    def later(self, by: timedelta) -> None:
        moment = self.now + by
        self.app.config["CLOCK"] = lambda: moment

    def token(self, at: datetime | None = None) -> str:
        with transaction():
            escalation = session.get_one(Escalation, self.escalation_id)
            return linking.make(escalation, session.get_one(User, self.people["willem"].id), now=at or self.now)

    def use(self, visitor: Visitor, token: str, password: str = demo.PASSWORD) -> Any:
        return visitor.post(f"/escalations/links/{token}", {"password": password})


@pytest.fixture
def story(app: Flask, colleagues: dict[str, User], now: datetime) -> Story:
    conversation = scenes.asks(scenes.channel(now), WORDS, at=now - 10 * MINUTE)
    with transaction():
        there = session.merge(conversation)
        asker, willem = (session.get_one(User, colleagues[name].id) for name in ("sanne", "willem"))
        brief = Brief("Over de trein", WORDS)
        asked = escalating.ask(there, to=willem, by=asker, now=now, answer_by=now + 60 * MINUTE, brief=brief)
        number = asked.id
        factors.require(False, by=asker, now=now)
    session.remove()
    return Story(app, now, colleagues, number)


def test_it_leads_to_the_log_in_of_that_person_and_to_that_question(story: Story, visitor: Visitor) -> None:
    answer = story.use(visitor, story.token())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/escalations/{story.escalation_id}")
    page = visitor.get(answer.headers["Location"])
    assert page.status_code == 200
    assert WORDS in page.text
    owner = session.scalars(select(LoginSession).order_by(LoginSession.id.desc())).first()
    assert owner is not None
    assert owner.user_id == story.people["willem"].id


def test_looking_uses_nothing_up_and_shows_nothing_of_the_question(story: Story, visitor: Visitor) -> None:
    token = story.token()
    for _look in range(3):
        page = visitor.get(f"/escalations/links/{token}")
        assert page.status_code == 200
        assert "trein" not in page.text
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert visitor.client.head(f"/escalations/links/{token}").status_code == 200
    assert story.use(visitor, token).status_code == 303


def test_after_the_password_comes_the_second_step_for_who_has_one(story: Story, visitor: Visitor) -> None:
    with transaction():
        willem = session.get_one(User, story.people["willem"].id)
        authenticators.begin(willem, now=story.now)
        held = authenticators.of(willem)
        assert held is not None
        code = pyotp.TOTP(authenticators.secret(held)).at(story.now)
        authenticators.confirm(willem, code, now=story.now)
    token = story.token()
    answer = story.use(visitor, token)
    assert answer.headers["Location"] == f"/login/second?next=/escalations/{story.escalation_id}"
    assert visitor.client.get_cookie(access.COOKIE) is None
    assert story.use(Visitor(story.app), token).status_code == 409


def test_it_works_once(story: Story, app: Flask, visitor: Visitor) -> None:
    token = story.token()
    story.use(visitor, token)
    again = story.use(Visitor(app), token)
    assert again.status_code == 409


def test_a_wrong_password_does_not_use_it_up(story: Story, visitor: Visitor) -> None:
    token = story.token()
    wrong = story.use(visitor, token, "not the password")
    assert wrong.status_code == 422
    assert visitor.client.get_cookie(access.COOKIE) is None
    assert story.use(visitor, token).status_code == 303


def test_passwords_are_not_guessed_through_a_link(story: Story, visitor: Visitor) -> None:
    token = story.token()
    answers = [story.use(visitor, token, f"wrong {number} password").status_code for number in range(12)]
    assert answers[-1] == 429
    assert story.use(visitor, token).status_code == 429


def test_it_lasts_a_quarter_of_an_hour(story: Story, visitor: Visitor) -> None:
    token = story.token()
    story.later(15 * MINUTE)
    page = visitor.get(f"/escalations/links/{token}")
    assert 'name="password"' not in page.text
    assert story.use(visitor, token).status_code == 409


def test_one_tap_sends_a_new_one_to_its_owner_once(story: Story, visitor: Visitor) -> None:
    token = story.token()
    story.later(16 * MINUTE)
    before = len(session.scalars(select(Mail)).all())
    first = visitor.post(f"/escalations/links/{token}/renewal")
    assert first.status_code == 200
    assert visitor.post(f"/escalations/links/{token}/renewal").status_code == 409
    session.remove()
    assert len(session.scalars(select(Mail)).all()) == before + 1
    assert visitor.client.get_cookie(access.COOKIE) is None


def test_a_fresh_link_is_given_up_for_a_new_one(story: Story, visitor: Visitor) -> None:
    token = story.token()
    visitor.post(f"/escalations/links/{token}/renewal")
    assert story.use(visitor, token).status_code == 409


@pytest.mark.parametrize("token", ["x", "A" * 43])
def test_a_made_up_token_finds_nothing(story: Story, visitor: Visitor, token: str) -> None:
    assert visitor.get(f"/escalations/links/{token}").status_code == 404


def test_who_is_disabled_comes_in_no_more(story: Story, visitor: Visitor) -> None:
    token = story.token()
    with transaction():
        willem = session.get_one(User, story.people["willem"].id)
        accounts.disable(willem, by=session.get_one(User, story.people["ilse"].id), now=story.now)
    assert story.use(visitor, token).status_code == 404


def test_in_the_browser_of_its_owner_one_press_is_enough(story: Story, app: Flask) -> None:
    willem = Visitor(app).log_in(story.people["willem"])
    token = story.token()
    assert 'name="password"' not in willem.get(f"/escalations/links/{token}").text
    assert willem.post(f"/escalations/links/{token}").status_code == 303


def test_in_the_browser_of_somebody_else_it_asks_who_is_there_and_ends_their_log_in(story: Story, app: Flask) -> None:
    sanne = Visitor(app).log_in(story.people["sanne"])
    token = story.token()
    assert sanne.post(f"/escalations/links/{token}").status_code == 422
    answer = story.use(sanne, token)
    assert answer.status_code == 303
    session.remove()
    revoked = session.scalars(select(EventRow).where(EventRow.kind == "session_revoked")).all()
    assert [event.data["user_id"] for event in revoked] == [story.people["sanne"].id]


def test_of_twenty_who_use_it_at_the_same_moment_one_comes_in(story: Story, app: Flask) -> None:
    willem = story.people["willem"]
    token, ready = story.token(), threading.Barrier(20)
    visitors = [Visitor(app).log_in(willem) for _each in range(20)]
    tokens = [each.token() for each in visitors]
    statuses: list[int] = []

    def press(visitor: Visitor, csrf: str) -> None:
        ready.wait()
        answer = visitor.client.post(f"/escalations/links/{token}", data={"csrf_token": csrf})
        statuses.append(answer.status_code)
        session.remove()

    threads = [threading.Thread(target=press, args=pair) for pair in zip(visitors, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303] + [409] * 19
    session.remove()
    assert len(session.scalars(select(EventRow).where(EventRow.kind == "escalation_link_used")).all()) == 1


def test_only_the_hash_of_a_token_is_kept(story: Story) -> None:
    token = story.token()
    kept = session.scalars(select(EscalationLink).order_by(EscalationLink.id.desc())).first()
    assert kept is not None
    assert token not in kept.token_hash
    assert len(kept.token_hash) == 64


def test_the_e_mail_holds_a_link_and_nobodys_words(story: Story, config: Config, visitor: Visitor) -> None:
    (queued,) = session.scalars(select(Mail).where(Mail.template == "escalation_asked")).all()
    made = mail.message(queued, config)
    text = "".join(str(part.get_payload(decode=True).decode()) for part in made.walk() if not part.is_multipart())
    assert made["To"] == "willem@spoorlijn.example"
    assert made["Subject"] == "Er wordt een antwoord van jou gevraagd, vóór 13:00"
    assert not any(word in text for word in ("trein", WORDS, "annadevries"))
    token = text.split("/escalations/links/", 1)[1].split()[0]
    assert story.use(visitor, token).status_code == 303


def test_the_link_that_a_mail_server_was_handed_opens_the_question(
    story: Story, config: Config, visitor: Visitor, postbox: Postbox
) -> None:
    assert mail.deliver(postbox.config(config), lambda: story.now) == 1
    (taken,) = postbox.taken
    text = taken.get_body(("plain",))
    assert postbox.recipients == ["willem@spoorlijn.example"]
    assert text is not None
    token = text.get_content().split("/escalations/links/", 1)[1].split()[0]
    assert story.use(visitor, token).headers["Location"] == f"/escalations/{story.escalation_id}"
