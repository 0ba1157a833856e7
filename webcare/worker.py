"""The loops beside the web: poll, deliver, clock, upkeep. `python -m webcare.worker`.

Every loop may run in several processes: the rows decide who does what. A loop that stumbles says so without anybody's
words and goes on.
"""

import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import structlog

from config import Config
from webcare import database, leases, logs, mail, polling, push, sealing, tone
from webcare.access import resets
from webcare.channels import x
from webcare.database import session, transaction
from webcare.desk import clock as desk_clock
from webcare.desk import summing, toning
from webcare.desk.listening import Listener
from webcare.insight import days
from webcare.outbox import Outbox, put_right, recover
from webcare.outbox.taking import ready
from webcare.training import Training

DELIVERERS = 4
POLLERS = 8
# Each is run by one process at a time.
LOOPS = ("poll", "clock", "upkeep", "mail", "push", "tone", "sums", "themes", "drill")
HEARTBEAT = 4.0  # seconds
IDLE = 1.0  # seconds after which one who delivers looks up to see whether to stop
PATIENCE = 30.0  # seconds a stopping worker gives its calls
log = structlog.get_logger()


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Worker:
    """One worker process."""

    def __init__(self, config: Config) -> None:
        """Open the database and what the channels need; nothing runs yet."""
        self.name = leases.new_name()
        self._config = config
        self._every = timedelta(seconds=config.poll_seconds)
        self._stopping = threading.Event()
        self._due = threading.Event()  # something waits in the outbox
        self._held: frozenset[str] = frozenset()
        self._pollers: dict[int, polling.Poller] = {}
        self._polls: dict[int, Future[bool]] = {}
        self._listener = Listener()
        self._pool = ThreadPoolExecutor(POLLERS, thread_name_prefix="poll")
        database.connect(config.database_url)
        sealing.use(config.credential_keys)
        days.use(config.time_zone)
        if config.tone_model is not None:
            tone.use(config.tone_model)
        x.register(config.x_api_url, config.training_url)

    def run(self) -> None:
        """Work until told to stop, then finish what is in hand."""
        self._beat()
        loops = [self._thread("heartbeat", self._beat, HEARTBEAT)]
        loops.append(self._thread("watch", self._watch, 0.1))
        loops += [self._thread(f"deliver-{number}", self._deliverer(), 0.0) for number in range(DELIVERERS)]
        loops.append(self._thread("poll", self._alone("poll", self._poll), 0.25))
        loops.append(self._thread("clock", self._alone("clock", self._tick), 1.0))
        loops.append(self._thread("upkeep", self._alone("upkeep", self._keep_up), 2.0))
        loops.append(self._thread("mail", self._alone("mail", self._send_mail), 1.0))
        loops.append(self._thread("push", self._alone("push", self._push), 1.0))
        loops.append(self._thread("tone", self._alone("tone", self._read_tone), 0.25))
        loops.append(self._thread("sums", self._alone("sums", self._sum), 5.0))
        loops.append(self._thread("themes", self._alone("themes", self._listen), 1.0))
        training = Training(self._config.training_url, now)
        loops.append(self._thread("drill", self._alone("drill", training.step), 1.0))
        log.info("worker started", worker=self.name)
        self._stopping.wait()
        for thread in loops:
            thread.join(PATIENCE)
        self._pool.shutdown(wait=True, cancel_futures=True)
        leases.let_go(self.name)
        log.info("worker stopped", worker=self.name)

    def stop(self) -> None:
        """Begin no more; `run` returns when what is in hand is done."""
        self._stopping.set()

    def _thread(self, name: str, step: Callable[[], object], pause: float) -> threading.Thread:
        thread = threading.Thread(target=self._loop, args=(name, step, pause), name=name, daemon=True)
        thread.start()
        return thread

    def _loop(self, name: str, step: Callable[[], object], pause: float) -> None:
        while not self._stopping.is_set():
            try:
                step()
            except Exception as error:  # noqa: BLE001  # the loop goes on, whatever happened
                stumbled(error, loop=name)
                self._stopping.wait(1.0)
            finally:
                session.remove()
            self._stopping.wait(pause)

    def _alone(self, name: str, step: Callable[[], object]) -> Callable[[], object]:
        return lambda: step() if name in self._held else None

    def _beat(self) -> None:
        leases.hold(leases.WORKER + self.name, self.name, now())
        self._held = frozenset(name for name in LOOPS if leases.hold(name, self.name, now()))

    def _watch(self) -> None:
        """One look for all who deliver: an idle worker costs next to nothing."""
        if ready(now()):
            self._due.set()

    def _deliverer(self) -> Callable[[], object]:
        outbox = Outbox(self.name, clock=now)

        def step() -> None:
            if not self._due.wait(IDLE):
                return
            while not self._stopping.is_set() and outbox.deliver():
                pass
            self._due.clear()

        return step

    def _poll(self) -> None:
        wanted = polling.channels()
        for gone in set(self._pollers) - set(wanted):
            del self._pollers[gone]
        for channel_id in wanted:
            running = self._polls.get(channel_id)
            if running is None or running.done():
                poller = self._pollers.setdefault(channel_id, polling.Poller(channel_id, self._every, now))
                self._polls[channel_id] = self._pool.submit(self._poll_one, poller)

    def _poll_one(self, poller: polling.Poller) -> bool:
        try:
            return poller.step()
        except Exception as error:  # noqa: BLE001  # the other channels go on, and so does this one, later
            stumbled(error, loop="poll", channel=poller.channel_id)
            self._stopping.wait(1.0)
            return False
        finally:
            session.remove()

    def _tick(self) -> None:
        with transaction():
            desk_clock.tick(now=now())

    def _send_mail(self) -> None:
        if self._config.smtp_url is not None:
            resets.look(now())
        mail.deliver(self._config, now)

    def _push(self) -> None:
        push.deliver(self._config, now)

    def _read_tone(self) -> None:
        """What has piled up is read with pauses: whoever takes messages in shares this process."""
        while toning.read(now=now()) and not self._stopping.wait(0.1):
            pass

    def _sum(self) -> None:
        """One day at a time, with a pause between: nobody waits for sums, and others write meanwhile."""
        while summing.step(now=now()) and not self._stopping.wait(0.05):
            session.remove()

    def _listen(self) -> None:
        self._listener.step(now())

    def _keep_up(self) -> None:
        recover(lambda holder: leases.is_alive(holder, now()), now())
        put_right(now())
        leases.forget(now() - timedelta(hours=1))
        mail.expire(now())


def stumbled(error: Exception, **facts: object) -> None:
    """Say what went wrong and where, without the message: that of a database carries customers' words."""
    log.error("loop stumbled", error=type(error).__name__, at=place(error), **facts)


def place(error: BaseException) -> str:
    """Where it happened, in our own code."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "webcare" in frame.filename]
    return f"{frames[-1].filename.rpartition('webcare/')[2]}:{frames[-1].lineno}" if frames else "?"


def main() -> None:
    """Run one worker until SIGTERM or SIGINT."""
    logs.configure()
    worker = Worker(Config())
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: worker.stop())
    worker.run()


if __name__ == "__main__":
    main()
