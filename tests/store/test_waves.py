"""Waves are kept in their order with their users and pools; a name is taken once."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.errors import InputError
from migrator.store.project import open_project
from migrator.store.waves import StoredCompanions, StoredWave

AT = "2014-01-08T10:00:00+00:00"


def wave(name: str, *users: str, pools: tuple[str, ...] = ()) -> StoredWave:
    """A wave as it is kept."""
    return StoredWave(name=name, chosen="--users list.csv", who="anne", at=AT, users=users, pools=pools)


def test_waves_come_back_as_they_were_made(project: Path) -> None:
    """Names and keys in any script, users in their order, waves in the order of their making; removed ones are gone."""
    store = open_project(str(project), create=True).waves
    first = wave(
        "Zürich ☎ '; DROP TABLE wave --", "sip:b@contoso.com", "CN=Ann\\, B,DC=contoso", pools=("ocs.contoso",)
    )
    second = wave("pilot", "sip:c@contoso.com")
    store.add(first)
    store.add(second)
    assert open_project(str(project)).waves.all() == [first, second]
    assert store.remove(first.name)
    assert not store.remove(first.name)
    assert store.all() == [second]


@pytest.mark.parametrize(("name", "reason"), [("Pilot", "exists already"), (" ", "1 to 200"), ("x" * 201, "1 to 200")])
def test_names_that_cannot_be_kept(project: Path, name: str, reason: str) -> None:
    """A name of nothing, a long one, and one that differs by its case alone are refused."""
    store = open_project(str(project), create=True).waves
    store.add(wave("pilot"))
    with pytest.raises(InputError, match=reason):
        store.add(wave(name))
    assert [each.name for each in store.all()] == ["pilot"]


def test_a_new_list_of_companions_takes_the_place_of_the_old(project: Path) -> None:
    """Who has to move together is one list, which an empty one takes back."""
    store = open_project(str(project), create=True).waves
    pairs = [
        StoredCompanions(one=one, other="sip:boss@contoso.com", reason="delegate", who="anne", at=AT)
        for one in ("sip:a@contoso.com", "sip:b@contoso.com")
    ]
    store.set_companions(pairs)
    store.set_companions(pairs[1:])
    assert store.companions() == pairs[1:]
    store.set_companions([])
    assert store.companions() == []
