"""What the rules about DNS look at: the records that are needed, compared with those that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from weakref import WeakKeyDictionary

import attrs

from ..estate.estate import Estate
from ..estate.external import AccessEdgeSettings, PushNotificationSettings
from ..estate.network import DnsAnswer, DnsRecord, folded
from ..estate.topology import EdgePool
from ..network.comparison import ComparedRecord, compared
from ..network.lookups import NamesSeen, Presence, Side
from ..network.record_uses import RecordUse
from ..network.records import expected_records
from .engine.gaps import Collect, Gap, Run, not_collected
from .engine.model import Context, rule
from .engine.scope import ALL
from .engine.values import Host, Text, texts

#: declares a rule that looks at DNS evidence of any kind, of every product
rule_of_records = partial(rule, products=ALL, needs=(DnsRecord, DnsAnswer), any_need=True)
_NAMES: WeakKeyDictionary[Estate, NamesSeen] = WeakKeyDictionary()
#: prints the lines that look up every name of which nothing is known
LINES = "migrator edge dns prints the lines to look up and how to read their answers"
#: where a name is looked up for each side
SERVERS = {Side.PUBLIC: "PUBLIC_NAME_SERVER", Side.INTERNAL: "INTERNAL_NAME_SERVER", Side.EDGE: ""}


def names_of(estate: Estate) -> NamesSeen:
    """The names of an estate, read once for all rules."""
    if estate not in _NAMES:
        servers = (folded(name) for edge in estate.each(EdgePool) for name in (edge.fqdn or edge.key, *edge.machines))
        _NAMES[estate] = NamesSeen.of(estate, edges=frozenset(servers))
    return _NAMES[estate]


def records_for(estate: Estate, *uses: RecordUse) -> Iterator[ComparedRecord]:
    """The records of these uses, each with what is there."""
    names = names_of(estate)
    for expected in expected_records(estate):
        if expected.use in uses:
            yield compared(expected, names)


def elsewhere(estate: Estate, side: Side, *uses: RecordUse) -> Iterator[ComparedRecord]:
    """The records of these uses, looked for at another side than the one where they belong."""
    names = names_of(estate)
    for expected in expected_records(estate):
        if expected.use in uses:
            yield compared(attrs.evolve(expected, use=attrs.evolve(expected.use, side=side)), names)


def not_looked_up(records: Iterable[ComparedRecord]) -> Iterator[Gap]:
    """A gap for those of *records* of which nothing is known at their side, with the lines that look them up."""
    unknown = [each for each in records if each.presence is Presence.UNKNOWN]
    for side in Side:
        here = [each for each in unknown if each.expected.use.side is side]
        asked = {each.expected.name: each.expected.use.type for each in here}
        unplaced = {each.expected.name: each.unplaced for each in here}
        yield from _gaps(side, asked, unplaced, {each.expected.name: each.failure or "" for each in here})


def gaps_of(side: Side, asked: Mapping[str, str], names: NamesSeen) -> Iterator[Gap]:
    """The gaps of names of which nothing is known at one side.

    Args:
        asked: name -> type.
    """
    failed = {name: names.failure(side, name) or "" for name in asked}
    yield from _gaps(side, asked, {name: names.unplaced(name) for name in asked}, failed)


def _gaps(
    side: Side, asked: Mapping[str, str], unplaced: Mapping[str, tuple[str, ...]], failed: Mapping[str, str]
) -> Iterator[Gap]:
    waiting = {name: type_ for name, type_ in asked.items() if not failed.get(name)}
    if without := {name: failed[name] for name in asked if failed.get(name)}:
        yield _failed(side, without)
    if names := {name: type_ for name, type_ in waiting.items() if not unplaced.get(name)}:
        yield _not_asked(side, names)
    if seen := {name: unplaced[name] for name in waiting if unplaced.get(name)}:
        yield _unplaced(side, seen)


def _failed(side: Side, failed: Mapping[str, str]) -> Gap:
    return Gap(
        reason=(
            "{names:first 3} "
            + ("was" if len(failed) == 1 else "were")
            + " not looked up {place}: asked, and no answer ({how})"
        ),
        places={"names": texts(failed), "place": Text(side.place), "how": texts(dict.fromkeys(failed.values()))},
        needs=(Run(f"another name server of the same side: migrator edge dns --resolver {side}=ADDRESS"),),
    )


def _not_asked(side: Side, asked: Mapping[str, str]) -> Gap:
    file = f"{side}.txt"
    lines = (f"nslookup -type={type_.lower()} {name} {SERVERS[side]}".rstrip() for name, type_ in asked.items())
    return Gap(
        reason="{names:first 3} " + ("was" if len(asked) == 1 else "were") + " not looked up {place}",
        places={"names": texts(asked), "place": Text(side.place)},
        needs=(
            *(Run(f"{line} >> {file}", LINES) for line in lines),
            Run(f"migrator edge dns --zone {file} --vantage {side}", LINES),
        ),
    )


def _unplaced(side: Side, seen: Mapping[str, tuple[str, ...]]) -> Gap:
    files = dict.fromkeys(file for files in seen.values() for file in files)
    return Gap(
        reason="{names:first 3} " + ("was" if len(seen) == 1 else "were") + " seen, but from where is not known",
        places={"names": texts(seen)},
        needs=tuple(
            Run(
                f"migrator edge dns --zone {file} --vantage {side}, if it shows what is seen {side.place}; for "
                f"`inventory`, put it into a folder named {side}"
            )
            for file in files
        ),
    )


def not_compared(names: NamesSeen) -> Iterator[Gap]:
    """A gap where no two name servers outside were asked for the same name."""
    if not names.is_compared(Side.PUBLIC):
        yield Gap(
            reason="no name was looked up at two name servers outside",
            needs=(Run("migrator edge dns --resolver public=ADDRESS --resolver public=ANOTHER_ADDRESS"),),
        )


def without_addresses(estate: Estate, record: ComparedRecord) -> Gap:
    """The gap where a name leads to an address, and nothing tells the addresses of the server that has it."""
    edge = estate.find(EdgePool.kind, record.expected.name)
    return Gap(
        reason="the evidence does not tell the internal address of {server}",
        places={"server": Host(record.expected.name)},
        needs=(Collect("edge_server", edge.product if edge else "lync2013"),),
    )


def no_topology(estate: Estate) -> Iterator[Gap]:
    """A gap if no evidence tells which Edge pools there are."""
    known = estate.products
    if not any(estate.has(EdgePool.kind, product) for product in known):
        yield not_collected([EdgePool], next(iter(sorted(known)), "lync2013"))


@attrs.frozen
class Federation:
    """How an estate federates, as far as the evidence tells.

    Attributes:
        is_on: False if it is switched off; None if it is not known.
        is_open: whether partners are found by DNS; None if it is not known.
        has_push: whether push notifications are on.
    """

    is_on: bool | None
    is_open: bool | None
    has_push: bool

    @property
    def needs_record(self) -> bool:
        """Whether its SRV record is needed, as far as is known."""
        return self.has_push or (self.is_on is not False and self.is_open is not False)


def federation(estate: Estate, context: Context) -> Federation:
    """How *estate* federates."""
    settings = list(estate.of(AccessEdgeSettings))
    on = [each.allow_federated for each in settings if each.allow_federated is not None]
    is_open = [each.partner_discovery for each in settings if each.partner_discovery is not None]
    push = context.answers.get("push_notification_wanted") == "yes" or any(
        each.apple or each.microsoft for each in estate.of(PushNotificationSettings)
    )
    return Federation(any(on) if on else None, any(is_open) if is_open else None, push)
