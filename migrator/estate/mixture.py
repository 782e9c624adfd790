"""Evidence of several estates in one reading: which files belong together, by the domains that they name.

Two files belong to one estate if they name one domain, or one the parent domain of the other: a SIP domain, the DNS
domain of a pool, the domain of a directory. A topology names all of these, and a list of users most, so that several
SIP domains, child domains and forests of resources are one estate. Only groups that have nothing in common and of which
each shows a deployment by itself (pools and SIP domains, or a Central Management store) are certainly two estates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from .catalogue import KINDS
from .counting import counted
from .kinds import Item, Shows, fields_of

_MARKS = {
    kind: marked
    for kind, cls in KINDS.items()
    if (marked := tuple((f.name, f.shows) for f in fields_of(cls) if f.shows))
}
#: kinds whose objects show to which estate they belong
MARKED = frozenset(_MARKS)
_DC = re.compile(r"DC=([^,]+)", re.IGNORECASE)
_SHOWN = 12
_DEPLOYMENTS: tuple[frozenset[Shows], ...] = (frozenset({"SIP domain", "server"}), frozenset({"deployment"}))


@attrs.frozen(kw_only=True)
class EstateFiles:
    """Files that belong together.

    Attributes:
        files: in the order of reading.
        domains: all domains that they name, in order.
        shows: what they show together.
    """

    files: tuple[str, ...]
    domains: tuple[str, ...]
    shows: frozenset[Shows]

    @property
    def is_deployment(self) -> bool:
        """True if the files show a deployment by themselves."""
        return any(needed <= self.shows for needed in _DEPLOYMENTS)

    @property
    def title(self) -> str:
        """The domains, as many as a line holds."""
        shown = ", ".join(self.domains[:3])
        return shown if len(self.domains) <= len(self.domains[:3]) else f"{shown}, ..."

    def __str__(self) -> str:
        shown = ", ".join(self.files[:_SHOWN])
        more = len(self.files) - _SHOWN
        return f"{self.title}: {shown}" + (f" and {counted(more, 'more file')}" if more > 0 else "")


@attrs.define
class Mixture:
    """The domains that each file names, collected while it is read."""

    _domains: dict[str, set[str]] = attrs.field(factory=lambda: defaultdict(set))
    _shows: dict[str, set[Shows]] = attrs.field(factory=lambda: defaultdict(set))
    #: what was noted, because nearly every object shows what one before it does
    _seen: set[tuple[str, str, Shows]] = attrs.field(factory=set)

    def see(self, item: Item, file: str) -> None:
        """Take note of what an object of one of the `MARKED` kinds shows."""
        for name, shows in _MARKS[item.kind]:
            value = getattr(item, name)
            if not value or not (domain := item.key if shows == "deployment" else _domain(value, shows)):
                continue
            if (file, domain, shows) not in self._seen:
                self._seen.add((file, domain, shows))
                self._domains[file].add(domain.casefold())
                self._shows[file].add(shows)

    def estates(self) -> tuple[EstateFiles, ...]:
        """The groups of files that are certainly of several estates; empty if there is one or none.

        Files are grouped by what each shows alone, then by what those of one folder show together.
        """
        for groups in (self._groups(lambda file: file), self._groups(_folder)):
            found = tuple(group for group in groups if group.is_deployment)
            if len(found) > 1:
                return found
        return ()

    def strangers(self) -> tuple[EstateFiles, ...]:
        """Groups of files that show what a larger group shows, or one before, and that nothing connects with it."""
        groups = sorted(self._groups(lambda file: file), key=lambda group: (not group.is_deployment, -len(group.files)))
        seen: set[Shows] = set()
        found: list[EstateFiles] = []
        for group in groups:
            if group.shows & seen:
                found.append(group)
            seen |= group.shows
        return tuple(found)

    def _groups(self, unit_of: Callable[[str], str]) -> list[EstateFiles]:
        units: dict[str, list[str]] = defaultdict(list)
        for file in self._domains:
            units[unit_of(file)].append(file)
        named = {unit: {d for file in files for d in self._domains[file]} for unit, files in units.items()}
        return [self._group([file for unit in group for file in units[unit]]) for group in _connected(named)]

    def _group(self, files: Sequence[str]) -> EstateFiles:
        return EstateFiles(
            files=tuple(files),
            domains=tuple(sorted({domain for file in files for domain in self._domains[file]})),
            shows=frozenset(shows for file in files for shows in self._shows[file]),
        )


def _connected(named: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Units that name domains in common, or domains of which one is the parent of the other."""
    known = {domain for domains in named.values() for domain in domains}
    units: dict[str, set[str]] = defaultdict(set)
    roots: dict[str, set[str]] = {}
    for unit, domains in named.items():
        roots[unit] = {parent for domain in domains for parent in _with_parents(domain) if parent in known}
        for root in roots[unit]:
            units[root].add(unit)
    left = dict.fromkeys(named)
    while left:
        waiting = [next(iter(left))]
        group: set[str] = set()
        while waiting:
            unit = waiting.pop()
            if unit in group:
                continue
            group.add(unit)
            waiting += [other for root in roots[unit] for other in units[root]]
        yield [unit for unit in named if unit in group]
        for unit in group:
            del left[unit]


def _with_parents(domain: str) -> Iterator[str]:
    """The domain and those above it, without the top level."""
    while "." in domain:
        yield domain
        domain = domain.partition(".")[2]


def _domain(value: str, shows: Shows) -> str:
    """The domain in a SIP domain, a SIP address, an FQDN or a DN; "" if there is none."""
    if shows == "SIP domain":
        return value.rpartition("@")[2].strip()
    if "=" in value:
        return ".".join(part.strip() for part in _DC.findall(value))
    domain = value.strip().partition(".")[2]
    return domain if "." in domain else ""


def _folder(path: str) -> str:
    return re.sub(r"[^/\\!]*$", "", path)
