"""All rules in the order of their ids, and the search for rules by id, former id or pattern."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from .model import Rule

#: the letter that distinguishes rules that had one id in an older version
_LETTER = re.compile(r"(?<=[0-9])[a-z]$")
#: ids of older versions -> the rules that took them over; an id stands once, so that a decision is of one meaning
REPLACED: dict[str, tuple[str, ...]] = {
    # events of which other rules read the address
    "EVT-30951": ("R2-USR-008", "RGS-F05"),
    "EVT-31053": ("RGS-F06",),
    "EVT-31189": ("RGS-F06",),
    "ACC-07": ("ACC-15",),
    "CERT-02": ("CERT-01",),
    "CERT-03": ("CERT-01",),
    "CERT-07": ("CERT-01",),
    "L10-CLI-002": ("DNS-10", "DNS-11"),
    "L10-EDG-001a": ("TOP-09",),
    "L10-EDG-001b": ("TOP-05",),
    "L10-EDG-001f": ("TOP-05",),
    "L10-EDG-002": ("TOP-01", "TOP-02"),
    "L10-EDG-004": ("ACC-14",),
    "L10-XMP-001b": ("TOP-20",),
    "PUSH-04": ("ACC-01",),
    "PUSH-05": ("DNS-01",),
    "PUSH-08": ("ACC-14",),
    "R2-DNS-001": ("DNS-10", "DNS-11"),
    "R2-DNS-002": ("DNS-04",),
    "R2-DNS-003": ("DNS-31",),
    "R2-DNS-004": ("DNS-32",),
    "R2-DNS-005": ("DNS-22",),
    "R2-EDG-001": ("TOP-09",),
    "R2-EDG-004": ("TOP-05",),
    "R2-EDG-005": ("ACC-16",),
    "R2-EDG-009": ("TOP-05",),
    "R2-EDG-012": ("PUSH-09",),
    "R2-XMP-002": ("TOP-20",),
    "RGS-G02": ("R2-USR-013", "L10-USR-010"),
}


def all_rules() -> tuple[Rule, ...]:
    """Every rule declared in a module of the package `rules`; an id declared twice is a mistake in this program."""
    rules: dict[str, Rule] = {}
    package = __name__.split(".engine")[0]
    root = importlib.import_module(package)
    for info in pkgutil.walk_packages(root.__path__, package + "."):
        for value in vars(importlib.import_module(info.name)).values():
            declared = value if isinstance(value, tuple) else (value,)
            for rule in declared:
                if isinstance(rule, Rule) and rules.setdefault(rule.id, rule) is not rule:
                    raise TypeError(f"rule {rule.id} is declared twice")
    return tuple(rules[id_] for id_ in sorted(rules))


def former_ids(id_: str) -> tuple[str, ...]:
    """The other ids by which the rule is known, the most precise first.

    ``L10-VOI-001`` for ``L10-VOI-001a``, because that rule became several; ``R2-DNS-001`` for ``DNS-10``, which took
    it over.
    """
    names = (id_, *(old for old, new in REPLACED.items() if id_ in new))
    return tuple(dict.fromkeys(known for name in names for known in (name, _LETTER.sub("", name)) if known != id_))


def names_rule(text: str, id_: str) -> bool:
    """True if *text* is the id, one of the ids that the rule had in an older version, or a pattern of one of them.

    ``L10-VOI-001`` names ``L10-VOI-001a``; ``R2-RTE-*`` names each rule of the block. Letter case does not matter.
    """
    return any(fnmatchcase(known.casefold(), text.casefold()) for known in (id_, *former_ids(id_)))


def rules_named(text: str, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Those of *rules* that *text* names, as in `names_rule`; empty if it names none."""
    return tuple(rule for rule in rules if names_rule(text, rule.id))
