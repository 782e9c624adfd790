"""The rules DIAG-<ms-diagnostics id>, made of `reports/knowledge/`: one finding for each pair of From and To domain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

from ..estate.estate import Estate
from ..estate.evidence import TraceRecord
from ..knowledge.known_message import KnownMessage
from ..occurrences.occurrence import Occurrence, joined
from .engine.expectation import Now
from .engine.gaps import Gap
from .engine.levels import Grade, Severity
from .engine.model import Context, Find, Hit, Rule, Wording
from .engine.values import Amount, Host, Text, Value, hosts, texts
from .happened import can_be_found, happened, now_of, remedy_of, severity_of, times_of, unexpected
from .known_family import rule_of
from .named_objects import evidence_of, named_by

FAMILY = "DIAG"
#: ids that together, towards one partner, mean that partners do not find us (netdork-federation-dns)
_PAIR = frozenset({"1027", "1034"})
_PAIRED = (
    "1027 and 1034 between the same domains, while each server reaches the other: test the own SRV record first, as it "
    "is seen from outside (migrator edge dns --zone FILE --vantage public). "
)
_PAGE = """{meaning}

Why it matters: the header gives the reason of whoever wrote it, where it has one: ms-diagnostics that of a server,
ms-client-diagnostics that of a client.

When it is wrong: the records are older than the change that cured it; compare the time of the last one.
"""


def diagnosis_rules(entries: Mapping[str, KnownMessage]) -> Iterator[Rule]:
    """A rule for each known ms-diagnostics id that can be a finding."""
    by_id: dict[str, list[KnownMessage]] = {}
    for entry in entries.values():
        for id_ in entry.diagnostics if can_be_found(entry) else ():
            by_id.setdefault(id_, []).append(entry)
    for id_, known in sorted(by_id.items(), key=lambda pair: pair[0].zfill(9)):
        page = _PAGE.format(meaning=known[0].meaning)
        yield _rule(f"{FAMILY}-{id_}", f"ms-diagnostics {id_}", known, page, code=id_)


def range_rule(id_: str, entries: Mapping[str, KnownMessage]) -> Rule:
    """The rule for ms-diagnostics ids of which only the published range is known."""
    known = [entry for entry in entries.values() if entry.diagnostic_range]
    page = _PAGE.format(meaning="An id that is not known is in a range of the product's parts.")
    return _rule(id_, "ms-diagnostics of which only the range is known", known, page)


def _rule(id_: str, title: str, known: list[KnownMessage], page: str, code: str = "") -> Rule:
    return rule_of(
        known,
        id_=id_,
        title=title,
        family=FAMILY,
        about=TraceRecord,
        variants=(variant for entry in known for variant in _variants(entry)),
        find=_find(frozenset(entry.id for entry in known), page, code),
    )


def _variants(entry: KnownMessage) -> Iterator[tuple[str, Wording]]:
    """With the domains and without them, alone and as one of a pair of ids."""
    for with_domains in (False, True):
        way = " from {sender} to {receiver}" * with_domains
        message = f"ms-diagnostics {{code}}{way}, {{times:time}}: {entry.meaning}"
        for is_paired in (False, True):
            remedy = _PAIRED * is_paired + remedy_of(entry)
            yield _variant(entry, with_domains, is_paired), Wording(message=message, remediation=remedy)


def _variant(entry: KnownMessage, with_domains: bool, is_paired: bool) -> str:  # noqa: FBT001 - two independent parts
    return " ".join(filter(None, (entry.id, "domains" * with_domains, "paired" * is_paired)))


def _find(ids: Collection[str], page: str, code: str) -> Find:
    def find(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
        now = now_of(estate, context)
        seen = list(happened(estate, context, TraceRecord, code))
        for group in by_domains(each for each in seen if each.entry and each.entry.id in ids):
            yield from _hits(group, now, estate, context)

    find.__doc__ = page
    return find


def by_domains(groups: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """The groups of all hours, servers and peers as one for each id and pair of domains."""
    ordered = sorted(groups, key=_pair)
    return (joined(list(alike)) for _, alike in groupby(ordered, key=_pair))


def _pair(group: Occurrence) -> tuple[str, str, str]:
    return group.sighting.id, group.sighting.sender, group.sighting.receiver


def _hits(group: Occurrence, now: Now, estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    entry, sighting = group.entry, group.sighting
    expected = unexpected(entry, now) if entry else None
    if isinstance(expected, Gap):
        yield expected
    if entry is None or expected is None or isinstance(expected, Gap):
        return
    between = (sighting.sender, sighting.receiver)
    beside = _ids_between(estate, context, between) if sighting.id in _PAIR else frozenset()
    yield Hit(
        item=None,
        part=" ".join((sighting.id, *between)),
        variant=_variant(entry, bool(any(between)), beside >= _PAIR),
        severity=severity_of(entry) if expected.now is False else Severity.INFO,
        grade=Grade(entry.grade),
        places={
            "code": Text(sighting.id),
            "sender": Host(sighting.sender or "an unknown domain"),
            "receiver": Host(sighting.receiver or "an unknown domain"),
            "times": Amount(group.count),
            "expected": Text(expected.text),
        },
        evidence={**_said(group), **times_of(group), **dict(evidence_of(named_by(estate, group)))},
    )


def _ids_between(estate: Estate, context: Context, between: tuple[str, str]) -> frozenset[str]:
    """The ids of a pair that were seen between two domains, in either direction."""
    seen = (each.sighting for id_ in _PAIR for each in happened(estate, context, TraceRecord, id_))
    return frozenset(one.id for one in seen if {one.sender, one.receiver} == set(between))


def _said(group: Occurrence) -> dict[str, Value]:
    """What the first of the headers says besides its id."""
    diagnosis = group.sighting.diagnosis
    if diagnosis is None:
        return {}
    others = [f"{name}={value}" for name, value in diagnosis.values.items() if "@" not in value]
    shown: dict[str, Value] = {}
    if diagnosis.reason:
        shown["reason"] = Text(diagnosis.reason)
    if diagnosis.source:
        shown["reported by"] = hosts([diagnosis.source])
    if others:
        shown["says"] = texts(others)
    return shown
