"""What the filters of a list offer: channels, tags and colleagues."""

from dataclasses import dataclass

from sqlalchemy import select

from webcare.database import session
from webcare.mandate import Readable
from webcare.models import Channel, Tag, User
from webcare.models.user import Role

MOST_TAGS = 200


@dataclass(frozen=True)
class Choices:
    """The channels, tags and people one can filter on."""

    channels: list[Channel]
    tags: list[Tag]
    people: list[User]


def choices(readable: Readable) -> Choices:
    """What the filters offer; three small statements, asked for only when the filters are opened.

    Whoever may read nothing learns no names either.
    """
    if not readable.scopes:
        return Choices([], [], [])
    channels = select(Channel).where(Channel.training.is_(False)).order_by(Channel.handle)
    people = select(User).where(User.disabled_at.is_(None), User.role != Role.EMPLOYEE).order_by(User.name)
    return Choices(
        list(session.scalars(channels)),
        list(session.scalars(select(Tag).order_by(Tag.name).limit(MOST_TAGS))),
        list(session.scalars(people)),
    )
