"""What no reader can know of damaged text: differences that honest evidence of the same form has too.

Each exemption names one form, some damages of one kind, and what differs, with the reason. The last ones are of every
form. A difference that none of them names is a silent one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.damage.comparing import Difference
from tests.damage.exemption import DOUBLES, FILE_CUTS, MOVES, OUTPUTS, REMOVALS, VALUES, is_shorter
from tests.damage.untold_of_logs import OF_LOGS
from tests.damage.untold_of_network import OF_NETWORK
from tests.damage.untold_of_objects import OF_OBJECTS

UNTOLD = (*OF_LOGS, *OF_NETWORK, *OF_OBJECTS)


def is_untold(form: str, damage: str, one: Difference) -> bool:
    """Whether a difference is one that nothing tells."""
    if any(each.form == form and damage in each.damages and each.fits(one) for each in UNTOLD):
        return True
    # of every form: what the undamaged file does not show either
    if damage in VALUES and one.ours is not None and one.field and not one.ours.knows(one.field):
        return True
    # what is of no known kind counts as a loss
    if one.item.kind == "other" and one.field:
        return True
    # the objects of another output
    if damage in OUTPUTS and one.ours is None:
        return True
    # the order of the members of a list, where lines have changed places
    if damage in MOVES and one.field and isinstance(one.after, tuple) and _is_reordered(one.before, one.after):
        return True
    # a record, or a member of a list, that is gone or there again between complete ones; the end of a file is told
    if damage in REMOVALS - FILE_CUTS and (one.theirs is None or is_shorter(one)):
        return True
    return damage in DOUBLES and one.ours is None


def _is_reordered(before: Any, after: Any) -> bool:
    return sorted(map(repr, before)) == sorted(map(repr, after))


def without_other_values(damage: str, change: tuple[str, str], found: Sequence[Difference]) -> list[Difference]:
    """The differences without those that only show the other letters that the damage has put into a value.

    Another letter, or another value of the same sort, is as another digit: only a manifest tells it. An undamaged file
    that is exactly the damaged one is that of a policy called "Sqles", of a service in whose place another of the same
    sort stands, of a user for whom one setting is on and another off instead of the other way round, of a description
    that says what a list says. Where no such file can be, the reader tells it: a computer of digits alone, a source
    that is a time, a socket without an end of its own, a name whose parts stand in no directory in this order.

    Args:
        change: the text that the damage has taken away, and the text that it has put there.
    """
    if damage not in VALUES:
        return list(found)
    gone = [one.item.key for one in found if one.theirs is None]
    new = [one.item.key for one in found if one.ours is None]
    left = []
    for one in found:
        if one.field:
            pairs = [(one.before, one.after)]
        else:
            key = one.item.key
            pairs = [(key, other) for other in new] if one.theirs is None else [(other, key) for other in gone]
        if not any(_follows(change, before, after) for before, after in pairs):
            left.append(one)
    return left


def change_of(before: str, after: str) -> tuple[str, str]:
    """What was taken away from a text, and what was put there."""
    start = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    limit = min(len(before), len(after)) - start
    end = next((at for at in range(limit) if before[-1 - at] != after[-1 - at]), limit)
    return before[start : len(before) - end], after[start : len(after) - end]


def _follows(change: tuple[str, str], before: Any, after: Any) -> bool:
    """Whether two values differ as the texts do: by the same letters, or by one of two that have changed places."""
    if before is None or after is None:
        # a word that is gone may have been all of a value, and a value may have taken the place of none
        return (str(before) if after is None else str(after)) in " ".join(change)
    if isinstance(before, str) and before.replace(change[0].strip(), change[1].strip()).strip() == after:
        return True
    ours, theirs = change_of(repr(before), repr(after))
    if sorted(ours) == sorted(change[0]) and sorted(theirs) == sorted(change[1]):
        return True
    if sorted(repr(before)) == sorted(repr(after)):
        return True  # its parts have changed places
    text = " ".join(change)
    new = [str(each) for each in after if each not in before] if isinstance(after, tuple) else [str(after)]
    old = [str(each) for each in before if each not in after] if isinstance(after, tuple) else []
    return bool(new or old) and all(each in text for each in (*new, *old))
