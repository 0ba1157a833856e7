"""Odd things that arrive: what a real platform does on a bad day, by the push of a button."""

from sqlalchemy import Connection, select

from webcare.simulator.engine import Engine
from webcare.simulator.store import account, mention, post
from webcare.simulator.world import NewMessage, NewPost

KINDS = {
    "late_post": "Posted twenty minutes ago, in the timelines only in ten seconds",
    "malformed_post": "A mention whose JSON makes no sense",
    "huge_post": "A mention with a text of 5 MB",
    "edited_post": "The newest mention is edited",
    "deleted_post": "The newest mention is deleted by its author",
    "vanished_account": "The account of the newest mention is gone",
    "encrypted_dm": "A direct message nobody can read here",
    "burst": "Sixty mentions at once",
}
HUGE = 5_000_000
MINUTE_MS = 60_000


def happen(engine: Engine, connection: Connection, kind: str) -> None:
    """Let it happen. Raises LookupError for a kind nobody knows, or when there is no mention yet."""
    if kind not in KINDS:
        raise LookupError(f"unknown kind: {kind}; known are {', '.join(KINDS)}")
    makers = {"late_post": _late, "malformed_post": _malformed, "huge_post": _huge, "burst": _burst}
    if kind in makers:
        engine.world.publish_many(engine.world.lookup(connection), makers[kind](engine, connection))
    elif kind == "encrypted_dm":
        sender = engine.world.account(connection, "stille_klant")
        engine.world.send(connection, NewMessage(sender=sender, recipient=engine.brand_id, text="", encrypted=True))
    else:
        _change_newest(engine, connection, kind)


def _late(engine: Engine, connection: Connection) -> list[NewPost]:
    now = engine.world.now()
    text = f"@{engine.brand} twintig minuten geleden gevraagd en nog niets gehoord?"
    return [
        NewPost(author=_author(engine, connection), text=text, at=now - 20 * MINUTE_MS, indexed_at=now + MINUTE_MS // 6)
    ]


def _malformed(engine: Engine, connection: Connection) -> list[NewPost]:
    override: dict[str, object] = {"text": None, "created_at": "yesterday", "author_id": {}}
    return [NewPost(author=_author(engine, connection), text=f"@{engine.brand} stuk", override=override)]


def _huge(engine: Engine, connection: Connection) -> list[NewPost]:
    override = {"text": f"@{engine.brand} " + "a" * HUGE}
    return [NewPost(author=_author(engine, connection), text=f"@{engine.brand} lang verhaal", override=override)]


def _burst(engine: Engine, connection: Connection) -> list[NewPost]:
    lookup = engine.world.lookup(connection)
    return [
        NewPost(author=lookup.account(f"reiziger_{number}"), text=f"@{engine.brand} trein {number} rijdt niet. Wat nu?")
        for number in range(engine.world.now() % 1000, engine.world.now() % 1000 + 60)
    ]


def _author(engine: Engine, connection: Connection) -> int:
    return engine.world.account(connection, "rare_vogel", name="Rare Vogel")


def _change_newest(engine: Engine, connection: Connection, kind: str) -> None:
    named = select(post).join(mention, mention.c.post_id == post.c.id).where(mention.c.account_id == engine.brand_id)
    newest = connection.execute(
        named.where(post.c.deleted_at.is_(None), post.c.latest).order_by(post.c.id.desc()).limit(1)
    ).first()
    if newest is None:
        raise LookupError("there is no mention yet")
    if kind == "deleted_post":
        engine.world.delete(connection, newest.id)
    elif kind == "edited_post":
        engine.world.edit(connection, newest.id, newest.text[newest.display_start :] + " (aangepast)")
    else:
        connection.execute(account.update().where(account.c.id == newest.author_id).values(vanished=True))
