"""What X takes and what it refuses when an account posts, answers or sends a direct message."""

from typing import Any

from flask import Request
from sqlalchemy import Connection, Row, or_, select

from webcare.simulator import problems
from webcare.simulator.store import account, mention, message, post
from webcare.simulator.wording import LIMIT, LIMIT_DM, weight
from webcare.simulator.world import NewMessage, NewPost, World, conversation_between

Json = dict[str, Any]
KNOWN = frozenset(
    {"text", "reply", "quote_tweet_id", "media", "reply_settings", "for_super_followers_only", "nullcast"}
)


def body(request: Request) -> Json:
    """The JSON of a request. Raises Problem 400 when it is none."""
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise problems.invalid("The request body is not valid JSON")
    return found


def create(world: World, connection: Connection, account_id: int, request: Request) -> Json:
    """`POST /2/tweets`. Raises Problem 400 or 403 in X's words."""
    asked = body(request)
    _check_keys(asked)
    text = _text(asked)
    target = _target(asked)
    if weight(text) > LIMIT:
        raise problems.forbidden(problems.TOO_LONG)
    if target is not None:
        _check_reply(connection, account_id, target)
    quotes = asked.get("quote_tweet_id")
    new = NewPost(author=account_id, text=text, reply_to=target, quotes=int(quotes) if quotes else None)
    made = world.publish(connection, new)
    stored = world.find(connection, made)
    if _is_duplicate(connection, stored):
        raise problems.forbidden(problems.DUPLICATE)  # and the transaction is rolled back
    world.enter(connection, "post", made, account_id, text, None if target is None else str(target))
    return {"data": {"id": str(made), "text": stored.text}}


def _check_keys(asked: Json) -> None:
    for name in asked:
        if name not in KNOWN:
            raise problems.invalid(
                f"$.{name}: is not defined in the schema and the schema does not allow additional properties"
            )


def _text(asked: Json) -> str:
    text = asked.get("text")
    if not isinstance(text, str) or not text.strip():
        raise problems.invalid("$.text: is missing or empty; a Tweet needs text, media, a poll or a card")
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise problems.invalid("$.text: is not valid Unicode")
    return text


def _target(asked: Json) -> int | None:
    if "reply" not in asked:
        return None
    given = asked["reply"].get("in_reply_to_tweet_id") if isinstance(asked["reply"], dict) else None
    if not isinstance(given, str) or not given.isdecimal():
        raise problems.invalid("$.reply.in_reply_to_tweet_id: is missing or does not match ^[0-9]{1,19}$")
    return int(given)


def _check_reply(connection: Connection, account_id: int, target: int) -> None:
    """A brand may answer in public only whoever named it, answered it or quoted it. X's rule since February 2026."""
    found = connection.execute(
        select(post)
        .join(account, account.c.id == post.c.author_id)
        .where(post.c.id == target, post.c.deleted_at.is_(None), ~account.c.vanished)
    ).first()
    if found is None:
        raise problems.forbidden(problems.REPLY_TO_GONE)
    if found.author_id != account_id and not _is_engaged(connection, account_id, found):
        raise problems.forbidden(problems.NOT_MENTIONED)


def _is_engaged(connection: Connection, account_id: int, target: Row[Any]) -> bool:
    if target.reply_to_author == account_id:
        return True
    named = select(mention).where(mention.c.account_id == account_id, mention.c.post_id == target.id)
    if connection.execute(named).first():
        return True
    quoted = select(post.c.id).where(post.c.id == target.quotes, post.c.author_id == account_id)
    return target.quotes is not None and connection.execute(quoted).first() is not None


def _is_duplicate(connection: Connection, made: Row[Any]) -> bool:
    same = select(post.c.id).where(
        post.c.author_id == made.author_id,
        post.c.text == made.text,
        post.c.id != made.id,
        post.c.deleted_at.is_(None),
        post.c.id > made.id - (24 * 3_600_000 << 22),
    )
    return connection.execute(same).first() is not None


def check_own_thread(connection: Connection, account_id: int, post_id: int) -> None:
    """Only who began a thread hides answers in it. Raises Problem 403."""
    root = select(post.c.conversation_id).where(post.c.id == post_id).scalar_subquery()
    began = select(post.c.id).where(post.c.id == root, post.c.author_id == account_id)
    if connection.execute(began).first() is None:
        raise problems.forbidden("You are not allowed to hide this reply.")


def send(world: World, connection: Connection, account_id: int, recipient: int, request: Request) -> Json:
    """`POST /2/dm_conversations/with/…/messages`. Raises Problem 400 or 403 in X's words."""
    asked = body(request)
    text = _text(asked)
    if len(text) > LIMIT_DM:
        raise problems.invalid(f"$.text: is longer than {LIMIT_DM} characters")
    if not _may_send(connection, account_id, recipient):
        raise problems.forbidden(problems.NO_DM)
    made = world.send(connection, NewMessage(sender=account_id, recipient=recipient, text=text))
    world.enter(connection, "dm", made, account_id, text, str(recipient))
    conversation = conversation_between(account_id, recipient)
    return {"data": {"dm_conversation_id": conversation, "dm_event_id": str(made)}}


def _may_send(connection: Connection, account_id: int, recipient: int) -> bool:
    """Whoever takes messages from everybody, or wrote first."""
    takes = select(account.c.id).where(account.c.id == recipient, ~account.c.vanished)
    wrote = select(message.c.id).where(message.c.sender_id == recipient, message.c.recipient_id == account_id)
    open_to_all = connection.execute(takes.where(or_(account.c.takes_dms, wrote.exists()))).first()
    return open_to_all is not None
