"""Following themes: making, changing and archiving them. `webcare.desk.sorting` puts in them what belongs there."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update

from webcare.database import record, session
from webcare.desk.meeting import insert_new
from webcare.errors import BadInput, Conflict, NotFound
from webcare.events import ThemeArchived, ThemeChanged, ThemeMade, ThemeRestored
from webcare.insight.matching import words_of
from webcare.models import Tag, Theme, ThemeConversation, ThemeMessage, ThemeTag, ThemeWord, User
from webcare.winning import won

LONGEST_NAME = 60
LONGEST_WORDS = 80
MOST_WORDS = 50


class NameTaken(Conflict):
    """Two themes of one name could not be told apart."""

    status = 422
    code = "theme_name_taken"
    message = _("There is a theme of that name already, perhaps among the archived ones. Choose another name.")


class NothingToFollow(BadInput):
    """A theme without words and tags would stay empty."""

    code = "nothing_to_follow"
    message = _("Give at least one word or one tag; otherwise nothing belongs to it.")


def with_id(theme_id: int) -> Theme:
    """One theme. Raises NotFound."""
    theme = session.get(Theme, theme_id)
    if theme is None:
        raise NotFound
    return theme


def make(name: str, words: Iterable[str], tags: Iterable[int], *, by: User, now: datetime) -> Theme:
    """Follow a theme from now on, and look back four weeks. Raises NameTaken, NothingToFollow, BadInput."""
    theme = Theme(name=_named(name), created_at=now, created_by_id=by.id)
    _check_name(theme)
    session.add(theme)
    session.flush()
    _follow(theme, _checked(words, tags))
    record(ThemeMade(at=now, by=by.id, theme_id=theme.id))
    return theme


def change(theme: Theme, name: str, words: Iterable[str], tags: Iterable[int], *, by: User, now: datetime) -> None:
    """Another name, other words, other tags: what belongs to it is sorted anew. One that was found is followed now.

    Raises NameTaken, NothingToFollow, BadInput.
    """
    session.refresh(theme, with_for_update={"key_share": True})  # looking back by the old words ends first
    theme.name = _named(name)
    _check_name(theme)
    theme.detected = False
    _follow(theme, _checked(words, tags))
    record(ThemeChanged(at=now, by=by.id, theme_id=theme.id))


def keep(theme: Theme, *, by: User, now: datetime) -> None:
    """Follow a theme that was found by counting words. Keeping it twice changes nothing."""
    if won(update(Theme).where(Theme.id == theme.id, Theme.detected.is_(True)).values(detected=False)):
        record(ThemeMade(at=now, by=by.id, theme_id=theme.id))


def archive(theme: Theme, *, by: User, now: datetime) -> None:
    """Follow it no more; what belonged to it is kept. Twice changes nothing."""
    standing = update(Theme).where(Theme.id == theme.id, Theme.archived_at.is_(None))
    if won(standing.values(archived_at=now, archived_by_id=by.id)):
        record(ThemeArchived(at=now, by=by.id, theme_id=theme.id))


def restore(theme: Theme, *, by: User, now: datetime) -> None:
    """The way back: it is followed again, and what was said meanwhile is sorted in."""
    gone = update(Theme).where(Theme.id == theme.id, Theme.archived_at.is_not(None))
    if won(gone.values(archived_at=None, archived_by_id=None, matched_from=None)):
        record(ThemeRestored(at=now, by=by.id, theme_id=theme.id))


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise BadInput(field="name")
    return plain


def _check_name(theme: Theme) -> None:
    with session.no_autoflush:
        others = select(Theme.id, Theme.name).where(Theme.id != (theme.id or 0))
        if any(name.casefold() == theme.name.casefold() for _id, name in session.execute(others)):
            raise NameTaken(field="name")


def _checked(words: Iterable[str], tags: Iterable[int]) -> tuple[list[str], list[int]]:
    plain = list(dict.fromkeys(" ".join(each.split()) for each in words if each.strip()))
    if len(plain) > MOST_WORDS or any(len(each) > LONGEST_WORDS or not words_of(each) for each in plain):
        raise BadInput(field="words")
    wanted = set(tags)
    known = list(session.scalars(select(Tag.id).where(Tag.id.in_(wanted)))) if wanted else []
    if not plain and not known:
        raise NothingToFollow(field="words")
    return plain, known


def _follow(theme: Theme, wanted: tuple[list[str], list[int]]) -> None:
    """Give it these words and tags, and have everything sorted in again."""
    words, tags = wanted
    for kind in (ThemeWord, ThemeTag, ThemeMessage, ThemeConversation):
        session.execute(delete(kind).where(kind.theme_id == theme.id))
    insert_new(ThemeWord, [{"theme_id": theme.id, "words": each} for each in words])
    insert_new(ThemeTag, [{"theme_id": theme.id, "tag_id": each} for each in tags])
    theme.matched_from = None
    session.flush()
    session.expire(theme, ["words", "tags"])
