"""A kind is found by what people call it."""

from __future__ import annotations

import pytest

from migrator.estate.catalogue import find_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("voice_route", "voice_route"),
        ("Voice routes", "voice_route"),
        ("voice-route", "voice_route"),
        ("route", None),
        ("usage", "pstn_usage"),
        ("plans", "dial_plan"),
        ("workflow", "workflow"),
        ("", None),
        ("nothing", None),
    ],
)
def test_kind_is_found_by_name_label_or_unambiguous_ending(name: str, kind: str | None) -> None:
    """Name, label and an unambiguous ending name a kind; an ambiguous one ("route") names none."""
    found = find_kind(name)
    assert (found.kind if found else None) == kind
