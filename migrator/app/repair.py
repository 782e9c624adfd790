"""Who repairs; what command line and wizard share of a repair."""

from __future__ import annotations

import getpass
import socket


def operator() -> str:
    """Who sits at this machine, as the system says it."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return f"{user}@{socket.gethostname()}"
