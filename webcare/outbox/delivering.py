"""One entry at a time: take it, call the platform, write down what came of it."""

import time
from collections.abc import Callable

import structlog

from webcare import database
from webcare.channels import (
    CreditsDepleted,
    Platform,
    PlatformError,
    Published,
    RateLimited,
    Refused,
    Unavailable,
    Uncertain,
)
from webcare.channels.opened import Opened
from webcare.desk.publishing import DELETE, SETTLE
from webcare.outbox import settling
from webcare.outbox.jobs import Clock, Job
from webcare.outbox.taking import take

STALE = 10.0  # seconds after the mark in which the call must begin: later, others may think this worker dead
PATIENCE = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)  # seconds between tries to write down what came of a call
log = structlog.get_logger()


class Outbox:
    """What one thread of one worker delivers with. Not to be shared between threads."""

    def __init__(self, worker: str, *, clock: Clock, opened: Opened | None = None) -> None:
        """`worker` names the process in the rows it takes."""
        self._worker, self._clock = worker, clock
        self._opened = opened or Opened()

    def deliver(self) -> bool:
        """Take the next entry that is due and see it through. False: there was none.

        Raises the database's own errors; a reply that was marked by then is settled by `recover` later.
        """
        marked = time.monotonic()
        taken = take(self._worker, self._clock())
        if taken is None:
            return False
        if taken.job is not None:
            self._see_through(taken.job, marked)
        return True

    def _see_through(self, job: Job, marked: float) -> None:
        try:
            platform = self._opened(job.channel_id) if job.account_id is None else self._opened.own(job.account_id)
        except PlatformError as error:
            self._note(settling.refused, job, error)
            return
        if job.action == SETTLE:
            self._settle(job, platform)
        elif job.action == DELETE:
            self._delete(job, platform)
        else:
            self._publish(job, platform, marked)

    def _publish(self, job: Job, platform: Platform, marked: float) -> None:
        try:
            published = self._sent_before(job, platform)
            if published is None and time.monotonic() - marked > STALE:
                raise Uncertain("too late to begin")
            published = published or platform.publish(job.outgoing)
        except Uncertain as error:
            log.warning("reply uncertain", reply=job.reply_id, why=error.words)
            self._note(settling.uncertain, job)
        except (RateLimited, Unavailable) as error:
            self._note(settling.later, job, error)
        except Refused as error:
            self._refused(job, platform, error)
        except PlatformError as error:
            self._note(settling.refused, job, error)
        except BaseException:
            self._note(settling.uncertain, job)
            raise
        else:
            self._note(settling.sent, job, published)

    def _sent_before(self, job: Job, platform: Platform) -> Published | None:
        """An earlier call may have left it there after all: look before trying again."""
        if job.called_before is None:
            return None
        return settling.unaccounted(job, platform.find(job.outgoing, job.left_from))

    def _refused(self, job: Job, platform: Platform, error: Refused) -> None:
        """Being a duplicate is evidence, not proof, that it is there already: the record tells."""
        if error.code == "duplicate":
            try:
                found = settling.unaccounted(job, platform.find(job.outgoing, job.left_from))
            except PlatformError:
                self._note(settling.uncertain, job)
                return
            if found is not None:
                self._note(settling.sent, job, found)
                return
        self._note(settling.refused, job, error)

    def _settle(self, job: Job, platform: Platform) -> None:
        began = self._clock()
        try:
            found = settling.unaccounted(job, platform.find(job.outgoing, job.left_from))
        except PlatformError as error:
            self._note(settling.look_again, job, error)
            return
        if found is not None:
            self._note(settling.sent, job, found)
        else:
            self._note(settling.absent, job, began)

    def _delete(self, job: Job, platform: Platform) -> None:
        try:
            platform.delete(job.external_id or "", job.outgoing.audience)
        except (CreditsDepleted, Refused) as error:
            self._note(settling.not_deleted, job, error)
        except PlatformError as error:
            self._note(settling.look_again, job, error)
        else:
            self._note(settling.deleted, job)

    def _note(self, step: Callable[..., None], *facts: object) -> None:
        """Write down what came of a call; a busy database is asked again, for nobody else knows."""
        for pause in PATIENCE:
            try:
                step(*facts, self._clock())
            except Exception as error:
                if not database.is_unavailable(error):
                    raise
                log.warning("database busy", step=step.__name__)
                time.sleep(pause)
            else:
                return
        step(*facts, self._clock())
