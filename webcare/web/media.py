"""Pictures of customers through our own address: an agent's browser never asks the platform for anything."""

from flask import Blueprint, Flask, Response, current_app

from config import INSTANCE, Config
from webcare.access import current_user
from webcare.channels.pictures import Pictures, PictureUnavailable, allowed
from webcare.database import session
from webcare.inbox import pictures
from webcare.web import now

media = Blueprint("media", __name__)

THUMBNAIL, AVATAR = 960, 96  # pixels
HEADERS = {
    "Cache-Control": "private, max-age=86400",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline; filename=picture.webp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def register(app: Flask) -> None:
    """Set up where pictures come from and where they are kept."""
    config: Config = app.config["WEBCARE"]
    origins, plain = allowed(config.media_origins, config.x_api_url, config.training_url)
    app.extensions["pictures"] = Pictures(INSTANCE / "pictures", origins, plain)
    app.register_blueprint(media)


@media.get("/media/<int:media_id>")
def thumbnail(media_id: int) -> Response:
    """The picture of a message, for who may read its conversation."""
    return _picture(pictures.of_media(media_id, by=current_user(), at=now()), THUMBNAIL)


@media.get("/contacts/<int:contact_id>/picture")
def avatar(contact_id: int) -> Response:
    """The face of a customer, for who may read a conversation of theirs."""
    return _picture(pictures.of_contact(contact_id, by=current_user(), at=now()), AVATAR)


def _picture(url: str, size: int) -> Response:
    session.remove()  # a slow platform holds no connection of the database
    kept: Pictures = current_app.extensions["pictures"]
    try:
        return Response(kept.get(url, size), content_type="image/webp", headers=HEADERS)
    except PictureUnavailable:
        return Response(status=404, headers=HEADERS | {"Cache-Control": "private, max-age=60"})
