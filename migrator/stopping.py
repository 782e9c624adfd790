"""Signals that ask the program to stop: Ctrl-C, the end of a session, a shutdown. All of them are as Ctrl-C."""

from __future__ import annotations

import signal

#: Windows knows no SIGHUP
SIGNALS = frozenset(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def stop_as_ctrl_c() -> None:
    """Let each of `SIGNALS` be a KeyboardInterrupt, so that nothing is left half done; an ignored one stays ignored."""
    for each in SIGNALS:
        if signal.getsignal(each) is signal.SIG_DFL:
            signal.signal(each, signal.default_int_handler)


def ignore_stopping() -> None:
    """Ignore them from now on."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
