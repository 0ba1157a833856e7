"""Leases: which process runs which loop, and which workers are alive. A lease that is not renewed falls free."""

import os
import socket
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import delete, or_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from webcare.database import is_sqlite, session, transaction
from webcare.models import Lease

LENGTH = timedelta(seconds=15)
TOO_LONG = 4 * LENGTH  # nobody takes one for so long: whoever did had a wrong clock
WORKER = "worker:"


def new_name() -> str:
    """What this worker calls itself: machine, process and something that no other start shares."""
    return f"{socket.gethostname()}/{os.getpid()}/{token_hex(4)}"


def hold(name: str, holder: str, now: datetime) -> bool:
    """Take a lease that is free, or renew one's own. False: another has it."""
    values = {"name": name, "holder": holder, "until": now + LENGTH}
    free = or_(Lease.holder == holder, Lease.until < now, Lease.until > now + TOO_LONG)
    with transaction():
        renewed = update(Lease).where(Lease.name == name, free).values(holder=holder, until=now + LENGTH)
        if session.scalar(renewed.returning(Lease.name)) is not None:
            return True
        make = sqlite_insert if is_sqlite() else postgresql_insert
        made = make(Lease).values(**values).on_conflict_do_nothing().returning(Lease.name)
        return session.scalar(made) is not None


def let_go(holder: str) -> None:
    """Give back everything a worker holds, when it stops of itself."""
    with transaction():
        session.execute(delete(Lease).where(Lease.holder == holder))


def forget(before: datetime) -> None:
    """Take away what fell free long ago."""
    with transaction():
        session.execute(delete(Lease).where(Lease.until < before))


def is_alive(holder: str, now: datetime) -> bool:
    """Whether a worker is at work: by its process if it is on this machine, and by its lease."""
    if _has_died(holder):
        return False
    lease = session.get(Lease, WORKER + holder, populate_existing=True)
    alive = lease is not None and now <= lease.until <= now + TOO_LONG
    session.rollback()
    return alive


def _has_died(holder: str) -> bool:
    machine, _, rest = holder.partition("/")
    process = rest.partition("/")[0]
    if machine != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
