"""Drills: a scenario that is begun and stopped from outside, on a simulator that is quiet otherwise."""

import threading

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from webcare.simulator.engine import Engine
from webcare.simulator.player import Player
from webcare.simulator.scenario import known, load

PREFIX = "drill-"

drills = Blueprint("drills", __name__, url_prefix="/control/drill")


class Stage:
    """At most one drill plays; it stops by itself when its time is over, whatever becomes of who began it."""

    def __init__(self, engine: Engine) -> None:
        """Nothing plays yet."""
        self._engine = engine
        self._lock = threading.Lock()
        self._player: Player | None = None
        self._timer: threading.Timer | None = None

    def begin(self, scenario: str, *, minutes: float, speed: float = 1.0) -> None:
        """Play from its first moment. Raises LookupError for what is no drill."""
        if not scenario.startswith(PREFIX) or scenario not in known():
            raise LookupError(f"no drill {scenario}")
        self.stop()
        with self._lock:
            with self._engine.store.writing() as connection:
                for name in ("played", "opened"):
                    self._engine.note(name, None, connection)
            self._player = Player(self._engine, load(scenario), speed=speed)
            self._player.start()
            self._timer = threading.Timer(minutes * 60, self.stop)
            self._timer.daemon = True
            self._timer.start()

    def stop(self) -> None:
        """Play no more; what is planned is forgotten. Stopping twice changes nothing."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            if self._player is not None:
                self._player.stop()
                self._player.forget()
            self._player = self._timer = None

    @property
    def plays(self) -> bool:
        """Whether a drill plays now."""
        return self._player is not None


def stage() -> Stage:
    """The stage of the simulator this request came to."""
    found: Stage = current_app.extensions["stage"]
    return found


@drills.errorhandler(LookupError)
@drills.errorhandler(TypeError)
@drills.errorhandler(ValueError)
def unusable(error: Exception) -> tuple[Response, int]:
    """What was asked cannot be done as it was asked."""
    return jsonify(error=f"{type(error).__name__}: {error}"), 422


@drills.get("")
def show() -> Response:
    """Whose account is trained on, its keys, and what can be played. For this machine alone, as all of it is."""
    engine: Engine = current_app.extensions["simulator"]
    account = {"handle": engine.brand, "name": engine.brand_name, "user_id": str(engine.brand_id)}
    return jsonify(account=account, keys=engine.keys(), plays=stage().plays)


@drills.post("")
def begin() -> ResponseReturnValue:
    """Begin one, in the place of any that plays."""
    asked = request.get_json()
    stage().begin(str(asked["scenario"]), minutes=float(asked["minutes"]), speed=float(asked.get("speed", 1.0)))
    return jsonify(plays=True), 201


@drills.delete("")
def stop() -> Response:
    """Stop it."""
    stage().stop()
    return jsonify(plays=False)
