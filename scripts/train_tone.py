"""Trains the model of tone and language: `python scripts/train_tone.py`, in an environment of its own.

    python3 -m venv /tmp/training && /tmp/training/bin/pip install --require-hashes -r requirements/training.txt
    /tmp/training/bin/python scripts/train_tone.py

What it reads, under which conditions, and why the result is what it is: docs/decisions/009-tone-from-a-small-model.md.
Every figure it prints is of rows that were not trained on; a tweet and its translation are never on both sides.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
sys.modules["webcare"] = type(sys)("webcare")  # its wiring needs the product's libraries, the reading of tone none
sys.modules["webcare"].__path__ = [str(ROOT / "webcare")]

from tone_training import making, measuring, rows  # noqa: E402

from webcare.tone.model import save  # noqa: E402


def main() -> int:
    """Measure, train, write."""
    wanted = _arguments()
    if not wanted.data.is_dir():
        print(f"There is no data in {wanted.data}; name its folder with --data.", file=sys.stderr)
        return 1
    found = rows.read(wanted.data, wanted.corrections, free=wanted.free)
    print(f"{len(found)} rows: {rows.counted(found)}")
    measured = measuring.cross_validated(found, baseline=not wanted.quick) if wanted.folds else {}
    about = {"sources": rows.sources(found), "condition": rows.condition(found), "measured": measured}
    model = making.model([row for row in found if not row.held_back], about)
    save(model, wanted.out)
    print(f"{wanted.out}: {wanted.out.stat().st_size / 1e6:.1f} MB. {about['condition']}")
    measuring.of_file(wanted.out, [row for row in found if row.held_back])
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Trains the model of tone and language.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the labelled sets")
    parser.add_argument("--corrections", type=Path, help="what colleagues corrected, by `flask tone export`")
    parser.add_argument("--out", type=Path, default=ROOT / "webcare" / "tone" / "model.bin")
    parser.add_argument("--free", action="store_true", help="leave out what may not be used commercially")
    parser.add_argument("--quick", action="store_true", help="measure without the baseline beside it")
    parser.add_argument("--no-measuring", dest="folds", action="store_false", help="train only")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
