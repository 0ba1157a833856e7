"""The road to the simulator that plays drills: its training desk is connected, a drill is begun, a drill is stopped.

The rows say what is wanted; the worker asks until it is so. The simulator is known by its address alone, which is of
this machine (`Config.training_url`); it is asked by its control API, and never by an address out of the database.
"""

from datetime import datetime, timedelta
from typing import Any

import requests

from webcare.channels import credentials, registry
from webcare.database import session, transaction
from webcare.desk import drilling
from webcare.models import Drill
from webcare.outbox.jobs import Clock

PATIENCE = 5.0  # seconds for an answer
AGAIN = timedelta(seconds=20)
UNREACHABLE = "unreachable"


class Unreachable(Exception):
    """The simulator does not answer, or not as it should."""


class Training:
    """What a worker does for drills. Without an address it does nothing."""

    def __init__(self, url: str, clock: Clock) -> None:
        """`url` is the simulator's, on this machine; empty: there are no drills."""
        self._url, self._clock = url.rstrip("/"), clock
        self._connected = False
        self._again = datetime.min.replace(tzinfo=clock().tzinfo)

    def step(self) -> None:
        """Connect the desk, begin what should play, stop what should not."""
        if not self._url or self._clock() < self._again:
            return
        try:
            if not self._connected:
                self._connect()
            for number in _ids(drilling.to_begin()):
                self._begin(number)
            for number in _ids(drilling.to_stop(self._clock())):
                self._stop(number)
        except Unreachable:
            self._again, self._connected = self._clock() + AGAIN, False
            self._note_failure()

    def _connect(self) -> None:
        told = self._ask("GET")
        account, held = told["account"], {name: str(told["keys"][name]) for name in registry.keys["x"]}
        with transaction():
            drilling.connect(
                platform="x",
                external_id=str(account["user_id"]),
                handle=str(account["handle"]),
                name=str(account["name"]),
                credentials=credentials.encrypt(held),
                now=self._clock(),
            )
        self._connected = True

    def _begin(self, number: int) -> None:
        drill = session.get_one(Drill, number)
        wanted = {"scenario": drill.scenario, "minutes": drill.minutes}
        session.rollback()
        self._ask("POST", wanted)
        with transaction():
            drilling.begun(session.get_one(Drill, number), now=self._clock())

    def _stop(self, number: int) -> None:
        self._ask("DELETE")
        with transaction():
            drilling.stopped(session.get_one(Drill, number), now=self._clock())

    def _note_failure(self) -> None:
        with transaction():
            for drill in drilling.to_begin():
                drilling.failed(drill, UNREACHABLE)

    def _ask(self, method: str, facts: dict[str, Any] | None = None) -> dict[str, Any]:
        asked = requests.Session()
        asked.trust_env = False  # no proxy stands between this machine and itself
        try:
            answer = asked.request(
                method, f"{self._url}/control/drill", json=facts, timeout=PATIENCE, allow_redirects=False
            )
            answer.raise_for_status()
            return dict(answer.json())
        except (requests.RequestException, ValueError) as error:
            raise Unreachable from error
        finally:
            asked.close()


def _ids(drills: list[Drill]) -> list[int]:
    found = [each.crisis_id for each in drills]
    session.rollback()
    return found
