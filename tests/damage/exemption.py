"""Sorts of damages, and what an exemption from being told is: of one form, some damages, and what differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.damage.comparing import Difference

#: lines or elements that are no longer there
REMOVALS = frozenset({"line_is_gone", "lines_are_gone", "element_gone", "text_is_cut", "cut_in_record"})
#: those after which the file ends
FILE_CUTS = frozenset({"text_is_cut", "cut_in_record"})
#: a line or an element that is there again
DOUBLES = frozenset({"line_is_doubled", "twice", "element_doubled"})
#: two lines that are now one, or one that is now two
LINE_ENDS = frozenset({"line_is_glued", "line_is_broken"})
#: a line that has moved, or one of another output
MOVES = frozenset({"lines_swapped", "strange_line"})
#: all of another output
OUTPUTS = frozenset({"another_output_follows", "two_outputs"})
#: other letters in a value, or two values of one line in the place of each other
VALUES = frozenset({"heading_changed", "name_is_changed", "cells_swapped"})
#: a mark, or the end of a line, that is no longer there
CUTS = frozenset({"mark_is_gone", "line_is_cut_in_its_name"})
ATTRIBUTES = frozenset({"attribute_gone", "attribute_renamed", "name_is_changed"})
#: what a mark belongs to is a free text
TEXTS = LINE_ENDS | MOVES | OUTPUTS | VALUES | CUTS | REMOVALS | DOUBLES


class Untold(NamedTuple):
    """A difference that nothing tells.

    Attributes:
        form: the format of the evidence.
        damages: by name.
        reason: why no reader can know.
        fits: whether a difference is this one.
    """

    form: str
    damages: frozenset[str]
    reason: str
    fits: Callable[[Difference], bool]


def field_is(*names: str, kind: str = "") -> Callable[[Difference], bool]:
    """Whether the field that differs is one of these, of an item of the kind."""
    return lambda one: one.field in names and kind in ("", one.item.kind)


def invented(kind: str) -> Callable[[Difference], bool]:
    """Whether an item of the kind is there that the undamaged file does not show."""
    return lambda one: one.ours is None and one.item.kind == kind


def is_shorter(one: Difference) -> bool:
    """Whether members of a list are gone."""
    is_list = bool(one.field) and isinstance(one.before, tuple) and isinstance(one.after, tuple)
    return is_list and len(one.after) < len(one.before) and set(map(repr, one.after)) <= set(map(repr, one.before))


#: all that a record of a trace shows
OF_TRACE = (
    "at",
    "component",
    "level",
    "direction",
    "peer",
    "start_line",
    "from_uri",
    "to_uri",
    "call_id",
    "user_agent",
    "result_code",
    "severity",
    "explanation",
    "diagnostics",
    "machine",
)


def is_text_of_command(one: Difference) -> bool:
    """Whether what differs is a line of text without a label."""
    sides = (one.ours, one.theirs)
    return one.item.kind == "console_message" and any(side is not None and not getattr(side, "level") for side in sides)  # noqa: B009 - of a kind


def none_is_gone(one: Difference) -> bool:
    """Whether a field that lines of the file filled is now none."""
    return bool(one.field) and one.after in (None, (), False, "")


def key_is(text: str) -> Callable[[Difference], bool]:
    """Whether an item with this text in its key is there that the undamaged file does not show."""
    return lambda one: one.ours is None and text in one.item.key


def has_lines(one: Difference) -> bool:
    """Whether a value of a field has, or had, more than one line."""
    return "\n" in str(one.before) + str(one.after)
