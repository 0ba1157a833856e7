"""The parts of `scripts/train_tone.py`."""
