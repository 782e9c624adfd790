"""All rules in the order of their ids, and the search for rules by id or pattern."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from .model import Rule

#: the letter that distinguishes rules that had one id in an older version
_LETTER = re.compile(r"(?<=[0-9])[a-z]$")


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


def former_id(id_: str) -> str:
    """The id that the rule had before it became several: ``L10-VOI-001`` for ``L10-VOI-001a``, else its own id."""
    return _LETTER.sub("", id_)


def names_rule(text: str, id_: str) -> bool:
    """True if *text* is the id, the id that the rule had before it became several, or a pattern of one of them.

    ``L10-VOI-001`` names ``L10-VOI-001a``; ``R2-RTE-*`` names each rule of the block. Letter case does not matter.
    """
    return any(fnmatchcase(known.casefold(), text.casefold()) for known in (id_, former_id(id_)))


def rules_named(text: str, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Those of *rules* that *text* names, as in `names_rule`; empty if it names none."""
    return tuple(rule for rule in rules if names_rule(text, rule.id))
