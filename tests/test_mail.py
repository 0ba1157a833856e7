"""E-mail, handed in at a real SMTP server."""

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr, ValidationError
from sqlalchemy import Engine, select

from config import Config
from tests import scenes
from tests.serving import free_port
from webcare import mail
from webcare.database import session, transaction
from webcare.mail import BACKOFF, Server
from webcare.models import Mail

FACTS = {"name": "Noor", "inviter": "Ilse Bakker", "path": "/invitations/kanarie-token"}


@dataclass
class Postbox:
    """What a mail server took in, and what it says."""

    port: int
    answer: str = "250 OK"
    answer_to_recipient: str = "250 OK"
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    log_ins: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, _session: Session, envelope: Envelope, address: str, *_: Any) -> str:  # noqa: N802
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.taken.append(BytesParser(EmailMessage, policy=policy.default).parsebytes(envelope.content))
            self.recipients += envelope.rcpt_tos
        return self.answer

    def authenticate(self, *facts: Any) -> AuthResult:
        given = facts[-1]
        assert isinstance(given, LoginPassword)
        self.log_ins.append(given.login + b":" + given.password)
        return AuthResult(success=given.password == b"s p@ce")

    def config(self, config: Config, credentials: str = "") -> Config:
        url = SecretStr(f"smtp://{credentials}127.0.0.1:{self.port}")
        return config.model_copy(update={"smtp_url": url, "origins": ("https://desk.spoorlijn.example",)})


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox(free_port())
    options = {"authenticator": box.authenticate, "auth_require_tls": False}
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    yield box
    controller.stop()


def post(now: datetime, template: str = "invitation", **options: Any) -> int:
    with transaction():
        made = mail.post("noor@spoorlijn.example", template, FACTS, now=now, **options)
        session.flush()
        return made.id


def kept(number: int) -> Mail:
    session.rollback()
    session.expire_all()
    return session.get_one(Mail, number)


def test_what_is_posted_arrives_once_as_text_and_as_html(
    engine: Engine, config: Config, postbox: Postbox, now: datetime
) -> None:
    number = post(now, language="nl")
    assert mail.deliver(postbox.config(config), lambda: now) == 1
    assert mail.deliver(postbox.config(config), lambda: now + timedelta(days=1)) == 0

    (arrived,) = postbox.taken
    assert postbox.recipients == ["noor@spoorlijn.example"]
    assert arrived["From"] == "Webcare <webcare@localhost>"
    text = arrived.get_body(("plain",))
    html = arrived.get_body(("html",))
    assert text is not None
    assert html is not None
    link = "https://desk.spoorlijn.example/invitations/kanarie-token"
    assert link in text.get_content()
    assert f'href="{link}"' in html.get_content()
    assert "Ilse Bakker" in text.get_content()
    assert kept(number).sent_at == now


def test_an_e_mail_speaks_the_language_of_its_reader(
    engine: Engine, config: Config, postbox: Postbox, now: datetime
) -> None:
    for language in ("nl", "en"):
        post(now, language=language)
    mail.deliver(postbox.config(config), lambda: now)
    assert [each["Subject"] for each in postbox.taken] == ["Jouw account bij Webcare", "Your account on Webcare"]


def test_a_user_gets_it_at_their_address_in_their_language(
    engine: Engine, config: Config, postbox: Postbox, now: datetime
) -> None:
    sanne = scenes.user("Sanne Kuipers", now, language="en")
    with transaction():
        mail.post(sanne, "password_changed", {"name": sanne.first_name, "path": "/"}, now=now)
    mail.deliver(postbox.config(config), lambda: now)
    assert postbox.taken[0]["Subject"] == "Your password was changed"
    assert postbox.recipients == [sanne.email]


def test_what_waits_is_sealed_and_what_left_is_forgotten(
    engine: Engine, config: Config, postbox: Postbox, now: datetime
) -> None:
    number = post(now)
    waiting = kept(number).facts
    assert waiting is not None
    assert b"kanarie" not in waiting
    mail.deliver(postbox.config(config), lambda: now)
    assert kept(number).facts is None


def test_a_name_can_neither_add_a_header_nor_write_html(
    engine: Engine, config: Config, postbox: Postbox, now: datetime
) -> None:
    with transaction():
        facts = {**FACTS, "inviter": "<script>x</script>\nBcc: kwaad@example.org", "name": "Noor\r\nX-Kwaad: ja"}
        mail.post("noor@spoorlijn.example", "invitation", facts, now=now)
    mail.deliver(postbox.config(config), lambda: now)
    (arrived,) = postbox.taken
    assert (arrived["Bcc"], arrived["X-Kwaad"]) == (None, None)
    html = arrived.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
    assert postbox.recipients == ["noor@spoorlijn.example"]


def test_a_server_that_is_busy_is_asked_again_later_and_later(
    engine: Engine, config: Config, postbox: Postbox, now: datetime
) -> None:
    number, moment = post(now), now
    postbox.answer = "451 try later"
    for pause in BACKOFF:
        assert mail.deliver(postbox.config(config), lambda moment=moment: moment) == 1
        assert mail.deliver(postbox.config(config), lambda moment=moment: moment) == 0
        assert kept(number).next_try_at == moment + pause
        moment += pause
    assert kept(number).failure == "451"
    postbox.answer = "250 OK"
    mail.deliver(postbox.config(config), lambda: moment)
    assert kept(number).sent_at == moment
    assert len(postbox.taken) == 1


