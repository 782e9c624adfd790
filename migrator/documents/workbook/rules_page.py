"""The rule catalogue as an HTML page: the same texts as in the terminal and the workbook, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, StrictUndefined

from ...resources import report_file
from ...rules.engine.document import explained, undecidable
from ...rules.engine.model import Rule


def render_rules_page(rules: Sequence[Rule]) -> str:
    """The page, whole in one file."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string(report_file("rules.html").read_text(encoding="utf-8"))
    return template.render(rules=rules, explained=explained, undecidable=sorted(undecidable().items()))
