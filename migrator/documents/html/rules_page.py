"""The rule catalogue as an HTML page: the same texts as on the terminal, published sources as links."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from ...resources import report_file
from ...rules.engine.model import Rule
from ...rules.engine.pages import cited, explained, undecidable
from ...rules.engine.references import Reference

_COMMAND = re.compile(r"`([^`]+)`")


def render_rules_page(rules: Sequence[Rule]) -> str:
    """The page as one file, which loads nothing from elsewhere."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters["commands"] = _with_commands
    template = environment.from_string(report_file("rules.html").read_text(encoding="utf-8"))
    return template.render(
        rules=[(rule, explained(rule, linked)) for rule in rules], undecidable=sorted(undecidable().items())
    )


def linked(reference: Reference) -> str:
    """A published source as HTML, with a link where its address is one of the web."""
    address = reference.address or ""
    if not address.casefold().startswith(("http://", "https://")):
        return escape(cited(reference))
    return Markup('{}<br><a class="address" href="{}" rel="noreferrer">{}</a>').format(
        reference.citation, address, address
    )


def _with_commands(text: str) -> Markup:
    """*text* as HTML, in which a command between backticks is shown as code; what is HTML already stays as it is."""
    return text if isinstance(text, Markup) else Markup(_COMMAND.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped first
