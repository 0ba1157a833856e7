"""The control API: how tests, the player and the control page make things happen on the simulated X."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from webcare.simulator import oddities
from webcare.simulator.engine import Engine
from webcare.simulator.faults import Fault
from webcare.simulator.lookup import Lookup
from webcare.simulator.snowflake import from_milliseconds, milliseconds, stamp
from webcare.simulator.store import account, ledger
from webcare.simulator.timeline import public_timeline
from webcare.simulator.world import NewMessage, NewPost, World

control = Blueprint("control", __name__, url_prefix="/control")
Json = dict[str, Any]
ACCOUNT_FACTS = ("name", "description", "followers", "verified", "takes_dms", "vanished")


def engine() -> Engine:
    """The simulator this request came to."""
    found: Engine = current_app.extensions["simulator"]
    return found


@control.errorhandler(LookupError)
@control.errorhandler(TypeError)
@control.errorhandler(ValueError)
def unusable(error: Exception) -> tuple[Response, int]:
    """What was asked cannot be done as it was asked."""
    return jsonify(error=f"{type(error).__name__}: {error}"), 422


@control.post("/posts")
def add_posts() -> ResponseReturnValue:
    """Make one post, or a list under `posts`; `reply_to` may be "#2": the third of this list."""
    asked = _asked()
    ids: list[int] = []
    with engine().store.writing() as connection:
        lookup = engine().world.lookup(connection)
        listed = asked.get("posts", [asked])
        if any("#" in f"{each.get('reply_to')}{each.get('quotes')}{each.get('reposts')}" for each in listed):
            for each in listed:
                ids += engine().world.publish_many(lookup, [new_post(lookup, each, ids)])
        else:
            ids = engine().world.publish_many(lookup, [new_post(lookup, each) for each in listed])
    return _done(201, id=str(ids[-1]) if ids else None, ids=[str(each) for each in ids])


def new_post(lookup: Lookup, asked: Mapping[str, Any], earlier: Sequence[int] = ()) -> NewPost:
    """A post as the control API and the scenario files describe it."""
    return NewPost(
        author=_author(lookup, asked),
        text=asked.get("text", ""),
        at=_moment(asked.get("at")),
        indexed_at=_later(asked),
        reply_to=_id(asked.get("reply_to"), earlier),
        quotes=_id(asked.get("quotes"), earlier),
        reposts=_id(asked.get("reposts"), earlier),
        lang=asked.get("lang", "nl"),
        pictures=tuple(asked.get("pictures", ())),
        metrics=asked.get("metrics"),
        override=asked.get("override"),
        topic=asked.get("topic"),
    )


@control.post("/dms")
def add_messages() -> ResponseReturnValue:
    """Send one direct message (to the brand unless `to` says otherwise), or a list under `dms`."""
    asked = _asked()
    with engine().store.writing() as connection:
        lookup = engine().world.lookup(connection)
        new = [new_message(lookup, engine().brand, each) for each in asked.get("dms", [asked])]
        ids = engine().world.send_many(connection, new)
    return _done(201, id=str(ids[-1]) if ids else None, ids=[str(each) for each in ids])


def new_message(lookup: Lookup, brand: str, asked: Mapping[str, Any]) -> NewMessage:
    """A direct message as the control API and the scenario files describe it."""
    return NewMessage(
        sender=_author(lookup, asked),
        recipient=lookup.account(asked.get("to", brand)),
        text=asked.get("text", ""),
        at=_moment(asked.get("at")),
        indexed_at=_later(asked),
        pictures=tuple(asked.get("pictures", ())),
        encrypted=bool(asked.get("encrypted", False)),
        override=asked.get("override"),
        topic=asked.get("topic"),
    )


@control.post("/keys")
def give_keys() -> ResponseReturnValue:
    """The keys of any account here."""
    return jsonify(engine().keys_of(str(_asked()["handle"])))


@control.post("/deletions")
def delete() -> ResponseReturnValue:
    """Its author takes a post (or, with `"kind": "dm"`, a message) away."""
    asked = _asked()
    with engine().store.writing() as connection:
        if asked.get("kind") == "dm":
            engine().world.delete_message(connection, int(asked["id"]))
        else:
            engine().world.delete(connection, int(asked["id"]))
    return _done(200, deleted=True)


@control.post("/edits")
def edit() -> ResponseReturnValue:
    """Its author changes a post: a new version with a new id."""
    asked = _asked()
    with engine().store.writing() as connection:
        made = engine().world.edit(connection, int(asked["id"]), asked["text"], at=_moment(asked.get("at")))
    return _done(201, id=str(made))


@control.post("/accounts")
def change_account() -> ResponseReturnValue:
    """Make or change an account: name, followers, takes_dms, vanished; with `new_handle` it is renamed."""
    asked = _asked()
    facts = {name: asked[name] for name in ACCOUNT_FACTS if name in asked}
    if "new_handle" in asked:
        facts["handle"] = asked["new_handle"]
    with engine().store.writing() as connection:
        found = engine().world.account(connection, asked["handle"], **facts)
    return _done(201, id=str(found))


@control.get("/faults")
def faults() -> Response:
    """What is still to go wrong."""
    return jsonify(faults=engine().faults.listed())


@control.post("/faults")
def add_fault() -> ResponseReturnValue:
    """Ask for trouble: `kind`, `times`, `on` and what the kind takes; `"kind": "none"` clears all."""
    asked = _asked()
    if asked["kind"] == "none":
        engine().faults.clear()
    else:
        numbers = {"times": int, "seconds": float, "status": int, "daily": bool}
        facts = {name: numbers.get(name, str)(value) for name, value in asked.items()}
        engine().faults.add(Fault(**facts))
    return _done(201, faults=engine().faults.listed())


@control.delete("/faults")
def clear_faults() -> Response:
    """No more trouble."""
    engine().faults.clear()
    return jsonify(faults=[])


@control.post("/oddities")
def add_oddity() -> ResponseReturnValue:
    """Something odd arrives: see `oddities.KINDS`."""
    with engine().store.writing() as connection:
        oddities.happen(engine(), connection, _asked()["kind"])
    return _done(201, happened=True)


@control.get("/ledger")
def read_ledger() -> Response:
    """Everything the API ever accepted, oldest first: what was really published, and how often."""
    with engine().store.reading() as connection:
        rows = connection.execute(select(ledger).order_by(ledger.c.id)).all()
    return jsonify(
        entries=[
            row._asdict()
            | {
                "external_id": str(row.external_id),
                "at": stamp(from_milliseconds(row.at)),
                "deleted_at": stamp(from_milliseconds(row.deleted_at)) if row.deleted_at else None,
            }
            for row in rows
        ]
    )


@control.get("/timeline")
def timeline() -> Response:
    """What the public sees, newest first."""
    with engine().store.reading() as connection:
        return jsonify(posts=public_timeline(connection, limit=request.args.get("limit", 100, int)))


@control.get("/accounts/<handle>")
def read_account(handle: str) -> Response:
    """One account."""
    with engine().store.reading() as connection:
        row = connection.execute(select(account).where(account.c.handle == handle)).first()
    if row is None:
        raise LookupError(f"no account {handle}")
    return jsonify(row._asdict() | {"id": str(row.id)})


def _done(status: int, **facts: Any) -> ResponseReturnValue:
    """JSON for a program; for a form, back to the page it came from."""
    if request.is_json:
        return jsonify(facts), status
    came_from = request.referrer or ""
    return redirect(came_from if came_from.startswith(request.host_url) else "/", 303)


def _asked() -> Json:
    found = request.get_json() if request.is_json else {k: v for k, v in request.form.items() if v != ""}
    if not isinstance(found, dict):
        raise TypeError("a JSON object is needed")
    return found


def _author(lookup: Lookup, asked: Mapping[str, Any]) -> int:
    facts = {name: asked[name] for name in ("name", "followers") if name in asked}
    return lookup.account(asked.get("author", "klant"), **facts)


def _id(given: str | int | None, earlier: Sequence[int]) -> int | None:
    if given is None:
        return None
    text = str(given)
    return earlier[int(text[1:])] if text.startswith("#") else int(text)


def _moment(given: str | int | None) -> int | None:
    if given is None or isinstance(given, int):
        return given
    moment = datetime.fromisoformat(given)
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {given}")
    return milliseconds(moment)


def _later(asked: Mapping[str, Any]) -> int | None:
    """When the timelines show it: `indexed_in` seconds from now."""
    return World.now() + int(float(asked["indexed_in"]) * 1000) if "indexed_in" in asked else None
