"""From the id of a rule one knows its file, and no rule is declared where the catalogue does not find it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys

import pytest

from migrator.rules import checks
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Rule

MODULES = tuple(info.name for info in pkgutil.iter_modules(checks.__path__))
UNREGISTERED = """
import gc, importlib, pkgutil
import migrator.rules
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Rule

for info in pkgutil.walk_packages(migrator.rules.__path__, "migrator.rules."):
    if not info.name.endswith("__main__"):
        importlib.import_module(info.name)
{more}
known = set(map(id, all_rules()))
print(*sorted(o.id for o in gc.get_objects() if isinstance(o, Rule) and id(o) not in known))
"""


def declared_in(module: str) -> list[Rule]:
    """The rules that stand in a module of the checks."""
    values = vars(importlib.import_module(f"{checks.__name__}.{module}")).values()
    listed = [value if isinstance(value, tuple) else (value,) for value in values]
    return [rule for rules in listed for rule in rules if isinstance(rule, Rule)]


def block_and_tens(id_: str) -> tuple[str, str]:
    """``r2_rte`` and ``0`` for R2-RTE-008; ``rgs_g`` and ``1`` for RGS-G12."""
    match = re.fullmatch(r"(.+?)-?([0-9]+)[a-z]?", id_)
    assert match
    return match[1].casefold().replace("-", "_"), str(int(match[2]) // 10)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_holds_the_rules_of_its_name(module: str) -> None:
    """Each rule stands in the module of its block or, where that block is parted, of its tens; none holds no rule."""
    parted = {name.rpartition("_")[0] for name in MODULES if re.search(r"_[0-9]$", name)}
    rules = declared_in(module)
    assert rules
    for rule in rules:
        block, tens = block_and_tens(rule.id)
        assert module == (f"{block}_{tens}" if block in parted else block), rule.id


@pytest.mark.parametrize("module", MODULES)
def test_no_rule_looks_at_the_list_of_unknown_fields(module: str) -> None:
    """A rule asks an item whether it knows a field: that is noted, so that the rule does not end as clear."""
    source = inspect.getsource(importlib.import_module(f"{checks.__name__}.{module}"))
    assert not re.search(r"\.unknown\b", source)


def test_every_rule_stands_in_a_module_of_checks() -> None:
    """The modules that are named after blocks hold all rules of the catalogue."""
    assert {rule.id for module in MODULES for rule in declared_in(module)} == {rule.id for rule in all_rules()}


def unregistered(more: str = "") -> list[str]:
    """Ids of rules that a new Python makes when it imports all modules, and that the catalogue does not list."""
    code = UNREGISTERED.format(more=more)
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()


def test_every_rule_is_registered() -> None:
    """A rule that is made in any module of the rules, however it is written down, is in the catalogue."""
    assert unregistered() == []


def test_a_rule_out_of_reach_would_be_found() -> None:
    """A rule that only a dictionary or a class holds is not in the catalogue, and this is noticed."""
    hidden = "import attrs\nhidden = {'one': attrs.evolve(all_rules()[0], id='T-001')}"
    assert unregistered(hidden) == ["T-001"]
