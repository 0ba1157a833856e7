"""The platforms a thread has open: one client per channel or own account, made anew when its credentials change."""

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webcare.channels import NotAuthorised, Platform, registry
from webcare.channels.credentials import CredentialsUnreadable, decrypt
from webcare.database import session
from webcare.models import Channel, PersonalAccount


class Opened:
    """Not to be shared between threads: neither are the clients in it."""

    def __init__(self) -> None:
        """Nothing is open yet."""
        self._open: dict[tuple[str, int], tuple[bytes, str, Platform]] = {}

    def __call__(self, channel_id: int) -> Platform:
        """The platform of a channel. Raises NotAuthorised when its credentials cannot be opened."""
        wanted = select(Channel).where(Channel.id == channel_id).options(undefer(Channel.credentials))
        channel = session.scalars(wanted.execution_options(populate_existing=True)).one()
        return self._kept(("channel", channel_id), channel)

    def own(self, account_id: int) -> Platform:
        """The platform as somebody's own account. Raises NotAuthorised when it is disconnected."""
        wanted = select(PersonalAccount).where(PersonalAccount.id == account_id)
        wanted = wanted.options(undefer(PersonalAccount.credentials)).execution_options(populate_existing=True)
        account = session.scalars(wanted).one()
        if account.disconnected_at is not None:
            session.rollback()
            raise NotAuthorised("disconnected")
        return self._kept(("account", account_id), account)

    def _kept(self, key: tuple[str, int], row: Channel | PersonalAccount) -> Platform:
        sealed, handle, platform = self._open.get(key, (None, None, None))
        if platform is None or sealed != row.credentials or handle != row.handle:
            platform = open_(row)
            self._open[key] = (row.credentials, row.handle, platform)
        session.rollback()
        return platform


def open_(row: Channel | PersonalAccount) -> Platform:
    """A fresh client of a channel or an own account. Raises NotAuthorised when its credentials cannot be opened."""
    names = {"platform": row.platform, "external_id": row.external_id, "handle": row.handle, "name": row.name}
    try:
        return registry.open(row if isinstance(row, Channel) else Channel(**names), decrypt(row.credentials))
    except CredentialsUnreadable as error:
        raise NotAuthorised(str(error)) from None
