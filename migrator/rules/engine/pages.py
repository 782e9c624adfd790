"""The pages of the rules: what each checks and cites, and what no evidence can decide, with the reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from ...estate.counting import counted
from ...estate.products import product_names
from .model import LYNC2013, PAGE_HEADINGS, R2, Grade, Rule, as_sentence
from .phases import phases_text
from .references import Reference, may_document, references
from .values import outline

_UNDECIDABLE = Path(__file__).with_name("undecidable.toml")


def undecidable() -> Mapping[str, str]:
    """Rules of the domain documents that are not implemented: id -> why no evidence can decide them."""
    with _UNDECIDABLE.open("rb") as file:
        reasons: Mapping[str, str] = tomllib.load(file)
    return reasons


def render_markdown(rules: Sequence[Rule]) -> str:
    """The page ``reports/rules.md``; a test compares it with the code. A family of rules is a table."""
    own = [rule for rule in rules if not rule.family]
    lines = [
        "# Rules",
        "",
        "Made by `python -m migrator.rules`; do not edit. `migrator rules ID` shows the same text.",
        "",
        f"{counted(len(rules), 'rule')}, then {len(undecidable())} that no evidence can decide.",
        "",
        "| id | severity | grade | title |",
        "|---|---|---|---|",
        *(f"| [{r.id}](#{r.id.lower()}) | {r.severity} | {r.grade} | {_cell(r.title)} |" for r in own),
        *(f"| [{name}-*](#{name.lower()}-) | | | {counted(len(of), 'rule')} |" for name, of in families(rules).items()),
        "",
    ]
    for rule in own:
        lines += [f"## {rule.id}", "", f"**{rule.title}** ({rule.severity}, {rule.grade})", ""]
        for heading, text in explained(rule):
            lines += [f"- {heading}: {text}"]
        lines.append("")
    for name, of_family in families(rules).items():
        lines += [
            f"## {name}-*",
            "",
            f"Made of the known messages in `reports/knowledge/`. `migrator rules {name}-ID` explains one of them.",
            "",
            "| id | severity | grade | what it finds |",
            "|---|---|---|---|",
            *(f"| {r.id} | {r.severity} | {r.grade} | {_cell(r.page[PAGE_HEADINGS[0]])} |" for r in of_family),
            "",
        ]
    lines += [
        "## Not implemented",
        "",
        "| id | why no evidence can decide it |",
        "|---|---|",
        *(f"| {id_} | {_cell(reason)} |" for id_, reason in sorted(undecidable().items())),
        "",
    ]
    return "\n".join(lines)


def families(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """The rules that are made from data, by the name of their family."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.family:
            found.setdefault(rule.family, []).append(rule)
    return found


def cited(reference: Reference) -> str:
    """A published source in one line of plain text, with its address where it has one."""
    return f"{reference.citation}: {reference.address}" if reference.address else reference.citation


def explained(rule: Rule, cite: Callable[[Reference], str] = cited) -> list[tuple[str, str]]:
    """Headings and texts of a rule's page: the same on the terminal, in Markdown and in HTML.

    Args:
        cite: how a published source is shown there.
    """
    needs = ", ".join(cls.label for cls in rule.needs) or "No evidence"
    if rule.any_need and len(rule.needs) > 1:
        needs = f"Any of: {needs}"
    if rule.answers:
        needs += "; your answer to " + ", ".join(rule.answers)
    return [
        *rule.page.items(),
        ("What will be true afterwards", outline(rule.wording.effect)),
        ("What to do", outline(rule.wording.remediation)),
        ("Applies to", f"{product_names(rule.products)}; target {' or '.join(rule.targets)}"),
        ("Needs", needs),
        (
            "Effort",
            f"About {counted(rule.minutes, 'minute')} for each finding"
            + (f"; phase {phases_text(rule.phases)}" if rule.phases else ""),
        ),
        *(("Source", cite(reference)) for reference in references(rule.references)),
        *(("What is inferred", text) for text in _inferred(rule)),
    ]


_OF_2013 = "the pages are of Lync Server 2013"
_TOOLS_OF_LYNC = {
    "the cmdlets are": re.compile(r"\b[A-Z][a-z]+-Cs[A-Z]"),
    "Topology Builder is": re.compile(r"Topology Builder|> Edit Properties|in the topology"),
}


_VERIFICATION = re.compile(r"\b[Vv]erify\b")


def _inferred(rule: Rule) -> list[str]:
    """What of a rule is inferred, one text for each reason."""
    texts = [as_sentence(rule.basis)] if rule.basis else []
    if rule.grade is Grade.OBSERVED:
        texts.append(
            "How severe it is, what follows, how to look and what to do, where the report does not say it, and how to "
            "tell beforehand"
        )
    elif rule.family and rule.grade is Grade.DOCUMENTED:
        texts.append(
            "How severe it is, where and with what commands to look, and what shows the cure, where the source does "
            "not say it"
        )
    elif rule.grade is Grade.DOCUMENTED and "verif" not in rule.basis and _VERIFICATION.search(_remedies(rule)):
        texts.append("How to verify, where the pages do not say it")
    if R2 in rule.products and (rule.family or LYNC2013 in rule.products):
        texts += [f"For servers of {product_names((R2,))}: {tool} of Lync Server" for tool in _tools_of_lync(rule)]
    if rule.grade is Grade.DOCUMENTED and not may_document(rule.references, "2010"):
        older = tuple(product for product in rule.products if product != LYNC2013)
        if older and LYNC2013 in rule.products:
            texts.append(f"For servers of {product_names(older)}: {_OF_2013}")
        if R2 in rule.products and "2010" in rule.targets:
            texts.append(f"For a move to Lync Server 2010 everything: {_OF_2013}")
    return texts


def _tools_of_lync(rule: Rule) -> list[str]:
    """The tools of Lync Server that a remedy of the rule names, each with its verb."""
    remedies = _remedies(rule)
    return [tool for tool, pattern in _TOOLS_OF_LYNC.items() if pattern.search(remedies)]


def _remedies(rule: Rule) -> str:
    return "\n".join(wording.remediation or "" for wording in rule.wordings.values())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
