"""Whether leads see what single colleagues answered. Off, until an admin switches it on; then everybody is told.

Source: DOMAIN, People who work here: it needs the works council's consent (WOR art. 27-1-l).
"""

from datetime import datetime

from sqlalchemy import select

from webcare import mail
from webcare.database import record, session
from webcare.events import SettingChanged
from webcare.models import Setting, User

SETTING = "personal_figures"


def switched() -> Setting | None:
    """The switch, with who changed it last and when; None: nobody ever did, and it is off."""
    return session.get(Setting, SETTING)


def are_shown() -> bool:
    """Whether leads see them now."""
    setting = switched()
    return setting is not None and setting.value


def switch(on: bool, *, by: User, now: datetime) -> bool:
    """Show them to leads, or to nobody but whom they are of; everybody gets an e-mail. False: it stood so already."""
    if are_shown() == on:
        return False
    session.merge(Setting(name=SETTING, value=on, changed_at=now, changed_by_id=by.id))
    record(SettingChanged(at=now, by=by.id, name=SETTING, on=on))
    for user in session.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.id)):
        facts = {"name": user.first_name, "by": by.name, "path": "/reports/mine"}
        mail.post(user, f"personal_figures_{'on' if on else 'off'}", facts, now=now)
    return True
