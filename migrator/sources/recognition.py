"""Which cmdlet or WMI class objects belong to by their properties alone, where no name tells.

An object fits a cmdlet when it has what every object of the cmdlet has, or properties that only this cmdlet shows and
little else. Of two that fit, one that accounts for all that the other does, and for more, is meant; else both are
possible, which is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

import attrs

from .cmdlets.cmdlet import Cmdlet
from .cmdlets.table import CMDLETS
from .record import folded
from .wmi import classes as wmi


@attrs.frozen(eq=False)
class Known:
    """A cmdlet or a WMI class with the names of its properties.

    Attributes:
        name: ``Get-CsUser``, ``MSFT_SIPPoolSetting``.
        cmdlet: the cmdlet, or None for a class.
        shows: what every object has; of a class that is not declared.
        properties: all declared properties, in the folded form.
    """

    name: str
    cmdlet: Cmdlet | None
    shows: frozenset[str]
    properties: frozenset[str]

    def accounts_for(self, names: tuple[str, ...]) -> bool:
        """Whether the properties are there, by any of their names, that each object shows, if those are several."""
        spelling = self.cmdlet.spelling if self.cmdlet else {}
        held = frozenset(folded(spelling.get(folded(name), name)) for name in names)
        return len(self.shows) > 1 and self.shows <= held


@cache
def _all_known() -> tuple[Known, ...]:
    cmdlets = (Known(c.name, c, frozenset(map(folded, c.shows)), frozenset(c.spelling)) for c in CMDLETS)
    classes = (Known(name, None, frozenset(), frozenset(names)) for name, names in wmi.property_names().items())
    return (*cmdlets, *classes)


@cache
def _owners() -> Counter[str]:
    """Property -> how many cmdlets and classes show it; those that share their whole reading count once."""
    return Counter(name for each in _all_known() for name in each.properties)


@lru_cache(maxsize=1024)
def fitting(names: tuple[str, ...]) -> tuple[Known, ...]:
    """The cmdlets and classes to which an object with properties of these names may belong: none, one, or several."""
    held = frozenset(map(folded, names))
    strong = [known for known in _all_known() if known.accounts_for(names) and _is_telling(known, held)]
    weak = [known for known in _all_known() if _accounts_for_most(known, held)]
    return tuple(_best(strong or weak, held))


def _is_telling(known: Known, held: frozenset[str]) -> bool:
    """Whether what *known* always shows is its own, or it accounts for most of what is held."""
    return any(_owners()[name] == 1 for name in known.shows) or 2 * len(known.properties & held) >= len(held)


def _accounts_for_most(known: Known, held: frozenset[str]) -> bool:
    shared = known.properties & held
    own = {name for name in shared if _owners()[name] == 1}
    return (len(own) > 1 or bool(own & known.shows)) and len(shared) > 1 and 2 * len(shared) >= len(held)


def _best(found: list[Known], held: frozenset[str]) -> Iterable[Known]:
    """Those of which no other accounts for more."""
    shared = [known.properties & held for known in found]
    for known, mine in zip(found, shared, strict=True):
        if not any(mine < other for other in shared):
            yield known
