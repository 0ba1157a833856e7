"""Plays the whole of Webcare on this machine: web, worker, and a simulator of X with customers who write.

Called by `make run`, after the environment stands. Everything it makes is in `instance/`, which git ignores, or in
the folder that INSTANCE names.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
INSTANCE = Path(os.environ.get("INSTANCE") or ROOT / "instance").resolve()
SECRETS = INSTANCE / "secrets.json"
KEYS = INSTANCE / "simulator-keys.json"
TRAINING_KEYS = INSTANCE / "training-keys.json"
WILLEM = "willemvandijk"  # the CEO's own account there
WILLEMS_KEYS = INSTANCE / "willems-keys.json"
TRAINED_ON = "oefening"  # the account of the training desk
PATIENCE = 120.0  # seconds to become ready
GRACE = 8.0  # seconds to stop
HOST = "127.0.0.1"
THREADS = "240"  # one for every open screen, and forty for requests


def main() -> int:
    """Start them, say where they are, wait for Ctrl-C, stop them."""
    port = _port("PORT", 5000)
    simulator_port = _port("SIMULATOR_PORT", port + 100)
    training_port = _port("TRAINING_PORT", simulator_port + 100)
    ports = ((port, "PORT"), (simulator_port, "SIMULATOR_PORT"), (training_port, "TRAINING_PORT"))
    for number, setting in ports:
        if not _is_free(number):
            return _fail(f"Port {number} is in use by another program. Choose another: make run {setting}={number + 1}")
    INSTANCE.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = _environment(port, simulator_port, training_port)
    for command in (["db-upgrade"], ["demo"]):
        subprocess.run([sys.executable, "-m", "flask", *command], cwd=ROOT, env=environment, check=True)
    return Play(environment, port, simulator_port, training_port).run()


class Play:
    """The programs and what is said about them."""

    def __init__(self, environment: Mapping[str, str], port: int, simulator_port: int, training_port: int) -> None:
        self.environment = environment
        self.address = f"http://{HOST}:{port}"
        self.port = port
        self.simulator_port = simulator_port
        self.training_port = training_port
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def run(self) -> int:
        """From start to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop_soon)
        try:
            return self._start() or self._watch()
        finally:
            self._stop()

    def _start(self) -> int:
        self._begin("simulator", "-m", "webcare.simulator", *self._simulator_options())
        if not self._wait_for(self._simulator_answers):
            return self._gave_up("simulator")
        connect = [sys.executable, "-m", "flask", "channel", "connect", "--since", "90", "--keys", str(KEYS)]
        own = [sys.executable, "-m", "flask", "user", "connect-account", "willem@spoorlijn.example", "--keys"]
        for command in (connect, [*own, str(WILLEMS_KEYS)]):
            subprocess.run(command, cwd=ROOT, env=self.environment, check=True)
        self._begin("training", "-m", "webcare.simulator", *self._training_options())
        self._begin("worker", "-m", "webcare.worker")
        self._begin("web", "-m", "gunicorn", *self._web_options(), "app:app")
        if not self._wait_for(lambda: _answers(f"{self.address}/healthz")):
            return self._gave_up("web")
        self._tell()
        return 0

    def _simulator_options(self) -> list[str]:
        database = str(INSTANCE / "simulator.sqlite3")
        port = str(self.simulator_port)
        fast = ["--limits", "20"]  # X lets one read DMs every minute; a first look need not wait for that
        ceo = ["--person", WILLEM, str(WILLEMS_KEYS)]
        return ["--port", port, "--database", database, "--scenario", "demo", "--keys", str(KEYS), *ceo, *fast]

    def _training_options(self) -> list[str]:
        """A second simulator, quiet until a drill is started: nothing of a drill mixes with the rest."""
        database, port = str(INSTANCE / "training.sqlite3"), str(self.training_port)
        options = ["--port", port, "--database", database, "--scenario", "quiet", "--brand", TRAINED_ON]
        return [*options, "--keys", str(TRAINING_KEYS), "--limits", "20"]

    def _web_options(self) -> list[str]:
        fixed = ["--workers", "1", "--worker-class", "gthread", "--threads", THREADS, "--graceful-timeout", "4"]
        return [*fixed, "--bind", f"{HOST}:{self.port}", "--log-level", "warning", "--no-control-socket"]

    def _begin(self, name: str, *arguments: str) -> None:
        """Start one program in a group of its own, so that Ctrl-C reaches it through us and only once."""
        with (INSTANCE / f"{name}.log").open("ab") as log:
            self.programs[name] = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _simulator_answers(self) -> bool:
        return KEYS.exists() and WILLEMS_KEYS.exists() and _answers(f"http://{HOST}:{self.simulator_port}/")

    def _wait_for(self, ready: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not self.stopping and not self._ended():
            if ready():
                return True
            time.sleep(0.1)
        return False

    def _ended(self) -> list[str]:
        return [name for name, program in self.programs.items() if program.poll() is not None]

    def _gave_up(self, name: str) -> int:
        if self.stopping:
            return 0
        return _fail(f"The {name} did not start. Its log says:\n{_tail(INSTANCE / f'{name}.log')}")

    def _watch(self) -> int:
        while not self.stopping:
            ended = self._ended()
            if ended:
                return _fail(f"The {ended[0]} stopped by itself. Its log says:\n{_tail(INSTANCE / f'{ended[0]}.log')}")
            time.sleep(0.3)
        return 0

    def _tell(self) -> None:
        from webcare.access import demo

        print(f"\n  Webcare is open at  {self.address}\n")
        print(f"  Log in as (password: {demo.PASSWORD})")
        for colleague in demo.COLLEAGUES:
            new = ", new: what he answers is approved by Fatima first" if colleague.new else ""
            print(f"    {colleague.email:<30} {colleague.name}, {colleague.role.value}{new}")
        print(f"\n  What the public sees: http://{HOST}:{self.simulator_port}")
        print(
            f"  Post there as a customer who names @{WILLEM}: asked by the team, Willem can answer by his own account."
        )
        print("  That is a simulator of X: its customers are made up, and nothing leaves this machine.")
        print(f"  Ctrl-C stops everything; the data stays in {INSTANCE.name}/.\n", flush=True)

    def _stop_soon(self, _signal: int, _frame: object) -> None:
        self.stopping = True

    def _stop(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            for program in self.programs.values():
                if program.poll() is None:
                    _signal_group(program, number)
            deadline = time.monotonic() + GRACE
            while time.monotonic() < deadline and len(self._ended()) < len(self.programs):
                time.sleep(0.05)
        if self.programs:
            print("\n  Stopped.", flush=True)


def _environment(port: int, simulator_port: int, training_port: int) -> dict[str, str]:
    simulator = f"http://{HOST}:{simulator_port}"
    settings = {
        "DATABASE_URL": f"sqlite:///{INSTANCE / 'webcare.sqlite3'}",
        "ORIGINS": f"http://{HOST}:{port},http://localhost:{port}",
        "X_API_URL": simulator,
        "MEDIA_ORIGINS": simulator,
        "TRAINING_URL": f"http://{HOST}:{training_port}",
        "POLL_SECONDS": "2",
        "DEMO": "true",
        **_secrets(),
    }
    return {**os.environ, "FLASK_APP": "app.py", **{f"WEBCARE_{name}": value for name, value in settings.items()}}


def _secrets() -> dict[str, str]:
    """Made once, readable by their owner alone."""
    if not SECRETS.exists():
        from cryptography.fernet import Fernet

        made = {"SECRET_KEY": secrets.token_urlsafe(48), "CREDENTIAL_KEYS": Fernet.generate_key().decode()}
        with os.fdopen(os.open(SECRETS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
    kept: dict[str, str] = json.loads(SECRETS.read_text())
    return kept


def _port(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        sys.exit(_fail(f"{name}={value} is not a port. Give a number from 1 to 65535, for example 5000."))
    return int(value)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status < 500)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _signal_group(program: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(program.pid, number)
    except ProcessLookupError:
        return


def _tail(path: Path) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-15:])


def _fail(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as failed:
        sys.exit(f"This step failed: {' '.join(map(str, failed.cmd[1:]))}")
