"""The part of X's API v2 that a brand's desk uses, as X answers it."""

import functools
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request
from sqlalchemy import Connection, select, update

from webcare.simulator import feeds, parameters, posting, problems, querying
from webcare.simulator.engine import Engine
from webcare.simulator.faults import Dropped, cut
from webcare.simulator.shapes import Shaper
from webcare.simulator.store import account, message, post

api = Blueprint("x_api", __name__, url_prefix="/2")
Json = dict[str, Any]
View = Callable[..., Json | tuple[Json, int]]


def engine() -> Engine:
    """The simulator this request came to."""
    found: Engine = current_app.extensions["simulator"]
    return found


def endpoint(name: str, *known: parameters.Known) -> Callable[[View], Callable[..., Response]]:
    """Check faults, signature, limits and parameters of a request, then answer it in a connection of its own."""

    def wrap(view: View) -> Callable[..., Response]:
        @functools.wraps(view)
        def answer(**path: Any) -> Response:
            try:
                return _answer(name, known, view, path)
            except problems.Problem as problem:
                problem.headers = getattr(g, "limits", {}) | problem.headers
                return problem.response()
            except Dropped:
                return cut(request)

        return answer

    return wrap


def _answer(name: str, known: tuple[parameters.Known, ...], view: View, path: Json) -> Response:
    faults = engine().faults
    faults.before(name)
    writes = request.method != "GET"
    with engine().store.reading() as connection:
        g.account = engine().signatures.verify(request, connection)
    g.limits = engine().limits.take(g.account, name)
    parameters.check(request, known[0] if known else {})
    opened = engine().store.writing() if writes else engine().store.reading()
    with opened as connection:
        found = view(connection, **path)
    body, status = found if isinstance(found, tuple) else (found, 200)
    response = jsonify(faults.page(name, body))
    response.status_code = status
    response.headers.update(g.limits)
    return faults.after(name, response)


def _shaper(connection: Connection) -> Shaper:
    return Shaper(connection, request.args, request.host_url.rstrip("/"))


def _with_includes(shaper: Shaper, data: Any, meta: Json | None = None, errors: list[Json] | None = None) -> Json:
    includes = shaper.includes()
    shape = {"data": data, "includes": includes, "errors": [*(errors or []), *shaper.errors], "meta": meta}
    return {name: value for name, value in shape.items() if value}


@api.get("/users/me")
@endpoint("me", parameters.USERS)
def me(connection: Connection) -> Json:
    """Whose keys these are."""
    rows = connection.execute(select(account).where(account.c.id == g.account)).all()
    return {"data": _shaper(connection).users(rows)[0]}


@api.get("/users")
@endpoint("users", parameters.USERS | {"ids": parameters.ANY})
def users_by_id(connection: Connection) -> Json:
    """Accounts by their ids."""
    wanted = parameters.ids(request)
    rows = connection.execute(select(account).where(account.c.id.in_(wanted), ~account.c.vanished)).all()
    gone = sorted(set(wanted) - {row.id for row in rows})
    shaper = _shaper(connection)
    return _with_includes(shaper, shaper.users(rows), errors=[problems.missing("user", str(i), "ids") for i in gone])


@api.get("/users/by/username/<username>")
@endpoint("users", parameters.USERS)
def user_by_handle(connection: Connection, username: str) -> Json:
    """One account by its handle."""
    rows = connection.execute(select(account).where(account.c.handle == username, ~account.c.vanished)).all()
    if not rows:
        return {"errors": [problems.missing("user", username, "username")]}
    return {"data": _shaper(connection).users(rows)[0]}


@api.get("/users/<int:user_id>/mentions")
@endpoint("mentions", parameters.TIMELINE)
def mentions(connection: Connection, user_id: int) -> Json:
    """Posts that name the account."""
    found = feeds.mentions(connection, request, user_id)
    shaper = _shaper(connection)
    return _with_includes(shaper, shaper.tweets(found.rows), found.meta())


@api.get("/users/<int:user_id>/tweets")
@endpoint("own_posts", parameters.TIMELINE | {"exclude": parameters.EXCLUDE})
def own_posts(connection: Connection, user_id: int) -> Json:
    """What the account posted."""
    found = feeds.own(connection, request, user_id)
    shaper = _shaper(connection)
    return _with_includes(shaper, shaper.tweets(found.rows), found.meta())


