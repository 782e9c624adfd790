"""All rules, in the order of their ids."""

from __future__ import annotations

import importlib
import pkgutil

from .model import Rule


def all_rules() -> tuple[Rule, ...]:
    """Every rule declared in a module of the package `rules`; an id that stands twice is a mistake of ours."""
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
