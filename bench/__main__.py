"""`python -m bench [name …]`: every figure beside its bar. The state of the machine is in the first line."""

import importlib
import os
import platform
import sys
import time

from bench.table import Figure, printed

BENCHES = (
    "ingest",
    "claims",
    "lists",
    "search",
    "opening",
    "guard",
    "fanout",
    "pages",
    "spikes",
    "themes",
    "tone",
    "wall",
    "reports",
)


ADDITIONS = 10_000_000


def main(names: list[str]) -> int:
    """Run the named benches, or all. Exit status 1 when a bar was missed."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"There is no bench {unknown[0]!r}. There are: {', '.join(BENCHES)}.")
        return 2
    print(_machine())
    figures: list[Figure] = []
    for name in names or BENCHES:
        print(f"… {name}", file=sys.stderr, flush=True)
        figures += importlib.import_module(f"bench.{name}").run()
    printed(figures)
    return 1 if any(each.kept is False for each in figures) else 0


def _machine() -> str:
    """What the figures were measured on. A core of 2020 makes the additions in half a second or so: where they take
    twice as long, so does all that follows."""
    load, started = os.getloadavg()[0], time.perf_counter()
    sum(number for number in range(ADDITIONS))
    seconds = time.perf_counter() - started
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} before the start, "
        f"{ADDITIONS:,} additions in {seconds:.2f} s\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
