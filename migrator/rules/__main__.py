"""Writes the rule catalogue to standard output: ``python -m migrator.rules > reports/rules.md``."""

from __future__ import annotations

import sys

from .engine.catalogue import all_rules
from .engine.pages import render_markdown

if __name__ == "__main__":
    sys.stdout.buffer.write(render_markdown(all_rules()).encode())
