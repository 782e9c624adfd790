"""The rules EVT-<event id>, made of the known events of `reports/knowledge/`: one finding per server and peer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from ..estate.estate import Estate
from ..estate.evidence import Event
from ..knowledge.known_message import KnownMessage
from ..knowledge.result_codes import codes_in, normalised
from ..occurrences.occurrence import Occurrence, joined
from ..occurrences.sighting import text_of
from .engine.expectation import Now
from .engine.gaps import Gap
from .engine.levels import Grade, Severity
from .engine.model import Context, Find, Hit, Rule, Wording
from .engine.values import Amount, Host, Text, Value, texts
from .event_advice import ADDED, case_of
from .happened import can_be_found, happened, now_of, remedy_of, severity_of, times_of, unexpected
from .known_family import rule_of
from .named_objects import evidence_of, named_by

FAMILY = "EVT"
#: events whose meaning other rules read out of the address or the settings that they name
OF_OTHER_RULES: Mapping[int, tuple[str, ...]] = {
    30951: ("R2-USR-008", "RGS-F05"),
    31053: ("RGS-F06",),
    31189: ("RGS-F06",),
}
_PAGE = """{meaning}

Why it matters: event {id} is known, with what to check for it, and it is not expected in the phase of the migration.

When it is wrong: the event is older than the change that cured it; compare the time of the last one.
"""


def event_rules(entries: Mapping[str, KnownMessage]) -> Iterator[Rule]:
    """A rule for each id of a known event that can be a finding."""
    by_id: dict[int, list[KnownMessage]] = {}
    for entry in entries.values():
        for id_ in entry.events if can_be_found(entry) else ():
            by_id.setdefault(id_, []).append(entry)
    for id_, known in sorted(by_id.items()):
        if id_ not in OF_OTHER_RULES:
            yield _rule(id_, known)


def _rule(id_: int, known: list[KnownMessage]) -> Rule:
    return rule_of(
        known,
        id_=f"{FAMILY}-{id_}",
        title=_title(id_, known),
        family=FAMILY,
        about=Event,
        variants=(variant for entry in known for variant in _variants(id_, entry)),
        find=_find(id_, known),
    )


def _title(id_: int, known: list[KnownMessage]) -> str:
    sources = list(dict.fromkeys(source for entry in known for source in entry.providers))
    return f"Event {id_}" + (f" of {', '.join(sources[:2])}" if sources else "")


def _find(id_: int, known: list[KnownMessage]) -> Find:
    ids = {entry.id for entry in known}

    def find(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
        now = now_of(estate, context)
        groups = [g for g in happened(estate, context, Event, str(id_)) if g.entry and g.entry.id in ids]
        for group in by_server_and_peer(groups):
            yield from _hits(id_, group, now, estate, context)

    find.__doc__ = _PAGE.format(id=id_, meaning=known[0].meaning.replace("``", ""))
    return find


def by_server_and_peer(groups: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """The groups of all hours as one for each message, server and peer."""
    found: dict[tuple[str, ...], list[Occurrence]] = {}
    for group in groups:
        sighting = group.sighting
        entry = group.entry.id if group.entry else ""
        found.setdefault((entry, sighting.source, sighting.machine, sighting.peer), []).append(group)
    return map(joined, found.values())


def _hits(id_: int, group: Occurrence, now: Now, estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    entry, sighting = group.entry, group.sighting
    expected = unexpected(entry, now) if entry and can_be_found(entry) else None
    if isinstance(expected, Gap):
        yield expected
    if entry is None or expected is None or isinstance(expected, Gap):
        return
    named = named_by(estate, group)
    case = case_of(id_, group, named, estate, context)
    severity = case.severity or severity_of(entry)
    yield Hit(
        item=None,
        part=" ".join(filter(None, (entry.id, sighting.source, sighting.machine, sighting.peer))),
        variant=_variant(entry, has_server=bool(sighting.machine), has_peer=bool(sighting.peer), case=case.name),
        severity=severity if expected.now is False else Severity.INFO,
        grade=Grade(entry.grade),
        places={
            "event": Text(str(id_)),
            "source": Text(sighting.source or "unknown source"),
            "server": Host(sighting.machine),
            "times": Amount(group.count),
            "expected": Text(expected.text),
            "peer": Host(sighting.peer),
            **case.places,
        },
        evidence={**times_of(group), **_codes_of(group), **dict(evidence_of(named)), **case.evidence},
    )


def _codes_of(group: Occurrence) -> Mapping[str, Value]:
    """The result codes in the first event, with what is known of them."""
    meanings = {normalised(code): entry.meaning for entry in group.entries[1:] for code in entry.codes}
    codes = codes_in(text_of(group.first_item)) if isinstance(group.first_item, Event) else ()
    said = [f"{code}: {meanings[code]}" if code in meanings else code for code in codes if code.startswith("0x")]
    return {"error code": texts(said)} if said else {}


def _variant(entry: KnownMessage, *, has_server: bool, has_peer: bool, case: str) -> str:
    return " ".join(filter(None, (entry.id, "server" * has_server, "peer" * has_peer, case)))


def _variants(id_: int, entry: KnownMessage) -> Iterator[tuple[str, Wording]]:
    """The wordings of an event: with and without a server, with and without a peer, and in each case of its peer."""
    for has_server, has_peer in product((False, True), repeat=2):
        where = " on {server}" * has_server + " with {peer}" * has_peer
        message = f"Event {{event}} of {{source}}{where}, {{times:time}}: {entry.meaning}"
        for case in ("", *ADDED.get(id_, ())) if has_peer else ("",):
            added = ADDED[id_][case] if case else ""
            wording = Wording(message=message, remediation=added + remedy_of(entry))
            yield _variant(entry, has_server=has_server, has_peer=has_peer, case=case), wording
