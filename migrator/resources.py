"""Finds the package data `sql/`, `reports/` and `fixtures/` in the installed wheel or in the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _folder(name: str) -> Path:
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def sql_file(*parts: str) -> Path:
    """Path of one statement file, e.g. ``sql_file("rgsconfig", "find_server.sql")``."""
    return _folder("sql").joinpath(*parts)


def report_file(*parts: str) -> Path:
    """Path of one report definition."""
    return _folder("reports").joinpath(*parts)


def fixture(*parts: str) -> Path:
    """Path of shipped evidence: the Contoso estate and the embedded rgsconfig."""
    return _folder("fixtures").joinpath(*parts)
