"""The page of the rules is what the code says."""

from __future__ import annotations

from pathlib import Path

from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.pages import render_markdown

PAGE = Path(__file__).parents[2] / "reports" / "rules.md"


def test_page_is_current() -> None:
    """reports/rules.md equals what `python -m migrator.rules` writes."""
    assert PAGE.read_text("utf-8") == render_markdown(all_rules()), "python -m migrator.rules > reports/rules.md"
