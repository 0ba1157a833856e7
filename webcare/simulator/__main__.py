"""`python -m webcare.simulator`: run the simulator until it is told to stop."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from webcare.simulator.engine import Engine
from webcare.simulator.limits import Limits
from webcare.simulator.player import Player
from webcare.simulator.scenario import load
from webcare.simulator.server import Server, write_keys
from webcare.simulator.store import Store


def main(arguments: list[str] | None = None) -> int:
    """Serve, and play the scenario."""
    asked = parser().parse_args(arguments)
    try:
        scenario = load(asked.scenario)
    except LookupError as unknown:
        print(unknown.args[0], file=sys.stderr)
        return 2
    engine = Engine(Store(asked.database), brand=asked.brand, limits=Limits(asked.limits))
    player = Player(engine, scenario, speed=asked.speed)
    try:
        server = Server(engine, asked.port)
    except OSError:
        print(f"Port {asked.port} is taken. Choose another one with --port.", file=sys.stderr)
        return 1
    write_keys(asked.keys, engine.keys() | {"handle": engine.brand, "user_id": str(engine.brand_id), "url": server.url})
    player.start()
    signal.signal(signal.SIGTERM, _interrupt)
    print(f"The X simulator listens on {server.url}", flush=True)
    try:
        server.serve()
    except KeyboardInterrupt:
        pass
    finally:
        player.stop()
        engine.store.close()
    return 0


def parser() -> argparse.ArgumentParser:
    """What may be asked on the command line."""
    made = argparse.ArgumentParser(prog="python -m webcare.simulator", description=__doc__)
    made.add_argument("--port", type=int, default=5100, help="0 takes a free one")
    made.add_argument("--database", type=Path, default=Path("instance/x.sqlite3"), help="its own SQLite file")
    made.add_argument("--keys", type=Path, default=Path("instance/x-keys.json"), help="where it writes its keys")
    made.add_argument("--scenario", default="demo", help="what is played")
    made.add_argument("--speed", type=float, default=1.0, help="60 plays an hour of the scenario in a minute")
    made.add_argument("--limits", type=float, default=1.0, help="multiplies X's rate limits")
    made.add_argument("--brand", default="spoorlijn", help="the handle of the brand")
    return made


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
