"""Web push: the key that signs, the devices, and sending what waits. No customer's words travel by push.

A push names what and where; a personal link is made at the moment of sending, so that its token is kept nowhere.
"""

import base64
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

import requests
from babel.support import Translations
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask_babel import lazy_gettext as _lazy
from py_vapid import Vapid
from pywebpush import WebPushException, webpush
from sqlalchemy import delete, select, update

from config import ROOT, Config
from webcare import mandate, sealing
from webcare.database import record, session, transaction
from webcare.desk import announcing, linking
from webcare.desk.meeting import insert_new
from webcare.errors import BadInput, NotFound
from webcare.events import PushSwitched
from webcare.inbox import alert_words, alerts
from webcare.inbox.alerts import Alerts
from webcare.models import Conversation, Escalation, Push, PushSubscription, Status, User, VapidKey
from webcare.winning import won

GONE = (404, 410)  # what a push service answers for a browser that is no more
TRY_AGAIN = (408, 425, 429)
BACKOFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))
TIMEOUT = 10.0  # seconds
LONGEST_ROUND = 50  # pushes sent before the worker looks up
LONGEST_ENDPOINT, POINT, SECRET = 1000, 65, 16
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")  # nothing that two readers of addresses could read in two ways


class Outcome(Enum):
    """What came of handing something to a push service."""

    DONE = auto()  # it was taken, or will be of no use any more
    LATER = auto()
    GONE = auto()  # that browser takes nothing any more


class NoPushService(BadInput):
    """Not an address of a push service this installation talks to."""

    code = "no_push_service"
    message = _lazy("This browser uses a push service that is not allowed here. E-mail goes on.")


def _(words: str) -> str:
    """Mark a text for translation; it is translated when it is sent, for whoever gets it."""
    return words


TEXTS = {
    announcing.ASKED: (_("Your answer is asked"), _("The webcare team asks you for an answer to a customer.")),
    announcing.BACK: (_("A question is with the team again"), _("The customer still waits.")),
    announcing.STANDBY: (_("You are called"), _("An answer waits for approval, and nobody else is there.")),
    announcing.DEPUTY: (_("An answer waits for approval"), _("Nobody decided in time, so a deputy is asked.")),
    announcing.URGENT: (
        _("An urgent conversation needs somebody now"),
        _("It stands on top of the inbox. Take it on, or make sure that somebody does."),
    ),
    announcing.TEST: (_("Pushes work"), _("This is how you hear that your answer is asked.")),
}


ALERTED = _("Customers are waiting")
DRILLING = "/inbox"  # who sits in a drill may open nothing outside it; a bar there says what waits, and how to leave


def public_key(config: Config, now: datetime) -> str:
    """What a browser subscribes with. The key is made at first need, where none is configured."""
    point = _vapid(config, now).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _base64(point)


def subscribe(user: User, *, endpoint: str, p256dh: str, auth: str, device: str, config: Config, now: datetime) -> None:
    """Tell this browser from now on; one that somebody else used before is theirs no more. Raises BadInput."""
    if not is_allowed(endpoint, config):
        raise NoPushService(field="endpoint")
    if len(_bytes(p256dh)) != POINT or len(_bytes(auth)) != SECRET:
        raise BadInput(field="keys")
    _forget(PushSubscription.endpoint == endpoint)
    keys = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth}
    insert_new(PushSubscription, [{"user_id": user.id, "device": device[:200], "created_at": now, **keys}])
    record(PushSwitched(at=now, by=user.id, user_id=user.id, how="on"))


def unsubscribe(user: User, subscription_id: int, *, now: datetime) -> None:
    """Tell this browser no more. Raises NotFound when it is not theirs."""
    found = session.get(PushSubscription, subscription_id)
    if found is None or found.user_id != user.id:
        raise NotFound
    _forget(PushSubscription.id == subscription_id)
    record(PushSwitched(at=now, by=user.id, user_id=user.id, how="off"))


def devices(user: User) -> list[PushSubscription]:
    """The browsers of somebody that are told, newest first."""
    theirs = select(PushSubscription).where(PushSubscription.user_id == user.id)
    return list(session.scalars(theirs.order_by(PushSubscription.id.desc())))


def is_allowed(endpoint: str, config: Config) -> bool:
    """Whether an address is one of the push services': the server fetches no other on a browser's word."""
    parts = urlsplit(endpoint)
    if len(endpoint) > LONGEST_ENDPOINT or not _HOST.fullmatch(parts.netloc):
        return False
    return any(fnmatchcase(f"{parts.scheme}://{parts.netloc.lower()}", each) for each in config.push_services)


def deliver(config: Config, clock: Callable[[], datetime]) -> int:
    """Send what is due, one by one. Returns how many were tried."""
    tried = 0
    while tried < LONGEST_ROUND and (number := _take(clock())) is not None:
        tried += 1
        _settle(number, _send(number, config, clock()), clock())
    return tried


def _take(now: datetime) -> int | None:
    """The next one that is due, marked for a later try first: whatever crashes, it is not sent in a loop."""
    due = select(Push).where(Push.not_before <= now).order_by(Push.not_before, Push.id).limit(1)
    waits = session.scalar(due) is not None
    session.rollback()
    if not waits:
        return None
    with transaction():
        push = session.scalars(due.with_for_update(skip_locked=True)).first()
        if push is None:
            return None
        later = now + BACKOFF[min(push.attempts, len(BACKOFF) - 1)]
        mine = update(Push).where(Push.id == push.id, Push.attempts == push.attempts)
        return push.id if won(mine.values(attempts=push.attempts + 1, not_before=later)) else None


