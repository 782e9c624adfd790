"""The HTML page of the rule catalogue."""

from __future__ import annotations

from lxml import html

from migrator.documents.workbook.rules_page import render_rules_page
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.document import explained


def test_page_holds_the_same_text_as_the_terminal() -> None:
    """Every rule has its section with the texts that `migrator rules ID` shows, escaped as text."""
    rules = all_rules()
    page = html.fromstring(render_rules_page(rules))
    assert [h.get("id") for h in page.iter("h2") if h.get("id")] == [rule.id for rule in rules]
    shown = [" ".join(dd.text_content().split()) for dd in page.iter("dd")]
    assert shown == [" ".join(text.split()) for rule in rules for _, text in explained(rule)]
