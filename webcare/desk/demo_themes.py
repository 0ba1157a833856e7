"""The themes a demonstration begins with: what travellers of a railway talk about."""

from datetime import datetime

from sqlalchemy import select

from webcare.database import session
from webcare.desk import theming
from webcare.models import Theme, User

THEMES: dict[str, tuple[str, ...]] = {
    "Uitval en vertraging": (
        "uitval",
        "vertraging",
        "wisselstoring",
        "rijdt niet",
        "stil",
        "storing",
        "delay",
        "cancelled",
    ),
    "Diefstal": ("gestolen", "bestolen", "diefstal", "aangifte", "camera's", "stolen"),
    "App en betalen": ("app", "betalen", "afrekenen", "betaling", "ideal", "afgeschreven", "abonnement", "payment"),
    "Stations": ("lift", "roltrap", "perron", "kluisje", "station", "platform"),
    "Drukte": ("vol", "overvol", "drukte", "wagons", "spits", "zitplaats", "crowded"),
}


def follow(*, by: User, now: datetime) -> int:
    """Follow them, on a desk that never followed anything. Returns how many were made."""
    if session.scalar(select(Theme.id).limit(1)) is not None:
        return 0
    return len([theming.make(name, words, [], by=by, now=now) for name, words in THEMES.items()])
