"""What happens on the simulated X: people post, answer, repost, edit, delete and write direct messages."""

import html
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from webcare.simulator.lookup import Lookup
from webcare.simulator.pictures import SIZES
from webcare.simulator.snowflake import Snowflakes
from webcare.simulator.store import Store, credential, ledger, mention, message, picture, post
from webcare.simulator.wording import word


@dataclass(frozen=True, kw_only=True)
class NewPost:
    """A post about to be made; times are milliseconds since 1970."""

    author: int
    text: str
    at: int | None = None
    indexed_at: int | None = None
    reply_to: int | None = None
    quotes: int | None = None
    reposts: int | None = None
    lang: str = "nl"
    pictures: tuple[str, ...] = ()  # motifs, see `pictures`
    metrics: dict[str, int] | None = None
    override: dict[str, Any] | None = None
    topic: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """A direct message about to be sent; times are milliseconds since 1970."""

    sender: int
    recipient: int
    text: str
    at: int | None = None
    indexed_at: int | None = None
    pictures: tuple[str, ...] = ()
    encrypted: bool = False
    override: dict[str, Any] | None = None
    topic: str | None = None


class World:
    """Everything that is on the platform. Whoever writes opens `store.writing()` and passes its connection."""

    def __init__(self, store: Store) -> None:
        """Go on where the database stands."""
        self.store = store
        with store.reading() as connection:
            counts = [connection.scalar(select(func.count()).select_from(each)) or 0 for each in (post, message)]
        self._snowflakes = Snowflakes(sum(counts) * 3)

    @staticmethod
    def now() -> int:
        """Milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def lookup(self, connection: Connection) -> Lookup:
        """What a batch of writes looks accounts and posts up with."""
        return Lookup(connection, self._snowflakes)

    def account(self, connection: Connection, handle: str, /, **facts: Any) -> int:
        """The id of an account; it is made on first mention, and `facts` (name, followers, …) update it."""
        return self.lookup(connection).account(handle, **facts)

    def credentials(self, connection: Connection, account_id: int) -> dict[str, str]:
        """The keys of an account; made on first use. X's access tokens begin with the account's id."""
        found = connection.execute(select(credential).where(credential.c.account_id == account_id)).first()
        if found is None:
            made = {name: secrets.token_urlsafe(32) for name in ("consumer_key", "consumer_secret")}
            made["access_token"] = f"{account_id}-{secrets.token_urlsafe(24)}"
            made["access_token_secret"] = secrets.token_urlsafe(32)
            connection.execute(insert(credential).values(account_id=account_id, **made))
            return made
        return {name: value for name, value in found._asdict().items() if name != "account_id"}

    def publish(self, connection: Connection, new: NewPost) -> int:
        """Make one post; its id."""
        return self.publish_many(self.lookup(connection), [new])[0]

    def publish_many(self, lookup: Lookup, posts: Iterable[NewPost]) -> list[int]:
        """Make many posts at once, in order; one may answer an earlier one. Their ids."""
        rows: list[dict[str, Any]] = []
        mentions: list[dict[str, int]] = []
        for new in posts:
            row, handles = self._row(lookup, new)
            lookup.keep(row)
            rows.append(row)
            mentions += [{"account_id": each, "post_id": row["id"]} for each in lookup.ids_of(handles)]
        if rows:
            lookup.connection.execute(insert(post), rows)
        if mentions:
            lookup.connection.execute(insert(mention).prefix_with("OR IGNORE"), mentions)
        return [row["id"] for row in rows]

    def _row(self, lookup: Lookup, new: NewPost) -> tuple[dict[str, Any], tuple[str, ...]]:
        made = self._snowflakes.make(self.now() if new.at is None else new.at)
        parent = lookup.post(new.reply_to)
        text, start = _text(lookup, new, parent)
        worded = word(text)
        row = {
            "id": made,
            "author_id": new.author,
            "text": worded.text,
            "display_start": start,
            "entities": lookup.entities(worded),
            "conversation_id": parent["conversation_id"] if parent else made,
            "reply_to": new.reply_to,
            "reply_to_author": parent["author_id"] if parent else None,
            "quotes": new.quotes,
            "reposts": new.reposts,
            "lang": new.lang,
            "media": self._pictures(lookup.connection, new.pictures) or None,
            "metrics": new.metrics,
            "first_id": made,
            "latest": True,
            "indexed_at": new.indexed_at or 0,
            "override": new.override,
            "topic": new.topic,
        }
        return row, worded.handles

    def _pictures(self, connection: Connection, motifs: tuple[str, ...]) -> list[str]:
        keys = []
        for motif in motifs:
            name, _, alt = motif.partition("|")
            width, height = SIZES.get(name, (1200, 675))
            keys.append(f"3_{self._snowflakes.make(self.now())}")
            connection.execute(insert(picture).values(key=keys[-1], motif=name, alt=alt, width=width, height=height))
        return keys

    def edit(self, connection: Connection, post_id: int, text: str, *, at: int | None = None) -> int:
        """Change a post as X does: a new version with an id of its own; the new id."""
        old = self.find(connection, post_id)
        made = self._snowflakes.make(at if at is not None else self.now())
        worded = word(old.text[: old.display_start] + text)
        lookup = self.lookup(connection)
        row = old._asdict() | {
            "id": made,
            "text": worded.text,
            "entities": lookup.entities(worded),
            "latest": True,
            "indexed_at": 0,
            "override": None,
        }
        connection.execute(update(post).where(post.c.first_id == old.first_id).values(latest=False))
        connection.execute(insert(post).values(**row))
        for account_id in lookup.ids_of(worded.handles):
            connection.execute(insert(mention).values(account_id=account_id, post_id=made))
        return made

    def delete(self, connection: Connection, post_id: int) -> None:
        """Take a post away, with all its versions."""
        first = self.find(connection, post_id).first_id
        now = self.now()
        connection.execute(update(post).where(post.c.first_id == first).values(deleted_at=now))
        ids = select(post.c.id).where(post.c.first_id == first)
        connection.execute(
            update(ledger).where(ledger.c.kind == "post", ledger.c.external_id.in_(ids)).values(deleted_at=now)
        )

    def send(self, connection: Connection, new: NewMessage) -> int:
        """Send one direct message; its id."""
        return self.send_many(connection, [new])[0]

    def send_many(self, connection: Connection, messages: Iterable[NewMessage]) -> list[int]:
        """Send many direct messages at once, in order; their ids."""
        rows: list[dict[str, Any]] = []
        for new in messages:
            worded = word(new.text)
            rows.append(
                {
                    "id": self._snowflakes.make(new.at if new.at is not None else self.now()),
                    "conversation_id": conversation_between(new.sender, new.recipient),
                    "sender_id": new.sender,
                    "recipient_id": new.recipient,
                    "text": worded.text,
                    "entities": worded.entities or None,
                    "media": self._pictures(connection, new.pictures) or None,
                    "encrypted": new.encrypted,
                    "indexed_at": new.indexed_at if new.indexed_at is not None else 0,
                    "override": new.override,
                    "topic": new.topic,
                }
            )
        if rows:
            connection.execute(insert(message), rows)
        return [row["id"] for row in rows]

    def delete_message(self, connection: Connection, message_id: int) -> None:
        """Take a direct message away."""
        now = self.now()
        connection.execute(update(message).where(message.c.id == message_id).values(deleted_at=now))
        connection.execute(
            update(ledger).where(ledger.c.kind == "dm", ledger.c.external_id == message_id).values(deleted_at=now)
        )

    def enter(
        self, connection: Connection, kind: str, external_id: int, account_id: int, text: str, target: Any
    ) -> None:
        """Write in the ledger what the API accepted: the record that tests hold the product to."""
        connection.execute(
            insert(ledger).values(
                kind=kind, external_id=external_id, account_id=account_id, text=text, target=target, at=self.now()
            )
        )

    @staticmethod
    def find(connection: Connection, post_id: int) -> Row[Any]:
        """A post by its id. Raises LookupError."""
        found = connection.execute(select(post).where(post.c.id == post_id)).first()
        if found is None:
            raise LookupError(f"no post {post_id}")
        return found


def conversation_between(one: int, other: int) -> str:
    """X's id of the direct-message conversation of two accounts."""
    return "-".join(str(each) for each in sorted((one, other)))


def _text(lookup: Lookup, new: NewPost, parent: dict[str, Any] | None) -> tuple[str, int]:
    """The text with what X puts in front: the mentions a reply inherits, or "RT @…" of a repost."""
    original = lookup.post(new.reposts)
    if original is not None:
        return f"RT @{lookup.handle_of(original['author_id'])}: {html.unescape(original['text'])}", 0
    if parent is None:
        return new.text, 0
    inherited = [lookup.handle_of(parent["author_id"])] if parent["author_id"] != new.author else []
    inherited += [each["username"] for each in (parent["entities"] or {}).get("mentions", [])]
    wanted = {each.lower(): each for each in inherited if each.lower() != lookup.handle_of(new.author).lower()}
    said = _without_front(new.text, wanted)
    lead = "".join(f"@{each} " for each in wanted.values())
    return lead + said, len(lead)


def _without_front(text: str, inherited: dict[str, str]) -> str:
    """Without the handles in front that the reply inherits anyway: they are not said twice."""
    while found := re.match(r"@(\w{1,15})\s+(?=\S)", text):
        if found[1].lower() not in inherited:
            return text
        text = text[found.end() :]
    return text
