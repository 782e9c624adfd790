"""Where a project is kept: what is said where its database cannot be used."""

from __future__ import annotations

import sys

import pytest

from migrator.errors import InputError
from migrator.store.project import open_project


@pytest.mark.parametrize("url", ["postgresql://sql1/migration", "postgresql+psycopg://sql1/migration"])
def test_a_missing_driver_names_the_extra_to_install(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project in PostgreSQL without psycopg: one line with the package, and the command that installs it."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InputError) as refused:
        open_project(url)
    assert "the package psycopg" in refused.value.message
    assert 'python -m pip install "migrator[postgresql]"' in (refused.value.hint or "")


def test_a_database_that_cannot_hold_a_project_is_refused() -> None:
    """A kind of database that nobody knows is one line with the kinds that are known."""
    with pytest.raises(InputError) as refused:
        open_project("nosuch://sql1/migration")
    assert "nosuch" in refused.value.message
    assert "postgresql+psycopg://" in (refused.value.hint or "")
