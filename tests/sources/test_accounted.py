"""One invariant of all kinds: a record that was decoded becomes an object or is rejected with the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from migrator.estate.kinds import Item
from migrator.sources.cmdlets.table import CMDLETS
from migrator.sources.dispatch import Dispatch
from migrator.sources.format import Collected, Origin, ReadResult
from migrator.sources.record import Record, Rejected
from migrator.sources.wmi import classes as wmi

CASES = json.loads(Path(__file__).parent.joinpath("data").joinpath("lync_cmdlets.json").read_text("utf-8"))
TYPES = sorted({case["type"] for case in CASES} | set(wmi.MAPPERS) | {wmi.wmi_conferencing.CONTACT_CLASS})
WRONG: tuple[Any, ...] = ("a text", 7, True, {"A": {"B": None}}, [[]], [7], "System.Object[]", None)


def results(type_name: str, properties: dict[str, Any]) -> list[ReadResult]:
    """What one record becomes."""
    dispatch = Dispatch("x.xml", Origin(product="lync2013"))
    return [*dispatch.results(Record(type_name, properties, "object 1")), *dispatch.closing()]


def names_of(type_name: str) -> list[str]:
    """The properties that are read of such a record."""
    for case in CASES:
        if case["type"] == type_name:
            cmdlet = next(c for c in CMDLETS if c.name == case["cmdlet"])
            return sorted({*cmdlet.spelling.values(), *case["properties"]})
    return sorted(wmi.mapper_for(type_name, {}).spelling.values())


@pytest.mark.parametrize("type_name", TYPES)
def test_a_record_is_an_object_or_rejected(type_name: str) -> None:
    """Without properties, with foreign ones, with one of its own or all of a wrong shape: it is never just gone."""
    names = names_of(type_name)
    shapes = [{}, {"Unheard Of": 1}, *(dict.fromkeys(names, value) for value in WRONG)]
    shapes += [{name: value} for name in names for value in WRONG if value is not None]
    for properties in shapes:
        found = results(type_name, properties)
        made = [result for result in found if isinstance(result, Item | Rejected)]
        is_empty = any(properties.get(cmdlet.contents, ...) is None for cmdlet in CMDLETS if cmdlet.contents)
        assert made or is_empty or properties.get(wmi.DENIED, ...) is None, properties
        assert all(result.reason and result.position for result in made if isinstance(result, Rejected))


@pytest.mark.parametrize(
    ("type_name", "name", "kind"),
    [
        ("Microsoft.Rtc.Management.WritableConfig.Policy.Voice.PSTNUsages", "Usage", "pstn_usage"),
        (wmi.wmi_external.DENIED_CLASS, wmi.DENIED, "blocked_domain"),
    ],
)
def test_an_empty_list_of_a_container_is_evidence_of_none(type_name: str, name: str, kind: str) -> None:
    """An object whose list is there and empty says that there is nothing of the kind."""
    found = results(type_name, {"Identity": "Global", name: []})
    assert [result.kinds for result in found if isinstance(result, Collected)] == [(kind,)]
    assert not [result for result in found if isinstance(result, Rejected)]


def test_joined_domains_are_several() -> None:
    """A CSV in which the list of denied domains is one text gives each domain."""
    found = results(wmi.wmi_external.DENIED_CLASS, {wmi.DENIED: "a.example; b.example"})
    assert [result.key for result in found if isinstance(result, Item)] == ["a.example", "b.example"]
