"""How the machinery is doing."""

from datetime import datetime

from sqlalchemy import select

from webcare.database import session
from webcare.models import Lease


def worker_heartbeat(now: datetime) -> bool:
    """Whether some worker holds a lease that has not run out."""
    return session.scalar(select(Lease.name).where(Lease.until > now).limit(1)) is not None
