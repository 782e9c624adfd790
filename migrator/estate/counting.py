"""Numbers with their noun, as people read them."""

from __future__ import annotations

from collections.abc import Sequence

_NAMES = ("Edge", "Windows")


def counted(number: int, singular: str, plural: str = "") -> str:
    """*number* and the words that agree with it: ``1 object``, ``2,000 objects``, ``1 row is``, ``2 rows are``.

    Args:
        singular: the words after 1.
        plural: the words after any other number; if not given, *singular* with an ``s``.
    """
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def in_sentence(label: str) -> str:
    """A label of a kind as it stands within a sentence: ``voice routes``, but ``PSTN usages`` and ``Edge pools``."""
    is_name = label[1:] != label[1:].lower() or label.split(maxsplit=1)[0] in _NAMES
    return label if is_name else label.lower()


def first_few(names: Sequence[str], most: int) -> tuple[list[str], str]:
    """The first *most* names, and ``and 5 more`` for the rest; an empty text if there is no rest."""
    rest = len(names) - most
    return list(names[:most]), f"and {rest:,} more" if rest > 0 else ""
