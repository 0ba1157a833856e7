"""The platforms a thread has open: one client per channel, made anew when its credentials change."""

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webcare.channels import NotAuthorised, Platform, registry
from webcare.channels.credentials import CredentialsUnreadable, decrypt
from webcare.database import session
from webcare.models import Channel


class Opened:
    """Not to be shared between threads: neither are the clients in it."""

    def __init__(self) -> None:
        """Nothing is open yet."""
        self._open: dict[int, tuple[bytes, str, Platform]] = {}

    def __call__(self, channel_id: int) -> Platform:
        """The platform of a channel. Raises NotAuthorised when its credentials cannot be opened."""
        wanted = select(Channel).where(Channel.id == channel_id).options(undefer(Channel.credentials))
        channel = session.scalars(wanted.execution_options(populate_existing=True)).one()
        sealed, handle, platform = self._open.get(channel_id, (None, None, None))
        if platform is None or sealed != channel.credentials or handle != channel.handle:
            platform = open_(channel)
            self._open[channel_id] = (channel.credentials, channel.handle, platform)
        session.rollback()
        return platform


def open_(channel: Channel) -> Platform:
    """A fresh client of a channel. Raises NotAuthorised when its credentials cannot be opened."""
    try:
        return registry.open(channel, decrypt(channel.credentials))
    except CredentialsUnreadable as error:
        raise NotAuthorised(str(error)) from None
