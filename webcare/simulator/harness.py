"""The simulator for tests: a real server on a free port, in a thread or in a process of its own."""

import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from webcare.simulator.engine import Engine
from webcare.simulator.limits import Limits
from webcare.simulator.player import Player
from webcare.simulator.scenario import load
from webcare.simulator.server import Server
from webcare.simulator.store import Store

PATIENCE = 60.0  # seconds for an answer, on a busy machine
PATIENCE_AT_START = 90.0  # seconds for a process to come up there
PLENTY = 1_000.0


class Simulator:
    """`with Simulator() as x:` – then `x.url`, `x.keys`, `x.post("…", author="anna")`, `x.ledger()`.

    Everything goes over HTTP, also in a thread, so both ways behave alike. `stop` and `start` keep port and database.
    """

    def __init__(
        self,
        *,
        database: Path | None = None,
        process: bool = False,
        limits: float = PLENTY,
        brand: str = "spoorlijn",
        scenario: str = "quiet",
        speed: float = 1.0,
        port: int = 0,
    ) -> None:
        """`limits` multiplies X's rate limits: 1 is as X has them."""
        self._folder = tempfile.TemporaryDirectory(prefix="x-simulator-") if database is None else None
        self._database = database or Path(self._folder.name if self._folder else "") / "x.sqlite3"
        self._process_wanted, self._limits, self._brand = process, limits, brand
        self._scenario, self._speed = scenario, speed
        self._process: subprocess.Popen[bytes] | None = None
        self._server: Server | None = None
        self._player: Player | None = None
        self._http = requests.Session()
        self.port = port
        self.url = ""
        self.keys: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Stop it, and take its database away unless it was given."""
        self.stop()
        self._http.close()
        if self._folder is not None:
            self._folder.cleanup()

    def start(self) -> None:
        """Start it, or start it again."""
        if self._process_wanted:
            self._start_process()
        else:
            self._start_thread()
        self.port = int(self.url.rpartition(":")[2])

    def _start_thread(self) -> None:
        engine = Engine(Store(self._database), brand=self._brand, limits=Limits(self._limits))
        self._server = Server(engine, self.port)
        self._server.start()
        self._player = Player(engine, load(self._scenario), speed=self._speed)
        self._player.start()
        self.url = self._server.url
        self.keys = engine.keys() | {"handle": self._brand, "user_id": str(engine.brand_id), "url": self.url}

    def _start_process(self) -> None:
        keys = self._database.with_suffix(".keys")
        keys.unlink(missing_ok=True)
        arguments = ["--port", str(self.port), "--database", str(self._database), "--keys", str(keys)]
        arguments += ["--scenario", self._scenario, "--limits", str(self._limits), "--brand", self._brand]
        arguments += ["--speed", str(self._speed)]
        self._process = subprocess.Popen([sys.executable, "-m", "webcare.simulator", *arguments])  # noqa: S603
        until = time.monotonic() + PATIENCE_AT_START
        while not keys.exists():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the simulator did not start")
            time.sleep(0.02)
        self.keys = json.loads(keys.read_text())
        self.url = self.keys["url"]

    def stop(self) -> None:
        """Stop it; the database stays."""
        if self._player is not None:
            self._player.stop()
        if self._server is not None:
            self._server.stop()
            self._server.engine.store.close()
            self._server = None
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE)
            self._process = None

    def post(self, text: str, *, author: str = "klant", **facts: Any) -> str:
        """Somebody posts; its id. `reply_to`, `at`, `pictures`, `lang`, `indexed_in`, … as the control API has them."""
        return str(self._ask("posts", {"text": text, "author": author, **facts})["id"])

    def posts(self, posts: list[dict[str, Any]]) -> list[str]:
        """Many posts at once; their ids."""
        return [str(each) for each in self._ask("posts", {"posts": posts})["ids"]]

    def dm(self, text: str, *, author: str = "klant", **facts: Any) -> str:
        """Somebody sends a direct message, to the brand unless `to` says otherwise; its id."""
        return str(self._ask("dms", {"text": text, "author": author, **facts})["id"])

    def brand_post(self, text: str, **facts: Any) -> str:
        """The brand posts from the platform's own app; its id."""
        return self.post(text, author=self._brand, **facts)

    def brand_dm(self, text: str, *, to: str, **facts: Any) -> str:
        """The brand sends a direct message from the platform's own app; its id."""
        return self.dm(text, author=self._brand, to=to, **facts)

    def delete(self, external_id: str, *, kind: str = "post") -> None:
        """Its author takes it away."""
        self._ask("deletions", {"id": external_id, "kind": kind})

    def edit(self, external_id: str, text: str, *, at: datetime | None = None) -> str:
        """Its author changes it; the id of the new version."""
        return str(self._ask("edits", {"id": external_id, "text": text, "at": at})["id"])

    def account(self, handle: str, **facts: Any) -> str:
        """Make or change an account (name, followers, takes_dms, vanished, new_handle); its id."""
        return str(self._ask("accounts", {"handle": handle, **facts})["id"])

    def keys_of(self, handle: str) -> dict[str, str]:
        """The keys of any account there."""
        return dict(self._ask("keys", {"handle": handle}))

    def fault(self, kind: str, times: int = 1, **facts: Any) -> None:
        """Let something go wrong for the next `times` requests (`on`: an endpoint's name, "read" or "write")."""
        self._ask("faults", {"kind": kind, "times": times, **facts})

    def oddity(self, kind: str) -> None:
        """Something odd arrives (`webcare.simulator.oddities.KINDS`)."""
        self._ask("oddities", {"kind": kind})

    def heal(self) -> None:
        """No more faults."""
        self._http.delete(f"{self.url}/control/faults", timeout=PATIENCE).raise_for_status()

    def faults(self) -> list[dict[str, Any]]:
        """Which faults are still waiting."""
        return list(self._read("faults")["faults"])

    def ledger(self) -> list[dict[str, Any]]:
        """Everything the API accepted, oldest first: kind, external_id, text, target, at, deleted_at."""
        return list(self._read("ledger")["entries"])

    def timeline(self, limit: int = 100) -> list[dict[str, Any]]:
        """What the public sees, newest first."""
        return list(self._read(f"timeline?limit={limit}")["posts"])

    def _ask(self, what: str, facts: dict[str, Any]) -> dict[str, Any]:
        facts = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in facts.items() if v is not None}
        answer = self._http.post(f"{self.url}/control/{what}", json=facts, timeout=PATIENCE)
        if answer.status_code >= 400:
            raise ValueError(answer.text)
        return dict(answer.json())

    def _read(self, what: str) -> dict[str, Any]:
        answer = self._http.get(f"{self.url}/control/{what}", timeout=PATIENCE)
        answer.raise_for_status()
        return dict(answer.json())
