"""Ctrl-C while a repair runs: it is held until the program can say what the database contains."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import attrs


def _say_nothing() -> None:
    """Where nobody watches."""


@attrs.define
class Interrupts:
    """Ctrl-C of one run. Before the run holds it, and when it is pressed again, it is a KeyboardInterrupt as ever.

    Attributes:
        on_first: called once by who waits for the server, after the first Ctrl-C.
        count: how often Ctrl-C was pressed.
        is_held: whether the run has begun: its journal is on disk.
        is_sent: whether the change may have reached the server.
    """

    on_first: Callable[[], None] = _say_nothing
    count: int = 0
    is_held: bool = False
    is_sent: bool = False

    @contextmanager
    def watched(self) -> Iterator[Interrupts]:
        """Take Ctrl-C until the end of the block; only the main thread can, and not where the shell ignores it."""
        is_main = threading.current_thread() is threading.main_thread()
        before = signal.getsignal(signal.SIGINT)
        if not is_main or before in (signal.SIG_IGN, None):
            yield self
            return
        signal.signal(signal.SIGINT, self._press)
        try:
            yield self
        finally:
            signal.signal(signal.SIGINT, before)

    def send(self) -> None:
        """Notes that the change is sent now.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed before, so nothing is sent.
        """
        if self.count:
            raise KeyboardInterrupt
        self.is_sent = True

    def _press(self, *_: object) -> None:
        self.count += 1
        if not self.is_held or self.count > 1:
            raise KeyboardInterrupt
