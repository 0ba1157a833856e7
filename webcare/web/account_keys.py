"""The keys of an account, as a form has them: entered, and shown to the platform, which says whose they are."""

from flask_babel import gettext as _

from webcare import ingest
from webcare.channels import Account, NotAuthorised, PlatformError, RateLimited, registry
from webcare.database import session
from webcare.web.forms import Fields

PLATFORM = "x"


def entered(fields: Fields) -> dict[str, str]:
    """Every key that the platform asks for, by its name."""
    return {name: fields.text(name, longest=300) for name in registry.keys[PLATFORM]}


def owner(fields: Fields, keys: dict[str, str]) -> Account | None:
    """Whose keys these are. None when the platform does not say; why stands beside the first of them."""
    session.rollback()  # nothing is held while a platform takes its time
    try:
        return ingest.account_of(PLATFORM, keys)
    except PlatformError as error:
        fields.errors[next(iter(keys))] = in_words(error)
        return None


def in_words(error: PlatformError) -> str:
    """What an admin can do about it, with the platform's own words."""
    advice = _("The platform could not be asked just now. Try again in a minute.")
    if isinstance(error, NotAuthorised):
        advice = _("The platform does not accept these keys. Make new ones there and enter all four.")
    if isinstance(error, RateLimited):
        advice = _("The platform asks us to wait. Try again in a quarter of an hour.")
    return f"{advice} {error.words}".strip()
