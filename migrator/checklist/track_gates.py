"""Gates of the tracks: what the newest evidence shows of merge, import, users, numbers, directories and gateways."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ..estate.conferencing import AccessNumber, ConferenceDirectory
from ..estate.counting import counted
from ..estate.evidence import Event, LogLine
from ..estate.kinds import Item
from ..estate.naming import server_of
from ..estate.network import DnsRecord, folded
from ..estate.products import product_name
from ..estate.response_groups import Workflow
from ..estate.topology import BACK_COMPAT, AdForest, EdgePool, Pool, Site, Trunk
from ..estate.user_replication import domain_of, names_domain
from ..estate.users import User
from ..estate.voice import VoiceRoute
from ..knowledge.base import known_entries
from ..knowledge.matching import Matcher
from .edge_gates import all_users_moved
from .gates import Gate, GateState, View, all_of, by_name, none_left, rests_on, shown, unknown
from .names import in_back_compat, is_new_pool, known_new_pool

#: rangeUpper of the schema of Lync Server 2013 (l13-schema-replication)
_SCHEMA_2013 = 1150
_OCS_LOG = "office communications server"
_REPLICATED = 30024
_MOST_NAMES = 5


@rests_on(AdForest)
def schema_prepared(view: View) -> Gate:
    """The schema of Active Directory is that of Lync Server 2013."""
    states = [
        (forest.name or forest.key, None if forest.schema_upper is None else forest.schema_upper >= _SCHEMA_2013)
        for forest in view.estate.of(AdForest)
    ]
    return all_of(states, unknown(view.legacy, AdForest))


def _there(view: View, cls: type[Item], there: Sequence[Item]) -> Gate:
    """Done with an object of the new product; open where its kind was read without one."""
    if there:
        return shown(item.title for item in there)
    if not view.estate.has(cls.kind, view.new):
        return unknown(view.new, cls)
    return Gate(GateState.OPEN, about=(f"{cls.label}: none of {product_name(view.new)}",))


@rests_on(Pool)
def new_pool_there(view: View) -> Gate:
    """A pool of the new product was read, besides those that the merge shows."""
    return _there(view, Pool, [pool for pool in view.estate.of(Pool, product=view.new) if not in_back_compat(pool)])


@rests_on(EdgePool)
def new_edge_there(view: View) -> Gate:
    """An Edge pool of the new product was read."""
    return _there(view, EdgePool, view.estate.of(EdgePool, product=view.new))


@rests_on(Site, Pool)
def merged(view: View) -> Gate:
    """BackCompatSite and every legacy pool are in the topology of the new product.

    BackCompatSite is deleted at the end: where every user of OCS is on a new pool, to which only the merge let them
    move, it was there.
    """
    if not _merge_sites(view):
        if not view.estate.has(Site.kind, view.new):
            return unknown(view.new, Site)
        users = (some_users_moved(view), all_users_moved(view))
        if all(gate.state is GateState.DONE for gate in users):
            return shown(["every user is on a new pool, and BackCompatSite deleted since"])
        lacking = next((gate for gate in users if gate.state is GateState.UNKNOWN), None)
        return lacking or Gate(GateState.OPEN, ("BackCompatSite",))
    listed = {server_of(pool.fqdn or pool.key).casefold() for pool in view.estate.of(Pool) if in_back_compat(pool)}
    states = [
        (pool.fqdn or pool.key, (pool.fqdn or pool.key).casefold() in listed)
        for pool in view.estate.of(Pool, product=view.legacy)
    ]
    return all_of(states, unknown(view.new, Pool))


def _merge_sites(view: View) -> list[Site]:
    """The sites in which the merge shows the servers of OCS 2007 R2."""
    named = ((site, {(site.site_kind or "").casefold(), (site.name or "").casefold()}) for site in view.estate.of(Site))
    return [site for site, names in named if BACK_COMPAT in names]


@rests_on(Site)
def backcompat_gone(view: View) -> Gate:
    """BackCompatSite is not in the topology of the new product any more."""
    left = _merge_sites(view)
    if not left and not view.estate.has(Site.kind, view.new):
        return unknown(view.new, Site)
    return none_left(view, Site, left)


@rests_on(ConferenceDirectory)
def directories_listed(view: View) -> Gate:
    """The cmdlets of the new product list every conference directory of the legacy one."""
    legacy_read = view.estate.has(ConferenceDirectory.kind, view.legacy)
    listed = {directory.directory_id for directory in view.estate.of(ConferenceDirectory, product=view.new)}
    states = [
        (directory.title, directory.directory_id in listed)
        for directory in view.estate.of(ConferenceDirectory, product=view.legacy)
    ]
    if states and not view.estate.has(ConferenceDirectory.kind, view.new):
        return unknown(view.new, ConferenceDirectory)
    if not states and listed:  # each was moved, so that the legacy product has none any more
        return none_left(view, ConferenceDirectory, ()) if legacy_read else unknown(view.legacy, ConferenceDirectory)
    return all_of(states, unknown(view.new, ConferenceDirectory))


@rests_on(VoiceRoute)
def routes_have_gateways(view: View) -> Gate:
    """Every voice route of the new product has a gateway."""
    states = [
        (route.name or route.key, bool(route.gateways) if route.knows("gateways") else None)
        for route in view.estate.of(VoiceRoute, product=view.new)
    ]
    return all_of(states, unknown(view.new, VoiceRoute))


@rests_on(User, Pool)
def some_users_moved(view: View) -> Gate:
    """A user is on a pool of the new product."""
    known = [known_new_pool(view.estate, view.new, user.pool) for user in view.estate.of(User)]
    if moved_users := known.count(True):
        return shown([counted(moved_users, "user")])
    if None in known:
        return unknown(view.new, Pool)
    if not view.estate.has(User.kind, view.new):
        return unknown(view.new, User)
    return Gate(GateState.OPEN, about=(f"{User.label}: none on a pool of {product_name(view.new)}",))


@rests_on(Event, User)
def users_replicated(view: View) -> Gate:
    """Event 30024 of LS User Replicator was read for each domain that has users, as far as the evidence names them."""
    seen = [
        " ".join((event.message or "", *event.data)).casefold()
        for event in view.estate.of(Event)
        if event.event_id == _REPLICATED and (event.source or "").casefold() == "ls user replicator"
    ]
    if not seen:
        return unknown(view.new, Event)
    domains = {domain_of(user) for user in view.estate.of(User)} - {""}
    if not domains or not any(text.strip() for text in seen):
        return Gate(GateState.CONFIRM, ("the event is there for each domain with users",))
    states = ((domain, any(names_domain(text, domain) for text in seen)) for domain in sorted(domains))
    return all_of(states, unknown(view.new, Event))


@rests_on(LogLine)
def merge_log_known(view: View) -> Gate:
    """The log of Merge-CsLegacyTopology was read, without an error and without an unknown line."""
    return _log_known(view, "Merge-CsLegacyTopology")


@rests_on(LogLine)
def import_log_known(view: View) -> Gate:
    """The log of Import-CsLegacyConfiguration was read, without an error and without an unknown line."""
    return _log_known(view, "Import-CsLegacyConfiguration")


@rests_on(LogLine)
def topology_enabled(view: View) -> Gate:
    """The log of Enable-CsTopology was read, without an error and without an unknown line."""
    return _log_known(view, "Enable-CsTopology")


@cache
def _matcher() -> Matcher:
    return Matcher(known_entries().values())


def _log_known(view: View, cmdlet: str) -> Gate:
    lines = [line for line in view.estate.of(LogLine) if (line.cmdlet or "").casefold() == cmdlet.casefold()]
    if not lines:
        report = f"the report of {cmdlet} as XML or HTML (a log kept as text names no cmdlet), with migrator inventory"
        return Gate(GateState.UNKNOWN, supply=(report,))
    matcher = _matcher()
    texts = dict.fromkeys(line.message for line in lines if line.message)
    open_ones = [line.message or "" for line in lines if (line.level or "").casefold() == "error"]
    open_ones += [part.text for text in texts for part in matcher.parts(text) if part.entry is None]
    if open_ones:
        return Gate(GateState.OPEN, tuple(dict.fromkeys(open_ones))[:_MOST_NAMES])
    return shown([f"{counted(len(lines), 'line')} of {cmdlet}"])


@rests_on(Event)
def known_events_only(view: View) -> Gate:
    """The log of the legacy server was read, and has no error or warning besides those that follow the move."""
    by_server = view.once("events", _ocs_events)
    server = view.one.partition(".")[0].casefold()
    own = by_server.get(server, []) if server else [event for events in by_server.values() for event in events]
    if not own:
        return unknown(view.legacy, Event)
    other = [
        event.event_id
        for event in own
        if event.event_id not in view.expected_events
        and (event.level or "").casefold() in ("error", "warning", "critical")
    ]
    if other:
        return Gate(GateState.OPEN, tuple(dict.fromkeys(f"event {id_}" for id_ in other))[:_MOST_NAMES])
    return shown([counted(len(own), "event")])


def _ocs_events(view: View) -> dict[str, list[Event]]:
    """The events of the log of OCS by the first label of the server."""
    found: dict[str, list[Event]] = {}
    for event in view.estate.of(Event):
        if (event.log or "").casefold() == _OCS_LOG:
            found.setdefault((event.machine or "").partition(".")[0].casefold(), []).append(event)
    return found


@rests_on(AccessNumber, Pool)
def access_number_moved(view: View) -> Gate:
    """The access number is on a pool of the new product."""
    return _moved(view, AccessNumber, view.once("homes of numbers", _homes_of_numbers))


@rests_on(ConferenceDirectory, Pool)
def directory_moved(view: View) -> Gate:
    """The conference directory is on a pool of the new product."""
    return _moved(view, ConferenceDirectory, view.once("homes of directories", _homes_of_directories))


def _moved(view: View, cls: type[Item], homes: dict[str, list[str | None]]) -> Gate:
    """Whether the object is on a pool of the new product, as both products tell."""
    pools = homes.get(view.one, [])
    states = [(view.one, known_new_pool(view.estate, view.new, pool) if pool else None) for pool in pools]
    return all_of(states, unknown(view.new, cls, Pool)).of(view.one)


def _homes_of_numbers(view: View) -> dict[str, list[str | None]]:
    """The pools of access numbers by their names, as both products tell."""
    found: dict[str, list[str | None]] = {}
    for product in (view.legacy, view.new):
        for number in view.estate.of(AccessNumber, product=product):
            found.setdefault(number.primary_uri or number.key, []).append(number.pool)
    return found


def _homes_of_directories(view: View) -> dict[str, list[str | None]]:
    """The pools of conference directories by their ids, as both products tell."""
    found: dict[str, list[str | None]] = {}
    for product in (view.legacy, view.new):
        for directory in view.estate.of(ConferenceDirectory, product=product):
            found.setdefault(str(directory.directory_id), []).append(directory.pool)
    return found


@rests_on(AccessNumber)
def has_region(view: View) -> Gate:
    """The access number has a region."""
    numbers = view.once("numbers", _new_numbers).get(view.one, [])
    states = [(view.one, bool(number.regions) if number.knows("regions") else None) for number in numbers]
    return all_of(states, unknown(view.new, AccessNumber))


def _new_numbers(view: View) -> dict[str, list[AccessNumber]]:
    """The access numbers of the new product by their names."""
    found: dict[str, list[AccessNumber]] = {}
    for number in view.estate.of(AccessNumber, product=view.new):
        found.setdefault(number.primary_uri or number.key, []).append(number)
    return found


@rests_on(Workflow, Pool)
def workflows_moved(view: View) -> Gate:
    """Every workflow is on a pool of the new product; the copies that the move leaves on the old pool do not count.

    The tools of the new product do not list the workflows of the legacy one, so that both have to be read.
    """
    return view.once("workflows", _workflows_moved)


def _workflows_moved(view: View) -> Gate:
    for product in (view.new, view.legacy):
        if not view.estate.has(Workflow.kind, product):
            return unknown(product, Workflow)
    known = [
        (flow.name or flow.key, known_new_pool(view.estate, view.new, flow.pool)) for flow in view.estate.of(Workflow)
    ]
    there = {name.casefold() for name, is_new in known if is_new}
    states = ((name, True if name.casefold() in there else is_new) for name, is_new in known)
    return all_of(states, unknown(view.new, Workflow, Pool))


@rests_on(Trunk)
def gateway_has_trunk(view: View) -> Gate:
    """A trunk of the new product leads to the gateway."""
    if not view.one or not view.estate.has(Trunk.kind, view.new):
        return unknown(view.new, Trunk)
    is_led_to = view.one.casefold() in view.once("trunks", _led_to)
    return shown([view.one]) if is_led_to else Gate(GateState.OPEN, (view.one,))


def _led_to(view: View) -> set[str]:
    """The gateways to which trunks of the new product lead."""
    return {server_of(trunk.gateway).casefold() for trunk in view.estate.of(Trunk, product=view.new)}


@rests_on(DnsRecord, Pool)
def sign_in_moved(view: View) -> Gate:
    """Inside, the SRV record of automatic sign-in leads to a pool of the new product, by its name or its addresses.

    Its host may be another name in the SIP domain, as strict clients want it: then the addresses of that name tell.
    """
    owner = f"_sipinternaltls._tcp.{folded(view.one)}"
    inside = [record for record in view.estate.of(DnsRecord) if record.vantage_point != "public"]
    addresses = view.once("inside", _addresses)
    states = [
        (record.target or "", _leads_to_new(view, folded(record.target or ""), addresses))
        for record in inside
        if record.type == "SRV" and folded(record.owner or "") == owner
    ]
    supply = Gate(GateState.UNKNOWN, supply=(f"migrator edge dns --zone FILE --vantage internal, with {owner}",))
    return all_of(states, supply)


def _addresses(view: View) -> dict[str, set[str]]:
    """The addresses of each name, as inside sees them."""
    found: dict[str, set[str]] = {}
    for record in view.estate.of(DnsRecord):
        address = record.target or record.data
        if record.type in ("A", "AAAA") and address and record.vantage_point != "public":
            found.setdefault(folded(record.owner or ""), set()).add(address)
    return found


def _leads_to_new(view: View, name: str, addresses: dict[str, set[str]]) -> bool:
    """Whether a host is a pool of the new product, or has only addresses of one."""
    if is_new_pool(view.estate, view.new, name):
        return True
    pools = view.once("pool addresses", _pool_addresses)
    own = addresses.get(name, set())
    return bool(own) and own <= pools


def _pool_addresses(view: View) -> set[str]:
    """The addresses of the pools of the new product and of their servers."""
    addresses = view.once("inside", _addresses)
    names = {
        folded(name)
        for pool in view.estate.of(Pool, product=view.new)
        if not in_back_compat(pool)
        for name in (pool.fqdn or pool.key, *pool.members)
    }
    return {address for name in names for address in addresses.get(name, ())}


#: gates of the tracks
TRACK_GATES = by_name(
    schema_prepared,
    new_pool_there,
    new_edge_there,
    merged,
    backcompat_gone,
    directories_listed,
    routes_have_gateways,
    some_users_moved,
    users_replicated,
    merge_log_known,
    import_log_known,
    topology_enabled,
    known_events_only,
    access_number_moved,
    directory_moved,
    has_region,
    workflows_moved,
    gateway_has_trunk,
    sign_in_moved,
)
