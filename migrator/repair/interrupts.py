"""Ctrl-C and other signals to stop while a repair runs: held until the program can say what the database contains."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import attrs

from ..stopping import SIGNALS


def _say_nothing() -> None:
    """Where nobody watches."""


@attrs.define
class Interrupts:
    """Signals to stop one run: a KeyboardInterrupt before the run holds them, and with Ctrl-C after the first.

    The end of a session sends more than one signal at once, so only Ctrl-C says that nobody wants to wait.

    Attributes:
        on_first: called once by who waits for the server, after the first signal.
        count: how many signals came.
        is_held: whether the run has begun: its journal is on disk.
        is_sent: whether the change may have reached the server.
    """

    on_first: Callable[[], None] = _say_nothing
    count: int = 0
    is_held: bool = False
    is_sent: bool = False

    @contextmanager
    def watched(self) -> Iterator[Interrupts]:
        """Take the signals until the end of the block; only the main thread can, and not those that are ignored."""
        is_main = threading.current_thread() is threading.main_thread()
        before = {each: signal.getsignal(each) for each in SIGNALS} if is_main else {}
        taken = {each: handler for each, handler in before.items() if handler not in (signal.SIG_IGN, None)}
        for each in taken:
            signal.signal(each, self._press)
        try:
            yield self
        finally:
            for each, handler in taken.items():
                signal.signal(each, handler)

    def send(self) -> None:
        """Notes that the change is sent now.

        Raises:
            KeyboardInterrupt: a signal came before, so nothing is sent.
        """
        if self.count:
            raise KeyboardInterrupt
        self.is_sent = True

    def _press(self, number: int, _frame: object) -> None:
        self.count += 1
        if not self.is_held or (self.count > 1 and number == signal.SIGINT):
            raise KeyboardInterrupt
