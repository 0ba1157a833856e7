"""`python -m bench [name …]`: every figure beside its bar. The state of the machine is in the first line."""

import importlib
import os
import platform
import sys

from bench.table import Figure, printed

BENCHES = (
    "ingest",
    "claims",
    "lists",
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


def main(names: list[str]) -> int:
    """Run the named benches, or all. Exit status 1 when a bar was missed."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"There is no bench {unknown[0]!r}. There are: {', '.join(BENCHES)}.")
        return 2
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} before the start\n")
    figures: list[Figure] = []
    for name in names or BENCHES:
        print(f"… {name}", file=sys.stderr, flush=True)
        figures += importlib.import_module(f"bench.{name}").run()
    printed(figures)
    return 1 if any(each.kept is False for each in figures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
