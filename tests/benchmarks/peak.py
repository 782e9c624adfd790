"""Prints the memory that reading one file of evidence takes above the start, in MB: ``python -m ... PATH``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from migrator.sources.reading import Reading


def peak_kb() -> int:
    """Largest resident size of this process; ru_maxrss would begin with that of the process that started it."""
    return int(re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[0])


if __name__ == "__main__":
    start = peak_kb()
    for _ in Reading([Path(sys.argv[1])]).items():
        pass
    print((peak_kb() - start) / 1024)  # noqa: T201
