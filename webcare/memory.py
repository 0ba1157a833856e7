"""What a process never gives back."""

import gc


def freeze_program() -> None:
    """Once the program is loaded: it is never garbage. Looking through it held every screen up for 200 ms at a time."""
    gc.collect()
    gc.freeze()
