"""Something that plays on the simulated platform in a thread of its own."""

import threading


class Playing:
    """Begins and ends the thread; what is played is in `_play`, which ends soon after `_stopped` is set."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Play in a thread of its own."""
        self._thread = threading.Thread(target=self._play, name=type(self).__name__.lower(), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Play no more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _play(self) -> None:
        raise NotImplementedError
