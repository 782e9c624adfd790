"""A line that is lost from an output never makes another object, and what is left is equal or unknown."""

from __future__ import annotations

import re

import pytest

from migrator.estate.kinds import Item, fields_of

from . import test_certificates, test_dns_answers, test_of_machines
from .conftest import Read, Results

#: what a lost line can change without a trace: lists that are printed one value a line, and what only one line says
_BY_LINE = frozenset({"addresses", "gateways", "dns_servers", "description"})
SAMPLES = {
    "nslookup": test_dns_answers.ENGLISH,
    "dig": test_dns_answers.DIG.partition("$ dig")[0],
    "certutil": test_certificates.ENGLISH.partition("\n")[2],
    "ipconfig": "\nWindows IP Configuration\n\nEthernet" + test_of_machines.ENGLISH.partition("Ethernet")[2],
    "route print": test_of_machines.ROUTES,
    "sc query": test_of_machines.SC,
}


def by_key(results: Results) -> dict[tuple[str, str], Item]:
    """The items by kind and key, without the name server, which an item may not know."""
    return {(item.kind, re.sub(r"@\S+ ", "", item.key)): item for item in results.items()}


def changed(before: Item, after: Item) -> set[str]:
    """The fields that differ although the item says that it knows them."""
    names = {field.name for field in fields_of(type(before))} - _BY_LINE
    return {name for name in names if after.knows(name) and getattr(before, name) != getattr(after, name)}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_lost_line_invents_nothing(read: Read, name: str) -> None:
    """Without any one line, each object is one of the complete file, equal or unknown; else a loss is reported."""
    lines = SAMPLES[name].splitlines(keepends=True)
    complete = read(name, SAMPLES[name])
    items, losses = by_key(complete), len(complete.rejected())
    for number in range(3, len(lines)):
        damaged = read(name, "".join([*lines[:number], *lines[number + 1 :]]))
        if len(damaged.rejected()) > losses:
            continue
        for key, item in by_key(damaged).items():
            assert key in items, (lines[number], key)
            assert changed(items[key], item) == set(), (lines[number], key)
