"""`python -m webcare.simulator [play|replay]`: run the simulator until it is told to stop."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from webcare.simulator.engine import Engine
from webcare.simulator.limits import Limits
from webcare.simulator.player import Player
from webcare.simulator.replay import NoRecording, Recording, Replay
from webcare.simulator.scenario import load
from webcare.simulator.server import Server, write_keys
from webcare.simulator.store import Store


def main(arguments: list[str] | None = None) -> int:
    """Serve, and play the scenario or the recording."""
    asked = parser().parse_args(arguments)
    try:
        engine, player = _replay(asked) if asked.what == "replay" else _play(asked)
        server = Server(engine, asked.port)
    except (LookupError, NoRecording) as missing:
        return _fail(str(missing.args[0]))
    except OSError:
        return _fail(f"Port {asked.port} is taken. Choose another one with --port.")
    player.start()
    facts = {"handle": engine.brand, "user_id": str(engine.brand_id), "url": server.url}
    write_keys(asked.keys, engine.keys() | facts)
    if asked.person:
        handle, path = asked.person
        write_keys(Path(path), engine.keys_of(handle))
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


def _play(asked: argparse.Namespace) -> tuple[Engine, Player]:
    scenario = load(asked.scenario)
    brand = asked.brand or "spoorlijn"
    engine = Engine(Store(asked.database), brand=brand, brand_name=brand.capitalize(), limits=Limits(asked.limits))
    return engine, Player(engine, scenario, speed=asked.speed)


def _replay(asked: argparse.Namespace) -> tuple[Engine, Replay]:
    recording = Recording.load(brand=asked.brand, limit=asked.limit)
    name = recording.brand
    engine = Engine(Store(asked.database), brand=name, brand_name=name, limits=Limits(asked.limits))
    replay = Replay(engine, recording, speed=asked.speed, gap=asked.gap)
    print(f"{replay.left()} posts of {name} and its customers are still to be played.", flush=True)
    return engine, replay


def _fail(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    """What may be asked on the command line."""
    made = argparse.ArgumentParser(prog="python -m webcare.simulator", description=__doc__)
    made.add_argument("what", nargs="?", choices=("play", "replay"), default="play", help="a scenario, or real posts")
    made.add_argument("--port", type=int, default=5100, help="0 takes a free one")
    made.add_argument("--database", type=Path, default=Path("instance/x.sqlite3"), help="its own SQLite file")
    made.add_argument("--keys", type=Path, default=Path("instance/x-keys.json"), help="where it writes its keys")
    made.add_argument("--person", nargs=2, metavar=("HANDLE", "FILE"), help="also write the keys of this account")
    made.add_argument("--scenario", default="demo", help="what is played")
    made.add_argument("--speed", type=float, default=1.0, help="60 plays an hour in a minute")
    made.add_argument("--limits", type=float, default=1.0, help="multiplies X's rate limits")
    made.add_argument("--brand", help="the brand's handle; replay: whose conversations")
    made.add_argument("--limit", type=int, help="replay: at most so many posts")
    made.add_argument("--gap", type=float, default=20.0, help="replay at speed 1: seconds between new threads")
    return made


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
