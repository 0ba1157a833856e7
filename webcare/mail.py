"""E-mail: a row in the transaction of what it tells, sent by the worker afterwards.

The text is a template with facts that are ids, links and colleagues' names: no customer's words travel by e-mail.
`templates/mail/NAME.txt` begins with the subject; the paragraphs follow, and the one that is an address becomes the
button of the HTML part.
"""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Select, or_, select, update

from config import ROOT, Config
from webcare import sealing
from webcare.database import record, session, transaction
from webcare.events import MailFailed
from webcare.models import Mail, User
from webcare.winning import won

BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
TIMEOUT = 20.0  # seconds for each word of the mail server
LONGEST_ROUND = 50  # e-mails sent before the worker looks up
PERMANENT = 500  # from here on a mail server says: never
CONFUSING = str.maketrans("\r\n", "  ")  # a line end in a header begins another header


@dataclass(frozen=True)
class Server:
    """Where e-mails are handed in, as `smtp://user:password@host:587?starttls` or `smtps://…:465` says."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False  # from the first byte
    starttls: bool = False

    @classmethod
    def of(cls, url: str) -> "Server":
        """Read the setting."""
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        starttls = "starttls" in parse_qs(parts.query, keep_blank_values=True)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname or "", parts.port or (465 if tls else 587), user, password, tls, starttls)

    def connect(self) -> smtplib.SMTP:
        """An open, logged-in connection. A server that offers no encryption where it was asked for gets nothing."""
        context = ssl.create_default_context()
        if self.tls:
            client: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            client = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            if self.starttls:
                client.starttls(context=context)
            if self.user:
                client.login(self.user, self.password)
        except BaseException:
            client.close()
            raise
        return client


def post(
    to: User | str,
    template: str,
    facts: dict[str, Any],
    *,
    now: datetime,
    language: str | None = None,
    expires_at: datetime | None = None,
) -> Mail:
    """Put one e-mail in the outbox, in the open transaction; it leaves after the commit.

    `facts` fill the template: ids, colleagues' names and, as `path`, a link to a page here; no customer's words.
    After `expires_at` it is of no use and is not sent any more.
    """
    user = to if isinstance(to, User) else None
    mail = Mail(
        user_id=user.id if user else None,
        address=user.email if user else str(to),
        template=template,
        facts=sealing.seal(facts),
        language=language or (user.language if user else "nl"),
        created_at=now,
        next_try_at=now,
        expires_at=expires_at,
    )
    session.add(mail)
    return mail


def deliver(config: Config, clock: Callable[[], datetime]) -> int:
    """Send what is due, one by one; returns how many were tried. Without a mail server everything stays."""
    if config.smtp_url is None:
        return 0
    server, tried = Server.of(config.smtp_url.get_secret_value()), 0
    while tried < LONGEST_ROUND and (mail := _take(clock())) is not None:
        tried += 1
        failure, final = _send(server, mail, config)
        _settle(mail, failure, final=final, now=clock())
    return tried


def message(mail: Mail, config: Config) -> EmailMessage:
    """The e-mail as it leaves: plain text, and the same as simple HTML. Raises SealUnreadable."""
    subject, paragraphs = _written(mail, config.origins[0])
    made = EmailMessage()
    made["From"] = config.mail_from
    made["To"] = mail.address
    made["Subject"] = subject
    made["Date"] = mail.created_at
    made["Message-ID"] = f"<webcare-{mail.id}-{mail.created_at:%Y%m%d%H%M%S}@{_domain(config.mail_from)}>"
    made["Auto-Submitted"] = "auto-generated"  # no out-of-office answers
    made.set_content("\n\n".join(paragraphs) + "\n")
    made.add_alternative(_html(mail.language, subject, paragraphs), subtype="html")
    return made


def _take(now: datetime) -> Mail | None:
    """The next one that is due, marked for a later try first: whatever crashes, it is not sent in a loop."""
    due = session.scalar(_due(now)) is not None
    session.rollback()
    if not due:
        return None
    with transaction():
        mail = session.scalar(_due(now))
        if mail is None:
            return None
        pause = BACKOFF[min(mail.attempts, len(BACKOFF) - 1)]
        taken = (
            update(Mail)
            .where(Mail.id == mail.id, Mail.attempts == mail.attempts, Mail.next_try_at.is_not(None))
            .values(attempts=mail.attempts + 1, next_try_at=now + pause)
            .execution_options(synchronize_session=False)
        )
        first = won(taken)
        session.refresh(mail)
        return mail if first else None


def _due(now: datetime) -> Select[Mail]:
    return select(Mail).where(Mail.next_try_at <= now).order_by(Mail.next_try_at, Mail.id).limit(1)


def _send(server: Server, mail: Mail, config: Config) -> tuple[str | None, bool]:
    """Hand it in. Returns what went wrong, as a code, and whether another try is useless."""
    try:
        made = message(mail, config)
        with closing(server.connect()) as client:
            client.send_message(made)
            client.quit()
    except sealing.SealUnreadable:
        return "unreadable", True
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _words in error.recipients.values())
        return str(code), code >= PERMANENT
    except smtplib.SMTPSenderRefused as error:
        return str(error.smtp_code), False
    except smtplib.SMTPResponseException as error:
        return str(error.smtp_code), False  # the server's trouble, not this e-mail's
    except (OSError, smtplib.SMTPException) as error:
        return type(error).__name__, False
    return None, False


def _settle(mail: Mail, failure: str | None, *, final: bool, now: datetime) -> None:
    with transaction():
        kept = session.get_one(Mail, mail.id)
        kept.failure = failure
        if failure is None:
            kept.sent_at, kept.next_try_at, kept.facts = now, None, None
            return
        out_of_tries = kept.attempts > len(BACKOFF)
        out_of_time = kept.expires_at is not None and now + BACKOFF[0] >= kept.expires_at
        if final or out_of_tries or out_of_time:
            kept.failed_at, kept.next_try_at, kept.facts = now, None, None
            record(MailFailed(at=now, mail_id=kept.id, failure=failure))


def expire(now: datetime) -> int:
    """Give up what is of no use any more, also where there is no mail server. Returns how many."""
    useless = select(Mail).where(Mail.next_try_at.is_not(None), Mail.expires_at <= now)
    if session.scalar(useless.limit(1)) is None:
        session.rollback()
        return 0
    with transaction():
        late = session.scalars(useless).all()
        for mail in late:
            mail.failed_at, mail.next_try_at, mail.facts, mail.failure = now, None, None, "expired"
            record(MailFailed(at=now, mail_id=mail.id, failure="expired"))
        return len(late)


def recent(limit: int = 200) -> list[Mail]:
    """The newest e-mails; those that could not leave first."""
    waiting_first = Mail.sent_at.is_not(None), Mail.id.desc()
    return list(session.scalars(select(Mail).order_by(*waiting_first).limit(limit)))


def drop(template: str, *, user_id: int | None = None, address: str | None = None) -> None:
    """Take e-mails back that have not left: what they tell holds no more."""
    whose = or_(Mail.user_id == user_id, Mail.address == address) if user_id else Mail.address == address
    waiting = select(Mail).where(Mail.template == template, whose, Mail.next_try_at.is_not(None))
    for mail in session.scalars(waiting):
        mail.next_try_at, mail.facts, mail.failure = None, None, "withdrawn"


def _written(mail: Mail, origin: str) -> tuple[str, list[str]]:
    """Subject and paragraphs."""
    facts = sealing.unseal(mail.facts) if mail.facts else {}
    link = origin.rstrip("/") + facts["path"] if "path" in facts else ""
    text = _templates(mail.language, html=False).get_template(f"{mail.template}.txt").render(link=link, **facts)
    subject, *paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    return subject.translate(CONFUSING), paragraphs


def _html(language: str, subject: str, paragraphs: list[str]) -> str:
    template = _templates(language, html=True).get_template("_frame.html")
    return template.render(subject=subject, paragraphs=paragraphs, language=language)


@cache
def _templates(language: str, *, html: bool) -> Environment:
    """Templates in the language of who will read; a worker has no request to take one from."""
    loader = FileSystemLoader(ROOT / "templates/mail")
    made = Environment(  # a text is no HTML, so only the frame is escaped
        loader=loader,
        autoescape=html,  # noqa: S701
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = Translations.load(ROOT / "webcare/translations", [language])
    made.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.filters["is_link"] = lambda text: text.startswith(("https://", "http://"))
    return made


def _domain(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2] or "localhost"