def test_after_the_last_try_it_is_given_up_and_recorded(
    engine: Engine, config: Config, postbox: Postbox, now: datetime
) -> None:
    number, moment = post(now), now
    postbox.answer = "451 try later"
    for _try in range(len(BACKOFF) + 1):
        mail.deliver(postbox.config(config), lambda moment=moment: moment)
        moment += timedelta(days=1)
    assert kept(number).failed_at is not None
    assert kept(number).facts is None
    assert scenes.kinds() == ["mail_failed"]


def test_an_address_the_server_refuses_for_good_is_not_tried_again(
    engine: Engine, config: Config, postbox: Postbox, now: datetime
) -> None:
    number = post(now)
    postbox.answer_to_recipient = "550 no such person"
    mail.deliver(postbox.config(config), lambda: now)
    assert kept(number).failure == "550"
    assert kept(number).failed_at == now


def test_a_server_that_is_away_loses_nothing(engine: Engine, config: Config, postbox: Postbox, now: datetime) -> None:
    number = post(now)
    nowhere = config.model_copy(update={"smtp_url": SecretStr(f"smtp://127.0.0.1:{free_port()}")})
    mail.deliver(nowhere, lambda: now)
    assert kept(number).failure == "ConnectionRefusedError"
    mail.deliver(postbox.config(config), lambda: now + BACKOFF[0])
    assert len(postbox.taken) == 1


def test_without_a_mail_server_everything_stays_until_it_is_of_no_use(
    engine: Engine, config: Config, now: datetime
) -> None:
    number = post(now, expires_at=now + timedelta(hours=1))
    assert mail.deliver(config, lambda: now) == 0
    assert mail.expire(now) == 0
    assert mail.expire(now + timedelta(hours=1)) == 1
    assert kept(number).failure == "expired"
    assert kept(number).facts is None


def test_what_was_taken_back_does_not_leave(engine: Engine, config: Config, postbox: Postbox, now: datetime) -> None:
    post(now)
    with transaction():
        mail.drop("invitation", address="noor@spoorlijn.example")
    assert mail.deliver(postbox.config(config), lambda: now) == 0


def test_it_logs_in_where_the_address_says_so(engine: Engine, config: Config, postbox: Postbox, now: datetime) -> None:
    post(now)
    mail.deliver(postbox.config(config, "desk:s%20p%40ce@"), lambda: now)
    assert postbox.log_ins == [b"desk:s p@ce"]
    assert len(postbox.taken) == 1


def test_nothing_is_handed_to_a_server_that_does_not_encrypt_when_it_should(
    engine: Engine, config: Config, postbox: Postbox, now: datetime
) -> None:
    number = post(now)
    plain = postbox.config(config)
    assert plain.smtp_url is not None
    url = SecretStr(plain.smtp_url.get_secret_value() + "?starttls")
    mail.deliver(plain.model_copy(update={"smtp_url": url}), lambda: now)
    assert postbox.taken == []
    assert kept(number).failure == "SMTPNotSupportedError"


def test_a_crash_after_handing_in_does_not_send_in_a_loop(
    engine: Engine, config: Config, postbox: Postbox, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(now)

    def crash(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(smtplib.SMTP, "quit", crash)
        with pytest.raises(MemoryError):
            mail.deliver(postbox.config(config), lambda: now)
    assert mail.deliver(postbox.config(config), lambda: now + timedelta(seconds=59)) == 0


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 587)),
        ("smtp://u:p@mail.example:25?starttls", Server("mail.example", 25, "u", "p", starttls=True)),
        ("smtps://mail.example", Server("mail.example", 465, tls=True)),
    ],
)
def test_the_setting_says_where_and_how(url: str, server: Server) -> None:
    assert Server.of(url) == server


@pytest.mark.parametrize("url", ["mail.example", "https://mail.example", "smtp://"])
def test_a_setting_that_is_no_mail_server_stops_the_start(config: Config, url: str) -> None:
    with pytest.raises(ValidationError, match="must read smtp") as said:
        Config(secret_key=config.secret_key, credential_keys=config.credential_keys, smtp_url=SecretStr(url))
    assert "mail.example" not in str(said.value)


def test_every_template_says_its_subject_first_and_knows_its_facts(
    engine: Engine, config: Config, now: datetime
) -> None:
    names = sorted(path.stem for path in (mail.ROOT / "templates/mail").glob("*.txt"))
    assert "invitation" in names
    for name in ("invitation", "password_reset", "password_changed", "factor_changed"):
        made = mail.message(kept(post(now, name)), config)
        assert "\n" not in made["Subject"]
        assert "kanarie-token" in str(made)


def test_mails_are_listed_with_those_that_wait_first(engine: Engine, config: Config, now: datetime) -> None:
    sent, waiting = post(now), post(now)
    with transaction():
        session.get_one(Mail, sent).sent_at = now
    assert [each.id for each in mail.recent()] == [waiting, sent]
    assert session.scalars(select(Mail)).all() is not None
