"""Pictures through our own address, for who may read the conversation they stand in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from tests import scenes
from tests.brand import Brand, on_x
from tests.visitor import Visitor
from webcare.channels.pictures import Pictures, allowed
from webcare.database import session, transaction
from webcare.models import Media, Message, Role


@pytest.fixture
def desk(app: Flask, engine: Engine, tmp_path: Path) -> Iterator[Brand]:
    """A desk whose pictures come from the simulated X."""
    app.config["CLOCK"] = lambda: datetime.now(UTC)
    with on_x() as simulator:
        app.extensions["pictures"] = Pictures(tmp_path, *allowed([], simulator.url))
        yield Brand(simulator)


def picture_of(desk: Brand) -> int:
    """The id of a picture a customer posted."""
    desk.x.post("@spoorlijn kijk", author="anna", pictures=["platform"])
    desk.poll("mentions")
    return session.scalars(select(Media.id)).one()


def test_an_agent_sees_a_thumbnail_without_asking_the_platform(desk: Brand, visitor: Visitor) -> None:
    media = picture_of(desk)
    answer = visitor.log_in(desk.sofie).get(f"/media/{media}")
    assert (answer.status_code, answer.content_type) == (200, "image/webp")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"].startswith("private")


def test_an_agent_sees_the_face_of_a_customer(desk: Brand, visitor: Visitor) -> None:
    desk.asks(author="anna")
    contact = desk.contact("anna").id
    answer = visitor.log_in(desk.sofie).get(f"/contacts/{contact}/picture")
    assert (answer.status_code, answer.content_type) == (200, "image/webp")


def test_a_picture_of_a_conversation_one_may_not_read_is_not_there(desk: Brand, visitor: Visitor) -> None:
    conversation = desk.asks_in_private(author="anna")
    with transaction():
        message = session.scalars(select(Message).where(Message.conversation_id == conversation.id)).one()
        session.add(Media(message_id=message.id, position=0, kind="photo", url=f"{desk.x.url}/media/x.png"))
    media, contact = session.scalars(select(Media.id)).one(), desk.contact("anna").id
    admin = scenes.user("Ada Min", desk.clock(), Role.ADMIN)
    assert visitor.log_in(admin).get(f"/media/{media}").status_code == 404
    assert visitor.get(f"/contacts/{contact}/picture").status_code == 404
    assert visitor.get("/media/999").status_code == 404


def test_a_picture_asks_for_a_log_in(desk: Brand, visitor: Visitor) -> None:
    media = picture_of(desk)
    assert visitor.get(f"/media/{media}").status_code in (303, 401)


def test_a_picture_that_cannot_be_had_is_simply_not_there(desk: Brand, visitor: Visitor) -> None:
    media = picture_of(desk)
    desk.x.stop()
    answer = visitor.log_in(desk.sofie).get(f"/media/{media}")
    assert (answer.status_code, answer.data) == (404, b"")


def test_the_picture_of_a_deleted_message_is_gone(desk: Brand, visitor: Visitor) -> None:
    media = picture_of(desk)
    with transaction():
        session.get_one(Message, session.get_one(Media, media).message_id).deleted_at = desk.clock()
    assert visitor.log_in(desk.sofie).get(f"/media/{media}").status_code == 404