@api.get("/tweets/search/recent")
@endpoint("search", parameters.SEARCH)
def recent_search(connection: Connection) -> Json:
    """What a query finds in the last seven days."""
    condition = querying.condition(connection, request.args.get("query", ""))
    found = feeds.search(connection, request, condition)
    shaper = _shaper(connection)
    return _with_includes(shaper, shaper.tweets(found.rows), found.meta())


@api.get("/tweets")
@endpoint("posts_by_id", parameters.TWEETS | {"ids": parameters.ANY})
def posts_by_id(connection: Connection) -> Json:
    """Posts by their ids; those that are gone are named in `errors`."""
    wanted = parameters.ids(request)
    there = post.c.deleted_at.is_(None) & ~account.c.vanished
    joined = select(post).join(account, account.c.id == post.c.author_id)
    rows = connection.execute(joined.where(post.c.id.in_(wanted), there)).all()
    gone = [each for each in wanted if each not in {row.id for row in rows}]
    shaper = _shaper(connection)
    errors = [problems.missing("tweet", str(each), "ids") for each in gone]
    return _with_includes(shaper, shaper.tweets(rows), errors=errors)


@api.get("/tweets/<int:post_id>")
@endpoint("posts_by_id", parameters.TWEETS)
def post_by_id(connection: Connection, post_id: int) -> Json:
    """One post."""
    rows = connection.execute(select(post).where(post.c.id == post_id, post.c.deleted_at.is_(None))).all()
    if not rows:
        return {"errors": [problems.missing("tweet", str(post_id), "id")]}
    shaper = _shaper(connection)
    return _with_includes(shaper, shaper.tweets(rows)[0])


@api.post("/tweets")
@endpoint("create_post")
def create_post(connection: Connection) -> tuple[Json, int]:
    """Post, or answer a post."""
    return posting.create(engine().world, connection, g.account, request), 201


@api.delete("/tweets/<int:post_id>")
@endpoint("delete_post")
def delete_post(connection: Connection, post_id: int) -> Json:
    """Take an own post away."""
    found = connection.execute(select(post).where(post.c.id == post_id, post.c.deleted_at.is_(None))).first()
    if found is None:
        raise problems.gone("tweet", str(post_id), "id")
    if found.author_id != g.account:
        raise problems.forbidden(problems.NOT_YOURS)
    engine().world.delete(connection, post_id)
    return {"data": {"deleted": True}}


@api.put("/tweets/<int:post_id>/hidden")
@endpoint("hide_post")
def hide_post(connection: Connection, post_id: int) -> Json:
    """Hide an answer in an own thread, or show it again."""
    hidden = posting.body(request).get("hidden")
    if not isinstance(hidden, bool):
        raise problems.invalid("$.hidden: is missing or no boolean")
    posting.check_own_thread(connection, g.account, post_id)
    connection.execute(update(post).where(post.c.id == post_id).values(hidden=hidden))
    return {"data": {"hidden": hidden}}


@api.get("/dm_events")
@endpoint("dm_events", parameters.MESSAGES)
def dm_events(connection: Connection) -> Json:
    """The account's direct messages."""
    found = feeds.messages(connection, request, g.account)
    shaper = _shaper(connection)
    return _with_includes(shaper, shaper.messages(found.rows), found.meta(ends=False))


@api.get("/dm_conversations/with/<int:participant_id>/dm_events")
@endpoint("dm_events", parameters.MESSAGES)
def dm_events_with(connection: Connection, participant_id: int) -> Json:
    """The direct messages with one other account."""
    found = feeds.messages(connection, request, g.account, participant_id)
    shaper = _shaper(connection)
    return _with_includes(shaper, shaper.messages(found.rows), found.meta(ends=False))


@api.post("/dm_conversations/with/<int:participant_id>/messages")
@endpoint("send_dm")
def send_dm(connection: Connection, participant_id: int) -> tuple[Json, int]:
    """Send a direct message."""
    return posting.send(engine().world, connection, g.account, participant_id, request), 201


@api.delete("/dm_events/<int:event_id>")
@endpoint("delete_dm")
def delete_dm(connection: Connection, event_id: int) -> Json:
    """Take an own direct message away."""
    found = connection.execute(select(message).where(message.c.id == event_id, message.c.deleted_at.is_(None))).first()
    if found is None or found.sender_id != g.account:
        raise problems.forbidden("You are not allowed to delete this Direct Message event.")
    engine().world.delete_message(connection, event_id)
    return {"data": {"deleted": True}}
