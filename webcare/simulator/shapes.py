"""Rows as X shows them: only the fields that were asked for, and in `includes` what was expanded."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, select
from werkzeug.datastructures import MultiDict

from webcare.simulator import problems
from webcare.simulator.snowflake import from_milliseconds, moment_of, stamp
from webcare.simulator.store import account, picture, post

Json = dict[str, Any]
ALWAYS_TWEET = frozenset({"id", "text", "edit_history_tweet_ids"})
ALWAYS_USER = frozenset({"id", "name", "username"})
ALWAYS_MEDIA = frozenset({"media_key", "type"})
ALWAYS_DM = frozenset({"id", "event_type", "text"})
NO_METRICS = dict.fromkeys(
    ("retweet_count", "reply_count", "like_count", "quote_count", "bookmark_count", "impression_count"), 0
)
ACCOUNT_MAY_BE_EDITED_MS = 3_600_000


class Shaper:
    """Shapes one answer: collects what the posts refer to, asks for it in batches, and adds the includes."""

    def __init__(self, connection: Connection, args: MultiDict[str, str], base_url: str) -> None:
        """`args` are the query parameters of the request, `base_url` the simulator's own address."""
        self._connection = connection
        self._base_url = base_url
        self._args = args
        self._users: set[int] = set()
        self._posts: set[int] = set()
        self._media: set[str] = set()
        self.errors: list[Json] = []

    def _fields(self, name: str, always: frozenset[str]) -> frozenset[str]:
        return always | frozenset(self._args.get(name, "").split(","))

    @cached_property
    def _tweet_fields(self) -> frozenset[str]:
        return self._fields("tweet.fields", ALWAYS_TWEET)

    @cached_property
    def _expansions(self) -> frozenset[str]:
        return frozenset(self._args.get("expansions", "").split(","))

    def tweets(self, rows: Sequence[Row[Any]]) -> list[Json]:
        """Posts as X shows them; what they refer to is kept for `includes`."""
        histories = self._histories(rows)
        for row in rows:
            self._collect(row)
        return [self._tweet(row, histories[row.first_id]) for row in rows]

    def _histories(self, rows: Iterable[Row[Any]]) -> dict[int, list[str]]:
        histories: dict[int, list[str]] = {row.first_id: [] for row in rows}
        query = select(post.c.first_id, post.c.id).where(post.c.first_id.in_(histories)).order_by(post.c.id)
        for first, each in self._connection.execute(query):
            histories[first].append(str(each))
        return histories

    def _collect(self, row: Row[Any]) -> None:
        wanted = self._expansions
        if "author_id" in wanted:
            self._users.add(row.author_id)
        if "in_reply_to_user_id" in wanted and row.reply_to_author:
            self._users.add(row.reply_to_author)
        if "entities.mentions.username" in wanted:
            self._users |= {int(each["id"]) for each in (row.entities or {}).get("mentions", []) if "id" in each}
        if "referenced_tweets.id" in wanted or "referenced_tweets.id.author_id" in wanted:
            self._posts |= {each for each in (row.reply_to, row.quotes, row.reposts) if each}
        if "attachments.media_keys" in wanted:
            self._media |= set(row.media or ())

    def _tweet(self, row: Row[Any], history: list[str]) -> Json:
        shaped = {name: value for name, value in _tweet(row, history).items() if name in self._tweet_fields}
        if row.override:
            shaped = {name: value for name, value in (shaped | row.override).items() if value != "(absent)"}
        return shaped

    def messages(self, rows: Sequence[Row[Any]]) -> list[Json]:
        """Direct messages as X shows them."""
        fields = self._fields("dm_event.fields", ALWAYS_DM)
        for row in rows:
            if "sender_id" in self._expansions:
                self._users.add(row.sender_id)
            if "participant_ids" in self._expansions:
                self._users |= {row.sender_id, row.recipient_id}
            if "attachments.media_keys" in self._expansions:
                self._media |= set(row.media or ())
        shaped = [{name: value for name, value in _message(row).items() if name in fields} for row in rows]
        return [
            {name: value for name, value in (each | (row.override or {})).items() if value != "(absent)"}
            for each, row in zip(shaped, rows, strict=True)
        ]

    def users(self, rows: Iterable[Row[Any]]) -> list[Json]:
        """Accounts as X shows them."""
        fields = self._fields("user.fields", ALWAYS_USER)
        return [{k: v for k, v in self._user(row).items() if k in fields} for row in rows]

    def _user(self, row: Row[Any]) -> Json:
        return {
            "id": str(row.id),
            "name": row.name,
            "username": row.handle,
            "description": row.description,
            "created_at": stamp(moment_of(row.id)),
            "profile_image_url": f"{self._base_url}/avatars/{row.handle}_normal.png",
            "protected": False,
            "verified": row.verified,
            "verified_type": "business" if row.verified else "none",
            "receives_your_dm": row.takes_dms,
            "public_metrics": {
                "followers_count": row.followers,
                "following_count": row.followers // 3,
                "tweet_count": row.followers * 4,
                "listed_count": 0,
                "like_count": row.followers * 2,
            },
        }

    def includes(self) -> Json:
        """What was expanded. What cannot be shown any more is in `errors` instead."""
        referenced = self._referenced()
        found = {
            "users": self.users(self._existing_users()),
            "tweets": referenced,
            "media": self._media_rows(),
        }
        return {name: each for name, each in found.items() if each}

    def _referenced(self) -> list[Json]:
        if not self._posts:
            return []
        rows = self._connection.execute(
            select(post).where(post.c.id.in_(self._posts), post.c.deleted_at.is_(None))
        ).all()
        for each in sorted(self._posts - {row.id for row in rows}):
            self.errors.append(problems.missing("tweet", str(each), "referenced_tweets.id"))
        if "referenced_tweets.id.author_id" in self._expansions:
            self._users |= {row.author_id for row in rows}
        if "referenced_tweets.id.attachments.media_keys" in self._expansions:
            self._media |= {key for row in rows for key in row.media or ()}
        histories = self._histories(rows)
        return [self._tweet(row, histories[row.first_id]) for row in rows]

    def _existing_users(self) -> list[Row[Any]]:
        rows = self._connection.execute(select(account).where(account.c.id.in_(self._users))).all()
        for row in rows:
            if row.vanished:
                self.errors.append(problems.missing("user", str(row.id), "author_id"))
        return [row for row in rows if not row.vanished]

    def _media_rows(self) -> list[Json]:
        if not self._media:
            return []
        fields = self._fields("media.fields", ALWAYS_MEDIA)
        rows = self._connection.execute(select(picture).where(picture.c.key.in_(self._media)))
        return [{k: v for k, v in self._picture(row).items() if k in fields} for row in rows]

    def _picture(self, row: Row[Any]) -> Json:
        shape = {
            "media_key": row.key,
            "type": "photo",
            "url": f"{self._base_url}/media/{row.key}.png",
            "width": row.width,
            "height": row.height,
        }
        return shape | ({"alt_text": row.alt} if row.alt else {})


