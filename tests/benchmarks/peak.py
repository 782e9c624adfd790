"""Prints the memory that reading one file of evidence takes above the start, in MB: ``python -m ... PATH``."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from migrator.sources.reading import Reading

if __name__ == "__main__":
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in Reading([Path(sys.argv[1])]).items():
        pass
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) / 1024)  # noqa: T201 - ru_maxrss is in KB