def _send(number: int, config: Config, now: datetime) -> Outcome:
    """Hand it to the push service, unless it is of no use any more: answered, seen, taken on, or too old."""
    with transaction():
        push = session.get(Push, number)
        if push is None or now >= push.expires_at or not _still_stands(push, now):
            return Outcome.DONE
        to = push.subscription
        address = {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}}
        payload = json.dumps(_payload(push, to.user, now))
    return _post(address, payload, config, _vapid(config, now))


def _post(address: dict[str, Any], payload: str, config: Config, key: Any) -> Outcome:
    claims: dict[str, str | int] = {"sub": config.push_contact}
    try:
        with requests.Session() as client:
            client.max_redirects = 0  # a push service that leads elsewhere is none
            answer = webpush(
                address,
                payload,
                vapid_private_key=key,
                vapid_claims=claims,
                ttl=int(announcing.NEWS_FOR.total_seconds()),
                timeout=TIMEOUT,
                requests_session=client,
                headers={"urgency": "high"},
            )
    except WebPushException as error:
        return _outcome(error.status_code)
    except requests.RequestException:
        return Outcome.LATER
    return Outcome.DONE if isinstance(answer, str) else _outcome(answer.status_code)


def _outcome(status: int | None) -> Outcome:
    """What an answer of the push service means; without one it could not be reached."""
    if status in GONE:
        return Outcome.GONE
    return Outcome.LATER if not status or status in TRY_AGAIN or status >= 500 else Outcome.DONE


def _payload(push: Push, to: User, now: datetime) -> dict[str, str]:
    """What the service worker shows and where it leads, in the language of who gets it."""
    catalogue = Translations.load(ROOT / "webcare/translations", [to.language])
    if push.kind == announcing.ALERTS:
        standing = _standing(push, now)
        body = alert_words.told_in(standing, catalogue.gettext, _many(catalogue))
        path = DRILLING if mandate.of(to, now).desk is not None else standing.path
        return {"title": catalogue.gettext(ALERTED), "body": body, "path": path, "tag": push.kind}
    title, body = (catalogue.gettext(words) for words in TEXTS[push.kind])
    return {
        "title": title,
        "body": body,
        "path": _path(push, to, now),
        "tag": f"{push.kind}-{push.escalation_id or push.conversation_id or 0}",
    }


def _many(catalogue: Any) -> alert_words.Many:
    return lambda one, many, number: str(catalogue.ngettext(one, many, number)) % {"num": number}


def _still_stands(push: Push, now: datetime) -> bool:
    if push.kind == announcing.URGENT:
        conversation = session.get_one(Conversation, push.conversation_id)
        if conversation.urgent_at is None or conversation.urgent_accepted_at is not None:
            return False
        return conversation.status == Status.OPEN
    return push.kind != announcing.ALERTS or bool(_standing(push, now).all)


def _standing(push: Push, now: datetime) -> Alerts:
    """What stands for whoever gets it, at this moment and under today's mandate."""
    held = mandate.of(push.subscription.user, now)
    return Alerts(alerts.standing(held).all + alerts.standing_outside(held).all)


def _path(push: Push, to: User, now: datetime) -> str:
    if push.kind == announcing.URGENT and mandate.of(to, now).desk is not None:
        return DRILLING
    if push.conversation_id is not None:
        return f"/conversations/{push.conversation_id}"
    if push.escalation_id is None:
        return "/escalations"
    if push.kind != announcing.ASKED:
        return f"/escalations/{push.escalation_id}"
    return f"/escalations/links/{linking.make(session.get_one(Escalation, push.escalation_id), to, now=now)}"


def _settle(number: int, outcome: Outcome, now: datetime) -> None:
    """Done, gone, or once more later."""
    with transaction():
        push = session.get(Push, number)
        if push is None:
            return
        if outcome == Outcome.GONE:
            owner = push.subscription.user_id
            _forget(PushSubscription.id == push.subscription_id)
            record(PushSwitched(at=now, user_id=owner, how="gone"))
        elif outcome == Outcome.DONE:
            session.delete(push)


def _forget(which: Any) -> None:
    theirs = select(PushSubscription.id).where(which)
    session.execute(
        delete(Push).where(Push.subscription_id.in_(theirs)), execution_options={"synchronize_session": False}
    )
    session.execute(delete(PushSubscription).where(which), execution_options={"synchronize_session": False})
    session.expire_all()


def _vapid(config: Config, now: datetime) -> Any:
    """The key: configured, or made once for this installation and kept sealed."""
    if config.vapid_private_key is not None:
        return Vapid.from_string(config.vapid_private_key.get_secret_value())
    kept = session.get(VapidKey, 1)
    if kept is None:
        _make_key(now)
        kept = session.get_one(VapidKey, 1)
    return Vapid.from_string(sealing.unseal(kept.private_key)["key"])


def _make_key(now: datetime) -> None:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    sealed = sealing.seal({"key": _base64(number.to_bytes(32, "big"))})
    with transaction():
        insert_new(VapidKey, [{"id": 1, "private_key": sealed, "made_at": now}])


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
