"""Pushes against a push service that really answers, and opens what it gets as a browser would."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid
from sqlalchemy import Engine, select

from config import Config
from tests import scenes
from webcare import push
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import announcing, approvers, clock, drilling, escalating, linking, presence, urgency
from webcare.desk.briefing import Brief
from webcare.mandate import Kind, Verdict
from webcare.models import (
    Channel,
    Conversation,
    Escalation,
    EventRow,
    Push,
    PushSubscription,
    Role,
    User,
    VapidKey,
)

WORDS = "Waar blijft mijn trein?"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Browser:
    """What a browser keeps of a subscription: a key, a secret, an address."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def keys(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": b64(point), "auth": b64(self.secret)}

    def reads(self, body: bytes) -> dict[str, str]:
        told = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        read: dict[str, str] = json.loads(told)
        return read


class Service:
    """A push service on a port of its own."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 201
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                service.got.append((self.path, headers, body))
                self.send_response(service.status)
                if service.status == 307:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def service() -> Iterator[Service]:
    running = Service()
    yield running
    running.stop()


class Story:
    def __init__(self, service: Service, config: Config, now: datetime) -> None:
        self.service, self.now = service, now
        self.config = config.model_copy(update={"push_services": (service.url,)})
        with transaction():
            grants.seed(now - timedelta(days=1))
        self.mark = scenes.user("Mark Jansen", now, Role.EXECUTIVE, language="nl")
        self.sanne = scenes.user("Sanne Kuipers", now)
        self.conversation = scenes.asks(scenes.channel(now), WORDS, at=now - timedelta(minutes=10))

    def browser(self, path: str = "/one", user: User | None = None) -> Browser:
        browser = Browser(f"{self.service.url}{path}")
        with transaction():
            there = {"endpoint": browser.endpoint, "device": "test", "config": self.config, "now": self.now}
            push.subscribe(user or self.mark, **there, **browser.keys)
        return browser

    def ask(self) -> Escalation:
        with transaction():
            there = session.merge(self.conversation)
            by_then = self.now + timedelta(minutes=30)
            brief = Brief("Trein", f"Een klant vraagt: {WORDS}")
            return escalating.ask(there, to=self.mark, by=self.sanne, now=self.now, answer_by=by_then, brief=brief)

    def deliver(self, after: timedelta = timedelta()) -> int:
        return push.deliver(self.config, lambda: self.now + after)

    def left(self) -> int:
        session.rollback()
        return len(session.scalars(select(Push)).all())


@pytest.fixture
def story(engine: Engine, service: Service, config: Config, now: datetime) -> Story:
    return Story(service, config, now)


def test_the_browser_reads_what_was_sent_and_nobody_elses_words_are_in_it(story: Story) -> None:
    browser = story.browser()
    story.ask()
    assert story.deliver() == 1
    ((path, headers, body),) = story.service.got
    told = browser.reads(body)
    assert path == "/one"
    assert headers["content-encoding"] == "aes128gcm"
    assert told["title"] == "Er wordt een antwoord van jou gevraagd"
    assert told["path"].startswith("/escalations/links/")
    assert not any(word in json.dumps(told) for word in ("trein", "Trein", "Anna", "Waar"))
    assert story.left() == 0


def test_the_link_in_a_push_opens_the_question_and_its_token_is_kept_nowhere(story: Story) -> None:
    browser = story.browser()
    escalation = story.ask()
    story.deliver()
    token = browser.reads(story.service.got[0][2])["path"].rpartition("/")[2]
    link = linking.find(token)
    assert link is not None
    assert (link.escalation_id, link.user_id) == (escalation.id, story.mark.id)
    assert token not in str(session.connection().exec_driver_sql("SELECT * FROM escalation_link").all())


def test_it_is_signed_with_the_key_the_browser_subscribed_with(story: Story) -> None:
    story.browser()
    story.ask()
    story.deliver()
    headers = story.service.got[0][1]
    told = dict(part.strip().split("=", 1) for part in headers["authorization"].removeprefix("vapid ").split(","))
    assert told["k"] == push.public_key(story.config, story.now)
    content, _dot, signature = told["t"].rpartition(".")
    assert Vapid().from_raw_public(told["k"].encode()).verify_token(content.encode(), signature)


def test_the_key_is_made_once_and_kept_sealed(story: Story) -> None:
    first = push.public_key(story.config, story.now)
    assert push.public_key(story.config, story.now) == first
    (kept,) = session.scalars(select(VapidKey)).all()
    assert first.encode() not in kept.private_key


def test_each_device_is_told(story: Story) -> None:
    story.browser("/phone")
    story.browser("/laptop")
    story.ask()
    assert story.deliver() == 2
    assert {path for path, _headers, _body in story.service.got} == {"/phone", "/laptop"}


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_told_no_more(story: Story, status: int) -> None:
    story.browser()
    story.ask()
    story.service.status = status
    story.deliver()
    assert session.scalars(select(PushSubscription)).all() == []
    assert story.left() == 0
    switched = session.scalars(select(EventRow).where(EventRow.kind == "push_switched").order_by(EventRow.id)).all()
    assert [event.data["how"] for event in switched] == ["on", "gone"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_push_service_in_trouble_is_asked_again_later_and_not_at_once(story: Story, status: int) -> None:
    story.browser()
    story.ask()
    story.service.status = status
    assert story.deliver() == 1
    assert story.deliver() == 0
    story.service.status = 201
    assert story.deliver(after=timedelta(seconds=11)) == 1
    assert story.left() == 0


def test_a_push_service_that_is_down_is_asked_again_until_it_is_no_news_any_more(story: Story) -> None:
    story.browser()
    story.ask()
    story.service.stop()
    assert story.deliver() == 1
    assert story.left() == 1
    assert story.deliver(after=announcing.NEWS_FOR) == 1
    assert story.left() == 0


def test_what_a_push_service_finds_wrong_is_not_sent_again(story: Story) -> None:
    story.browser()
    story.ask()
    story.service.status = 400
    story.deliver()
    assert story.left() == 0
    assert len(session.scalars(select(PushSubscription)).all()) == 1


def test_a_push_service_that_leads_elsewhere_is_not_followed(story: Story) -> None:
    story.browser()
    story.ask()
    story.service.status = 307
    story.deliver()
    assert [path for path, _headers, _body in story.service.got] == ["/one"]


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:1/inside",
        "https://fcm.googleapis.com.evil.example/x",
        "https://user@fcm.googleapis.com/x",
        "https://evil.example/fcm.googleapis.com",
        "http://fcm.googleapis.com/x",
        "file:///etc/passwd",
        "https://evil.example\\.push.apple.com/x",
        "https://evil.example:443.push.apple.com/x",
        "https://push.apple.com.evil.example/x",
        "https://fcm.googleapis.com:8443/x",
    ],
)
def test_only_known_push_services_are_talked_to(config: Config, endpoint: str) -> None:
    assert not push.is_allowed(endpoint, config)


@pytest.mark.parametrize("endpoint", ["https://fcm.googleapis.com/fcm/send/abc", "https://web.push.apple.com/Qabc"])
def test_those_of_browsers_are(config: Config, endpoint: str) -> None:
    assert push.is_allowed(endpoint, config)


def test_a_device_that_somebody_else_subscribes_is_theirs_no_more(story: Story) -> None:
    browser = story.browser()
    with transaction():
        there = {"endpoint": browser.endpoint, "device": "test", "config": story.config, "now": story.now}
        push.subscribe(story.sanne, **there, **browser.keys)
    assert push.devices(story.mark) == []
    assert len(push.devices(story.sanne)) == 1


def late_for(story: Story, lead: User, at: datetime) -> None:
    """The customer waits too long, while the lead is here."""
    with transaction():
        presence.sign_of_life(session.get_one(User, lead.id), now=at)
    with transaction():
        clock.tick(now=at)


def test_a_push_tells_what_stands_when_it_leaves_and_leads_there(story: Story) -> None:
    lead = scenes.user("Fatima el Amrani", story.now, Role.LEAD)
    browser = story.browser("/lead", lead)
    late_for(story, lead, story.now + timedelta(minutes=50))
    scenes.asks(session.get_one(Channel, story.conversation.channel_id), WORDS, at=story.now, by=scenes.BRAM)
    late_for(story, lead, story.now + timedelta(minutes=50, seconds=10))

    assert story.deliver(after=timedelta(minutes=50)) == 0, "what comes together is told together"
    assert story.deliver(after=timedelta(minutes=51)) == 1
    told = browser.reads(story.service.got[0][2])
    assert (told["title"], told["path"]) == ("Er wachten klanten", "/alerts")
    assert told["body"] == "1 klant wacht te lang · 1 bijna te laat"


def test_a_push_of_what_was_answered_meanwhile_never_leaves(story: Story) -> None:
    lead = scenes.user("Fatima el Amrani", story.now, Role.LEAD)
    story.browser("/lead", lead)
    late_for(story, lead, story.now + timedelta(minutes=50))
    scenes.answer(story.conversation, by=story.sanne, at=story.now + timedelta(minutes=50, seconds=5))
    story.deliver(after=timedelta(minutes=51))

    assert (story.service.got, story.left()) == ([], 0)


def drill_with(lead: User, at: datetime) -> None:
    scenes.channel(at, external_id="900", handle="oefening", training=True)
    with transaction():
        there = session.get_one(User, lead.id)
        drilling.take_part(
            drilling.start("drill-payments", name="Oefening", minutes=5, by=there, now=at), by=there, now=at
        )


def test_a_push_of_an_alarm_that_was_taken_back_never_leaves(story: Story) -> None:
    story.browser()
    with transaction():
        there, mark = session.get_one(Conversation, story.conversation.id), session.get_one(User, story.mark.id)
        urgency.mark(there, by=mark, now=story.now)
        announcing.alarm(mark, there, now=story.now)
    with transaction():
        there, mark = session.get_one(Conversation, story.conversation.id), session.get_one(User, story.mark.id)
        urgency.take_back(there, by=mark, now=story.now)
    assert story.left() == 1
    story.deliver()

    assert (story.service.got, story.left()) == ([], 0)


def test_a_push_to_who_sits_in_a_drill_leads_to_where_they_can_leave_it(story: Story) -> None:
    lead = scenes.user("Fatima el Amrani", story.now, Role.LEAD, language="nl", standby=True)
    browser = story.browser("/lead", lead)
    drill_with(lead, story.now)
    with transaction():
        urgency.mark(session.get_one(Conversation, story.conversation.id), by=None, now=story.now)
    late_for(story, lead, story.now + timedelta(minutes=50))

    assert story.deliver(after=timedelta(minutes=51)) == 2
    told = [browser.reads(body) for _, _, body in story.service.got]
    assert {(each["title"], each["path"]) for each in told} == {
        ("Een spoedgesprek heeft nu iemand nodig", "/inbox"),
        ("Er wachten klanten", "/inbox"),
    }


@pytest.mark.parametrize(
    ("kind", "title"),
    [(announcing.STANDBY, "Je wordt opgeroepen"), (announcing.DEPUTY, "Een antwoord wacht op goedkeuring")],
)
def test_who_is_called_for_an_approval_hears_it_by_push_in_nobodys_words(story: Story, kind: str, title: str) -> None:
    browser = story.browser()
    with transaction():
        there = session.merge(story.conversation)
        announcing.to_approve(kind, session.get_one(User, story.mark.id), there, now=story.now)
    assert story.deliver() == 1
    told = browser.reads(story.service.got[0][2])
    assert (told["title"], told["path"]) == (title, f"/conversations/{story.conversation.id}")
    assert told["tag"] == f"{kind}-{story.conversation.id}"
    assert not any(word in json.dumps(told) for word in ("trein", "Trein", "Anna", "Waar"))
    assert story.left() == 0


def test_the_standby_person_and_then_the_deputy_are_told_on_their_devices(story: Story) -> None:
    lena, karin = (scenes.user(name, story.now, Role.LEAD, language="nl") for name in ("Lena de Boer", "Karin Smit"))
    called, asked = story.browser("/called", lena), story.browser("/asked", karin)
    with transaction():
        channel = session.get_one(Channel, story.conversation.channel_id)
        channel.standby_id, channel.deputy_id = lena.id, karin.id
    verdict = Verdict(Kind.NEEDS_APPROVAL, "approval")
    scenes.submit(story.conversation, "Hij komt eraan.", by=story.sanne, at=story.now, verdict=verdict)
    assert story.deliver() == 1
    assert called.reads(story.service.got[0][2])["title"] == "Je wordt opgeroepen"

    with transaction():
        approvers.ask_deputies(now=story.now + timedelta(minutes=10))
    assert story.deliver(timedelta(minutes=10)) == 1
    assert asked.reads(story.service.got[1][2])["title"] == "Een antwoord wacht op goedkeuring"
