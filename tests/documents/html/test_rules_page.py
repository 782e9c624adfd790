"""The HTML page of the rule catalogue."""

from __future__ import annotations

import attrs
import pytest
from lxml import html

from migrator.documents.html.rules_page import linked, render_rules_page
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.pages import explained
from migrator.rules.engine.references import Reference, references

ARTICLE = Reference(id="x", title="Moving <pools>", publisher="Someone & Co", good_for="", date="2014")


def plain(text: str) -> str:
    """*text* without the marks, blanks and breaks in which the two faces differ."""
    return "".join(text.replace("`", "").split())


def test_page_has_the_same_text_as_the_terminal() -> None:
    """Every rule has its section with the texts that `migrator rules ID` shows, escaped as text."""
    rules = all_rules()
    page = html.fromstring(render_rules_page(rules))
    assert [h.get("id") for h in page.iter("h3")] == [rule.id for rule in rules]
    shown = [plain(dd.text_content()) for dd in page.iter("dd")]
    assert shown == [
        plain(text) for rule in rules for _, text in explained(rule, lambda r: f"{r.citation}{r.address or ''}")
    ]


def test_references_are_links_to_their_addresses() -> None:
    """Each published source of each rule is shown with its title, and its address can be opened."""
    rules = all_rules()
    page = html.fromstring(render_rules_page(rules))
    used = [reference for rule in rules for reference in references(rule.references) if reference.address]
    assert [a.get("href") for a in page.find_class("address")] == [reference.address for reference in used]
    assert all(reference.title in page.text_content() for reference in used[:20])


def test_page_loads_nothing_from_elsewhere() -> None:
    """The page has no script, image or style sheet of another file, and no mark of Markdown."""
    page = html.fromstring(render_rules_page(all_rules()))
    assert not page.xpath("//script | //img | //link | //iframe")
    assert "`" not in page.text_content()


def test_no_text_of_the_page_begins_in_lower_case() -> None:
    """Every text of a rule begins with a capital, unless it begins with a name such as adminCount."""
    page = html.fromstring(render_rules_page(all_rules()))
    texts = [dd.text_content() for dd in page.iter("dd")]
    assert [text for text in texts if text[0].islower() and text.split()[0].islower()] == []


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", None])
def test_only_addresses_of_the_web_are_links(address: str | None) -> None:
    """Another scheme is shown as text, and a title is never markup."""
    shown = html.fromstring(f"<p>{linked(attrs.evolve(ARTICLE, address=address))}</p>")
    assert not shown.xpath("//a")
    assert shown.text_content() == "Moving <pools>, 2014, Someone & Co" + (f": {address}" if address else "")


def test_an_address_cannot_leave_its_link() -> None:
    """Quotes and markup in an address stay inside the attribute."""
    odd = 'https://example.com/"><b>x</b>'
    shown = html.fromstring(f"<p>{linked(attrs.evolve(ARTICLE, address=odd))}</p>")
    assert [a.get("href") for a in shown.xpath("//a")] == [odd]
    assert not shown.xpath("//b")
