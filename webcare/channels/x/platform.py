"""One account on X, as `webcare.channels.Platform`: tweepy's client, X's paging, and nothing that waits."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from webcare.channels import Account, Outgoing, Page, Published, RateState, Refused, Seen, Unavailable
from webcare.channels.x import direct_messages, failures, posts, transport
from webcare.channels.x.moments import earlier, id_at, moment_of
from webcare.channels.x.posts import Translated
from webcare.exchange import Incoming
from webcare.models import Audience, Channel, Feed

PAGE = 100
KEPT = {"mentions": 800, "own_posts": 3_200}  # X gives no older ones
OVERLAP = timedelta(seconds=60)  # what is read again at every poll, for posts indexed a little late
SWEPT = timedelta(minutes=30)  # how far a sweep looks back
SWEEP_PAGES = 8
SEARCHED = timedelta(days=7) - timedelta(minutes=5)
SKEW = timedelta(minutes=2)  # our clock against X's, when its record is read
RECORD_PAGES = 32

Json = dict[str, Any]
Ask = Callable[[str | None], Json]  # one page, by its token
Translate = Callable[[Json, Account], Translated]


class X:
    """One account on X, with its own tweepy client. Not to be shared between threads."""

    feeds: tuple[str, ...] = ("mentions", "own_posts", "direct_messages")

    def __init__(self, channel: Channel, credentials: dict[str, Any], base: str) -> None:
        """`base` is X's address, or a simulator's."""
        self._brand = Account(external_id=channel.external_id, handle=channel.handle, name=channel.name)
        self._client = transport.client(credentials, base, self._hear)
        self._rate: RateState | None = None

    def account(self) -> Account:
        """Whose credentials these are."""
        with failures.reading():
            me = self._client.get_me(user_auth=True)["data"]
            return Account(external_id=str(me["id"]), handle=str(me["username"]), name=str(me["name"]))

    def read(self, feed: Feed) -> Iterator[Page]:
        """Page through what is new, newest first; `since_id` stays fixed during the run."""
        if feed.kind == "direct_messages":
            return self._new_messages(feed)
        return self._new_posts(feed)

    def _new_posts(self, feed: Feed) -> Iterator[Page]:
        since = earlier(feed.since_id, OVERLAP) if feed.since_id else None
        taken = feed.run_size
        for page in self._pages(self._posts(feed.kind, since), posts.translate, feed.page_token):
            taken += len(page.messages) + len(page.unreadable)
            cut_off = page.next_token is None and since is not None and taken >= KEPT[feed.kind]
            oldest = _oldest(page)
            if cut_off and oldest:
                page = Page(**(vars(page) | {"gap_after": feed.since_id, "gap_before": oldest}))  # noqa: PLW2901
            yield page

    def _new_messages(self, feed: Feed) -> Iterator[Page]:
        """X has no since_id here: page until what the last complete run had."""
        for page in self._pages(self._events(), direct_messages.translate, feed.page_token):
            if feed.since_id and any(int(message.external_id) <= int(feed.since_id) for message in page.messages):
                page = Page(**(vars(page) | {"next_token": None}))  # noqa: PLW2901
            yield page
            if page.next_token is None:
                return

    def sweep(self, feed: Feed) -> Iterator[Page]:
        """Look back half an hour without the cursor; direct messages are always read so."""
        if feed.kind == "direct_messages" or feed.since_id is None:
            return
        until = id_at(moment_of(feed.since_id) - SWEPT)
        pages = self._pages(self._posts(feed.kind, None), posts.translate, None)
        for _, page in zip(range(SWEEP_PAGES), pages, strict=False):
            yield page
            if int(_oldest(page) or 0) <= until:
                return

    def fill(self, after_id: str | None, before_id: str) -> Iterator[Page]:
        """What a gap left out, by recent search, which reaches back seven days."""
        since = max(int(after_id or 0), id_at(datetime.now(UTC) - SEARCHED))
        if since >= int(before_id):
            return iter(())

        def ask(token: str | None) -> Json:
            found: Json = self._client.search_recent_tweets(
                f"@{self._brand.handle} -from:{self._brand.handle}",
                since_id=str(since),
                until_id=before_id,
                max_results=PAGE,
                next_token=token,
                user_auth=True,
                **posts.FIELDS,
            )
            return found

        return self._pages(ask, posts.translate, None)

    def reread(self, external_ids: list[str]) -> Seen:
        """How known posts stand now, 100 at most. Only what X says it cannot find is gone.

        An edit has an id of its own: where the history names a later one, that is read as well.
        """
        current, gone = self._lookup(external_ids)
        newer = [each.versions[-1] for each in current if each.versions and each.versions[-1] != each.external_id]
        if newer:
            edited, _ = self._lookup(newer)
            current = tuple(each for each in current if not each.versions) + edited
        return Seen(current=current, gone=tuple(each for each in gone if each in external_ids))

    def _lookup(self, external_ids: list[str]) -> tuple[tuple[Incoming, ...], list[str]]:
        with failures.reading():
            answer = self._client.get_tweets(external_ids, user_auth=True, **posts.FIELDS)
            missing = [
                str(each.get("resource_id") or each.get("value"))
                for each in answer.get("errors") or ()
                if str(each.get("type")).endswith("/resource-not-found") and each.get("parameter") in ("ids", "id")
            ]
            return posts.translate(answer, self._brand).messages, missing

    def publish(self, outgoing: Outgoing) -> Published:
        """Publish once. X's answer carries no time: it is in the id."""
        with failures.publishing():
            if outgoing.audience == Audience.PUBLIC:
                answer = self._client.create_tweet(
                    text=outgoing.text, in_reply_to_tweet_id=outgoing.in_reply_to, user_auth=True
                )
                return _published(answer["data"]["id"])
            answer = self._client.create_direct_message(
                participant_id=outgoing.recipient, text=outgoing.text, user_auth=True
            )
            return _published(answer["data"]["dm_event_id"])

    def find(self, outgoing: Outgoing, since: datetime) -> list[Published]:
        """Everything of the brand's own since then with the same text and target. Raises unless it was read whole."""
        first = id_at(since - SKEW)
        if outgoing.audience == Audience.PUBLIC:
            pages = self._pages(self._posts("own_posts", str(max(1, first))), posts.translate, None)
        else:
            pages = self._pages(self._events(outgoing.recipient), direct_messages.translate, None)
        wanted = comparable(outgoing.text)
        found: list[Published] = []
        for _, page in zip(range(RECORD_PAGES), pages, strict=False):
            for message in page.messages:
                to = message.in_reply_to if outgoing.in_reply_to else getattr(message.counterpart, "external_id", None)
                mine = message.author.external_id == self._brand.external_id and int(message.external_id) >= first
                if mine and to == (outgoing.in_reply_to or outgoing.recipient) and comparable(message.text) == wanted:
                    found.append(_published(message.external_id))
            if page.next_token is None or int(_oldest(page) or first) < first:
                return found
        raise Unavailable("too much to read at once")

    def delete(self, external_id: str, audience: Audience) -> None:
        """Take an own post or direct message away; already gone is fine."""
        try:
            with failures.reading():
                if audience == Audience.PUBLIC:
                    self._client.delete_tweet(external_id, user_auth=True)
                else:
                    self._client.request("DELETE", f"/2/dm_events/{int(external_id)}", user_auth=True)
        except Refused as refusal:
            if refusal.code != "not_found":
                raise

    def rate_state(self) -> RateState | None:
        """What the last answer said of the limit."""
        return self._rate

    def _hear(self, response: requests.Response) -> None:
        self._rate = failures.rate_state(response.headers)

    def _posts(self, kind: str, since_id: str | None) -> Ask:
        def ask(token: str | None) -> Json:
            options: Json = {"since_id": since_id, "max_results": PAGE, "pagination_token": token, **posts.FIELDS}
            found: Json
            if kind == "own_posts":
                found = self._client.get_users_tweets(
                    self._brand.external_id, exclude=["retweets"], user_auth=True, **options
                )
            else:
                found = self._client.get_users_mentions(self._brand.external_id, user_auth=True, **options)
            return found

        return ask

    def _events(self, participant_id: str | None = None) -> Ask:
        def ask(token: str | None) -> Json:
            options: Json = {"max_results": PAGE, "pagination_token": token, **direct_messages.FIELDS}
            found: Json = self._client.get_direct_message_events(
                participant_id=participant_id, user_auth=True, **options
            )
            return found

        return ask

    def _pages(self, ask: Ask, translate: Translate, token: str | None) -> Iterator[Page]:
        while True:
            with failures.reading():
                answer = ask(token)
                meta = answer.get("meta") or {}
                token = meta.get("next_token")
                _check(answer)
                translated = translate(answer, self._brand)
            yield Page(
                messages=translated.messages,
                unreadable=translated.unreadable,
                newest_id=_newest(translated),
                next_token=token,
            )
            if token is None:
                return


def comparable(text: str) -> str:
    """A text without what X changes of it: handles in front, schemes of links, kinds of space."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"^(?:\s*@\w{1,15})+", "", text)
    text = re.sub(r"https?://", "", text)
    return " ".join(word.rstrip("/") for word in text.split())


def _published(external_id: object) -> Published:
    found = str(external_id)
    return Published(external_id=found, posted_at=moment_of(found))


def _check(answer: Json) -> None:
    """A 200 without data may still say that the account is not there any more."""
    errors = answer.get("errors")
    if "data" in answer or not isinstance(errors, list) or not errors or "meta" in answer:
        return
    raise Refused(str(errors[0].get("detail") or "")[:500], code="not_found")


def _newest(page: Translated | Page) -> str | None:
    return max(_ids(page), key=int, default=None)


def _oldest(page: Translated | Page) -> str | None:
    return min(_ids(page), key=int, default=None)


def _ids(page: Translated | Page) -> list[str]:
    unread = [each.external_id for each in page.unreadable if each.external_id]
    return [message.external_id for message in page.messages] + unread