def _tweet(row: Row[Any], history: list[str]) -> Json:
    made = moment_of(row.id)
    shape: Json = {
        "id": str(row.id),
        "text": row.text,
        "edit_history_tweet_ids": history,
        "author_id": str(row.author_id),
        "conversation_id": str(row.conversation_id),
        "created_at": stamp(made),
        "lang": row.lang,
        "display_text_range": [row.display_start, len(row.text)],
        "public_metrics": NO_METRICS | (row.metrics or {}),
        "reply_settings": "everyone",
        "possibly_sensitive": False,
        "edit_controls": {
            "editable_until": stamp(
                moment_of(row.first_id) + (from_milliseconds(ACCOUNT_MAY_BE_EDITED_MS) - from_milliseconds(0))
            ),
            "edits_remaining": max(0, 6 - len(history)),
            "is_edit_eligible": row.reply_to is None and row.reposts is None,
        },
    }
    return shape | _relations(row)


def _relations(row: Row[Any]) -> Json:
    kinds = (("replied_to", row.reply_to), ("quoted", row.quotes), ("retweeted", row.reposts))
    referenced = [{"type": kind, "id": str(each)} for kind, each in kinds if each]
    shape: Json = {
        "referenced_tweets": referenced,
        "in_reply_to_user_id": str(row.reply_to_author) if row.reply_to_author else None,
        "entities": row.entities,
        "attachments": {"media_keys": row.media} if row.media else None,
    }
    return {name: value for name, value in shape.items() if value}


def _message(row: Row[Any]) -> Json:
    """An event; that of an encrypted chat has no words and no attachments."""
    shape: Json = {
        "id": str(row.id),
        "event_type": "MessageCreate",
        "text": None if row.encrypted else row.text,
        "sender_id": str(row.sender_id),
        "dm_conversation_id": row.conversation_id,
        "created_at": stamp(moment_of(row.id)),
        "attachments": {"media_keys": row.media} if row.media else None,
    }
    shape |= row.entities or {}
    return {name: value for name, value in shape.items() if value is not None}
